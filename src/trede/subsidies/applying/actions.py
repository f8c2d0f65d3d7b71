"""What a firm does with a draft: begin, save a part, keep a budget, add and remove files, throw it away."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from trede.companies.models import ContactPerson, Firm
from trede.companies.own.queries import must_be_of
from trede.core.budget import MOST_CENTS
from trede.core.errors import InputError, OutOfOrder
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies import files
from trede.subsidies.applying.draft import answers_of, known_of, takes_now
from trede.subsidies.applying.parts import DELIVERY, FOR, HOLDER, IBAN, LAYERS, MAIL, NAME, OTHER
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, CostLine, Upload
from trede.subsidies.questions import one
from trede.subsidies.registry import open_now, scheme_of

KEPT = timedelta(days=90)
"""A draft that nobody touches goes after this."""
MOST_LINES = 60


@action
def begin(
    *,
    by: Actor,
    firm: Firm,
    person: ContactPerson,
    scheme: Scheme,
    language: str,
    answers: Mapping[str, tuple[str, ...]],
    reuse: bool,
) -> Application:
    """Return the draft of a firm for a scheme: the one that is there, or a new one.

    `answers` come from the check; with `reuse` (the firm agreed) what we know of it comes along. Raises OutOfOrder
    `not-open` when nobody can apply now or soon.
    """
    must_be_of(by, firm.pk)
    Firm.objects.select_for_update().get(pk=firm.pk)  # of two windows one makes the draft
    known = Application.objects.filter(firm=firm, scheme=scheme.key, state="concept").first()
    if known is not None:
        return known
    state, _ = open_now(scheme)
    if state != "opens" and not takes_now(scheme):
        raise OutOfOrder("not-open", "Deze subsidie is nu niet open.", "This grant is not open now.")
    facts, adviser = known_of(firm, scheme) if reuse else ({}, "")
    now = clock.now()
    application = Application(
        scheme=scheme.key,
        firm=firm,
        applicant=person,
        language=language,
        state_since=now,
        draft={"answers": {**{key: list(values) for key, values in {**facts, **answers}.items()}}},
        draft_saved_at=now,
        draft_until=clock.today() + KEPT,
        intake_adviser=adviser,
    )
    application.save(force_insert=True)
    _note(by, application, "application.begun", scheme=scheme.key, reused=reuse)
    return application


def _note(by: Actor, application: Application, kind: str, **data: object) -> None:
    record(kind, by=by, firm=application.firm_id, subject=("application", application.pk), data=data)


def open_draft(by: Actor, application: Application) -> Application:
    """Return the draft, locked. Raises OutOfOrder `sent` when it was sent meanwhile, NotPermitted for another firm."""
    must_be_of(by, application.firm_id)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.state != "concept":
        raise OutOfOrder(
            "sent",
            "Deze aanvraag is al verstuurd. Je kunt er niets meer aan veranderen.",
            "This application was sent already. It can no longer be changed.",
        )
    return fresh


def _touch(application: Application, **changes: object) -> None:
    """Write down that the draft was saved now, which keeps it for another ninety days."""
    fields = {"draft_saved_at": clock.now(), "draft_until": clock.today() + KEPT, **changes}
    Application.objects.filter(pk=application.pk).update(**fields)


@action
def save_part(*, by: Actor, application: Application, part: str, values: Mapping[str, tuple[str, ...]]) -> None:
    """Keep the answers of a part: also those that are not right yet, so that nothing typed is lost."""
    fresh = open_draft(by, application)
    answers = answers_of(fresh) | dict(values)
    kept = {key: list(found) for key, found in answers.items() if found}
    changes: dict[str, object] = {"draft": {**fresh.draft, "answers": kept}}
    if part == "details":
        changes |= _details(answers, scheme_of(fresh), fresh)
    _touch(fresh, **changes)
    _note(by, fresh, "application.saved", part=part)


def _details(answers: Mapping[str, tuple[str, ...]], scheme: Scheme, application: Application) -> dict[str, object]:
    """Return what the application itself keeps of this part: the account, how we write, who applies."""
    account, is_other = clean_iban(one(answers, IBAN)), one(answers, FOR) == OTHER
    layers = [item.key for item in scheme.data_layers if not item.voluntary or item.key in answers.get(LAYERS, ())]
    mandate = application.uploads.filter(document="mandate", removed_at=None).order_by("-pk").first()
    return {
        "iban": account or "",
        "iban_holder": one(answers, HOLDER)[:100],
        "iban_since": (application.iban_since if account == application.iban else clock.now()) if account else None,
        "by_mail": one(answers, DELIVERY) in (MAIL, ""),
        "sent_by": "intermediary" if is_other else "firm",
        "intermediary": one(answers, NAME) if is_other else "",
        "mandate": mandate if is_other else None,
        "share_layers": layers,
    }


def clean_iban(typed: str) -> str | None:
    """Return an account number without spaces, or None when it cannot be one (mod 97, and the length of its land)."""
    try:
        return str(iban_rules.validate(typed))
    except ValidationError:
        return None


# The budget


@action
def save_line(
    *,
    by: Actor,
    application: Application,
    number: int | None,
    pillar: str,
    what: str,
    supplier: str,
    supplier_kvk: str,
    quote: str,
    cents: int,
    research_cents: int,
) -> CostLine:
    """Add a line to the budget, or change the one with `number`. Amounts in cents, without VAT that comes back.

    Raises InputError with the field as its code (`regel-wat`, `regel-bedrag`, `regel-nieuw`, `regel-doel`).
    """
    fresh = open_draft(by, application)
    pillars = [item.key for item in scheme_of(fresh).pillars]
    if pillars and pillar not in pillars:
        raise InputError("regel-doel", "Kies bij welk doel dit hoort.", "Choose to which goal this belongs.")
    if not what.strip():
        raise InputError("regel-wat", "Schrijf op wat je koopt of inhuurt.", "Write down what you buy or hire.")
    if not 0 < cents <= MOST_CENTS:
        raise InputError("regel-bedrag", "Schrijf een bedrag in euro's op.", "Write an amount in euros.")
    if not 0 <= research_cents <= cents:
        raise InputError("regel-nieuw", "Dit deel kan niet hoger zijn.", "This part cannot be higher.")
    row = fresh.costs.filter(pk=number).first() if number is not None else None
    if row is None:
        if fresh.costs.count() >= MOST_LINES:
            raise InputError(
                "regel-wat", "Er staan al 60 regels. Voeg er een paar samen.", "There are 60 lines already."
            )
        row = CostLine(application=fresh)
    row.pillar, row.what, row.supplier = pillar if pillars else "", what[:160], supplier[:160]
    row.supplier_kvk, row.quote = supplier_kvk, quote[:60]
    row.cents, row.research_cents = cents, research_cents
    row.save()
    _touch(fresh)
    _note(by, fresh, "application.saved", part="costs")
    return row


@action
def remove_line(*, by: Actor, application: Application, number: int) -> None:
    """Take a line off the budget; one that is gone already is fine."""
    fresh = open_draft(by, application)
    fresh.costs.filter(pk=number).delete()
    _touch(fresh)
    _note(by, fresh, "application.saved", part="costs")


# Files


def add_file(*, by: Actor, application: Application, document: str, name: str, content: bytes) -> Upload:
    """Keep a file of a draft, or of an application of which something is asked. Raises InputError `file`.

    The scan may take a minute: it runs before anything is locked.
    """
    must_be_of(by, application.firm_id)
    _may_add(application)
    stored = files.store(name, content)
    try:
        return _keep_file(by=by, application=application, document=document, stored=stored)
    except Exception:
        files.remove(stored.stored_as)
        raise


def _may_add(application: Application) -> None:
    if application.state not in MAY_ADD:
        raise OutOfOrder("file", "Je kunt nu geen bestand sturen.", "You cannot send a file now.")
    if application.uploads.count() >= files.MOST_FILES:
        raise InputError("file", "Er staan al 40 bestanden bij je aanvraag.", "There are 40 files already.")


@action
def _keep_file(*, by: Actor, application: Application, document: str, stored: files.Stored) -> Upload:
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    _may_add(fresh)
    row = Upload(
        application=fresh,
        document=document,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.digest,
        stored_as=stored.stored_as,
        scan=stored.scan,
        uploaded_at=clock.now(),
    )
    row.save(force_insert=True)
    if fresh.state == "concept":
        more: dict[str, object] = {"mandate": row} if document == "mandate" else {}
        _touch(fresh, **more)
    _note(by, fresh, "application.file-added", document=document)
    return row


MAY_ADD = frozenset({"concept", "herstel", "zienswijze", "in_uitvoering", "verantwoording"})
"""States in which a firm may send files: those in which something is asked of it."""


@action
def remove_file(*, by: Actor, application: Application, upload: Upload) -> None:
    """Take a file off a draft. What was sent stays."""
    fresh = open_draft(by, application)
    if upload.application_id != fresh.pk or upload.removed_at is not None:
        return
    Upload.objects.filter(pk=upload.pk).update(removed_at=clock.now())
    if fresh.mandate_id == upload.pk:
        Application.objects.filter(pk=fresh.pk).update(mandate=None)
    _touch(fresh)
    _note(by, fresh, "application.file-removed", document=upload.document)
    transaction.on_commit(lambda: files.remove(upload.stored_as))


@action
def drop(*, by: Actor, application: Application) -> None:
    """Throw a draft away, with its budget and files (see `emptying`)."""
    open_draft(by, application)
    take_step(by=by, application=application, step="vervallen")

"""Destroying files in two hands: one person proposes a list, another decides; then what was in the files is gone.

What stays of a file is what the books and the law still ask for: its number, scheme, days and amounts, the entries of
the ledger and, as long as that has its own term, the line in the public register. Of every list that was carried out a
declaration remains (Archiefbesluit 1995, art. 8): the list itself, which nobody can change.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from trede.accounts.models import User
from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import snapshot
from trede.core.permissions import Permission
from trede.core.terms import deadline
from trede.core.terms_table import TERMS
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.jobs import register_job
from trede.journal.shred import shred_subject
from trede.journal.types import SHREDDED
from trede.privacy.erase import blank, expire_rows
from trede.privacy.walk import rows_below
from trede.subsidies import files
from trede.subsidies.keeping.due import Kept, again, due
from trede.subsidies.models import Application, DestructionItem, DestructionList, GrantEntry

log = logging.getLogger("trede.subsidies")

REASON = "retention"
_BY = Actor.system("subsidy-destruction")


@action
def propose(*, by: Actor, applications: Sequence[int], ground: str) -> DestructionList:
    """Propose files for destruction, on the ground of a selection list that is named in words.

    Raises InputError `ground` or `chosen` (nothing chosen), OutOfOrder `not-due` when one may not go any more.
    """
    check_permission(by, Permission.SUBSIDY_MANAGE)
    said = " ".join(ground.split())
    if not said:
        raise InputError("ground", "Noem de selectielijst en de categorie.", "Name the selection list and category.")
    chosen = set(applications)
    if not chosen:
        raise InputError("chosen", "Kies een of meer dossiers.", "Choose one or more files.")
    found = [item for item in due() if item.application.pk in chosen]
    if len(found) != len(chosen):
        raise _not_due()
    made = DestructionList(
        ground=said,
        proposed_by_id=int(by.id),
        proposed_name=_name(by),
        proposed_at=clock.now(),
    )
    made.save(force_insert=True)
    for item in found:
        _item(made, item).save(force_insert=True)
    made.digest = digest_of(made)
    made.save(update_fields=["digest"])
    record("destruction.proposed", by=by, subject=("destruction", made.pk), data={"files": len(found)})
    return made


def digest_of(found: DestructionList) -> str:
    """Return the digest of what who decides has to have read: the ground and every line. One query."""
    lines = found.items.order_by("pk").values_list("application", "number", "closed_on", "years", "law", "until")
    return snapshot({"ground": found.ground, "lines": [list(line) for line in lines]})


@action
def refuse(*, by: Actor, found: DestructionList, reason: str) -> None:
    """Let a list go: its files stay, and can be proposed again. Who proposed it may take it back.

    Raises InputError `reason`, NotPermitted, OutOfOrder `decided`.
    """
    if str(found.proposed_by_id) != by.id:
        check_permission(by, Permission.SUBSIDY_DECIDE)
    said = " ".join(reason.split())
    if not said:
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    _decide(by, found, "refused", reason=said)
    files_on = found.items.update(stands=False)
    record("destruction.refused", by=by, subject=("destruction", found.pk), data={"files": files_on})


@action
def destroy(*, by: Actor, found: DestructionList, digest: str) -> DestructionList:
    """Carry out a list that somebody else proposed, as it was read (`digest`). It cannot be undone.

    Raises NotPermitted for who proposed it, OutOfOrder `decided` or `not-due`: then nothing was destroyed.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    if str(found.proposed_by_id) == by.id or by.kind != "person":
        raise NotPermitted(
            "two-people",
            "Jij stelde deze lijst voor. Een collega beslist erover.",
            "You proposed this list. A colleague decides on it.",
        )
    if found.digest != digest or digest_of(found) != digest:
        raise _not_due()
    _decide(by, found, "destroyed")
    numbers = list(found.items.values_list("application", flat=True))
    rows = {row.pk: row for row in Application.objects.select_for_update().filter(pk__in=numbers)}
    if {item.application.pk for item in again(numbers)} != set(numbers):
        raise _not_due()
    gone, stored = Counter[str](), list[str]()
    for number in numbers:
        stored += rows[number].uploads.values_list("stored_as", flat=True)
        gone += _empty(by, rows[number], found)
    found.counts, found.documents, found.files_left = dict(sorted(gone.items())), len(stored), stored
    found.save(update_fields=["counts", "documents", "files_left"])
    data: dict[str, object] = {"files": len(numbers), "rows": gone.total(), "documents": len(stored)}
    record("destruction.done", by=by, subject=("destruction", found.pk), data=data)
    transaction.on_commit(partial(_clear, found.pk))
    return found


def _empty(by: Actor, application: Application, found: DestructionList) -> Counter[str]:
    """Destroy what a file held, and return how many rows of each table went or were blanked."""
    shred_subject(by=by, subject=("application", application.pk), reason=REASON)
    deleted, blanked = expire_rows(by, rows_below(application), REASON)
    Application.objects.filter(pk=application.pk).update(
        applicant=None, officer=None, signed_at=None, iban_since=None, destroyed_on=clock.today()
    )
    about = ("application", application.pk)
    record("application.destroyed", by=by, firm=application.firm_id, subject=about, data={"list": found.pk})
    return deleted + blanked


def _decide(by: Actor, found: DestructionList, state: str, *, reason: str = "") -> None:
    """Claim a list that waits, by a conditional update: of two people who decide at once one is told."""
    changes = {"state": state, "decided_by_id": int(by.id), "decided_name": _name(by), "decided_at": clock.now()}
    if not DestructionList.objects.filter(pk=found.pk, state="proposed").update(**changes, reason=reason):
        raise OutOfOrder("decided", "Over deze lijst is al beslist.", "This list was decided on already.")
    found.refresh_from_db()


def _clear(number: int) -> None:
    """Throw away the documents of a list that was carried out, once that stands in the database."""
    found = DestructionList.objects.filter(pk=number).exclude(files_left=[]).first()
    if found is None:
        return
    left = [name for name in found.files_left if not _is_gone(name)]
    _note_gone(by=_BY, found=found, left=left)


def _is_gone(name: str) -> bool:
    try:
        files.remove(name)
    except OSError as error:
        log.error("a document could not be removed: %s", type(error).__name__)  # noqa: TRY400  # the text holds a path
        return False
    return True


@action
def _note_gone(*, by: Actor, found: DestructionList, left: list[str]) -> None:
    DestructionList.objects.filter(pk=found.pk).update(files_left=left)
    data: dict[str, object] = {"documents": len(found.files_left) - len(left)}
    record("destruction.documents-gone", by=by, subject=("destruction", found.pk), data=data)


def clear_documents() -> int:
    """Throw away what is left on disk of lists that were carried out; return how many lists had something left."""
    numbers = list(DestructionList.objects.exclude(files_left=[]).values_list("pk", flat=True))
    for number in numbers:
        _clear(number)
    return len(numbers)


def _item(made: DestructionList, item: Kept) -> DestructionItem:
    row = item.application
    closed, until = row.ended_on, item.until
    if closed is None or until is None:
        raise _not_due()
    return DestructionItem(
        list=made,
        application=row,
        number=row.number or "",
        scheme=row.scheme,
        result=item.result,
        first_on=row.received_day or amsterdam_day(row.state_since),
        closed_on=closed,
        years=item.years,
        law=item.law,
        until=until,
    )


def _name(by: Actor) -> str:
    return User.objects.get(pk=int(by.id)).name[:120]


def _not_due() -> OutOfOrder:
    return OutOfOrder(
        "not-due",
        "De lijst klopt niet meer: bij een dossier staat iets open. Maak een nieuwe lijst.",
        "The list is no longer right: something is open in a file. Make a new list.",
    )


def fade_names() -> int:
    """Take the name off lines of the public register whose own term is over too, ten years after the period; of files
    that were destroyed. Return how many.
    """
    rows = GrantEntry.objects.filter(application__destroyed_on__isnull=False).exclude(name=SHREDDED)
    done = 0
    for entry in rows.select_related("application__period"):
        period = entry.application.period
        last = None if period is None else deadline(TERMS["retention"], period.last).last
        if last is not None and last < clock.today():
            _fade(by=_BY, entry=entry)
            done += 1
    return done


@action
def _fade(*, by: Actor, entry: GrantEntry) -> None:
    blank(entry)
    GrantEntry.objects.filter(pk=entry.pk).update(show_name=False, changed_at=clock.now())
    application = entry.application
    about = ("application", application.pk)
    data: dict[str, object] = {"scheme": application.scheme}
    record("grant.name-gone", by=by, firm=application.firm_id, subject=about, data=data)


def start() -> None:
    """Have documents that could not be thrown away at once tried again, and names go when their own term is over."""
    register_job("subsidy-96-destruction", clear_documents)
    register_job("subsidy-97-register-names", fade_names)

"""Sending: sign, freeze, number, receipt, in one transaction. Twice is once.

Whoever sends an application first gets the number; a second click, a reload or another window finds it sent. What the
rules say does not keep anybody from sending; a signature, a way to reach the firm and an open scheme do (Awb 4:1, 2:8),
and a second live application where the scheme allows one.
"""

from trede.companies.own.queries import must_be_of
from trede.core.errors import InputError, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.subsidies import messages
from trede.subsidies.applying.content import content_of, digest_of
from trede.subsidies.applying.draft import budget_of
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Submission
from trede.subsidies.registry import parameters_of
from trede.subsidies.wording import words

RECEIPT = "receipt"
_OVER = ("concept", "vervallen", "afgewezen", "buiten_behandeling", "ingetrokken_aanv", "doorgeleid")
"""States of an application that do not stand in the way of another."""
MOST_NAME = 100


@action
def send(*, by: Actor, application: Application, name: str, may_sign: bool, truthful: bool, key: str) -> Application:
    """Send a draft and return the application as it stands then; one that was sent already is returned as it is.

    `name` is who signs, `may_sign` and `truthful` what is declared, `key` the random number of the form. Raises
    InputError (`naam`, `tekenen`, `waar`), OutOfOrder `already-applied`, and what the step itself refuses.
    """
    must_be_of(by, application.firm_id)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.state != "concept":
        return fresh
    signer = " ".join(name.split())[:MOST_NAME]
    if not signer:
        raise InputError("naam", "Schrijf de naam op van wie tekent.", "Write the name of who signs.")
    if not may_sign:
        raise InputError("tekenen", "Laat iemand tekenen die dat mag.", "Have somebody sign who may.")
    if not truthful:
        raise InputError("waar", "Zet een vinkje als alles klopt.", "Tick this if everything is right.")
    _check_ways(fresh)
    other = live_other(fresh)
    if other is not None:
        raise OutOfOrder(
            "already-applied",
            f"Je hebt al een aanvraag die telt: {other.number}.",
            f"You already have an application that counts: {other.number}.",
        )
    found = budget_of(fresh)
    cents = found.amount_cents if found.amount_cents is not None else found.computed_cents
    signed = {"signed_by": signer, "signed_at": clock.now(), "requested_cents": cents}
    Application.objects.filter(pk=fresh.pk).update(**signed)
    fresh.refresh_from_db()
    take_step(by=by, application=fresh, step="indienen", given=Given(cents=cents))
    freeze(by=by, application=fresh, place=1, key=key)
    subject, body = words("receipt", fresh)
    messages.place(by=by, application=fresh, kind=RECEIPT, subject=subject, body=body, key=f"{fresh.pk}/{RECEIPT}")
    return fresh


def _check_ways(application: Application) -> None:
    """Check that the firm can be reached, and that whoever signs for it may (Awb 2:1, 2:8). Raises InputError."""
    if application.sent_by == "intermediary" and application.mandate_id is None:
        raise InputError(
            "volmacht",
            "Een ander vraagt aan namens je bedrijf. Voeg bij de bestanden eerst een volmacht toe.",
            "Somebody else applies on behalf of your business. Add a mandate to the files first.",
        )
    if application.by_mail and not messages.address_of(application):
        raise InputError(
            "post",
            "We hebben geen mailadres van je. Kies bij ‘Rekening en post’ voor een brief.",
            "We have no e-mail address of you. Choose a letter under ‘Account and post’.",
        )


def freeze(*, by: Actor, application: Application, place: int, key: str) -> Submission:
    """Keep the content as it is now, for good. Inside the action of the caller."""
    content = content_of(application)
    row = Submission(
        application=application,
        place=place,
        content=content,
        digest=digest_of(content),
        key=f"{application.pk}/{key}"[:64],
        sent_at=clock.now(),
    )
    row.save(force_insert=True)
    about = ("application", application.pk)
    data: dict[str, object] = {"scheme": application.scheme, "place": place, "files": len(content["documents"])}
    record("application.sent", by=by, firm=application.firm_id, subject=about, data=data)
    return row


def live_other(application: Application) -> Application | None:
    """Return another application of this firm that counts, where the scheme allows only one. One query."""
    once = parameters_of(application).once_per
    if once == "unlimited":
        return None
    found = Application.objects.filter(firm=application.firm_id, scheme=application.scheme).exclude(state__in=_OVER)
    if once == "calendar-year":
        found = found.filter(received_day__year=clock.today().year)
    return found.exclude(pk=application.pk).order_by("pk").first()

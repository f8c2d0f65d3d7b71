"""Who gets which mail when something happens in the chain. Called inside the actions, so mail and change go together.

Nothing personal stands in a mail: no name of a firm or person, only organisations, days and a code. Desks get no mail
per event but a digest (`trede.chain.digest`). Staff and firms get nothing at night, at weekends and on holidays; the
one exception is the receipt, because the person who asked sits waiting for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from trede.accounts.models import User
from trede.chain.links import new_link, path_of
from trede.chain.models import AdviceRequest, Case, Handover, Referral
from trede.companies.models import Consent
from trede.companies.queries import consent_stands, contacts_of
from trede.core.clocks import AMSTERDAM, add_working_days, is_working_day
from trede.core.codes import spoken
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL, due_day
from trede.journal import clock
from trede.journal.actions import Actor, record
from trede.regions.registry import pack
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.mail import Letter, can_send
from trede.web.models import Message
from trede.web.outbox import post
from trede.web.templatetags.trede import day_in_words

OPENS, CLOSES = time(7), time(19)
"""Between these hours in Amsterdam mail goes out."""
_BY = Actor.system("messages")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets a mail. `has_account`: logs in; else the mail carries a link to answer with."""

    email: str
    language: str
    has_account: bool


def quiet_until(now: datetime) -> datetime | None:
    """Return when mail may go out next, or None when that is now."""
    here = now.astimezone(AMSTERDAM)
    if is_working_day(here.date()) and OPENS <= here.time() < CLOSES:
        return None
    early = is_working_day(here.date()) and here.time() < OPENS
    day = here.date() if early else add_working_days(here.date(), 1)
    return datetime.combine(day, OPENS, AMSTERDAM)


def code_of(case: Case) -> str:
    """Return the code with which a firm sees where its question is, as people read it; empty when there is none."""
    code = case.request.reference if case.request is not None else case.reference
    return spoken(code) if code else ""


def organisation_name(key: str) -> str:
    """Return the name of an organisation; the key itself when the pack no longer has it."""
    names = {item.key: item.name for item in pack().organisations}
    return names.get(key, key)


def due_of(referral: Referral) -> date | None:
    """Return the day on which the act of the state a referral is in is due; None at an end."""
    terms = {"referral-answer": referral.answer_days, "first-contact": referral.answer_days}
    return due_day(REFERRAL, referral.state, referral.since, terms=terms)


def request_received(request: AdviceRequest) -> None:
    """Send the receipt to who asked for an adviser, when there is an address."""
    if not request.email or not can_send():
        return
    made = letter(
        "request-received",
        request.language,
        link=site(address(request.language, "/adviseur/waar")),
        organisation=organisation_name(request.organisation),
        day=day_in_words(request.contact_before, request.language),
        code=spoken(request.reference),
    )
    post(to=request.email, letter=made, kind="request-received", about=("request", request.pk))


def partner_asked(referral: Referral) -> None:
    """Tell the partner that a referral waits: its people log in, who has no account gets a link."""
    if can_send():
        _to_partner(referral, "referral-login", "referral-link")


def partner_goes_on(referral: Referral) -> None:
    """Send who has no account the link for the next step; who logs in has a work list."""
    if can_send() and REFERRAL.state(referral.state).act is not None:
        _to_partner(referral, "", "referral-next")


def partner_reminded(referral: Referral) -> bool:
    """Remind the partner of what is due. Return whether anybody could be reached."""
    return can_send() and _to_partner(referral, "reminder-login", "reminder-link")


def partner_stopped(referral: Referral) -> None:
    """Tell the partner that nothing is asked any more. Says nothing about the firm: the consent may be gone."""
    if not can_send() or referral.requested_on is None:
        return
    for reader in partner_readers(referral):
        made = letter("referral-stopped", reader.language, link=site(address(reader.language, "/")))
        _post(reader.email, made, "referral-stopped", referral, names_firm=False)


def _to_partner(referral: Referral, with_account: str, without: str) -> bool:
    due = due_of(referral)
    act = REFERRAL.state(referral.state).act or ""
    reached = False
    for reader in partner_readers(referral):
        kind = with_account if reader.has_account else without
        if not kind:
            continue
        values: dict[str, object] = {
            "organisation": organisation_name(referral.case.organisation),
            "day": day_in_words(due, reader.language) if due else "",
            "act": pack().text(f"act.{act}", reader.language),
        }
        path = f"/balie/verwijzing/{referral.pk}"
        if not reader.has_account:
            token, kept = new_link(referral)
            path = address(reader.language, path_of(token))
            values["until"] = day_in_words(kept.expires_at, reader.language, weekday=False)
            record(
                "referral.link-made",
                by=_BY,
                firm=referral.case.firm_id,
                subject=("referral", referral.pk),
                data={"organisation": referral.organisation, "state": referral.state},
            )
        made = letter(kind, reader.language, link=site(path), lines=(), **values)
        _post(reader.email, made, kind, referral)
        reached = True
    return reached


def partner_readers(referral: Referral) -> tuple[Reader, ...]:
    """Return who reads for the partner: who took it up, else the person of the handover, else everybody there."""
    people = list(people_of(referral.organisation, {Permission.REFERRAL_ANSWER, Permission.CASE_VIEW}))
    handler = [user for user in people if user.pk == referral.handler_id]
    named = Handover.objects.filter(referral=referral).values_list("to_email", flat=True).first() or ""
    if handler or not named:
        return tuple(Reader(user.email, user.language, has_account=True) for user in handler or people)
    known = [user for user in people if user.email == named.lower()]
    return (Reader(named, known[0].language if known else "nl", has_account=bool(known)),)


def mail_failed(referral: Referral) -> bool:
    """Say whether the last mail to the partner about a referral was given up. One query."""
    last = Message.objects.filter(about_kind="referral", about=str(referral.pk)).exclude(kind__startswith="firm-")
    return last.order_by("-pk").values_list("state", flat=True).first() == "failed"


def people_of(organisation: str, permissions: Iterable[Permission]) -> Iterator[User]:
    """Yield the open accounts of an organisation that have one of these permissions. One query and one per account."""
    wanted = set(permissions)
    users = User.objects.filter(is_active=True, membership__organisation=organisation).distinct().order_by("pk")
    for user in users:
        if organisation in user.organisations and wanted & user.permissions:
            yield user


_FIRM = {"accepted": "firm-accepted", "in-progress": "firm-started", "completed": "firm-completed"}


def firm_told(referral: Referral) -> None:
    """Tell the firm how its question stands, when it has an address and agreed to be contacted."""
    case = referral.case
    kind = _FIRM.get(referral.state, "firm-other-route")
    code = code_of(case)
    if not code or not can_send() or not consent_stands(case.firm_id, case.organisation, Consent.CONTACT):
        return
    contact = contacts_of(case.firm_id).exclude(email="").first()
    if contact is None:
        return
    request = case.request
    language = request.language if request is not None and request.email == contact.email else "nl"
    due = due_of(referral)
    made = letter(
        kind,
        language,
        link=site(address(language, "/adviseur/waar")),
        organisation=organisation_name(referral.organisation),
        day=day_in_words(due, language) if due else "",
        code=code,
    )
    _post(contact.email, made, kind, referral)


def _post(to: str, made: Letter, kind: str, referral: Referral, *, names_firm: bool = True) -> None:
    """Post a letter about a referral. `names_firm` False: it goes out also when the firm is erased meanwhile."""
    firm = referral.case.firm_id if names_firm else None
    post(to=to, letter=made, kind=kind, about=("referral", referral.pk), firm=firm, not_before=quiet_until(clock.now()))

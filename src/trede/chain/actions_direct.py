"""A firm comes straight to a partner: the partner starts, and the front door knows of it from the first day."""

from dataclasses import dataclass
from datetime import date

from trede.chain import messages
from trede.chain.handing import OWN_CONTACT, facts, service_of_pack
from trede.chain.models import Case, Referral, Trajectory
from trede.chain.queries_work import OPEN_STATES
from trede.chain.steps import known_rung, not_later_than_today, person, words
from trede.companies.actions import add_contact, give_consent, register_firm
from trede.companies.models import Consent, Firm
from trede.companies.queries import firm_known
from trede.companies.rules import clean_kvk
from trede.core.codes import new_code
from trede.core.errors import InputError, NotPermitted
from trede.core.permissions import Permission
from trede.core.workflow import INTAKE, due_day
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack


@dataclass(frozen=True, slots=True)
class DirectFirm:
    """The firm that came, who speaks for it, and on which day and how it agreed. `kvk` may be empty."""

    name: str
    contact_name: str
    phone: str
    email: str
    agreed_on: date
    kvk: str = ""
    how: str = "mondeling"


@action
def start_direct(*, by: Actor, firm: DirectFirm, service: str, rung: str, question: str, started_on: date) -> Referral:
    """Register a firm that came directly, with its consent, a file at the front door, and the trajectory that runs.

    A firm with the same Chamber of Commerce number is that firm, with the file it has. Whether it was known, and what
    is known of it, the partner does not learn: of the file it gets no more than what it wrote down itself. A name is
    not looked up; doubles are merged at the front door. `rung` is what the partner sees; the adviser confirms a start
    rung in a talk of his own. Raises NotPermitted for a service of another partner, InputError for what is missing and
    (`kvk`) for what this partner does for this firm already.
    """
    check_permission(by, Permission.REFERRAL_ANSWER)
    organisation, days = service_of_pack(service)
    if organisation != by.organisation:
        raise NotPermitted("not-yours", "Deze dienst is niet van jullie.", "This service is not yours.")
    day = not_later_than_today(started_on, "started-on")
    asked = words(question)
    if not asked:
        raise InputError(
            "question", "Schrijf in één zin wat de vraag is.", "Write in one sentence what the question is."
        )
    seen = known_rung(rung)
    known = firm_known(clean_kvk(firm.kvk), "")
    if known is not None:
        _not_yet(known, service)
    case, consent = _file_of(by, firm, known)
    referral = Referral(
        case=case,
        service=service,
        organisation=organisation,
        answer_days=days,
        rung=seen,
        question=asked,
        shared=[OWN_CONTACT],
        state="in-progress",
        since=day,
        consent=consent,
        requested_on=clock.today(),
        handler_id=person(by),
    )
    referral.save(force_insert=True)
    Trajectory(referral=referral, started_on=day, rung_before=seen).save(force_insert=True)
    for event in ("referral.direct", "referral.started"):
        record(
            event, by=by, firm=case.firm_id, subject=("referral", referral.pk), data=facts(referral), occurred_on=day
        )
    messages.firm_told(referral)
    return referral


def _not_yet(firm: Firm, service: str) -> None:
    """Raise InputError when this service runs for the firm already: the partner sees that on its own work list."""
    runs = Referral.objects.filter(
        case__firm=firm, service=service, state__in=OPEN_STATES, requested_on__isnull=False, consent__withdrawn_on=None
    )
    if runs.exists():
        raise InputError(
            "kvk",
            "Jullie helpen dit bedrijf al met deze dienst. Zoek het op je werklijst.",
            "You help this firm with this service already. Find it on your work list.",
        )


def _file_of(by: Actor, came: DirectFirm, known: Firm | None) -> tuple[Case, Consent]:
    """Return the open file of the firm at the front door, a new one that nobody keeps yet when it has none, and the
    consent for this partner.
    """
    front_door = pack().info.front_door
    firm = known or register_firm(by=by, name=came.name, kvk=came.kvk, source="adviser")
    add_contact(by=by, firm=firm, name=came.contact_name, phone=came.phone, email=came.email)
    given = [
        give_consent(
            by=by, firm=firm, organisation=organisation, purpose=purpose, given_on=came.agreed_on, how=came.how
        )
        for organisation, purpose in ((by.organisation, Consent.REFERRAL), (front_door, Consent.CONTACT))
    ]
    kept = Case.objects.filter(firm=firm, organisation=front_door, state="open").order_by("-pk").first()
    return kept or _new_file(by, firm, front_door), given[0]


def _new_file(by: Actor, firm: Firm, front_door: str) -> Case:
    term = {"first-contact": pack().info.terms.first_contact}
    due = due_day(INTAKE, INTAKE.start, clock.today(), terms=term)
    case = Case(
        firm=firm,
        organisation=front_door,
        opened_on=clock.today(),
        contact_before=due or clock.today(),
        reference=new_code(),
    )
    case.save(force_insert=True)
    record("case.opened", by=by, firm=firm.pk, subject=("case", case.pk), data={"scan": False})
    return case

"""Where a question is, for the firm that asked it: in plain words, by its code, without an account.

Shows organisations and days, no names: whoever finds the code learns who acts next, not who asked.
"""

from dataclasses import dataclass
from datetime import date

from trede.chain.messages import due_of, organisation_name
from trede.chain.models import AdviceRequest, Case, Referral
from trede.chain.queries import is_shared
from trede.chain.queries_work import OPEN_STATES, open_cases
from trede.chain.worklist_rows import case_facts
from trede.core.clocks import working_days_after
from trede.core.codes import normalise_code
from trede.core.work import case_act
from trede.journal import clock


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of how it stands. `state` is the last part of a text key; `who` acts next, empty when nobody has to."""

    state: str
    organisation: str = ""
    who: str = ""
    due: date | None = None

    @property
    def late(self) -> bool:
        """Say whether a working day has passed since."""
        return self.due is not None and working_days_after(self.due, clock.today()) > 0


@dataclass(frozen=True, slots=True)
class Found:
    """What belongs to a code: a request nobody took yet or that was closed, or a file."""

    request: AdviceRequest | None
    case: Case | None

    @property
    def is_open(self) -> bool:
        """Say whether the firm can still stop it."""
        if self.case is not None:
            return self.case.state == "open"
        return self.request is not None and self.request.state == "received"

    @property
    def may_change_contact(self) -> bool:
        """Say whether other contact details can still be left: once there is a file, its adviser changes them.

        From then on the address of the firm's file also lets people log in, so a code is not enough.
        """
        return self.case is None and self.is_open


def found_by_code(typed: str) -> Found | None:
    """Return what belongs to a code as a person typed it, or None. At most two queries."""
    code = normalise_code(typed)
    if code is None:
        return None
    request = AdviceRequest.objects.select_related("case").filter(reference=code).first()
    if request is not None:
        return Found(request, getattr(request, "case", None))
    case = Case.objects.filter(reference=code).first()
    return None if case is None else Found(None, case)


def standings(found: Found) -> tuple[Standing, ...]:
    """Return how it stands, one line per referral that is open. At most three queries."""
    if found.case is None:
        return (_of_request(found.request),) if found.request is not None else ()
    case = found.case
    if case.state != "open":
        return (Standing(case.state),)
    referrals = list(
        case.referrals.select_related("consent").filter(state__in=OPEN_STATES).exclude(state="draft").order_by("pk")
    )
    if referrals:
        return tuple(_of_referral(referral, case) for referral in referrals)
    return (_of_case(case),)


def _of_request(request: AdviceRequest) -> Standing:
    front_door = organisation_name(request.organisation)
    if request.state == "received":
        return Standing("received", front_door, front_door, request.contact_before)
    if request.way_on == "other-door":
        return Standing("other-door", organisation_name(request.other_door))
    return Standing("stopped")


def _of_referral(referral: Referral, case: Case) -> Standing:
    front_door = organisation_name(case.organisation)
    if not is_shared(referral):
        return Standing("choosing", front_door, front_door)
    partner = organisation_name(referral.organisation)
    return Standing(referral.state, partner, partner, due_of(referral))


_ACTS = {"hold-intake": "contact", "call-back": "call-back", "round-off": "round-off"}


def _of_case(case: Case) -> Standing:
    front_door = organisation_name(case.organisation)
    facts = open_cases(case.organisation).filter(pk=case.pk).first()
    act = case_act(case_facts(facts)) if facts is not None else None
    if act is None:  # a draft waits for its route
        return Standing("choosing", front_door, front_door)
    state = _ACTS.get(act[0], "choosing")
    planned = facts is not None and getattr(getattr(facts, "intake", None), "scheduled_on", None) is not None
    return Standing("talk-planned" if state == "contact" and planned else state, front_door, front_door, act[1])

"""One line of the work list with what people read: from a record with its facts to firm, place, act and address."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date

from trede.chain.models import AdviceRequest, Case, Referral
from trede.core.work import (
    CaseFacts,
    Line,
    ReferralFacts,
    case_line,
    referral_line,
    request_line,
)

_CASE_PAGES = {
    "hold-intake": "gesprek",
    "confirm-rung": "starttrede",
    "check-baseline": "veilige-basis",
    "refer": "verwijzen",
    "round-off": "afronden",
}
_OWN_TURN = frozenset({"choose-service", "choose-other-way"})


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what people read: firm, place, rung, whom it waits for, and where to do it.

    `claim` and `release` are addresses that take it on and let it go; empty when that cannot be done. `deputy`: who
    stands in today for a handler who is out of office.
    """

    line: Line
    firm: str
    place: str
    rung: str
    handler: str
    address: str
    claim: str
    is_mine: bool
    is_ours: bool
    service: str = ""
    release: str = ""
    deputy: str = ""


def case_facts(case: Case) -> CaseFacts:
    """Return what core has to know of a file that came from `open_cases`."""
    intake = getattr(case, "intake", None)
    return CaseFacts(
        opened_on=case.opened_on,
        contact_before=case.contact_before,
        scheduled_on=intake.scheduled_on if intake else None,
        intake_on=intake.held_on if intake else None,
        rung=case.start_rung or None,
        baseline_on=case.baseline_on,  # type: ignore[attr-defined]  # annotated by open_cases
        referrals_open=case.referrals_open,  # type: ignore[attr-defined]
        referrals_completed=int(case.has_result),  # type: ignore[attr-defined]
        last_end_on=case.last_end_on,  # type: ignore[attr-defined]
        call_back_on=case.call_back_on,
        closed=case.state != "open",
    )


def case_address(number: int, act: str) -> str:
    """Return where an act on a file is done."""
    page = _CASE_PAGES.get(act)
    return f"/balie/dossier/{number}/{page}" if page else f"/balie/dossier/{number}"


def request_row(request: AdviceRequest, today: date) -> Row:
    """Return the line of a request that nobody took yet."""
    address = f"/balie/aanvraag/{request.pk}"
    return Row(
        line=request_line(request.pk, request.contact_before, today, request.organisation),
        firm=request.firm_name,
        place="",
        rung="",
        handler="",
        address=address,
        claim=f"{address}/opnemen",
        is_mine=False,
        is_ours=True,
    )


def case_row(case: Case, accounts: Set[int], today: date) -> Row | None:
    """Return the line of a file from `open_cases`; None when it waits for a referral."""
    line = case_line(case.pk, case_facts(case), today, case.organisation, case.adviser_id)
    if line is None:
        return None
    is_mine = case.adviser_id in accounts
    return Row(
        line=line,
        firm=case.firm.name,
        place=case.firm.municipality,
        rung=case.start_rung or case.scan_phase,
        handler=case.adviser.name if case.adviser else "",
        address=case_address(case.pk, line.act),
        claim="" if case.adviser_id else f"/balie/dossier/{case.pk}/opnemen",
        is_mine=is_mine,
        is_ours=True,
        release=f"/balie/dossier/{case.pk}/loslaten" if is_mine else "",
    )


def referral_rows(referral: Referral, organisation: str, accounts: Set[int], today: date) -> Iterator[Row]:
    """Yield the line of a referral, and for who waits too long for a partner a second one: remind it."""
    case, consent = referral.case, referral.consent
    stands = consent is not None and consent.stands
    facts = ReferralFacts(
        referral.state, referral.since, case.organisation, referral.organisation, stands, referral.answer_days
    )
    line = referral_line(referral.pk, facts, today, referral.handler_id)
    if line is None:
        return
    own_file = case.organisation == organisation
    is_ours = line.whose == organisation
    own_turn = line.act in _OWN_TURN
    person = case.adviser if own_turn else referral.handler
    if own_turn:
        line = replace(line, handler=case.adviser_id)
    is_mine = line.handler in accounts
    can_hold = is_ours and not own_turn
    row = Row(
        line=line,
        firm=case.firm.name,
        place=case.firm.municipality if own_file or "firm" in referral.shared else "",
        rung=referral.rung if own_file or "outcome" in referral.shared else "",
        handler=person.name if person else "",
        address=_referral_address(referral, line.act),
        claim=f"/balie/verwijzing/{referral.pk}/oppakken" if can_hold and not person else "",
        is_mine=is_mine,
        is_ours=is_ours,
        service=referral.service,
        release=f"/balie/verwijzing/{referral.pk}/loslaten" if can_hold and is_mine else "",
    )
    yield row
    if line.late and not is_ours:
        reminder = replace(line, act="remind-partner", whose=organisation, handler=case.adviser_id)
        keeper = case.adviser.name if case.adviser else ""
        is_mine = case.adviser_id in accounts
        yield replace(row, line=reminder, is_ours=True, is_mine=is_mine, handler=keeper)


def _referral_address(referral: Referral, act: str) -> str:
    if act != "choose-service":
        return f"/balie/verwijzing/{referral.pk}"
    if referral.service:
        return f"/balie/verwijzing/{referral.pk}/versturen"
    return f"/balie/dossier/{referral.case_id}/verwijzen"

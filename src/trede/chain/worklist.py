"""The work list of one person: open things read from the database, judged by `core.work`. Nothing is stored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from trede.chain.models import AdviceRequest, Case, Referral
from trede.chain.queries import open_cases, open_referrals, open_requests
from trede.core.permissions import Permission
from trede.core.work import (
    CaseFacts,
    Line,
    ReferralFacts,
    case_line,
    in_order,
    referral_line,
    request_line,
)
from trede.journal.actions import Actor

_CASE_PAGES = {
    "hold-intake": "gesprek",
    "confirm-rung": "starttrede",
    "check-baseline": "veilige-basis",
    "refer": "verwijzen",
    "round-off": "afronden",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what people read: firm, place, rung, whom it waits for, and where to do it."""

    line: Line
    firm: str
    place: str
    rung: str
    handler: str
    address: str
    claim: str
    """Address that takes it on; empty when it cannot be claimed."""
    is_mine: bool
    is_ours: bool
    service: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A view on the work list."""

    key: str
    rows: tuple[Row, ...]


def work_rows(by: Actor, account: int, today: date) -> tuple[Row, ...]:
    """Return every open thing this person's organisation acts on or waits for, overdue first. At most three queries."""
    rows: list[Row] = []
    if by.may(Permission.INTAKE):
        rows += [_request_row(item, today) for item in open_requests(by.organisation)]
    if by.may(Permission.CASE_VIEW):
        rows += [row for item in open_cases(by.organisation) if (row := _case_row(item, account, today)) is not None]
    for referral in open_referrals(by):
        rows += _referral_rows(referral, by, account, today)
    order = {
        (line.kind, line.subject, line.act): place for place, line in enumerate(in_order(row.line for row in rows))
    }
    return tuple(sorted(rows, key=lambda row: order[row.line.kind, row.line.subject, row.line.act]))


def tabs(rows: tuple[Row, ...], *, oversees: bool) -> tuple[Tab, ...]:
    """Return the rows per tab. A row that waits for somebody else stands under `wacht` and `alle` only."""
    tests: dict[str, Callable[[Row], bool]] = {
        "te-doen": lambda row: row.is_ours and (row.is_mine or row.line.claimable),
        "mijn": lambda row: row.is_ours and row.is_mine,
        "niet-opgepakt": lambda row: row.is_ours and row.line.claimable,
        "wacht": lambda row: not row.is_ours,
        "alle": lambda _: True,
    }
    if oversees:
        tests["geescaleerd"] = lambda row: row.line.escalated
    return tuple(Tab(key, tuple(filter(test, rows))) for key, test in tests.items())


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


def _request_row(request: AdviceRequest, today: date) -> Row:
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


def _case_row(case: Case, account: int, today: date) -> Row | None:
    line = case_line(case.pk, case_facts(case), today, case.organisation, case.adviser_id)
    if line is None:
        return None
    return Row(
        line=line,
        firm=case.firm.name,
        place=case.firm.municipality,
        rung=case.start_rung or case.scan_phase,
        handler=case.adviser.name if case.adviser else "",
        address=case_address(case.pk, line.act),
        claim="" if case.adviser_id else f"/balie/dossier/{case.pk}/overnemen",
        is_mine=case.adviser_id == account,
        is_ours=True,
    )


def _referral_rows(referral: Referral, by: Actor, account: int, today: date) -> Iterable[Row]:
    """Yield the line of a referral, and for who waits too long for a partner a second one: remind it."""
    case, consent = referral.case, referral.consent
    stands = consent is not None and consent.stands
    facts = ReferralFacts(
        referral.state, referral.since, case.organisation, referral.organisation, stands, referral.answer_days
    )
    line = referral_line(referral.pk, facts, today, referral.handler_id)
    if line is None:
        return
    own_file = case.organisation == by.organisation
    is_ours = line.whose == by.organisation
    own_turn = line.act in {"choose-service", "choose-other-way"}
    handler = case.adviser if own_turn else referral.handler
    if own_turn:
        line = replace(line, handler=case.adviser_id)
    address = _referral_address(referral, line.act)
    row = Row(
        line=line,
        firm=case.firm.name,
        place=case.firm.municipality if own_file or "firm" in referral.shared else "",
        rung=referral.rung if own_file or "outcome" in referral.shared else "",
        handler=handler.name if handler else "",
        address=address,
        claim="" if handler or not is_ours or own_turn else f"/balie/verwijzing/{referral.pk}/oppakken",
        is_mine=line.handler == account,
        is_ours=is_ours,
        service=referral.service,
    )
    yield row
    if line.late and not is_ours:
        reminder = replace(line, act="remind-partner", whose=by.organisation, handler=case.adviser_id)
        yield replace(row, line=reminder, is_ours=True, is_mine=case.adviser_id == account)


def _referral_address(referral: Referral, act: str) -> str:
    if act != "choose-service":
        return f"/balie/verwijzing/{referral.pk}"
    if referral.service:
        return f"/balie/verwijzing/{referral.pk}/versturen"
    return f"/balie/dossier/{referral.case_id}/verwijzen"

"""Where the chain stalls, from plain event rows."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from trede.core.chain_flow import ANSWERS, EVENTS, STAGES, ChainFlow, chain_flow
from trede.core.indicators import EventRow
from trede.core.periods import parse_period

Q3 = parse_period("2026-Q3")
TODAY = date(2026, 10, 1)
MONDAY = date(2026, 8, 3)


def row(kind: str, day: date, firm: int, subject: str = "", **data: object) -> EventRow:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return EventRow(kind, day, noon, firm, "ibdo", subject or str(firm), data)


def flow(rows: list[EventRow], minimum: int = 1) -> ChainFlow:
    return chain_flow(rows, Q3, today=TODAY, minimum=minimum)


def test_stages_count_firms_once_and_tell_the_middle_number_of_working_days() -> None:
    rows = [
        *(row("request.taken", MONDAY, firm) for firm in (1, 2, 3)),
        row("request.taken", MONDAY, 1),
        row("intake.held", date(2026, 8, 4), 1),
        row("intake.held", date(2026, 8, 10), 2),
        row("intake.held", date(2026, 8, 14), 3),
        row("referral.requested", date(2026, 8, 17), 3, "9", due="2026-08-24"),
        row("intake.held", date(2026, 6, 30), 4),
    ]
    found = {stage.key: stage for stage in flow(rows).stages}
    assert list(found) == list(STAGES)
    assert (found["inflow"].firms, found["intake"].firms, found["referred"].firms) == (3, 3, 1)
    assert found["inflow"].days is None
    assert found["intake"].days == 5
    assert found["started"].firms is None


def test_a_referral_waits_until_it_is_answered() -> None:
    asked = row("referral.requested", MONDAY, 1, "9", due="2026-08-10")
    assert flow([asked]).late == 1
    assert flow([asked, row("referral.requested", MONDAY, 2, "8", due="2026-12-01")]).late == 1
    for answer in ANSWERS:
        assert flow([asked, row(answer, date(2026, 8, 20), 1, "9")]).late is None


def test_merged_firms_are_one() -> None:
    rows = [row("intake.held", MONDAY, 1), row("intake.held", MONDAY, 2), row("firm.merged", MONDAY, 1, "2")]
    assert {stage.key: stage.firms for stage in flow(rows).stages}["intake"] == 1


kinds = st.sampled_from([kind for kind in EVENTS if not kind.startswith("firm.")])
happenings = st.lists(st.builds(row, kinds, st.dates(date(2026, 5, 1), date(2026, 10, 1)), st.integers(1, 25)))


@given(happenings, st.integers(1, 12))
def test_nothing_is_said_of_fewer_than_the_minimum(rows: list[EventRow], minimum: int) -> None:
    found = flow(rows, minimum)
    for stage in found.stages:
        firms = {each.firm for each in rows if each.type in STAGES[stage.key] and Q3.contains(each.occurred_on)}
        assert stage.firms == (len(firms) if len(firms) >= minimum else None)
        assert stage.days is None or (stage.firms is not None and stage.days >= 0)

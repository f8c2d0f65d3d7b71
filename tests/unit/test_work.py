"""The work list: every open thing has exactly one next act with a day, and overdue stands first."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trede.core.work import (
    CaseFacts,
    Line,
    ReferralFacts,
    Urgency,
    case_act,
    case_line,
    in_order,
    make_line,
    referral_line,
    request_line,
)
from trede.core.workflow import REFERRAL

TODAY = date(2026, 11, 20)
OPENED = date(2026, 11, 2)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
maybe = st.none() | days
facts = st.builds(
    CaseFacts,
    opened_on=days,
    contact_before=days,
    scheduled_on=maybe,
    intake_on=maybe,
    rung=st.none() | st.just("funderen"),
    baseline_on=maybe,
    referrals_open=st.integers(0, 2),
    referrals_completed=st.integers(0, 2),
    last_end_on=maybe,
    call_back_on=maybe,
    closed=st.booleans(),
)


def case(**known: object) -> CaseFacts:
    return CaseFacts(opened_on=OPENED, contact_before=date(2026, 11, 9), **known)  # type: ignore[arg-type]


@given(facts)
def test_an_open_file_never_falls_silent(given_facts: CaseFacts) -> None:
    act = case_act(given_facts)
    if given_facts.closed:
        assert act is None
    else:
        assert act is not None or given_facts.referrals_open > 0


@given(st.sampled_from([state.key for state in REFERRAL.states]), days, st.booleans())
def test_every_open_referral_has_one_line_with_a_day(state: str, since: date, stands: bool) -> None:
    line = referral_line(7, ReferralFacts(state, since, "ibdo", "it-hub", stands, 5), TODAY, None)
    if state in REFERRAL.ends():
        assert line is None
    else:
        assert line is not None
        assert line.due is not None
        assert line.whose == ("it-hub" if state != "draft" and stands else "ibdo")


def test_the_acts_of_a_file_follow_each_other() -> None:
    held = date(2026, 11, 10)
    assert case_act(case()) == ("hold-intake", date(2026, 11, 9))
    assert case_act(case(scheduled_on=date(2026, 11, 6))) == ("hold-intake", date(2026, 11, 6))
    assert case_act(case(intake_on=held)) == ("confirm-rung", held)
    assert case_act(case(intake_on=held, rung="starten")) == ("check-baseline", date(2026, 11, 17))
    assert case_act(case(intake_on=held, rung="starten", baseline_on=held)) == ("refer", date(2026, 11, 17))
    assert case_act(case(intake_on=held, rung="starten", baseline_on=held, referrals_open=1)) is None
    ended = case(
        intake_on=held, rung="starten", baseline_on=held, referrals_completed=1, last_end_on=date(2026, 11, 18)
    )
    assert case_act(ended) == ("round-off", date(2026, 11, 25))
    assert case_act(case(call_back_on=date(2027, 1, 4))) == ("call-back", date(2027, 1, 4))


@given(st.lists(st.tuples(st.integers(1, 99), maybe), max_size=20))
def test_order_is_overdue_first_then_by_day(items: list[tuple[int, date | None]]) -> None:
    lines = [
        make_line(("case", number), "refer", due, today=TODAY, whose="ibdo", handler=None) for number, due in items
    ]
    ordered = in_order(lines)
    assert sorted(ordered, key=id) == sorted(lines, key=id)
    urgencies = [line.urgency for line in ordered]
    assert urgencies == sorted(urgencies)
    dated = [line.due for line in ordered if line.due is not None]
    assert dated == sorted(dated)


def late(days_ago: int) -> Line:
    return request_line(1, TODAY - timedelta(days=days_ago), TODAY, "ibdo")


def test_lateness_counts_working_days_and_escalates() -> None:
    assert late(0).urgency is Urgency.TODAY
    assert not late(0).late
    assert late(1).urgency is Urgency.OVERDUE
    assert late(1).late == 1
    assert late(7).late == 5
    assert not late(7).escalated
    assert late(8).escalated
    assert request_line(1, date(2026, 11, 23), TODAY, "ibdo").urgency is Urgency.LATER


def test_a_line_is_claimable_until_somebody_takes_it() -> None:
    assert request_line(1, TODAY, TODAY, "ibdo").claimable
    taken = case_line(1, case(), TODAY, "ibdo", 12)
    assert taken is not None
    assert not taken.claimable
    assert case_line(1, case(closed=True), TODAY, "ibdo", 12) is None

"""The state tables: complete, closed, and without a dead end."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.statechart import diagram, page
from trede.core.workflow import (
    MACHINES,
    REFERRAL,
    REQUEST,
    WITHOUT_WAY_ON,
    Given,
    Machine,
    Need,
    Party,
    WayOn,
    acts_next,
    check_step,
    due_day,
    may_end,
)

ROOT = Path(__file__).parents[2]
EVERYTHING = Given(
    reason="hoort bij een andere partner",
    service=True,
    consent=True,
    handover=True,
    rung=True,
    way_on=WayOn(follow_up=True),
)
PARTIES = frozenset(Party)
ways = st.builds(WayOn, follow_up=st.booleans(), firm_stops_on=st.none() | st.just(date(2026, 11, 20)))
gifts = st.builds(
    Given,
    reason=st.sampled_from(["", "  ", "geen tijd"]),
    service=st.booleans(),
    consent=st.booleans(),
    handover=st.booleans(),
    rung=st.booleans(),
    way_on=ways,
)


@given(st.lists(st.tuples(st.integers(0, 20), st.sets(st.sampled_from(Party), min_size=1), gifts), max_size=40))
def test_no_walk_ends_without_a_way_on(walk: list[tuple[int, set[Party], Given]]) -> None:
    """Whatever people try, in whatever order: an end always has a way on, and a partner never acts without consent."""
    state, consent = REFERRAL.start, False
    for number, parties, gift in walk:
        steps = REFERRAL.steps(state, frozenset(parties))
        if not steps:
            continue
        step = steps[number % len(steps)]
        try:
            edge = check_step(REFERRAL, state, step.step, frozenset(parties), gift)
        except InputError:
            continue
        consent = consent or gift.consent
        state = edge.to
        assert may_end(state, gift.way_on)
        if state not in REFERRAL.ends():
            assert acts_next(state, consent_stands=consent) is not None
        if acts_next(state, consent_stands=True) == (Party.TARGET, REFERRAL.state(state).act):
            assert consent


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.key)
def test_tables_are_closed_and_every_state_is_reached_and_left(machine: Machine) -> None:
    keys = {state.key for state in machine.states}
    assert machine.start in keys
    assert {edge.origin for edge in machine.edges} | {edge.to for edge in machine.edges} == keys
    reached = {machine.start}
    for _ in machine.states:
        reached |= {edge.to for edge in machine.edges if edge.origin in reached}
    assert reached == keys
    for state in machine.states:
        leaving = [edge for edge in machine.edges if edge.origin == state.key]
        assert bool(leaving) is not state.is_end
        assert (state.act is None) is (state.due is None) is state.is_end
        assert state.source
        if state.acts_next is not None:
            assert machine.steps(state.key, frozenset({state.acts_next})), "who acts next must be able to act"
    assert all(edge.source for edge in machine.edges)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.key)
def test_one_step_leads_to_one_place(machine: Machine) -> None:
    pairs = [(edge.origin, edge.step) for edge in machine.edges]
    assert len(pairs) == len(set(pairs))


def test_every_end_but_completed_asks_for_reason_and_way_on() -> None:
    for edge in REFERRAL.edges:
        if edge.to in REFERRAL.ends() - WITHOUT_WAY_ON:
            assert {Need.REASON, Need.WAY_ON} <= edge.needs, edge
        if edge.to == "on-hold":
            assert Need.REASON in edge.needs


def test_the_happy_path() -> None:
    state = REFERRAL.start
    for party, step in [
        (Party.REQUESTER, "request"),
        (Party.TARGET, "accept"),
        (Party.TARGET, "start"),
        (Party.TARGET, "hold"),
        (Party.TARGET, "resume"),
        (Party.TARGET, "complete"),
    ]:
        state = check_step(REFERRAL, state, step, frozenset({party}), EVERYTHING).to
    assert state == "completed"
    assert acts_next(state, consent_stands=True) is None


def test_refusals_say_why() -> None:
    target, requester = frozenset({Party.TARGET}), frozenset({Party.REQUESTER})
    with pytest.raises(OutOfOrder) as late:
        check_step(REFERRAL, "accepted", "accept", target, EVERYTHING)
    assert late.value.status == 409
    with pytest.raises(NotPermitted):
        check_step(REFERRAL, "requested", "accept", requester, EVERYTHING)
    with pytest.raises(InputError) as missing:
        check_step(REFERRAL, "requested", "reject", target, Given(reason="past niet"))
    assert missing.value.code == "missing-way-on"
    with pytest.raises(InputError) as nothing:
        check_step(REFERRAL, "draft", "request", requester, Given(service=True))
    assert nothing.value.code == "missing-consent"


def test_withdrawn_consent_gives_the_turn_back_to_the_requester() -> None:
    assert acts_next("in-progress", consent_stands=True) == (Party.TARGET, "complete-trajectory")
    assert acts_next("in-progress", consent_stands=False) == (Party.REQUESTER, "choose-other-way")


def test_due_days_count_working_days_over_holidays() -> None:
    terms = {"first-contact": 5, "referral-answer": 5}
    assert due_day(REQUEST, "received", date(2026, 11, 20), terms=terms) == date(2026, 11, 27)
    assert due_day(REFERRAL, "requested", date(2026, 12, 22), terms=terms) == date(2026, 12, 30)
    assert due_day(REFERRAL, "completed", date(2026, 12, 22), terms=terms) is None


def test_the_reference_page_is_made_from_the_tables() -> None:
    written = (ROOT / "docs/reference/states.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m trede.core.statechart > docs/reference/states.md"
    assert diagram(REFERRAL) in written

"""The life of an application: nobody gets stuck, people stay apart, and the page is current."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from trede.core.errors import InputError, NotPermitted, OutOfOrder, TredeError
from trede.core.grant_life import (
    APART,
    BY_STAFF,
    STAFF,
    UNDECIDED,
    Approval,
    Need,
    Region,
    Role,
    check_event,
    check_person,
    conflicts,
    is_approved,
    open_regions,
    region,
    snapshot,
    standing,
    within_mandate,
)
from trede.core.grant_life_page import page
from trede.core.grant_life_table import MAIN, MISSING, OBJECTION, PAYMENT, PENALTY, REGIONS
from trede.core.terms_table import TERMS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "grant-life.md"
NEEDS = frozenset(Need)


def test_the_page_is_current() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == page(), "run: python -m trede.core.grant_life_page > docs/reference/grant-life.md"


@pytest.mark.parametrize("found", REGIONS, ids=lambda found: found.key)
def test_tables_fit_together(found: Region) -> None:
    keys = [state.key for state in found.states]
    assert len(keys) == len(set(keys))
    assert {edge.origin for edge in found.edges} | {edge.to for edge in found.edges} | {found.start} <= set(keys)
    assert all(edge.who and edge.source for edge in found.edges)
    assert all(state.clock in ("", *TERMS) for state in found.states)
    assert all(len(key) <= 24 for key in keys), "columns of the desk are 24 long"
    ways = [(edge.event, edge.origin, frozenset(edge.who)) for edge in found.edges]
    assert len(ways) == len(set(ways))
    assert not any(edge.origin == state.key for state in found.states if state.end for edge in found.edges)


@pytest.mark.parametrize("found", REGIONS, ids=lambda found: found.key)
def test_every_state_can_be_reached(found: Region) -> None:
    reached = {found.start}
    for _ in found.states:
        reached |= {edge.to for edge in found.edges if edge.origin in reached}
    assert reached == {state.key for state in found.states}


@pytest.mark.parametrize("found", REGIONS, ids=lambda found: found.key)
def test_staff_alone_gets_every_case_to_a_rest(found: Region) -> None:
    """By its own steps, with nothing from others, until the state rests; a draft is not the office's."""
    for state in found.states:
        reached = {state.key}
        for _ in found.states:
            reached |= {edge.to for key in reached for edge in found.exits(key)}
        resting = {key for key in reached if found.state(key).closed}
        if found is not MAIN:
            assert resting, state.key
        elif state.key != "concept" and not state.closed:
            assert found.exits(state.key), state.key


def test_what_rests_goes_to_the_archive_or_is_an_end() -> None:
    for state in MAIN.states:
        if state.closed and not state.end:
            assert any(edge.to == "afgehandeld" and edge.who & STAFF for edge in MAIN.steps(state.key, STAFF))


def test_labels_are_apart_from_states_and_never_show_them() -> None:
    for found in REGIONS:
        for state in found.states:
            assert state.nl
            assert state.en
            assert "_" not in state.nl.replace("{", "").replace("}", "")
    hidden = MAIN.state("conceptbesluit")
    assert (hidden.nl, hidden.en) == (MAIN.state("in_behandeling").nl, MAIN.state("in_behandeling").en)


def test_every_need_is_used_and_has_words() -> None:
    assert {need for found in REGIONS for edge in found.edges for need in edge.needs} == set(Need) == set(MISSING)
    assert BY_STAFF < NEEDS


def test_an_event_needs_state_role_and_facts() -> None:
    edge = check_event(MAIN, "conceptbesluit", "verlenen", Role.DECIDER, NEEDS)
    assert (edge.to, edge.effects[0]) == ("verleend", "ledger GRANT, rest RELEASE")
    with pytest.raises(OutOfOrder):
        check_event(MAIN, "herstel", "verlenen", Role.DECIDER, NEEDS)
    with pytest.raises(NotPermitted):
        check_event(MAIN, "conceptbesluit", "verlenen", Role.OFFICER, NEEDS)
    for need in edge.needs:
        with pytest.raises(InputError) as error:
            check_event(MAIN, "conceptbesluit", "verlenen", Role.DECIDER, NEEDS - {need})
        assert error.value.code == f"missing-{need}"


@pytest.mark.parametrize(
    ("origin", "event", "role", "lacking"),
    [
        ("herstel_verlopen", "buiten_behandeling_stellen", Role.OFFICER, Need.WITHIN_LAPSE),
        ("verantwoording", "lager_vaststellen", Role.DECIDER, Need.HEARD),
        ("conceptbesluit", "verlenen", Role.DECIDER, Need.UNCHANGED),
        ("vastgesteld", "terugvorderen", Role.DECIDER, Need.FIVE_YEARS),
        ("conceptbesluit", "afwijzen", Role.DECIDER, Need.HEARD),
    ],
)
def test_rows_of_the_research(origin: str, event: str, role: Role, lacking: Need) -> None:
    check_event(MAIN, origin, event, role, NEEDS)
    with pytest.raises(InputError):
        check_event(MAIN, origin, event, role, NEEDS - {lacking})


def test_an_applicant_may_withdraw_until_the_decision_and_not_after() -> None:
    for state in MAIN.states:
        may = any(edge.event == "intrekken_aanvraag" for edge in MAIN.steps(state.key, {Role.APPLICANT}))
        assert may == (state.key in UNDECIDED)


def test_a_notice_that_is_too_early_starts_no_clock() -> None:
    assert check_event(PENALTY, "none", "te_vroeg", Role.OBJECTION, ()).to == "none"
    with pytest.raises(InputError):
        check_event(PENALTY, "none", "ingebrekestelling", Role.OBJECTION, ())


def test_regions_at_rest() -> None:
    assert open_regions({}) == ()
    assert open_regions({"objection": "open", "payment": "betaald", "notification": "mislukt"}) == (
        "objection",
        "notification",
    )


def test_a_table_that_is_not_right_does_not_load() -> None:
    with pytest.raises(ValueError, match="nobody"):
        region("x", "a", states="a | – | – | –\n    A | A", events="go: a > a | nobody\n    – | – | x")


# People

people = st.sampled_from(["p1", "p2", "p3", "p4"])
roles = st.sampled_from(sorted(Role))


@given(st.lists(st.tuples(roles, people), max_size=25), st.sets(people, max_size=1))
def test_whatever_is_tried_nobody_gets_both_roles(tries: list[tuple[Role, str]], interested: set[str]) -> None:
    acted: dict[Role, set[str]] = {}
    for role, person in tries:
        try:
            check_person(role, person, acted, interested)
        except NotPermitted:
            continue
        acted.setdefault(role, set()).add(person)
    for apart in APART:
        assert not acted.get(apart.one, set()) & acted.get(apart.other, set())
    assert not any(interested & found for found in acted.values())


def test_who_is_kept_apart() -> None:
    pairs = {frozenset((apart.one, apart.other)) for apart in APART}
    named = {
        (Role.OFFICER, Role.DECIDER),
        (Role.DECIDER, Role.PAYER),
        (Role.OBJECTION, Role.OFFICER),
        (Role.OBJECTION, Role.READER),
        (Role.OBJECTION, Role.DECIDER),
        (Role.ADVISER, Role.READER),
        (Role.ADVISER, Role.DECIDER),
        (Role.OFFICER, Role.READER),
    }
    assert pairs == {frozenset(pair) for pair in named}
    for one, other in combinations(Role, 2):
        assert bool(conflicts(one, "p", {other: ["p"]})) == (frozenset((one, other)) in pairs)
        assert bool(conflicts(other, "p", {one: ["p"]})) == (frozenset((one, other)) in pairs)


# Approvals


def test_any_change_voids_all_approvals() -> None:
    draft = {"amount": 1_500_000, "reasons": {"a": "yes"}, "letter": "Beste"}
    digest = snapshot(draft)
    approvals = [Approval("p1", Role.READER, digest), Approval("p2", Role.DECIDER, digest)]
    assert snapshot({key: draft[key] for key in reversed(draft)}) == digest
    assert is_approved(approvals, digest, 2)
    changed = snapshot({**draft, "amount": 1_500_001})
    assert standing(approvals, changed) == ()
    assert not is_approved(approvals, changed)


def test_nobody_approves_twice_or_for_himself() -> None:
    twice = [Approval("p1", Role.READER, "d"), Approval("p1", Role.OFFICER, "d")]
    assert len(standing(twice, "d")) == 1
    assert not is_approved(twice, "d", by="p1")
    assert is_approved(twice, "d", by="p2")


@pytest.mark.parametrize(("cents", "limit", "within"), [(100, 100, True), (101, 100, False), (10**9, None, True)])
def test_the_mandate(cents: int, limit: int | None, *, within: bool) -> None:
    assert within_mandate(cents, limit) is within


class Life(RuleBasedStateMachine):
    """Any events in any order by anybody: the case never stands where staff cannot get it on."""

    def __init__(self) -> None:
        super().__init__()
        self.states = {found.key: found.start for found in REGIONS}

    @rule(data=st.data(), place=st.integers(0, len(REGIONS) - 1), role=roles, met=st.frozensets(st.sampled_from(Need)))
    def try_event(self, *, data: st.DataObject, place: int, role: Role, met: frozenset[Need]) -> None:
        """Try some event of a region; half of the tries fit the state."""
        found = REGIONS[place]
        here = [edge for edge in found.edges if edge.origin == self.states[found.key]]
        edge = data.draw(st.sampled_from(here or found.edges))
        acting = data.draw(st.sampled_from([role, *sorted(edge.who)]))
        known = data.draw(st.sampled_from([met, edge.needs]))
        if edge.event == "archiveren" and open_regions(self.states):
            known -= {Need.NOTHING_OPEN}
        try:
            self.states[found.key] = check_event(found, self.states[found.key], edge.event, acting, known).to
        except TredeError as error:
            assert error.message != error.message_en  # noqa: PT017 (both outcomes are part of the rule)

    @invariant()
    def staff_has_a_way_on(self) -> None:
        """In the main line, or in the region that keeps the file from the archive."""
        main = self.states["main"]
        if main == "concept" or MAIN.state(main).end or MAIN.exits(main):
            return
        still_open = open_regions(self.states)
        archive = any(edge.event == "archiveren" for edge in MAIN.steps(main, STAFF))
        assert archive
        by_key = {found.key: found for found in REGIONS}
        assert all(by_key[key].exits(self.states[key]) for key in still_open)


TestLife = Life.TestCase
TestLife.settings = settings(stateful_step_count=40)


def test_regions_named_in_the_desk_exist() -> None:
    assert {found.key for found in (MAIN, OBJECTION, PAYMENT, PENALTY)} <= {found.key for found in REGIONS}
    assert all(found.start == "none" for found in REGIONS[1:])

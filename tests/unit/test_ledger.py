"""The ledger: every refusal by name, and the invariants after any series of events."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from trede.core.ledger import (
    FREEING,
    MOVES,
    SCHEME_SIDE,
    Account,
    Book,
    Entry,
    Kind,
    Refused,
    accounts,
    apply,
    as_of,
    book,
    broken,
)
from trede.core.ledger_rules import REASONS, refuse

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
PERIOD_ENDS = date(2027, 12, 31)


class Desk:
    """A book with a clock that ticks a minute per entry."""

    def __init__(self, ceiling: int = 2_000_000) -> None:
        self.book = Book(PERIOD_ENDS)
        self.now = START
        if ceiling:
            self.make(Kind.CEILING, ceiling)

    def make(self, kind: Kind, cents: int, case: str = "", decision: str = "", **more: object) -> Entry:
        """Add an entry; refusals come through."""
        self.now += timedelta(minutes=1)
        entry = Entry(kind, cents, self.now, f"k{len(self.book.entries)}", case, decision)
        entry = replace(entry, **more)  # type: ignore[arg-type]  # names of fields, checked by dataclasses
        self.book.add(entry)
        assert broken(self.book) == ()
        return entry


def granted(cents: int = 1_800_000, ceiling: int = 2_000_000) -> Desk:
    """A desk with one grant."""
    desk = Desk(ceiling)
    desk.make(Kind.RESERVE, cents, "A")
    desk.make(Kind.GRANT, cents, "A", "D1")
    return desk


def test_a_grant_from_ceiling_to_settlement() -> None:
    desk = granted()
    desk.make(Kind.PAY_ADVANCE, 1_800_000, "A")
    desk.make(Kind.ESTABLISH, 1_500_000, "A", "D2")
    desk.make(Kind.GRANT_DOWN, 300_000, "A", "D2")
    desk.make(Kind.CLAIM, 300_000, "A", "D2")
    desk.make(Kind.RECEIVE, 300_000, "A")
    side = desk.book.side("A")
    assert (side.promised, side.paid, side.claimed, side.received) == (1_500_000, 1_800_000, 300_000, 300_000)
    assert (side.payable, side.overpaid, side.outstanding) == (0, 0, 0)
    assert desk.book.balances[Account.AVAILABLE] == 500_000
    assert desk.book.balances[Account.ESTABLISHED] == 1_500_000


def test_paying_never_changes_what_is_available() -> None:
    desk = granted()
    before = [desk.book.balances[account] for account in SCHEME_SIDE]
    desk.make(Kind.PAY_ADVANCE, 900_000, "A")
    assert [desk.book.balances[account] for account in SCHEME_SIDE] == before


def _ready() -> Desk:
    desk = Desk()
    desk.make(Kind.RESERVE, 1_000_000, "A")
    desk.make(Kind.RESERVE, 500_000, "B")
    desk.make(Kind.GRANT, 1_000_000, "A", "D1")
    return desk


REFUSALS: list[tuple[str, Callable[[Desk], object]]] = [
    ("amount", lambda desk: desk.make(Kind.RESERVE, 0, "C")),
    ("key-conflict", lambda desk: desk.make(Kind.RESERVE, 1, "C", key="k1")),
    ("case-missing", lambda desk: desk.make(Kind.RESERVE, 1)),
    ("decision-missing", lambda desk: desk.make(Kind.GRANT, 1, "B")),
    ("decision-used", lambda desk: desk.make(Kind.GRANT, 1, "B", "D1")),
    ("over-ceiling", lambda desk: desk.make(Kind.RESERVE, 500_001, "C")),
    ("already-reserved", lambda desk: desk.make(Kind.RESERVE, 1, "B")),
    ("already-granted", lambda desk: desk.make(Kind.RESERVE, 1, "A")),
    ("already-granted", lambda desk: desk.make(Kind.GRANT, 1, "A", "D9")),
    ("not-granted", lambda desk: desk.make(Kind.GRANT_UP, 1, "B", "D2")),
    ("not-established", lambda desk: desk.make(Kind.ESTABLISH_UP, 1, "A", "D2")),
    ("over-ceiling", lambda desk: desk.make(Kind.GRANT_UP, 500_001, "A", "D2")),
    ("more-than-reserved", lambda desk: desk.make(Kind.RELEASE, 500_001, "B")),
    ("more-than-reserved", lambda desk: desk.make(Kind.GRANT, 500_001, "B", "D2")),
    ("more-than-granted", lambda desk: desk.make(Kind.GRANT_DOWN, 1_000_001, "A", "D2")),
    ("more-than-granted", lambda desk: desk.make(Kind.PAY_ADVANCE, 1_000_001, "A")),
    ("more-than-granted", lambda desk: desk.make(Kind.ESTABLISH, 1_000_001, "A", "D2")),
    ("more-than-established", lambda desk: desk.make(Kind.ESTABLISH_DOWN, 1, "A", "D2")),
    ("more-than-overpaid", lambda desk: desk.make(Kind.CLAIM, 1, "A", "D2")),
    ("more-than-claimed", lambda desk: desk.make(Kind.RECEIVE, 1, "A")),
    ("more-than-claimed", lambda desk: desk.make(Kind.CLAIM_WAIVE, 1, "A")),
    ("more-than-overclaimed", lambda desk: desk.make(Kind.CLAIM_DOWN, 1, "A", "D2")),
    ("decision-missing", lambda desk: desk.make(Kind.CLAIM_DOWN, 1, "A")),
    ("ceiling-below-zero", lambda desk: desk.make(Kind.CEILING_DOWN, 2_000_001)),
    ("basis-missing", lambda desk: desk.make(Kind.OVERRIDE_GRANT, 1, "C", "D2")),
    (
        "room-now",
        lambda desk: desk.make(Kind.OVERRIDE_GRANT, 1, "C", "D2", basis="4:25.3", first_decision=START),
    ),
    (
        "no-room-then",
        lambda desk: desk.make(Kind.OVERRIDE_GRANT, 600_000, "C", "D2", basis="4:25.3", first_decision=desk.now),
    ),
]


@pytest.mark.parametrize(("code", "attempt"), REFUSALS)
def test_what_may_not_be_is_refused_by_name(code: str, attempt: Callable[[Desk], object]) -> None:
    desk = _ready()
    before = list(desk.book.entries)
    with pytest.raises(Refused) as error:
        attempt(desk)
    assert error.value.code == code
    assert desk.book.entries == before
    assert broken(desk.book) == ()


def test_every_refusal_is_shown_here_but_for_those_with_a_test_of_their_own() -> None:
    own = {"already-established", "reclaim-too-late", "above-first"}
    assert {code for code, _ in REFUSALS} | own == set(REASONS)
    assert all(refuse(code).message != refuse(code).message_en for code in REASONS)


def test_settling_happens_once() -> None:
    desk = granted()
    desk.make(Kind.ESTABLISH, 1_000_000, "A", "D2")
    with pytest.raises(Refused, match="vastgesteld"):
        desk.make(Kind.ESTABLISH, 1, "A", "D3")


@pytest.mark.parametrize(("day", "late"), [(datetime(2032, 6, 1, 12, tzinfo=UTC), False), (None, True)])
def test_a_reclaim_comes_within_five_years(day: datetime | None, *, late: bool) -> None:
    desk = granted()
    desk.make(Kind.PAY_ADVANCE, 1_800_000, "A")
    desk.now = datetime(2027, 6, 1, 9, tzinfo=UTC)
    desk.make(Kind.ESTABLISH, 1_000_000, "A", "D2")
    desk.make(Kind.GRANT_DOWN, 800_000, "A", "D2")
    desk.now = day or datetime(2032, 6, 2, 9, tzinfo=UTC)
    if late:
        with pytest.raises(Refused) as error:
            desk.make(Kind.CLAIM, 1, "A", "D3")
        assert error.value.code == "reclaim-too-late"
    else:
        desk.make(Kind.CLAIM, 800_000, "A", "D3")


def test_the_same_request_twice_is_one_entry() -> None:
    desk = Desk()
    entry = desk.make(Kind.RESERVE, 100, "A")
    assert desk.book.add(entry) is False
    assert len(desk.book.entries) == 2
    assert apply(desk.book.entries, entry) == tuple(desk.book.entries)
    more = Entry(Kind.RESERVE, 100, desk.now, "other", "B")
    assert apply(desk.book.entries, more)[-1] == more


def test_what_comes_free_after_the_period_is_not_given_again() -> None:
    desk = _ready()
    desk.make(Kind.RELEASE, 100_000, "B")
    assert desk.book.room() == 600_000
    desk.now = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    desk.make(Kind.RELEASE, 400_000, "B")
    desk.make(Kind.GRANT_DOWN, 100_000, "A", "D5")
    assert desk.book.balances[Account.RELEASED_LATE] == 500_000
    assert desk.book.room() == 600_000


def test_lowering_does_not_touch_earlier_receipts() -> None:
    desk = _ready()
    early = desk.now
    desk.make(Kind.CEILING_DOWN, 1_200_000)
    late = desk.now
    assert desk.book.balances[Account.AVAILABLE] == -700_000
    assert (desk.book.room(early), desk.book.room(late), desk.book.room()) == (500_000, 0, 0)
    with pytest.raises(Refused, match="plafond"):
        desk.make(Kind.RESERVE, 1, "C", received=late)
    desk.make(Kind.RESERVE, 500_000, "C", received=early)
    desk.make(Kind.CEILING, 2_000_000)
    assert desk.book.room(early) == desk.book.room(late) == 800_000


def test_an_upheld_objection_counts_the_room_of_the_first_decision() -> None:
    desk = Desk()
    desk.make(Kind.RESERVE, 1_800_000, "A")
    refused_at = desk.make(Kind.RELEASE, 1_800_000, "A").at
    desk.make(Kind.RESERVE, 1_900_000, "B")
    desk.make(Kind.OVERRIDE_GRANT, 1_800_000, "A", "D7", basis="Awb 4:25.3", first_decision=refused_at)
    assert desk.book.balances[Account.GRANTED] == 1_800_000
    assert desk.book.override == 1_800_000
    assert desk.book.room() == 100_000


def test_the_case_that_was_refused_for_lack_of_room_stays_refused() -> None:
    desk = Desk()
    desk.make(Kind.RESERVE, 2_000_000, "B")
    then = desk.now
    with pytest.raises(Refused) as error:
        desk.make(Kind.OVERRIDE_GRANT, 1_800_000, "A", "D7", basis="Awb 4:25.3", first_decision=then)
    assert error.value.code == "no-room-then"


def test_what_was_granted_above_the_ceiling_leaves_as_it_came() -> None:
    desk = Desk()
    refused_at = desk.now
    desk.make(Kind.RESERVE, 2_000_000, "B")
    desk.make(Kind.OVERRIDE_GRANT, 500_000, "A", "D7", basis="Awb 4:25.3", first_decision=refused_at)
    desk.make(Kind.GRANT_DOWN, 200_000, "A", "D8")
    assert (desk.book.override, desk.book.room()) == (300_000, 0)


def part_granted(ceiling: int = 2_000_000) -> Desk:
    """A desk with a part of what was reserved granted: 1,000,000 of 1,500,000; the rest came free with it."""
    desk = Desk(ceiling)
    desk.make(Kind.RESERVE, 1_500_000, "A")
    at = desk.make(Kind.GRANT, 1_000_000, "A", "D1").at
    desk.make(Kind.RELEASE, 500_000, "A", "D1", at=at)
    return desk


def test_a_part_becomes_whole_within_the_room_of_now() -> None:
    desk = part_granted()
    desk.make(Kind.GRANT_UP, 500_000, "A", "BOB")
    assert (desk.book.side("A").granted, desk.book.room(), desk.book.override) == (1_500_000, 500_000, 0)
    desk.make(Kind.PAY_ADVANCE, 1_500_000, "A")
    with pytest.raises(Refused) as error:
        desk.make(Kind.GRANT_UP, 500_001, "A", "BOB2")
    assert error.value.code == "over-ceiling"


def test_a_part_becomes_whole_above_the_ceiling_when_there_was_room_at_its_decision() -> None:
    desk = part_granted()
    then = desk.book.entries[2].at
    desk.make(Kind.RESERVE, 1_000_000, "B")
    raised = {"basis": "Awb 4:25.3", "first_decision": then}
    with pytest.raises(Refused) as error:
        desk.make(Kind.OVERRIDE_UP, 1_000_001, "A", "BOB", **raised)
    assert error.value.code == "no-room-then", "the whole ceiling was free but for the part that was granted"
    desk.make(Kind.OVERRIDE_UP, 500_000, "A", "BOB", **raised)
    side = desk.book.side("A")
    assert (side.granted, side.override, desk.book.room(), desk.book.committed) == (1_500_000, 500_000, 0, 2_000_000)


def test_what_others_had_then_limits_a_raise() -> None:
    desk = Desk()
    desk.make(Kind.RESERVE, 500_000, "B")
    desk.make(Kind.RESERVE, 1_200_000, "A")
    at = desk.make(Kind.GRANT, 1_000_000, "A", "D1").at
    desk.make(Kind.RELEASE, 200_000, "A", "D1")
    desk.make(Kind.RESERVE, 500_000, "C")
    with pytest.raises(Refused) as error:
        desk.make(Kind.OVERRIDE_UP, 500_001, "A", "BOB", basis="Awb 4:25.3", first_decision=at)
    assert error.value.code == "no-room-then"
    desk.make(Kind.OVERRIDE_UP, 500_000, "A", "BOB", basis="Awb 4:25.3", first_decision=at)


def test_a_raise_rests_on_no_decision_of_another_application() -> None:
    desk = part_granted()
    desk.make(Kind.RESERVE, 100_000, "B")
    desk.make(Kind.GRANT, 100_000, "B", "D9")
    with pytest.raises(Refused) as error:
        desk.make(Kind.GRANT_UP, 1, "A", "D9")
    assert error.value.code == "decision-used"


def test_what_was_settled_stays_settled_higher() -> None:
    desk = granted()
    desk.make(Kind.ESTABLISH, 1_000_000, "A", "D2")
    desk.make(Kind.GRANT_DOWN, 800_000, "A", "D2")
    desk.make(Kind.GRANT_UP, 300_000, "A", "BOB")
    with pytest.raises(Refused) as error:
        desk.make(Kind.ESTABLISH_UP, 300_001, "A", "BOB")
    assert error.value.code == "more-than-granted"
    desk.make(Kind.ESTABLISH_UP, 300_000, "A", "BOB")
    assert (desk.book.side("A").granted, desk.book.side("A").established) == (0, 1_300_000)


def claimed(received: int = 0) -> Desk:
    """A desk with 15,000 paid, settled at 9,000, and 6,000 claimed back, of which a part came in."""
    desk = granted(1_500_000)
    desk.make(Kind.PAY_ADVANCE, 1_500_000, "A")
    desk.make(Kind.ESTABLISH, 900_000, "A", "D2")
    desk.make(Kind.GRANT_DOWN, 600_000, "A", "D2")
    desk.make(Kind.CLAIM, 600_000, "A", "D3")
    if received:
        desk.make(Kind.RECEIVE, received, "A")
    return desk


def upheld(desk: Desk, more: int) -> int:
    """Raise the settlement by an amount, lower the claim with it, and return by how much the claim fell."""
    desk.make(Kind.GRANT_UP, more, "A", "BOB")
    desk.make(Kind.ESTABLISH_UP, more, "A", "BOB")
    falls = desk.book.side("A").overclaimed
    if falls:
        desk.make(Kind.CLAIM_DOWN, falls, "A", "BOB")
    return falls


@pytest.mark.parametrize(
    ("received", "more", "falls", "outstanding", "payable"),
    [
        (0, 400_000, 400_000, 200_000, 0),
        (0, 600_000, 600_000, 0, 0),
        (200_000, 600_000, 400_000, 0, 200_000),
        (200_000, 300_000, 300_000, 100_000, 0),
        (600_000, 300_000, 0, 0, 300_000),
        (0, 700_000, 600_000, 0, 100_000),
    ],
)
def test_a_higher_grant_first_lowers_what_was_claimed_back(
    received: int, more: int, falls: int, outstanding: int, payable: int
) -> None:
    desk = claimed(received)
    assert upheld(desk, more) == falls
    side = desk.book.side("A")
    assert (side.outstanding, side.payable, side.overpaid) == (outstanding, payable, 0)
    assert desk.book.balances[Account.CLAIM] == outstanding
    if payable:
        desk.make(Kind.PAY_FINAL, payable, "A")
    with pytest.raises(Refused):
        desk.make(Kind.PAY_FINAL, 1, "A")


def test_nothing_is_paid_out_that_the_firm_still_has() -> None:
    """Between the raise and the lower claim nothing can leave: what is claimed back is still with the firm."""
    desk = claimed()
    desk.make(Kind.GRANT_UP, 600_000, "A", "BOB")
    with pytest.raises(Refused) as error:
        desk.make(Kind.PAY_FINAL, 1, "A")
    assert error.value.code == "more-than-established"


def test_a_claim_falls_no_further_than_the_grant_rose() -> None:
    desk = claimed()
    desk.make(Kind.GRANT_UP, 100_000, "A", "BOB")
    with pytest.raises(Refused) as error:
        desk.make(Kind.CLAIM_DOWN, 100_001, "A", "BOB")
    assert error.value.code == "more-than-overclaimed"
    desk.make(Kind.CLAIM_DOWN, 100_000, "A", "BOB")


def test_what_need_not_be_paid_back_is_never_paid_out_again() -> None:
    """Waived (Awb 4:94a) and then upheld: the firm has the money already."""
    desk = claimed()
    desk.make(Kind.CLAIM_WAIVE, 600_000, "A")
    side = desk.book.side("A")
    assert (side.outstanding, side.overpaid, side.waived) == (0, 0, 600_000)
    assert upheld(desk, 600_000) == 0
    assert desk.book.side("A").payable == 0


def test_a_claim_of_a_part_falls_after_what_was_not_claimed() -> None:
    desk = granted(1_500_000)
    desk.make(Kind.PAY_ADVANCE, 1_500_000, "A")
    desk.make(Kind.ESTABLISH, 900_000, "A", "D2")
    desk.make(Kind.GRANT_DOWN, 600_000, "A", "D2")
    desk.make(Kind.CLAIM, 400_000, "A", "D3")
    assert upheld(desk, 300_000) == 100_000
    side = desk.book.side("A")
    assert (side.outstanding, side.overpaid, side.payable) == (300_000, 0, 0)


def test_the_claim_as_it_stood_before_the_objection() -> None:
    desk = claimed()
    before = desk.now
    upheld(desk, 400_000)
    then = as_of(desk.book.entries, before, PERIOD_ENDS)
    assert (then.balances[Account.CLAIM], then.side("A").outstanding) == (600_000, 600_000)
    assert desk.book.balances[Account.CLAIM] == 200_000


def test_what_came_above_the_ceiling_leaves_first() -> None:
    desk = part_granted()
    then = desk.book.entries[2].at
    desk.make(Kind.RESERVE, 1_000_000, "B")
    desk.make(Kind.OVERRIDE_UP, 500_000, "A", "BOB", basis="Awb 4:25.3", first_decision=then)
    with pytest.raises(Refused) as error:
        desk.make(Kind.GRANT_DOWN, 700_000, "A", "D5")
    assert error.value.code == "above-first"
    desk.make(Kind.GRANT_DOWN, 500_000, "A", "D5")
    desk.make(Kind.GRANT_DOWN, 200_000, "A", "D5")
    assert (desk.book.override, desk.book.room(), desk.book.side("A").granted) == (0, 200_000, 800_000)


def test_the_book_as_it_stood() -> None:
    desk = Desk()
    first = desk.make(Kind.RESERVE, 500_000, "A")
    desk.make(Kind.GRANT, 500_000, "A", "D1")
    then = as_of(desk.book.entries, first.at, PERIOD_ENDS)
    assert (then.balances[Account.RESERVED], then.balances[Account.GRANTED]) == (500_000, 0)
    assert as_of(desk.book.entries, START, PERIOD_ENDS).entries == []


def test_a_broken_book_says_what_is_broken() -> None:
    desk = granted()
    desk.book.balances[Account.GRANTED] += 1
    assert set(broken(desk.book)) == {"scheme-side-adds-up", "cases-add-up"}
    desk = granted()
    desk.book.post(Entry(Kind.PAY_FINAL, 5_000_000, desk.now, "x", "A"))
    assert broken(desk.book) == ("paid-within-grant",)


def test_only_what_frees_money_depends_on_the_period() -> None:
    after = datetime(2028, 2, 1, tzinfo=UTC)
    for kind, move in MOVES.items():
        origin, to = accounts(kind, after, PERIOD_ENDS)
        assert origin == move[0]
        assert (to is Account.RELEASED_LATE) == (kind in FREEING)
        assert accounts(kind, after, None) == move


amounts = st.integers(1, 300)


class Ledger(RuleBasedStateMachine):
    """Any events in any order: what is refused changes nothing, and the invariants always hold."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(PERIOD_ENDS)
        self.now = START
        self.count = 0

    @rule(
        kind=st.sampled_from(Kind),
        cents=amounts,
        case=st.sampled_from("ABCDE"),
        decision=st.sampled_from(["", *(f"D{number}" for number in range(8))]),
        back=st.integers(0, 400),
        hours=st.integers(1, 400),
        fits=st.booleans(),
    )
    def event(self, *, kind: Kind, cents: int, case: str, decision: str, back: int, hours: int, fits: bool) -> None:
        """Try an entry; half of the amounts fit what stands there, so that the series goes somewhere."""
        side = self.book.side(case)
        stands = {
            Kind.GRANT: side.reserved,
            Kind.ESTABLISH: side.granted,
            Kind.PAY_ADVANCE: side.payable,
            Kind.CLAIM: side.overpaid,
            Kind.CLAIM_DOWN: side.overclaimed,
        }
        cents = stands.get(kind, cents) if fits else cents
        self.now += timedelta(hours=hours)
        self.count += 1
        earlier = self.now - timedelta(hours=back)
        entry = Entry(kind, cents, self.now, str(self.count), case, decision, "4:25.3", earlier, earlier)
        before = (len(self.book.entries), dict(self.book.balances))
        with suppress(Refused):
            self.book.add(entry)
            return
        assert (len(self.book.entries), self.book.balances) == before

    @precondition(lambda self: bool(self.book.entries))
    @rule()
    def again(self) -> None:
        """The last entry once more is no entry."""
        assert self.book.add(self.book.entries[-1]) is False

    @rule(case=st.sampled_from("ABCDE"), share=st.integers(1, 4), comes=st.integers(0, 3), more=amounts)
    def claim_and_uphold(self, *, case: str, share: int, comes: int, more: int) -> None:
        """What stands granted is paid, lowered, claimed, paid back in part, and raised again on objection."""
        decision = f"O{self.count}"
        side = self.book.side(case)
        self.put(Kind.PAY_ADVANCE, side.payable, case)
        self.put(Kind.GRANT_DOWN, self.book.side(case).granted * share // 4, case, decision)
        self.put(Kind.CLAIM, self.book.side(case).overpaid, case, decision)
        self.put(Kind.RECEIVE, self.book.side(case).outstanding * comes // 4, case)
        before = self.book.side(case)
        owed = before.outstanding + before.overpaid
        raised = self.put(Kind.GRANT_UP, more, case, decision)
        self.put(Kind.CLAIM_DOWN, self.book.side(case).overclaimed, case, decision)
        now = self.book.side(case)
        assert now.outstanding + now.overpaid == max(owed - (more if raised else 0), 0)
        assert not (now.payable and now.outstanding), "nobody pays and claims at once"

    def put(self, kind: Kind, cents: int, case: str, decision: str = "") -> bool:
        """Enter something when it may; return whether it stands."""
        self.now += timedelta(minutes=1)
        self.count += 1
        with suppress(Refused):
            return self.book.add(Entry(kind, cents, self.now, str(self.count), case, decision))
        return False

    @rule(cents=amounts)
    def publish(self, cents: int) -> None:
        """Raise the ceiling."""
        self.count += 1
        self.book.add(Entry(Kind.CEILING, cents, self.now, str(self.count)))

    @invariant()
    def holds(self) -> None:
        """All invariants, and the book that is read again is the same book."""
        assert broken(self.book) == ()
        again = book(self.book.entries, PERIOD_ENDS)
        assert (again.balances, again.cases, again.override) == (
            self.book.balances,
            self.book.cases,
            self.book.override,
        )


TestLedger = Ledger.TestCase
TestLedger.settings = settings(stateful_step_count=40)


@given(st.lists(st.tuples(st.sampled_from(Kind), amounts, st.sampled_from("ABC")), max_size=30))
def test_the_past_stays_as_it_was(events: list[tuple[Kind, int, str]]) -> None:
    desk = Desk(500)
    stands: list[tuple[datetime, dict[Account, int]]] = []
    for number, (kind, cents, case) in enumerate(events):
        try:
            desk.make(kind, cents, case, f"D{number}", basis="x", first_decision=START)
        except Refused:
            continue
        stands.append((desk.now, dict(desk.book.balances)))
    for moment, balances in stands:
        assert as_of(desk.book.entries, moment, PERIOD_ENDS).balances == balances

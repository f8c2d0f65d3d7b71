"""Legal terms against a day-by-day count, and the dates of the research by name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.clocks import add_working_days, is_working_day
from trede.core.errors import InputError
from trede.core.pack_scheme_terms import Term as SchemeTerm
from trede.core.pack_scheme_terms import TermKey
from trede.core.penalty import RATES, most_days, penalty, penalty_cents
from trede.core.terms import (
    Bound,
    Extends,
    Extension,
    Length,
    Suspension,
    Term,
    TermState,
    Unit,
    add_length,
    deadline,
    parse_length,
)
from trede.core.terms_table import (
    GROUNDS,
    LONGER,
    STEP_TEXTS,
    TERMS,
    excused_by_outage,
    lengthened,
    notice_by,
    of_scheme,
    sentence,
    suspended_for_repair,
)

DECISION = TERMS["decision"]
days = st.dates(date(2026, 1, 1), date(2032, 12, 31))
START = date(2027, 3, 1)


@st.composite
def suspensions(draw: st.DrawFn) -> list[Suspension]:
    """Closed intervals around a start on 1 March 2027, overlapping and not."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = START + timedelta(days=draw(st.integers(-20, 160)))
        found.append(Suspension(first, first + timedelta(days=draw(st.integers(0, 30))), "repair"))
    return found


def walked(start: date, count: int, spans: list[Suspension]) -> tuple[date, int]:
    """The last day and the suspended days of a term that never moves, counted a day at a time."""
    day, left, suspended = start, count, 0
    while left:
        day += timedelta(days=1)
        if any(span.holds(day) for span in spans):
            suspended += 1
        else:
            left -= 1
    return day, suspended


@given(suspensions(), st.integers(13, 22))
def test_suspended_days_are_added_as_by_hand(spans: list[Suspension], weeks: int) -> None:
    term = replace(DECISION, length=Length(weeks, Unit.WEEKS))
    found = deadline(term, START, suspensions=spans)
    assert (found.last, found.suspended_days) == walked(START, weeks * 7, spans)


@given(suspensions(), st.integers(1, 60))
def test_suspended_working_days_are_added_as_by_hand(spans: list[Suspension], count: int) -> None:
    found = deadline(replace(TERMS["register"], length=Length(count, Unit.WORKING_DAYS)), START, suspensions=spans)
    day, left = START, count
    while left:
        day += timedelta(days=1)
        if is_working_day(day) and not any(span.holds(day) for span in spans):
            left -= 1
    assert found.last == day


@given(days, st.integers(1, 30), suspensions())
def test_only_a_short_term_moves_and_then_to_the_next_working_day(
    start: date, weeks: int, spans: list[Suspension]
) -> None:
    found = deadline(replace(DECISION, length=Length(weeks, Unit.WEEKS)), start, suspensions=spans)
    assert found.raw is not None
    expected = add_working_days(found.raw, 0) if weeks <= 12 else found.raw
    assert found.last == expected


@given(days, st.integers(1, 15), st.integers(1, 15))
def test_warnings_come_in_order_and_not_after_the_end(start: date, weeks: int, more: int) -> None:
    span = Suspension(start + timedelta(days=weeks), start + timedelta(days=weeks + more), "consent")
    found = deadline(replace(DECISION, length=Length(weeks, Unit.WEEKS)), start, suspensions=[span])
    assert found.raw is not None
    assert list(found.warnings) == sorted(found.warnings)
    assert start < found.warnings[0] <= found.warnings[-1] <= found.raw
    assert found.reached(found.warnings[1]) == 75
    assert found.reached(start) == 0


@given(suspensions())
def test_an_open_interval_leaves_the_end_open_unless_it_comes_too_late(spans: list[Suspension]) -> None:
    closed = deadline(DECISION, START, suspensions=spans).last
    assert closed is not None
    first = max([closed, *(span.last for span in spans if span.last)])
    assert deadline(DECISION, START, suspensions=[*spans, Suspension(START, None, "x")]).last is None
    too_late = Suspension(first + timedelta(days=1), None, "x")
    assert deadline(DECISION, START, suspensions=[*spans, too_late]).last == closed


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("decision", date(2027, 3, 1), date(2027, 5, 31)),
        ("decision", date(2026, 12, 28), date(2027, 3, 29)),
        ("handling-lapse", date(2027, 3, 24), date(2027, 4, 21)),
        ("objection", date(2026, 11, 13), date(2026, 12, 28)),
        ("payment", date(2027, 5, 31), date(2027, 7, 12)),
        ("payment-suspension", date(2027, 9, 1), date(2027, 12, 1)),
        ("reclaim", date(2027, 6, 1), date(2032, 6, 1)),
        ("register", date(2027, 4, 20), date(2027, 5, 24)),
    ],
)
def test_the_dates_of_the_research(key: str, start: date, last: date) -> None:
    assert deadline(TERMS[key], start).last == last


def test_a_term_that_may_or_may_not_move_harms_nobody() -> None:
    unsure = Term("x", Length(2, Unit.WEEKS), "", "invited", Bound.APPLICANT, Extends.UNKNOWN)
    assert deadline(unsure, date(2027, 3, 12)).last == date(2027, 3, 30)
    assert deadline(replace(unsure, bound=Bound.OFFICE), date(2027, 3, 12)).last == date(2027, 3, 26)
    assert deadline(replace(unsure, extends=Extends.NO), date(2027, 3, 12)).last == date(2027, 3, 26)


@pytest.mark.parametrize(
    ("length", "short"),
    [
        (Length(12, Unit.WEEKS), True),
        (Length(13, Unit.WEEKS), False),
        (Length(90, Unit.DAYS), True),
        (Length(91, Unit.DAYS), False),
        (Length(3, Unit.MONTHS), True),
        (Length(4, Unit.MONTHS), False),
        (Length(1, Unit.YEARS), False),
        (Length(48, Unit.HOURS), False),
    ],
)
def test_the_act_reaches_terms_of_article_4(length: Length, *, short: bool) -> None:
    assert length.is_short is short


def test_an_extension_counts_when_it_was_announced_in_time() -> None:
    early, late = lengthened("decision", date(2027, 5, 31)), lengthened("decision", date(2027, 6, 1))
    assert deadline(DECISION, START, extensions=[early]).last == date(2027, 8, 2)
    assert deadline(DECISION, START, extensions=[late]).last == date(2027, 5, 31)
    six = Extension(LONGER["objection-decision"], date(2027, 1, 4))
    assert deadline(TERMS["objection-decision"], date(2026, 12, 28), extensions=[six]).last == date(2027, 3, 22)
    month = Extension(Length(1, Unit.MONTHS), START)
    assert deadline(DECISION, START, extensions=[month]).last == date(2027, 6, 30)
    with pytest.raises(InputError):
        deadline(TERMS["register"], START, extensions=[month])


def test_states_over_time() -> None:
    span = Suspension.after_invitation(date(2027, 3, 10), date(2027, 3, 24), "repair")
    found = deadline(DECISION, START, suspensions=[span])
    assert found.state(date(2027, 2, 28)) is TermState.NOT_STARTED
    assert found.state(date(2027, 3, 10)) is TermState.RUNNING
    assert found.state(date(2027, 3, 11)) is TermState.SUSPENDED
    assert found.state(date(2027, 3, 24)) is TermState.SUSPENDED
    assert found.state(date(2027, 3, 25)) is TermState.RUNNING
    assert found.state(date(2027, 6, 14)) is TermState.RUNNING
    assert found.state(date(2027, 6, 15)) is TermState.PASSED
    assert found.state(date(2027, 6, 20), met=date(2027, 6, 14)) is TermState.MET
    assert found.state(date(2027, 6, 20), met=date(2027, 6, 15)) is TermState.PASSED
    assert deadline(DECISION, None).state(START) is TermState.NOT_STARTED


def test_repair_stops_the_clock_until_completed_or_over() -> None:
    invited, ends = date(2027, 3, 10), date(2027, 3, 24)
    assert suspended_for_repair(invited, None, ends, date(2027, 3, 20)).last is None
    assert suspended_for_repair(invited, None, ends, date(2027, 3, 25)).last == ends
    assert suspended_for_repair(invited, date(2027, 3, 12), ends, date(2027, 4, 1)).last == date(2027, 3, 12)
    assert suspended_for_repair(invited, date(2027, 4, 1), ends, date(2027, 4, 2)).last == ends


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("13 weeks", Length(13, Unit.WEEKS)),
        ("13 weken", Length(13, Unit.WEEKS)),
        ("2 wks", Length(2, Unit.WEEKS)),
        ("P13W", Length(13, Unit.WEEKS)),
        ("1 Week", Length(1, Unit.WEEKS)),
        ("20 working days", Length(20, Unit.WORKING_DAYS)),
        ("20 working-days", Length(20, Unit.WORKING_DAYS)),
        ("20 werkdagen", Length(20, Unit.WORKING_DAYS)),
        ("48 hours", Length(48, Unit.HOURS)),
        ("5y", Length(5, Unit.YEARS)),
    ],
)
def test_lengths_as_people_write_them(text: str, length: Length) -> None:
    assert parse_length(text) == length
    assert parse_length(str(length)) == length


@pytest.mark.parametrize("text", ["", "13", "weeks", "-1 week", "1.5 weeks", "2000 weeks", "3 moons", None])
def test_lengths_that_cannot_be_read(text: object) -> None:
    with pytest.raises(InputError):
        parse_length(text)


@pytest.mark.parametrize("start", [date(1900, 1, 1), date(2100, 1, 1)])
def test_a_day_that_cannot_be_meant(start: date) -> None:
    with pytest.raises(InputError, match="1990"):
        deadline(DECISION, start)


def test_a_suspension_that_ends_before_it_begins() -> None:
    with pytest.raises(InputError):
        deadline(DECISION, START, suspensions=[Suspension(START, START - timedelta(days=1), "repair")])
    with pytest.raises(InputError, match="uren"):
        deadline(TERMS["notice"], START)


def test_a_month_without_that_day_ends_on_its_last() -> None:
    assert add_length(date(2027, 1, 31), Length(1, Unit.MONTHS)) == date(2027, 2, 28)
    assert add_length(date(2028, 2, 29), Length(5, Unit.YEARS)) == date(2033, 2, 28)
    assert add_length(date(2027, 12, 31), Length(1, Unit.MONTHS)) == date(2028, 1, 31)


def test_hours_are_real_hours() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    placed = datetime(2027, 3, 27, 10, tzinfo=amsterdam)
    assert notice_by(placed) == datetime(2027, 3, 29, 11, tzinfo=amsterdam)
    assert notice_by(datetime(2027, 6, 3, 8, tzinfo=UTC)) == datetime(2027, 6, 5, 8, tzinfo=UTC)
    with pytest.raises(ValueError, match="zone"):
        notice_by(datetime(2027, 6, 3))  # noqa: DTZ001 (the missing zone is what is tested)


def test_an_outage_excuses_only_what_it_caused() -> None:
    closes = date(2027, 11, 30)
    assert excused_by_outage(closes, date(2027, 12, 1), ((closes, closes),))
    assert not excused_by_outage(closes, date(2027, 12, 2), ((closes, closes),))
    assert not excused_by_outage(closes, date(2027, 12, 1), ((date(2027, 11, 28), date(2027, 11, 28)),))
    assert not excused_by_outage(closes, date(2027, 12, 1), ())


def test_the_whole_penalty_is_1442_euros() -> None:
    assert most_days() == 42
    assert penalty_cents(42) == penalty_cents(100) == 144_200
    assert [penalty_cents(count) for count in (0, 1, 14, 15, 28, 29)] == [0, 2_300, 32_200, 35_700, 81_200, 85_700]


@given(days, st.integers(1, 200), st.integers(0, 200))
def test_a_penalty_grows_by_the_day_and_stops(due: date, after: int, later: int) -> None:
    notice = due + timedelta(days=after)
    found = penalty(due, notice, notice + timedelta(days=later))
    assert found.grace_ends is not None
    assert found.grace_ends >= notice + timedelta(days=14)
    assert is_working_day(found.grace_ends)
    assert found.days == min(max((notice + timedelta(days=later) - found.grace_ends).days, 0), 42)
    assert found.cents == sum(RATES[min(day // 14, 2)][1] for day in range(found.days))


def test_a_decision_stops_the_penalty() -> None:
    due, notice = date(2027, 5, 31), date(2027, 6, 7)
    running = penalty(due, notice, date(2027, 6, 30))
    assert (running.days, running.running) == (9, True)
    stopped = penalty(due, notice, date(2027, 12, 31), decided=date(2027, 6, 30))
    assert (stopped.days, stopped.running) == (9, False)
    assert penalty(due, notice, date(2027, 6, 21)).days == 0


@pytest.mark.parametrize("due", [date(2027, 6, 7), date(2027, 6, 8), None])
def test_a_notice_within_the_term_is_premature(due: date | None) -> None:
    found = penalty(due, date(2027, 6, 7), date(2027, 12, 31))
    assert (found.premature, found.days, found.running) == (True, 0, False)


@pytest.mark.parametrize("key", [key for key in get_args(TermKey) if key != "notice"])
def test_a_term_of_a_scheme_is_a_term(key: Any) -> None:
    said = SchemeTerm(
        key=key,
        length=8,
        unit="weeks",
        starts="receipt",
        law="a law",
        extends="unknown",
        status="example",
        source="a source",
    )
    term = of_scheme(said)
    assert (term.key, str(term.length), term.basis, term.starts) == (key, "8 weeks", "a law", "received")
    moves = date(2027, 3, 30) if term.bound is Bound.APPLICANT else date(2027, 3, 29)
    assert deadline(term, date(2027, 2, 1)).last == moves
    assert str(of_scheme(msgspec.structs.replace(said, unit="working-days")).length) == "8 working days"


def test_every_term_says_where_it_comes_from_and_every_step_has_words() -> None:
    assert all(term.basis and term.starts for term in TERMS.values())
    spans = [
        Suspension(START, date(2027, 3, 9), "repair"),
        Suspension(date(2027, 3, 12), None, "own words"),
    ]
    found = deadline(TERMS["repair"], START, suspensions=spans, extensions=[Extension(Length(1, Unit.WEEKS), START)])
    for step in found.steps:
        for language in ("nl", "en"):
            assert "{" not in sentence(step, language)
    assert set(STEP_TEXTS) >= {step.code for step in found.steps}
    assert all(ground and article for ground, article in GROUNDS.items())

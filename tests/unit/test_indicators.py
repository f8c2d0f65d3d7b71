"""The six indicators from plain event rows."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import least_seconds
from trede.core.flow import Confirmation, Entry, Measurement, flow_entries, outcome_in
from trede.core.indicators import (
    BINDING,
    EVENTS,
    FLOW,
    INSTRUMENTS,
    KEYS,
    REACH,
    RESILIENCE,
    SOURCE_EVENTS,
    TALENT,
    EventRow,
    Measure,
    known_until,
    measure,
    read,
)
from trede.core.periods import parse_period, year_of
from trede.core.scan import score

Q3 = parse_period("2026-Q3")
TODAY = date(2026, 12, 1)
LOW, HIGH = "BBBBBBB", "CCCCCCC"
SCAN = {"scan": "mkb-zelfscan", "version": "2026-06", "rule": "trede-1"}


def row(kind: str, day: date, firm: int | None, data: Mapping[str, object], recorded: date | None = None) -> EventRow:
    noon = datetime.combine(recorded or day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
    return EventRow(kind, day, noon, firm, "it-hub", "1", data)


def event(kind: str, day: date, firm: int | None, **data: object) -> EventRow:
    return row(kind, day, firm, data)


def shared(day: date, firm: int, answers: str, **extra: object) -> EventRow:
    return row("scan.claimed", day, firm, {**SCAN, "answers": answers, "phase": score(answers).phase, **extra})


def confirmed(day: date, firm: int, rung: str, source: str = "trajectory", by_role: str = "partner") -> EventRow:
    return event("rung.confirmed", day, firm, rung=rung, source=source, by_role=by_role)


def measured(rows: list[EventRow], period: str = "2026-Q3", known_on: date = TODAY) -> dict[str, Measure]:
    return measure(read(rows, as_known_on=known_on), parse_period(period), known_on=known_on)


def test_reach_counts_each_firm_once_and_only_in_its_period() -> None:
    rows = [
        shared(date(2026, 7, 1), 1, LOW),
        event("intake.held", date(2026, 9, 30), 1),
        event("referral.started", date(2026, 8, 1), 2),
        event("instrument.used", date(2026, 8, 1), 3, instrument="voucher"),
        event("trajectory.completed", date(2026, 10, 1), 4),
        event("scan.completed", date(2026, 8, 1), None),
        event("request.received", date(2026, 8, 1), 5),
    ]
    assert measured(rows)[REACH].total == {1, 2, 3}
    assert measured(rows, "2026")[REACH].total == {1, 2, 3, 4}


def test_a_firm_from_elsewhere_stays_out_until_it_moves_in() -> None:
    rows = [
        event("firm.registered", date(2026, 7, 1), 1, municipality="elders"),
        event("intake.held", date(2026, 7, 2), 1),
        event("instrument.used", date(2026, 7, 2), 1, instrument="voucher"),
        event("baseline.checked", date(2026, 7, 2), 1, reached=True),
        event("intake.held", date(2026, 7, 2), 2),
    ]
    assert measured(rows)[REACH].total == {2}
    assert measured(rows)[RESILIENCE].total == frozenset()
    assert measured(rows)[INSTRUMENTS].total == frozenset()
    moved = [event("firm.updated", date(2026, 8, 1), 1, municipality="GM0106"), *rows]
    assert measured(moved)[REACH].total == {1, 2}


def test_a_period_before_the_first_event_or_after_today_is_a_gap() -> None:
    rows = [event("intake.held", date(2026, 8, 1), 1)]
    assert not measured(rows, "2026-Q2")[REACH].measured
    assert not measured(rows, "2027-Q1")[REACH].measured
    assert measured(rows, "2026-Q4")[REACH] == Measure(REACH, measured=True)
    assert not measured(rows)[RESILIENCE].measured


def test_talent_and_binding_are_not_measured_yet() -> None:
    found = measured([event("intake.held", date(2026, 8, 1), 1)])
    assert list(found) == list(KEYS)
    assert not found[TALENT].measured
    assert not found[BINDING].measured


def test_instruments_count_firms_per_instrument() -> None:
    rows = [
        event("instrument.used", date(2026, 7, 5), 1, instrument="voucher"),
        event("instrument.used", date(2026, 8, 5), 1, instrument="voucher"),
        event("trajectory.completed", date(2026, 8, 5), 1, instrument="lab"),
        event("trajectory.completed", date(2026, 8, 5), 2, instrument=None),
        event("instrument.used", date(2026, 10, 5), 3, instrument="lab"),
    ]
    found = measured(rows)[INSTRUMENTS]
    assert found.parts == (("lab", frozenset({1})), ("voucher", frozenset({1})))
    assert found.total == {1}
    assert found.hit is None


@pytest.mark.parametrize(
    ("checks", "total", "hit"),
    [
        ([(date(2026, 9, 30), True)], 1, 1),
        ([(date(2025, 9, 30), True)], 0, 0),
        ([(date(2025, 10, 1), True)], 1, 1),
        ([(date(2026, 9, 1), False), (date(2026, 2, 1), True)], 1, 0),
        ([(date(2026, 10, 1), False), (date(2026, 2, 1), True)], 1, 1),
    ],
)
def test_resilience_reads_the_latest_check_younger_than_a_year(
    checks: list[tuple[date, bool]], total: int, hit: int
) -> None:
    found = measured([event("baseline.checked", day, 1, reached=reached) for day, reached in checks])[RESILIENCE]
    assert (len(found.total), len(found.hit or ())) == (total, hit)


def test_a_running_quarter_measures_resilience_up_to_today() -> None:
    rows = [event("baseline.checked", date(2025, 8, 1), 1, reached=True)]
    assert len(measured(rows, known_on=date(2026, 7, 20))[RESILIENCE].total) == 1
    assert len(measured(rows, known_on=date(2026, 9, 30))[RESILIENCE].total) == 0


RISE = [shared(date(2026, 3, 1), 1, LOW), shared(date(2026, 7, 10), 1, HIGH)]
STEP = confirmed(date(2026, 6, 20), 1, "funderen")


def parts(rows: list[EventRow], period: str = "2026-Q3") -> dict[str, int]:
    return {key: len(firms) for key, firms in measured(rows, period)[FLOW].parts if firms}


def test_a_confirmed_step_is_risen_and_an_unconfirmed_one_is_not() -> None:
    assert parts([*RISE, STEP]) == {"risen": 1}
    assert parts(RISE) == {"unconfirmed": 1}
    assert measured([*RISE, STEP])[FLOW].hit == frozenset({1})


@pytest.mark.parametrize(
    ("confirmation", "outcome"),
    [
        (confirmed(date(2026, 2, 20), 1, "funderen"), "unconfirmed"),
        (confirmed(date(2026, 6, 20), 1, "starten"), "unconfirmed"),
        (confirmed(date(2026, 6, 20), 1, "funderen", by_role="municipality"), "unconfirmed"),
        (confirmed(date(2026, 3, 10), 1, "funderen", source="intake", by_role="adviser"), "unconfirmed"),
        (confirmed(date(2026, 7, 20), 1, "funderen", source="intake", by_role="adviser"), "risen"),
        (confirmed(date(2026, 6, 20), 1, "optimaliseren"), "risen"),
    ],
)
def test_only_a_higher_rung_after_the_first_scan_confirms(confirmation: EventRow, outcome: str) -> None:
    assert parts([*RISE, confirmation]) == {outcome: 1}


def test_after_an_intake_the_confirmed_rung_is_the_floor() -> None:
    intake = confirmed(date(2026, 3, 10), 1, "funderen", source="intake", by_role="adviser")
    assert parts([*RISE, intake, STEP]) == {"unconfirmed": 1}
    assert parts([*RISE, intake, confirmed(date(2026, 6, 20), 1, "optimaliseren")]) == {"risen": 1}


def test_a_late_confirmation_counts_in_the_quarter_in_which_it_came() -> None:
    rows = [*RISE, confirmed(date(2026, 11, 2), 1, "funderen")]
    assert parts(rows) == {"unconfirmed": 1}
    assert parts(rows, "2026-Q4") == {"risen": 1}
    assert parts(rows, "2026") == {"risen": 1}


@pytest.mark.parametrize(
    "second",
    [
        shared(date(2026, 5, 29), 1, HIGH),
        shared(date(2026, 7, 10), 1, HIGH, version="2027-01"),
        row("scan.claimed", date(2026, 7, 10), 1, {**SCAN, "answers": "█", "phase": "funderen"}),
        shared(date(2026, 7, 10), 1, HIGH, phase=None),
    ],
    ids=["too soon", "other version", "erased", "no phase"],
)
def test_two_measurements_that_may_not_be_compared_say_nothing(second: EventRow) -> None:
    assert parts([RISE[0], second, STEP], "2026") == {}


def test_a_step_of_fewer_than_three_topics_is_unchanged_and_a_lower_phase_is_fallen() -> None:
    assert parts([shared(date(2026, 3, 1), 1, "BBBBCCC"), shared(date(2026, 7, 10), 1, "BBBCCCC"), STEP]) == {
        "unchanged": 1
    }
    assert parts([shared(date(2026, 3, 1), 1, HIGH), shared(date(2026, 7, 10), 1, LOW)]) == {"fallen": 1}


def test_a_scan_is_compared_with_the_latest_one_ninety_days_older() -> None:
    rows = [*RISE, shared(date(2026, 6, 30), 1, HIGH), STEP]
    assert parts(rows, "2026-Q2") == {"risen": 1}
    assert parts(rows) == {}, "compared with the first scan it is the same step, which counted already this year"
    assert parts(rows, "2026") == {"risen": 1}


def test_a_firm_counts_as_risen_once_a_year() -> None:
    rows = [*RISE, STEP, shared(date(2026, 11, 10), 1, "DDDDDDD"), confirmed(date(2026, 11, 12), 1, "optimaliseren")]
    assert parts(rows) == {"risen": 1}
    assert parts(rows, "2026-Q4") == {}
    assert parts(rows, "2026") == {"risen": 1}


answers = st.text("ABCDEF", min_size=7, max_size=7)
histories = st.lists(st.tuples(st.integers(0, 800), answers), min_size=2, max_size=6)
confirmations = st.lists(
    st.builds(
        Confirmation,
        day=st.integers(0, 800).map(lambda days: date(2025, 1, 1) + timedelta(days=days)),
        rung=st.integers(1, 6),
        source=st.sampled_from(["intake", "trajectory"]),
    ),
    max_size=4,
)


def entries_of(history: list[tuple[int, str]], confirmed_rungs: list[Confirmation]) -> tuple[Entry, ...]:
    first = date(2025, 1, 1)
    return flow_entries(
        [
            Measurement(first + timedelta(days=days), given, score(given).phase or "starten", "v1")
            for days, given in history
        ],
        confirmed_rungs,
    )


@given(histories, confirmations)
def test_a_firm_is_risen_in_at_most_one_quarter_of_a_year_and_the_year_says_so_too(
    history: list[tuple[int, str]], given_confirmations: list[Confirmation]
) -> None:
    entries = entries_of(history, given_confirmations)
    for year in ("2025", "2026", "2027"):
        whole = parse_period(year)
        quarters = whole.last_quarters(4)
        outcomes = [outcome_in(entries, quarter, year_of(quarter.first)) for quarter in quarters]
        assert outcomes.count("risen") == (outcome_in(entries, whole, whole) == "risen")


@given(histories)
def test_without_a_confirmation_nobody_has_risen(history: list[tuple[int, str]]) -> None:
    assert all(outcome != "risen" for _, outcome in entries_of(history, []))


def test_what_was_recorded_later_was_not_known_then() -> None:
    late = row("intake.held", date(2026, 7, 1), 2, {}, recorded=date(2026, 10, 5))
    rows = [event("intake.held", date(2026, 7, 1), 1), late]
    assert measured(rows, known_on=date(2026, 10, 4))[REACH].total == {1}
    assert measured(rows, known_on=date(2026, 10, 5))[REACH].total == {1, 2}


def test_known_on_a_day_means_until_midnight_in_amsterdam() -> None:
    assert known_until(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert known_until(date(2026, 12, 31)) == datetime(2026, 12, 31, 23, tzinfo=UTC)


def _events(count: int, seed: int) -> list[EventRow]:
    random = Random(seed)
    scans = [{**SCAN, "answers": given, "phase": score(given).phase} for given in ("BBBBBBB", "CCCCDDD", "DDDDBDD")]
    data: dict[str, Callable[[], Mapping[str, object]]] = {
        "scan.claimed": lambda: random.choice(scans),
        "rung.confirmed": lambda: {"rung": "funderen", "by_role": "partner", "source": "trajectory"},
        "baseline.checked": lambda: {"reached": random.random() < 0.5},
        "instrument.used": lambda: {"instrument": random.choice("abc")},
    }
    rows = []
    for _ in range(count):
        kind = random.choice(SOURCE_EVENTS)
        day = date(2025, 1, 1) + timedelta(days=random.randrange(700))
        rows.append(row(kind, day, random.randrange(count // 10 + 1), data.get(kind, dict)()))
    return rows


def test_the_order_of_the_events_does_not_matter() -> None:
    rows = _events(300, 1)
    turned = rows[:]
    Random(2).shuffle(turned)
    assert measured(rows) == measured(turned)


def test_the_parts_of_the_flow_are_its_total_and_do_not_overlap() -> None:
    flow = measured(_events(600, 3), "2026")[FLOW]
    assert len(flow.total) == sum(len(firms) for _, firms in flow.parts) > 0
    assert flow.cells()["rest"] == flow.total - (flow.hit or frozenset())


def test_every_event_type_of_the_definitions_is_read() -> None:
    assert {kind for kinds in EVENTS.values() for kind in kinds} <= set(SOURCE_EVENTS)


@pytest.mark.exhaustive
def test_a_hundred_thousand_events_over_eight_quarters_take_less_than_a_second() -> None:
    rows = _events(100_000, 4)

    def eight_quarters() -> None:
        ledger = read(rows, as_known_on=TODAY)
        for quarter in Q3.last_quarters(8):
            measure(ledger, quarter, known_on=TODAY)

    assert least_seconds(eight_quarters, goal=1, most=3) < 1

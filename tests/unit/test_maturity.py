"""The EU Digital Maturity Assessment: bands, what a result has to look like, comparison between moments."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.errors import InputError
from trede.core.maturity import (
    BANDS,
    DIMENSIONS,
    UPPER_EDGES,
    Measurement,
    band,
    compare,
    measurement,
    progress,
    rounded,
    series,
)

DAY = date(2026, 5, 12)
scores = st.decimals(0, 100, places=2)
days = st.dates(date(2023, 1, 1), date(2030, 12, 31))


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    """Results that can be; the total is the mean."""
    drawn = [Decimal(draw(st.integers(0, 100))) for _ in DIMENSIONS]
    if 0 < max(drawn) <= 1:
        drawn[0] = Decimal(50)
    total = sum(drawn, Decimal(0)) / 6
    moment = draw(st.sampled_from(("T0", "T1", "T2")))
    return measurement(moment=moment, day=draw(days), total=total, scores=drawn)


def at(moment: str, day: date, level: int = 40) -> Measurement:
    """Return a result with the same score everywhere."""
    return measurement(moment=moment, day=day, total=Decimal(level), scores=[Decimal(level)] * 6)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ("0", "basic"),
        ("24.99", "basic"),
        ("25", "basic"),
        ("25.01", "average"),
        ("25.5", "average"),
        ("26", "average"),
        ("50", "average"),
        ("50.01", "moderately-advanced"),
        ("51", "moderately-advanced"),
        ("75", "moderately-advanced"),
        ("75.01", "advanced"),
        ("76", "advanced"),
        ("100", "advanced"),
    ],
)
def test_the_bands_at_their_edges(score: str, expected: str) -> None:
    assert band(Decimal(score)) == expected


@pytest.mark.parametrize("whole", range(101))
def test_every_published_whole_number_keeps_its_band(whole: int) -> None:
    published = {"basic": (0, 25), "average": (26, 50), "moderately-advanced": (51, 75), "advanced": (76, 100)}
    low, high = published[band(Decimal(whole))]
    assert low <= whole <= high


@given(scores, scores)
def test_a_higher_score_never_has_a_lower_band(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert BANDS.index(band(low)) <= BANDS.index(band(high))


@given(scores)
def test_bands_are_half_open_without_gap_or_overlap(score: Decimal) -> None:
    edges = (Decimal(-1), *UPPER_EDGES)
    inside = [name for name, low, high in zip(BANDS, edges, UPPER_EDGES, strict=False) if low < score <= high]
    assert inside == [band(score)]


@pytest.mark.parametrize("score", ["-0.01", "100.01", "1e9"])
def test_there_is_no_band_outside_the_scale(score: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        band(Decimal(score))


@given(st.decimals(0, 100, allow_nan=False))
def test_rounding_moves_a_score_by_half_a_cent_at_most(score: Decimal) -> None:
    assert abs(rounded(score) - score) <= Decimal("0.005")
    assert rounded(rounded(score)) == rounded(score)


def refusal(**changed: object) -> str:
    """Return the code with which a result is refused that differs in this from a good one."""
    good: dict[str, object] = {"moment": "T0", "day": DAY, "total": Decimal(40), "scores": [Decimal(40)] * 6}
    with pytest.raises(InputError) as refused:
        measurement(**{**good, **changed})  # type: ignore[arg-type]  # whatever a test wants to try
    assert refused.value.message
    assert refused.value.message_en
    return refused.value.code


def test_what_cannot_be_is_refused_by_name() -> None:
    assert refusal(moment="T3") == "moment"
    assert refusal(today=DAY - timedelta(days=1)) == "day"
    assert refusal(total=Decimal(101)) == "total"
    assert refusal(total=Decimal("NaN")) == "total"
    assert refusal(scores=[Decimal(40)] * 5) == "scores"
    assert refusal(scores=[Decimal(40)] * 3 + [Decimal(-1)] + [Decimal(40)] * 2) == "data"


def test_a_total_that_is_not_the_mean_points_at_shifted_columns() -> None:
    assert refusal(total=Decimal("41.01")) == "total-mean"
    assert measurement(moment="T0", day=DAY, total=Decimal(41), scores=[Decimal(40)] * 6).total == 41


def test_shares_of_one_are_not_taken_for_points() -> None:
    assert refusal(total=Decimal("0.4"), scores=[Decimal("0.4")] * 6) == "scale"
    nothing = measurement(moment="T0", day=DAY, total=Decimal(0), scores=[Decimal(0)] * 6)
    assert nothing.total_band == "basic"


@given(st.lists(st.integers(0, 100), min_size=6, max_size=6).filter(lambda found: max(found) > 1))
def test_whole_numbers_and_their_rounded_mean_are_always_accepted(found: list[int]) -> None:
    """The slack is what rounding needs: six scores in whole points, and a total in whole points."""
    total = Decimal(sum(found)) / 6
    made = measurement(moment="T1", day=DAY, total=Decimal(round(total)), scores=[Decimal(each) for each in found])
    assert made.bands == tuple(band(Decimal(each)) for each in found)


@given(measurements(), measurements())
def test_a_comparison_adds_up(one: Measurement, other: Measurement) -> None:
    if (one.day, one.moment) == (other.day, other.moment):
        with pytest.raises(ValueError, match="earlier"):
            compare(one, other)
        return
    then, now = sorted((one, other), key=lambda result: (result.day, result.moment))
    found = compare(then, now)
    for step, before, after in zip(found.dimensions, then.scores, now.scores, strict=True):
        assert before + step.points == after
        assert BANDS.index(band(before)) + step.bands == BANDS.index(band(after))
    with pytest.raises(ValueError, match="earlier"):
        compare(now, then)


@given(st.lists(measurements(), max_size=8))
def test_series_keep_every_result_in_order_and_start_at_t0(results: list[Measurement]) -> None:
    parts = series(results)
    flat = [result for part in parts for result in part]
    assert sorted(map(repr, flat)) == sorted(map(repr, results))
    assert [result.day for result in flat] == sorted(result.day for result in results)
    for part in parts[1:]:
        assert part[0].moment == "T0"
    assert all(result.moment != "T0" for part in parts for result in part[1:])


def test_progress_runs_from_the_newest_t0_to_the_last_result() -> None:
    first, later = at("T0", DAY, 30), at("T1", DAY + timedelta(days=365), 55)
    found = progress([later, first])
    assert found is not None
    assert (found.then, found.now) == (first, later)
    assert found.total.points == 25
    assert found.total.bands == 1
    again = at("T0", DAY + timedelta(days=800), 50)
    assert progress([first, later, again]) is None
    assert progress([later]) is None
    assert progress([]) is None


def test_a_t1_on_the_day_of_its_t0_comes_after_it() -> None:
    found = progress([at("T1", DAY, 50), at("T0", DAY, 40)])
    assert found is not None
    assert found.then.moment == "T0"

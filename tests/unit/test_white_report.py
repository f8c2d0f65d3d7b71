"""The report of white spots: every spot stands in it, with what was done about it, and nothing is said twice."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trede.core.periods import quarter_of
from trede.core.scan import RUNGS, TOPICS
from trede.core.white_report import Deed, Done, white_report
from trede.core.white_spots import Lack, ShownSpot

QUARTER = quarter_of(date(2026, 9, 1))
SPOTS = st.lists(
    st.builds(
        ShownSpot,
        rung=st.sampled_from(RUNGS),
        topic=st.sampled_from(TOPICS),
        lack=st.sampled_from(list(Lack)),
        firms=st.none() | st.integers(5, 40),
        returned=st.none() | st.integers(5, 40),
        services=st.integers(0, 9),
        unconfirmed=st.integers(0, 9),
    ),
    max_size=8,
    unique_by=lambda spot: (spot.rung, spot.topic),
)
DONE = st.lists(
    st.builds(
        Done,
        organisation=st.sampled_from(["it-hub", "edih-noord"]),
        service=st.sampled_from(["a", "b", "c"]),
        what=st.sampled_from(list(Deed)),
        rungs=st.lists(st.sampled_from(RUNGS), max_size=3).map(tuple),
        topics=st.lists(st.sampled_from(TOPICS), max_size=3).map(tuple),
    ),
    max_size=8,
)


@given(SPOTS, DONE)
def test_every_deed_stands_with_its_spots_or_elsewhere_and_once(spots: list[ShownSpot], done: list[Done]) -> None:
    found: Any = white_report(QUARTER, spots, done)
    assert [(line["rung"], line["topic"]) for line in found["spots"]] == [(spot.rung, spot.topic) for spot in spots]
    for line, spot in zip(found["spots"], spots, strict=True):
        own = {deed for deed in done if spot.rung in deed.rungs and spot.topic in deed.topics}
        assert len(line["done"]) == len(own)
    spread = {deed for deed in done if not any(deed.is_about(spot) for spot in spots)}
    assert len(found["elsewhere"]) == len(spread)


def test_a_number_that_is_hidden_stays_hidden() -> None:
    spot = ShownSpot("funderen", "skills", Lack.NOBODY, None, None, 0, 0)
    found: Any = white_report(QUARTER, [spot], [])
    assert found["spots"][0]["firms"] is None
    assert found["period"] == QUARTER.key

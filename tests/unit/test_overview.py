"""What a report says beside its figures: no white spot about few firms, and none about nearly everybody."""

from hypothesis import given
from hypothesis import strategies as st

from trede.core.overview import SENSITIVE_TOPIC, public_signals, public_spots
from trede.core.scan import RUNGS, TOPICS
from trede.core.white_spots import Lack, Need, ShownSpot

MINIMUM = 10
SPOTS = st.lists(
    st.builds(
        ShownSpot,
        rung=st.sampled_from(RUNGS),
        topic=st.sampled_from(TOPICS),
        lack=st.sampled_from(list(Lack)),
        firms=st.none() | st.integers(5, 20),
        returned=st.none() | st.integers(5, 20),
        services=st.just(1),
        unconfirmed=st.just(0),
    ),
    max_size=12,
    unique_by=lambda spot: (spot.rung, spot.topic),
)
NEEDS = st.lists(
    st.builds(Need, firm=st.integers(1, 30), rung=st.sampled_from(RUNGS[:2]), topic=st.sampled_from(TOPICS)),
    max_size=60,
)
PLACES = st.lists(st.tuples(st.sampled_from(RUNGS), st.sampled_from(TOPICS)), max_size=6)


def spot(firms: int | None, *, topic: str = "tools", lack: Lack = Lack.NOBODY, back: int | None = None) -> ShownSpot:
    return ShownSpot("starten", topic, lack, firms, back, 0, 0)


@given(SPOTS, NEEDS, PLACES)
def test_only_spots_of_enough_firms_are_named_and_without_a_number(
    spots: list[ShownSpot], needs: list[Need], busy: list[tuple[str, str]]
) -> None:
    found = public_spots(spots, needs, busy, MINIMUM)
    named = {(each["rung"], each["topic"]): each for each in found}
    for each in spots:
        seen = named.get((each.rung, each.topic))
        if each.firms is None or each.firms < MINIMUM:
            assert seen is None
        elif each.lack is not Lack.RETURNED and each.topic != SENSITIVE_TOPIC:
            assert seen is not None
            assert seen["helped"] == ((each.rung, each.topic) in busy)
    assert not any(isinstance(value, int) and not isinstance(value, bool) for each in found for value in each.values())
    assert found == public_spots(list(reversed(spots)), needs, busy, MINIMUM), "the order tells how many asked"


def test_questions_that_come_back_need_enough_firms_too() -> None:
    for back, named in ((None, 0), (9, 0), (10, 1)):
        assert len(public_spots([spot(30, lack=Lack.RETURNED, back=back)], [], [], MINIMUM)) == named


def test_safety_is_not_named_where_nearly_everybody_lacks_it() -> None:
    unsafe = [Need(firm, "starten", SENSITIVE_TOPIC) for firm in range(18)]
    for others, named in ((1, 0), (2, 0), (3, 1)):
        needs = [*unsafe, *(Need(100 + firm, "starten", "data") for firm in range(others))]
        assert len(public_spots([spot(18, topic=SENSITIVE_TOPIC)], needs, [], MINIMUM)) == named
        assert len(public_spots([spot(18)], needs, [], MINIMUM)) == 1


def test_signals_are_ordered_by_how_often() -> None:
    found = public_signals({"time": 1, "money": 0, "staff": 4, "rules": 1})
    assert [(each["category"], each["given"]) for each in found] == [("staff", 4), ("time", 1), ("rules", 1)]

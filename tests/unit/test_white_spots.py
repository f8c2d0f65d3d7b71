"""White spots over the real packs and over packs bent by hand."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.pack import Eligibility, Pack
from trede.core.scan import RUNGS, TOPICS
from trede.core.service_changes import Offer, with_offers
from trede.core.white_spots import Lack, Need, Spot, shown, white_spots
from trede.regions.load import load_pack

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]


@cache
def region(name: str = "drenthe") -> Pack:
    return load_pack(ROOT / "packs" / name)


def with_every(pack: Pack, **fields: object) -> Pack:
    """Return the pack with other values in every service of a partner."""
    changes = [
        Offer(item.key, service.key, msgspec.structs.replace(service, **fields))
        for item in pack.organisations
        if item.key != pack.info.front_door
        for service in item.services
    ]
    return with_offers(pack, changes)


def lacks(pack: Pack, needs: tuple[Need, ...] = ()) -> dict[tuple[str, str], Spot]:
    return {(spot.rung, spot.topic): spot for spot in white_spots(pack, needs, TODAY)}


def test_the_front_door_alone_fills_nothing() -> None:
    assert set(lacks(region("minimal"))) == {(rung, topic) for rung in RUNGS for topic in TOPICS}
    kinds = {spot.lack for spot in lacks(region("minimal")).values()}
    assert kinds == {Lack.NOBODY}


def test_municipalities_together_are_there_for_everybody() -> None:
    """On the first rung the municipalities are the only partners for processes, each for its own firms."""
    place = ("orienteren", "processes")
    pack = region()
    assert place not in lacks(pack)
    towns = [item.key for item in pack.organisations if item.kind == "municipality"]
    key = next(item.services[0].key for item in pack.organisations if item.key == towns[0])
    assert lacks(with_offers(pack, [Offer(towns[0], key, None)]))[place].lack is Lack.SOME


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"status": "full"}, Lack.FULL),
        ({"status": "closed"}, Lack.FULL),
        ({"eligibility": Eligibility(open_until=TODAY - timedelta(days=1))}, Lack.FULL),
        ({"eligibility": Eligibility(minimum_fte=50)}, Lack.SOME),
        ({"eligibility": Eligibility(sectors=("bouw",))}, Lack.SOME),
        ({"eligibility": Eligibility(municipalities=("Emmen",))}, Lack.SOME),
    ],
)
def test_what_is_missing(fields: dict[str, object], lack: Lack) -> None:
    place = ("funderen", "processes")
    assert place not in lacks(region())
    assert lacks(with_every(region(), **fields))[place].lack is lack


def test_firms_are_counted_once_and_the_most_wanted_comes_first() -> None:
    pack = region("minimal")
    needs = [Need(firm, "starten", "data") for firm in (1, 1, 2, 3)] + [Need(9, "starten", "ai", returned=True)]
    found = white_spots(pack, needs, TODAY)
    assert [(spot.topic, spot.firms, spot.returned) for spot in found[:2]] == [("data", 3, 0), ("ai", 1, 1)]


def test_questions_that_come_back_show_where_open_help_does_not_fit() -> None:
    place = ("funderen", "processes")
    back = tuple(Need(firm, *place, returned=True) for firm in range(5))
    assert place not in lacks(region(), back[:4])
    assert lacks(region(), back)[place].lack is Lack.RETURNED


def test_services_that_nobody_confirmed_are_counted() -> None:
    spot = lacks(with_every(region(), status="full"))["funderen", "processes"]
    assert spot.unconfirmed == spot.services > 0
    fresh = lacks(with_every(region(), status="full", confirmed_on=TODAY))["funderen", "processes"]
    assert (fresh.unconfirmed, fresh.services) == (0, spot.services)


needs = st.lists(
    st.builds(Need, st.integers(1, 12), st.sampled_from(RUNGS), st.sampled_from(TOPICS), returned=st.booleans()),
    max_size=60,
)


@given(needs, st.integers(1, 10))
def test_no_small_number_is_shown_and_the_order_tells_nothing(found: list[Need], minimum: int) -> None:
    spots = white_spots(region("minimal"), found, TODAY)
    seen = shown(spots, minimum)
    assert len(seen) == len(spots)
    for spot in seen:
        assert spot.firms is None or spot.firms >= minimum
        assert spot.returned is None or spot.returned >= minimum
    hidden = [(RUNGS.index(spot.rung), TOPICS.index(spot.topic)) for spot in seen if spot.firms is None]
    assert hidden == sorted(hidden)

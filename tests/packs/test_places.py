"""Places tell the municipality of a firm: each lies in one, and a name that does not tell is never guessed."""

from pathlib import Path

import pytest

from trede.core.pack import PackInfo
from trede.core.places import is_shared, municipality_of
from trede.regions.load import load_pack

PACKS = Path(__file__).parents[2] / "packs"
DRENTHE, GRONINGEN = (load_pack(PACKS / region).info for region in ("drenthe", "groningen"))


@pytest.mark.parametrize(("info", "least"), [(DRENTHE, 190), (GRONINGEN, 170)])
def test_every_place_of_a_region_lies_in_exactly_one_municipality(info: PackInfo, least: int) -> None:
    places = [(town.code, place) for town in info.municipalities for place in town.places]
    assert len(places) > least
    assert all(town.places for town in info.municipalities)
    for code, place in places:
        assert municipality_of(info, place) == municipality_of(info, place.upper()) == code
        assert not is_shared(info, place)


@pytest.mark.parametrize("info", [DRENTHE, GRONINGEN])
def test_a_place_with_a_namesake_elsewhere_proposes_nothing(info: PackInfo) -> None:
    shared = {place for town in info.municipalities for place in town.shared_places}
    assert {"Zuidwolde", "Alteveer", "Vledderveen"} <= shared
    assert {municipality_of(info, place) for place in shared} == {""}
    assert all(is_shared(info, place) for place in shared)
    assert not is_shared(info, "Amsterdam")


def test_both_regions_agree_on_what_they_share() -> None:
    """A place of the one region is no place of the other, or both say that its name does not tell."""
    certain = [{place for town in info.municipalities for place in town.places} for info in (DRENTHE, GRONINGEN)]
    every = [{place for town in info.municipalities for place in town.every_place} for info in (DRENTHE, GRONINGEN)]
    assert not certain[0] & every[1]
    assert not certain[1] & every[0]

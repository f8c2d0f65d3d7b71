"""From a place, and a postcode where the pack knows it, to a municipality; and who is likely when that tells none."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from trede.core.pack import PackInfo
from trede.core.pack_places import Municipality, PlacePostcodes
from trede.core.places import ELSEWHERE, candidates, municipality_of, postcode_range
from trede.regions.load import load_pack

DRENTHE = load_pack(Path(__file__).parents[2] / "packs/drenthe").info


def lying(place: str, *ranges: str) -> tuple[PlacePostcodes, ...]:
    """Return the postcodes of a place, from a list that is made up for the tests."""
    return (PlacePostcodes(place=place, ranges=ranges, source="Made up for the tests"),)


def region(*towns: Municipality) -> PackInfo:
    """Return the sample region with these municipalities."""
    return msgspec.structs.replace(sample_pack().info, municipalities=towns)


TWO = region(
    Municipality(code="GM9901", name="Noord", shared_places=("Dorp", "Ver"), postcodes=lying("Dorp", "9990-9991AM")),
    Municipality(
        code="GM9902", name="Zuid", places=("Kern",), shared_places=("Dorp",), postcodes=lying("dorp", "9991AN-9991ZZ")
    ),
)


def test_a_place_proposes_the_one_municipality_it_lies_in() -> None:
    places = (
        Municipality(code="GM9901", name="Noord", places=("Eerste", "Allebei")),
        Municipality(code="GM9902", name="Zuid", places=("Tweede", "Allebei")),
    )
    info = msgspec.structs.replace(sample_pack().info, municipalities=places)
    found = {place: municipality_of(info, place) for place in ("eerste", "ZUID", "Allebei", "Elders", "", " noord ")}
    assert found == {"eerste": "GM9901", "ZUID": "GM9902", "Allebei": "", "Elders": "", "": "", " noord ": "GM9901"}
    assert municipality_of(DRENTHE, "Emmen") == "GM0114"
    assert municipality_of(DRENTHE, "Amsterdam") == ""


def test_a_shared_place_is_not_guessed_when_it_bears_the_name_of_a_municipality() -> None:
    towns = (Municipality(code="GM9901", name="Noord", shared_places=("Noord",)),)
    assert municipality_of(msgspec.structs.replace(sample_pack().info, municipalities=towns), "noord") == ""


@pytest.mark.parametrize(("written", "code"), [("\u2019t Haantje", "GM0109"), ("  nieuw  annerveen ", "GM1680")])
def test_signs_and_spaces_do_not_matter(written: str, code: str) -> None:
    assert municipality_of(DRENTHE, written) == code


@pytest.mark.parametrize(
    ("place", "postcode", "code"),
    [
        ("Dorp", "", ""),
        ("Dorp", "9990 XY", "GM9901"),
        ("dorp", "9991am", "GM9901"),
        ("Dorp", "9991 AN", "GM9902"),
        ("Dorp", "9990", "GM9901"),
        ("Dorp", "9991", ""),
        ("Dorp", "9992AA", ""),
        ("Dorp", "geen", ""),
        ("Ver", "9990AA", ""),
        ("Kern", "", "GM9902"),
        ("Kern", "1234AB", "GM9902"),
        ("Elders", "9990AA", ""),
    ],
)
def test_a_postcode_tells_namesakes_apart_where_the_pack_knows_it(place: str, postcode: str, code: str) -> None:
    """Half a postcode that lies in both tells nothing, and neither does one that no list has."""
    assert municipality_of(TWO, place, postcode) == code


def test_without_postcodes_in_the_pack_a_postcode_changes_nothing() -> None:
    assert not [town for town in DRENTHE.municipalities if town.postcodes], "no list of them was found yet"
    assert municipality_of(DRENTHE, "Zuidwolde", "7921 AB") == ""
    assert municipality_of(DRENTHE, "Emmen", "7921 AB") == "GM0114"


def test_who_is_likely_is_every_municipality_with_the_place_and_elsewhere_when_it_may_be() -> None:
    assert candidates(TWO, "DORP") == ("GM9901", "GM9902", ELSEWHERE)
    assert candidates(TWO, "Ver") == ("GM9901", ELSEWHERE)
    assert candidates(TWO, "Kern") == ("GM9902",)
    assert candidates(TWO, "Onbekend") == candidates(TWO, "") == ()
    assert candidates(DRENTHE, "Zuidwolde") == ("GM1690", ELSEWHERE)
    assert candidates(DRENTHE, "Hoogersmilde") == ("GM1731", "GM1701", ELSEWHERE)


@pytest.mark.parametrize(
    "text", ["", "0999", "792", "79211", "7921ab", "7921 AB", "7921A", "7922-7921", "7921-", "-7921", "7921-7922-7923"]
)
def test_what_is_no_range_of_postcodes(text: str) -> None:
    assert postcode_range(text) is None


CODES = st.from_regex(r"[1-9][0-9]{3}[A-Z]{2}", fullmatch=True)


@given(CODES, CODES, CODES)
def test_a_postcode_lies_in_a_range_or_not_as_it_sorts(first: str, last: str, asked: str) -> None:
    found = postcode_range(f"{first}-{last}")
    assert (found is None) == (first > last)
    if found is None:
        return
    town = Municipality(
        code="GM9901", name="Noord", shared_places=("Dorp",), postcodes=lying("Dorp", f"{first}-{last}")
    )
    assert (municipality_of(region(town), "Dorp", asked) == "GM9901") == (first <= asked <= last)

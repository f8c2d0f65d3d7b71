"""From an activity in the trade register to a sector of the pack."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack, text
from trede.core.pack import PackInfo, Sector
from trede.core.sbi import SECTIONS, bare, section, sector_of
from trede.regions.load import load_pack

DRENTHE = load_pack(Path(__file__).parents[2] / "packs/drenthe").info


def with_sectors(**sectors: tuple[str, ...]) -> PackInfo:
    """Return the sample region with these sectors and their codes."""
    made = tuple(Sector(key=key, name=text(key), sbi=codes) for key, codes in sectors.items())
    return msgspec.structs.replace(sample_pack().info, sectors=made)


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("01241", "agribusiness"),
        ("10110", "agribusiness"),
        ("1011", "agribusiness"),
        ("13.91", "maakindustrie"),
        ("43210", "bouw"),
        ("4520", "handel"),
        ("47110", "handel"),
        ("95310", "handel"),
        ("95110", "overig"),
        ("49410", "logistiek"),
        ("55101", "horeca-vrije-tijd"),
        ("7911", "horeca-vrije-tijd"),
        ("62100", "ict"),
        ("69201", "zakelijke-diensten"),
        ("86210", "zorg"),
        ("94997", "overig"),
    ],
)
def test_activities_of_both_lists_have_their_sector_in_drenthe(code: str, sector: str) -> None:
    assert sector_of(DRENTHE, code) == sector


@pytest.mark.parametrize("code", ["", "0", "04", "44000", "00", "100000000", "abc", "6O", "F", "-1", "٠١"])
def test_what_is_no_activity_has_no_sector(code: str) -> None:
    assert sector_of(DRENTHE, code) == ""


def test_an_activity_that_no_sector_claims_has_none() -> None:
    assert sector_of(with_sectors(bouw=("F",)), "62010") == ""


def test_the_longest_code_goes_first_whatever_the_order() -> None:
    for order in (("C", "10", "1013"), ("1013", "10", "C")):
        info = with_sectors(**{f"s{code}": (code,) for code in order})
        assert [sector_of(info, code) for code in ("10130", "1012", "1100")] == ["s1013", "s10", "sC"]


@given(st.integers(0, 999_999).map(str) | st.text(max_size=7))
def test_every_code_of_a_section_has_a_sector_of_the_region_and_nothing_else_has(code: str) -> None:
    found = sector_of(DRENTHE, code)
    assert bool(found) == bool(section(code))
    assert found in {"", *(sector.key for sector in DRENTHE.sectors)}
    assert bare(code) == "" or bare(code).isdigit()


def test_sections_follow_each_other_without_overlap() -> None:
    ends = [end for pair in SECTIONS.values() for end in pair]
    assert ends == sorted(ends)
    assert len({first for first, _ in SECTIONS.values()}) == len(SECTIONS)

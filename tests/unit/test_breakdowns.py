"""Tables of firms by municipality, sector and size, and what small categories merge into."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trede.core.breakdowns import DIMENSIONS, EVERY, LADDER_UP, TABLES, UNKNOWN, Profiles, columns_of, rungs_on, table
from trede.core.disclosure import Rules
from trede.core.indicators import FLOW, REACH, RESILIENCE, EventRow, Ledger, Measure, measure, read
from trede.core.pack import Pack
from trede.core.periods import parse_period
from trede.core.scan import RUNGS, score
from trede.core.table_parts import ALL, Protected
from trede.core.tables import protect
from trede.regions.load import load_pack

Q3 = parse_period("2026-Q3")
DAY = date(2026, 8, 3)
RULES = Rules(minimum=10, count_step=5, share_step=5, changes=5)


@pytest.fixture(scope="module")
def drenthe() -> Pack:
    return load_pack(Path(__file__).parents[2] / "packs" / "drenthe")


def event(kind: str, firm: int, subject: str = "1", hour: int = 12, **data: object) -> EventRow:
    return EventRow(kind, DAY, datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC), firm, "ibdo", subject, data)


def firm(number: int, municipality: str, sector: str = "bouw", size: str = "2-9") -> EventRow:
    return event("firm.registered", number, municipality=municipality, sector=sector, size=size)


def known(rows: list[EventRow]) -> tuple[Ledger, Profiles, dict[str, Measure]]:
    profiles = Profiles()
    ledger = read(profiles.watch(rows))
    return ledger, profiles, measure(ledger, Q3, known_on=DAY)


def reached(pack: Pack, counts: dict[str, int]) -> Protected:
    """Protect the table of firms reached per municipality, given how many there are in each."""
    rows: list[EventRow] = []
    for place, count in counts.items():
        for _ in range(count):
            number = len(rows) + 1
            rows += [firm(number, place), event("intake.held", number)]
    ledger, profiles, measures = known(rows)
    columns = columns_of(REACH, ledger, measures[REACH], Q3)
    return protect(table(pack, profiles, "municipality", columns), RULES)


def test_small_municipalities_merge_into_their_area_and_the_others_stay(drenthe: Pack) -> None:
    towns = {town.code: 20 for town in drenthe.info.municipalities}
    seen = reached(drenthe, {**towns, "GM0119": 3})
    assert "area:Zuidwest-Drenthe" in seen.rows
    assert set(seen.members["area:Zuidwest-Drenthe"]) == {"GM1690", "GM0118", "GM0119", "GM1701"}
    assert seen.cells["GM0114", "firms"].text == "20"
    assert seen.cells["area:Zuidwest-Drenthe", "firms"].text == "65"


def test_areas_that_are_small_too_merge_into_the_region(drenthe: Pack) -> None:
    seen = reached(drenthe, {"GM0114": 12, "GM0106": 3})
    assert seen.rows == (EVERY,)
    assert seen.cells[EVERY, "firms"].text == "15"


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_category_ends_in_the_widest_one(dimension: str, drenthe: Pack) -> None:
    found = table(drenthe, Profiles(), dimension, {"firms": frozenset()})
    for row in found.rows:
        steps, at = 0, row
        while at != EVERY:
            at, steps = found.up[at], steps + 1
            assert steps < 10
        assert steps >= 1


def test_sizes_merge_from_the_largest_class_down(drenthe: Pack) -> None:
    up = table(drenthe, Profiles(), "size", {"firms": frozenset()}).up
    assert (up["250+"], up["50-249"], up["from:50-249"]) == ("from:50-249", "from:50-249", "from:10-49")
    assert (up["10-49"], up["from:10-49"], up["2-9"]) == ("from:10-49", EVERY, EVERY)


def test_rungs_merge_from_the_top_and_the_lowest_two_with_each_other() -> None:
    low, top = f"{RUNGS[0]}+{RUNGS[1]}", f"{RUNGS[4]}+{RUNGS[5]}"
    assert LADDER_UP[RUNGS[0]] == LADDER_UP[RUNGS[1]] == low
    assert LADDER_UP[RUNGS[5]] == top
    assert LADDER_UP[top] == LADDER_UP[RUNGS[3]] == f"{RUNGS[3]}+{top}"
    assert LADDER_UP[LADDER_UP[LADDER_UP[top]]] == LADDER_UP[low] == EVERY


def scan(number: int, answers: str) -> EventRow:
    phase = score(answers).phase
    return event("scan.claimed", number, scan="a", version="1", rule="trede-1", answers=answers, phase=phase)


def test_a_confirmed_rung_goes_before_the_outcome_of_a_scan(drenthe: Pack) -> None:
    sure = event("rung.confirmed", 1, rung="innoveren", by_role="partner", source="trajectory")
    ledger, _, measures = known([scan(1, "BBBBBBB"), scan(2, "BBBBBBB"), sure])
    assert rungs_on(ledger, DAY) == {1: "innoveren", 2: score("BBBBBBB").phase}
    columns = columns_of(FLOW, ledger, measures[FLOW], Q3)
    assert columns["innoveren"] == {1}
    assert set(columns) == set(RUNGS)


def test_a_firm_without_a_known_place_has_a_row_of_its_own(drenthe: Pack) -> None:
    ledger, profiles, measures = known([firm(1, "GM0106"), event("intake.held", 1), event("intake.held", 2)])
    columns = columns_of(REACH, ledger, measures[REACH], Q3)
    found = table(drenthe, profiles, "municipality", columns)
    assert columns["firms"] == {1, 2}
    assert found.cells == {("GM0106", "firms"): frozenset({1}), (UNKNOWN, "firms"): frozenset({2})}
    assert found.rows[-1] == found.loose == UNKNOWN


def test_the_last_word_on_a_place_counts_and_merged_firms_are_one(drenthe: Pack) -> None:
    rows = [
        firm(1, "GM0106"),
        event("firm.updated", 1, hour=14, municipality="GM0114"),
        firm(2, "GM0119"),
        event("firm.merged", 3, subject="2"),
    ]
    profiles = Profiles()
    assert len(list(profiles.watch(rows))) == len(rows)
    assert profiles.of("municipality") == {1: "GM0114", 3: "GM0119"}


def test_how_safe_firms_are_is_marked_as_sensitive(drenthe: Pack) -> None:
    rows = [firm(1, "GM0106"), event("baseline.checked", 1, reached=True)]
    ledger, profiles, measures = known(rows)
    found = table(drenthe, profiles, "size", columns_of(RESILIENCE, ledger, measures[RESILIENCE], Q3))
    assert found.sensitive == {"reached", "below"}
    assert set(TABLES) == {REACH, FLOW, RESILIENCE}
    assert protect(found, RULES).cells == {(ALL, ALL): protect(found, RULES).cells[ALL, ALL]}

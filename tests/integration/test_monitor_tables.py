"""Tables per municipality, sector and size, as anybody reads them: nothing in two quarters points at a few firms."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import html5lib
import numpy as np
import pytest
from django.test import Client
from scipy.optimize import linprog

from tests.integration.test_monitor import Q3, Q4, SYSTEM, TODAY, each, happened, intakes, scans, shown
from trede.core.pack_places import Municipality
from trede.core.periods import Period
from trede.core.table_parts import ALL
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter
from trede.monitor.models import MonitorSnapshot
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db
SPAN = 10
AUTUMN = datetime(2027, 1, 11, 10, tzinfo=UTC)
CHECK = date(2026, 8, 20)
SIZES = (30, 12, 3, 24, 11, 40, 18, 2, 25, 33, 16, 9)
"""Firms reached per municipality in the third quarter, in the order of the pack."""
MORE = (0, 1, 4, 2, 0, 6, 1, 9, 0, 3, 0, 7)
"""Firms that are new in the fourth quarter; those of the third come back."""


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def towns() -> tuple[Municipality, ...]:
    return pack().info.municipalities


def firms_of(place: int, quarter: Period) -> range:
    """Return the numbers of the firms of one municipality that are reached in a quarter."""
    return range(1000 * (place + 1), 1000 * (place + 1) + SIZES[place] + (MORE[place] if quarter == Q4 else 0))


def fill(quarter: Period) -> None:
    """Let firms be registered and reached in every municipality; one in three of them is safe."""
    day = quarter.first + timedelta(days=20)
    sectors = [sector.key for sector in pack().info.sectors]
    for place, town in enumerate(towns()):
        firms = firms_of(place, quarter)
        events = intakes(day, firms)
        for number in firms:
            about = {"municipality": town.code, "sector": sectors[number % 3], "size": "2-9" if number % 4 else "10-49"}
            events += each("firm.registered", day, range(number, number + 1), **about)
            events += each("baseline.checked", day, range(number, number + 1), reached=number % 3 == 0)
            events += scans(day, range(number, number + 1), "BBBBBBB" if number % 2 else "CCCCCCC")
        happened(by=SYSTEM, events=events)


def two_quarters() -> None:
    fill(Q3)
    freeze_quarter(by=SYSTEM, period=Q3)
    with clock.at(AUTUMN):
        fill(Q4)
        freeze_quarter(by=SYSTEM, period=Q4)


def cells(client: Client, indicator: str) -> list[dict[str, str]]:
    written = client.get(f"/cijfers/{indicator}.csv").content.decode()
    return [line for line in csv.DictReader(io.StringIO(written)) if line["cell"].count(":") >= 2]


def test_a_frozen_quarter_has_tables_on_the_page_and_in_the_file(client: Client) -> None:
    fill(Q3)
    assert "Deze tabellen komen er als het kwartaal vaststaat" in client.get("/cijfers/reach").content.decode()
    assert cells(client, "reach") == []
    freeze_quarter(by=SYSTEM, period=Q3)
    page = client.get("/cijfers/reach")
    html5lib.HTMLParser(strict=True).parse(page.content)
    written = page.content.decode()
    for text in ("Per gemeente", "Per soort werk", "Per grootte", "Zuidwest-Drenthe is: De Wolden", "Alle cijfers"):
        assert text in written
    places = {line["cell"]: line["text"] for line in cells(client, "reach") if line["cell"].startswith("municipality")}
    assert places["municipality:GM0106:firms"] == "10"
    assert places["municipality:area:Zuidoost-Drenthe:firms"] == "65"
    assert places["municipality:area:Zuidwest-Drenthe:firms"] == "40"
    assert not any("GM0119" in name for name in places)
    ladder = client.get("/en/cijfers/flow").content.decode()
    assert "How many businesses stand on each rung?" in ladder


@pytest.mark.parametrize("key", ["reach", "flow", "resilience"])
def test_table_and_file_have_the_same_figures(key: str, client: Client) -> None:
    two_quarters()
    tree = html5lib.parse(client.get(f"/en/cijfers/{key}").content, namespaceHTMLElements=False)
    found = [line for line in cells(client, key) if line["period"] == Q4.key]
    for dimension in ("municipality", "sector", "size"):
        table = next(
            (item for item in tree.iter("table") if item.find(f"caption[@id='table-{dimension}']") is not None), None
        )
        own = [line["text"] for line in found if line["cell"].startswith(f"{dimension}:")]
        shown = {text for text in own if text}
        if table is None:  # every group too small: a sentence with the total, if that may be told
            assert len(shown) <= 1
            said = [text for item in tree.iter("p") if "too small to show here" in (text := "".join(item.itertext()))]
            assert all(any(figure in text for text in said) for figure in shown)
            continue
        drawn = ["".join(cell.itertext()) for cell in table.iter("td")]
        assert {text for text in drawn if text.isdigit()} == shown


def test_a_sensitive_table_is_withheld_when_nearly_everybody_is_alike(client: Client) -> None:
    happened(by=SYSTEM, events=each("firm.registered", CHECK, range(1, 101), municipality="GM0114"))
    happened(
        by=SYSTEM,
        events=[
            *each("baseline.checked", CHECK, range(1, 96), reached=True),
            *each("baseline.checked", CHECK, range(96, 101), reached=False),
        ],
    )
    freeze_quarter(by=SYSTEM, period=Q3)
    assert [(line["text"], line["reason"]) for line in cells(client, "resilience")] == [("", "one-sided")] * 3
    assert MonitorSnapshot.objects.get().remembered.keys().isdisjoint({"resilience/municipality"})


class Attacker:
    """Reads the file, knows every true number behind what is shown, and asks what the hidden ones can be."""

    def __init__(self, lines: list[dict[str, str]], columns: tuple[str, ...], quarters: tuple[Period, ...]) -> None:
        self.codes = [town.code for town in towns()]
        self.columns = columns
        self.unknown = [
            (quarter.key, code, column) for quarter in quarters for code in self.codes for column in columns
        ]
        self.lines = [line for line in lines if line["cell"].startswith("municipality:")]
        self.true = {
            (quarter.key, code, column): self.count(place, quarter, column)
            for quarter in quarters
            for place, code in enumerate(self.codes)
            for column in columns
        }
        known = [line for line in self.lines if line["text"]]
        self.rows = np.array([self.vector(line) for line in known])
        self.values = np.array([row @ np.array([self.true[name] for name in self.unknown]) for row in self.rows])
        self.growth = np.array([self.grown(code, column) for code in self.codes for column in columns])

    @staticmethod
    def count(place: int, quarter: Period, column: str) -> int:
        firms = firms_of(place, quarter)
        if column == "reached":
            return sum(number % 3 == 0 for number in firms)
        return sum(number % 3 != 0 for number in firms) if column == "below" else len(firms)

    def inside(self, name: str) -> set[str]:
        if name in (ALL, "every"):
            return set(self.codes)
        if name.startswith("area:"):
            return {town.code for town in towns() if town.area == name.removeprefix("area:")}
        return {name}

    def vector(self, line: dict[str, str]) -> np.ndarray:
        row, _, column = line["cell"].removeprefix("municipality:").rpartition(":")
        wanted = {
            (line["period"], code, each)
            for code in self.inside(row)
            for each in (self.columns if column in (ALL, "every") else (column,))
        }
        return np.array([1.0 if name in wanted else 0.0 for name in self.unknown])

    def grown(self, code: str, column: str) -> np.ndarray:
        """Say that firms only joined: then less than the quarter before is not possible."""
        sides = {(Q3.key, code, column): 1.0, (Q4.key, code, column): -1.0}
        return np.array([sides.get(name, 0.0) for name in self.unknown])

    def span(self, line: dict[str, str]) -> float:
        goal, ends = self.vector(line), []
        for sign in (1, -1):
            done = linprog(
                sign * goal,
                A_eq=self.rows,
                b_eq=self.values,
                A_ub=self.growth,
                b_ub=np.zeros(len(self.growth)),
                bounds=(0, 10_000),
                method="highs-ipm",
            )
            assert done.success, done.message
            ends.append(sign * done.fun)
        return float(ends[1] - ends[0])


@pytest.mark.parametrize(("key", "columns"), [("reach", ("firms",)), ("resilience", ("reached", "below"))])
def test_two_quarters_do_not_betray_a_hidden_cell(key: str, columns: tuple[str, ...], client: Client) -> None:
    two_quarters()
    lines = cells(client, key)
    attacker = Attacker(lines, columns, (Q3, Q4))
    hidden = [line for line in attacker.lines if not line["text"]]
    assert [line["cell"] for line in hidden if attacker.span(line) < SPAN - 1e-4] == []
    if key == "resilience":
        assert hidden
    for line in attacker.lines:
        if line["text"]:
            assert int(line["text"]) >= SPAN


def test_a_shown_cell_changes_only_when_five_firms_came_or_went(client: Client) -> None:
    two_quarters()
    assert kept_texts(client)


def test_a_quarter_that_was_frozen_in_the_first_form_still_counts(client: Client) -> None:
    """That form listed the firms of every cell; a cell with few new firms keeps the text it had."""
    two_quarters()
    first, second = MonitorSnapshot.objects.order_by("period")
    with unguarded("as it was stored before, in a test"):
        first.remembered = {name: in_first_form(left) for name, left in first.remembered.items()}
        first.save()
        second.delete()
    with clock.at(AUTUMN):
        freeze_quarter(by=SYSTEM, period=Q4)
    assert len(kept_texts(client)) > 1


def kept_texts(client: Client) -> list[str]:
    """Return the texts of municipalities that are shown in both quarters and had few new firms: they stay."""
    found = {(line["period"], line["cell"]): line["text"] for line in cells(client, "reach")}
    names = [f"municipality:{town.code}:firms" for place, town in enumerate(towns()) if MORE[place] < 5]
    both = [(found.get((Q3.key, name)), found.get((Q4.key, name))) for name in names]
    assert all(then == now for then, now in both if then and now)
    return [then for then, now in both if then and now]


def in_first_form(left: dict[str, Any]) -> list[dict[str, Any]]:
    held = {(row, column): firms for row, column, firms in left["cells"]}
    found = []
    for label, bases, text, since in left["labels"]:
        firms = sorted(firm for base in bases for firm in held.get(tuple(base), ()))
        kept = [] if text is None else since or firms
        found.append({"cell": label, "bases": bases, "firms": firms, "text": text, "since": kept})
    return found


def test_figures_that_are_not_frozen_change_on_mondays_only() -> None:
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)
    with clock.at(monday - timedelta(days=3)):
        happened(by=SYSTEM, events=intakes(date(2026, 11, 12), range(1, 21)))
    with clock.at(monday):
        assert shown("2026-Q4", "reach", "total") == "20"
        happened(by=SYSTEM, events=intakes(date(2026, 11, 16), range(21, 41)))
    for day in range(7):
        queries.live.forget()
        with clock.at(monday + timedelta(days=day, hours=8)):
            assert shown("2026-Q4", "reach", "total") == "20"
    with clock.at(monday + timedelta(days=7)):
        assert shown("2026-Q4", "reach", "total") == "40"


@pytest.mark.parametrize(("today", "known"), [(16, 15), (17, 15), (22, 15), (23, 22)])
def test_the_stamp_is_the_sunday_before(today: int, known: int) -> None:
    assert queries.stamp_day(date(2026, 11, today)) == date(2026, 11, known)

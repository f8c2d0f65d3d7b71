"""The contract of charts: nobody draws around `trede.core.charts.Chart`, and every drawing comes with all its parts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import html5lib
import pytest
from django.test import Client

from tests.architecture.tree import name_of, python_files, tracked
from tests.integration.test_monitor import PAGES, Q3, SYSTEM, TODAY, a_good_quarter
from tests.integration.test_monitor_tables import two_quarters
from trede.core.charts import Chart, Point
from trede.core.indicators import KEYS
from trede.journal import clock
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter

DRAWER = "src/trede/core/charts.py"
PRINTER = "src/trede/monitor/paper/pdf.py"
"""Gives a drawing of the contract its name space; an SVG file needs it, a page does not."""
PARTS = (
    "chart-headline",
    "chart-subtitle",
    "chart-source",
    "chart-text",
    "chart-legend",
    "chart-csv",
    "chart-definition",
)
GOOD = Chart(
    ident="a",
    kind="bars",
    headline="Er deden 45 bedrijven mee.",
    subtitle="Bereik in Drenthe, 2026.",
    unit="Aantal bedrijven.",
    firms="45 bedrijven.",
    source="Bron: het logboek, 4 oktober 2026.",
    text="2026: 45.",
    legend="Streepjes: niet getoond.",
    csv="/cijfers/reach.csv",
    definition="/cijfers/reach#definition",
    columns=("Jaar", "Bedrijven"),
    rows=(("2026", "45"),),
    points=(Point("2026", "45", "value", 45.0),),
)


@pytest.mark.parametrize("part", [part.name for part in fields(Chart)])
def test_a_chart_cannot_be_made_without_any_of_its_parts(part: str) -> None:
    empty: Any = () if isinstance(getattr(GOOD, part), tuple) else ""
    with pytest.raises(ValueError, match=part):
        replace(GOOD, **{part: empty})


def test_the_table_of_a_chart_has_a_cell_per_column() -> None:
    with pytest.raises(ValueError, match="number of cells"):
        replace(GOOD, rows=(("2026",),))


def test_only_the_contract_draws() -> None:
    drawing = [
        name_of(path)
        for path in python_files("src")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "trede.core.charts"
        if {"trend", "bars"} & {alias.name for alias in node.names}
    ]
    assert drawing == []


def test_no_template_and_no_other_code_writes_a_drawing() -> None:
    found = [
        name_of(path)
        for path in tracked()
        if path.suffix in {".html", ".py"}
        and name_of(path).startswith("src/")
        and name_of(path) not in {DRAWER, PRINTER}
        if re.search(r"<svg[ >]", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_one_template_shows_them() -> None:
    shows = [
        name_of(path)
        for path in tracked()
        if path.suffix == ".html" and ".svg" in path.read_text(encoding="utf-8") and "|safe" in path.read_text("utf-8")
    ]
    assert shows == ["src/trede/monitor/templates/monitor/_chart.html"]


@pytest.fixture
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


def drawings_without_parts(page: bytes) -> list[str]:
    """Return each drawing of a page that lacks a part of the contract, and what it lacks."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    blocks = [block for block in tree.iter("figure") if block.get("class") == "chart-block"]
    inside = {drawing for block in blocks for drawing in drawings(block)}
    missing = ["a drawing outside its block" for drawing in drawings(tree) if drawing not in inside]
    for block in blocks:
        named = {name for element in block.iter() for name in (element.get("class") or "").split()}
        missing += [f"{block.get('id')}: {part}" for part in PARTS if part not in named]
        if not any(True for _ in block.iter("table")) or len(drawings(block)) != 1:
            missing.append(f"{block.get('id')}: table or drawing")
        missing += [
            f"{block.get('id')}: empty {element.get('class')}"
            for element in block.iter()
            if (element.get("class") or "").split()[:1] in [[part] for part in PARTS]
            if not "".join(element.itertext()).strip()
        ]
    return missing


def drawings(tree: Any) -> list[Any]:
    return [
        element for element in tree.iter() if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "svg"
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_october")
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("state", ["empty", "live", "frozen", "tables"])
def test_every_drawing_on_every_page_has_all_its_parts(state: str, language: str, client: Client) -> None:
    if state in {"live", "frozen"}:
        a_good_quarter()
    if state == "frozen":
        freeze_quarter(by=SYSTEM, period=Q3)
    if state == "tables":
        two_quarters()
    seen = 0
    for page in (*PAGES, "/cijfers/monitor/2026"):
        answer = client.get(f"{language}{page}")
        assert drawings_without_parts(answer.content) == [], page
        seen += answer.content.count(b"<svg ")
    assert seen >= 3 * len(KEYS)


def test_the_check_itself_finds_a_bare_drawing() -> None:
    assert drawings_without_parts(b"<!doctype html><title>x</title><figure><svg></svg></figure>")
    assert drawings_without_parts(b'<!doctype html><title>x</title><figure class="chart-block" id="a"></figure>')

"""Charts: readable on a phone, honest about what is missing, allowed by a strict content security policy."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.charts import WIDTH, Point, bars, trend

SVG = "{http://www.w3.org/2000/svg}"
GOOD = [Point(f"2026 K{n}", str(n * 10), "value", n * 10.0) for n in range(1, 5)]

points = st.lists(
    st.builds(
        Point,
        label=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
        text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
        state=st.sampled_from(["value", "hidden", "gap"]),
        value=st.floats(0, 1e6),
    ),
    min_size=1,
    max_size=8,
)


def parse(drawing: str) -> ET.Element:
    return ET.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def classes(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if element.get("class") == name]


@pytest.mark.parametrize("draw", [trend, bars])
@given(given=points)
def test_every_chart_is_sound(draw: object, given: list[Point]) -> None:
    assert draw in (trend, bars)
    drawing = (trend if draw is trend else bars)(given, ident="x", title="Kop <1>", description="Uitleg & meer")
    root = parse(drawing)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == ("Kop <1>", "Uitleg & meer")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=|https?:", re.sub(r">[^<]*<", "><", drawing))
    assert all(int(element.get("font-size", "0")) >= 12 for element in root.iter(f"{SVG}text"))
    assert (root.get("width"), root.get("viewBox", "").split()[2]) == (str(WIDTH), str(WIDTH))
    marked = {name: len(classes(root, f"chart-{name}")) for name in ("hidden", "gap")}
    assert marked == {name: sum(point.state == name for point in given) for name in ("hidden", "gap")}


@given(points)
def test_marks_stay_inside_the_drawing(given: list[Point]) -> None:
    root = parse(trend(given, ident="x", title="t", description="d"))
    height = float(root.get("height", "0"))
    for dot in classes(root, "chart-dot"):
        assert 0 <= float(dot.get("cx", "-1")) <= WIDTH
        assert 0 <= float(dot.get("cy", "-1")) <= height


def test_a_gap_and_a_hidden_quarter_break_the_line() -> None:
    gap, hidden = Point("2026 K3", "", "gap"), Point("2026 K4", "", "hidden")
    root = parse(trend([*GOOD[:2], gap, *GOOD[:2], hidden, GOOD[0]], ident="x", title="t", description="d"))
    lines = classes(root, "chart-line")
    assert [len(line.get("points", "").split()) for line in lines] == [2, 2]
    assert len(classes(root, "chart-dot")) == 5


def test_the_year_is_written_once_and_the_newest_value_is_labelled() -> None:
    root = parse(trend([Point("2025 K4", "5", "value", 5.0), *GOOD], ident="x", title="t", description="d"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts.count("2025") == 1
    assert texts.count("2026") == 1
    assert texts[-1] == "40"


def test_bars_grow_from_zero() -> None:
    root = parse(bars(GOOD, ident="x", title="t", description="d"))
    widths = [float(bar.get("width", "0")) for bar in classes(root, "chart-bar")]
    assert widths == [58.0, 116.0, 174.0, 232.0]


def test_a_long_label_makes_room_for_its_value() -> None:
    long = Point("Funderen tot en met Transformeren", "130", "value", 130.0)
    root = parse(bars([long, GOOD[0]], ident="x", title="t", description="d"))
    lines: dict[str, list[str]] = {}
    for element in root.iter(f"{SVG}text"):
        lines.setdefault(element.get("y", ""), []).append(element.text or "")
    assert all(sum(len(text) + 2 for text in line) <= 34 for line in lines.values())
    assert [bar.get("y") for bar in classes(root, "chart-bar")] == ["38", "80"]


@pytest.mark.parametrize("draw", [trend, bars])
def test_nothing_to_draw_is_a_mistake_of_the_caller(draw: object) -> None:
    with pytest.raises(ValueError, match="at least one"):
        (trend if draw is trend else bars)([], ident="x", title="t", description="d")

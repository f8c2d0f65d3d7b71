"""Charts as plain SVG text: a line over quarters and horizontal bars.

They hold no style and no script, only presentation attributes and classes, so the strictest content security policy
lets them through. One unit is one CSS pixel and the width is fixed at 232, which fits a tile on a 320 px phone: text
is never scaled below 12 px. A chart shows only figures that were published; a table always stands beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from html import escape
from textwrap import wrap
from typing import Literal

WIDTH = 232
FONT = 13
_SMALL = 12
_LEFT, _RIGHT, _TOP, _PLOT = 14, 18, 26, 64
_BAR, _ROW, _LINE = 14, 42, 16
_CHARACTERS = 31
"""Letters that fit on one line of the widest kind of text."""

State = Literal["value", "hidden", "gap"]


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter or one bar. `label` stands under or above it, `text` is what a reader sees for the value.

    `state`: `value` (then `value` is given, 0 or more), `hidden` by disclosure control, or `gap`: not measured.
    """

    label: str
    text: str
    state: State
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing together with all that a reader needs to quote it safely: it cannot be made without any of it.

    `headline` says what was found, `subtitle` what was measured, where and when, `firms` about how many (n), `source`
    where it comes from and up to which day. `text` is the drawing in words; `rows` hold the same figures, the head of
    the row first. `csv` and `definition` are addresses, `legend` explains the marks. ValueError when one is missing.
    """

    ident: str
    kind: Literal["trend", "bars"]
    headline: str
    subtitle: str
    unit: str
    firms: str
    source: str
    text: str
    legend: str
    csv: str
    definition: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        missing = [part.name for part in fields(self) if not getattr(self, part.name)]
        if missing:
            raise ValueError(f"a chart without {', '.join(missing)} says too little")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of the table has another number of cells than its head")

    @property
    def svg(self) -> str:
        """The drawing itself, as markup."""
        draw = trend if self.kind == "trend" else bars
        return draw(self.points, ident=self.ident, title=self.subtitle, description=self.text)


def trend(points: Sequence[Point], *, ident: str, title: str, description: str) -> str:
    """Return a line over the quarters. A gap breaks the line, a hidden quarter is a hatched block; neither is a 0.

    The axis starts at 0. `ident` must be unique on the page. ValueError without points.
    """
    if not points:
        raise ValueError("a trend needs at least one point")
    top = max((point.value for point in points if point.state == "value"), default=0.0) or 1.0
    step = (WIDTH - _LEFT - _RIGHT) / max(len(points) - 1, 1)
    places = [
        (round(_LEFT + index * step, 1), round(_TOP + _PLOT * (1 - point.value / top), 1))
        for index, point in enumerate(points)
    ]
    parts = [
        _line(_LEFT - 10, _TOP + _PLOT, WIDTH - _RIGHT + 10, "chart-axis"),
        *_runs(points, places),
        *_marks(points, places, ident),
        *_quarter_labels(points, places),
        _last_value(points, places),
    ]
    return _svg(ident, title, description, _TOP + _PLOT + 44, parts)


def bars(points: Sequence[Point], *, ident: str, title: str, description: str) -> str:
    """Return one horizontal bar per point, its label and value above it; bars start at 0. ValueError without points."""
    if not points:
        raise ValueError("a bar chart needs at least one bar")
    top = max((point.value for point in points if point.state == "value"), default=0.0) or 1.0
    parts: list[str] = []
    base = 0
    for point in points:
        lines = _wrapped(point)
        for number, line in enumerate(lines, 1):
            parts.append(_text(0, base + number * _LINE, line))
        parts.append(_text(WIDTH, base + len(lines) * _LINE, point.text, anchor="end"))
        base += len(lines) * _LINE
        parts.append(_bar(point, base + 6, top, ident))
        base += _ROW - _LINE
    return _svg(ident, title, description, base, parts)


def _wrapped(point: Point) -> list[str]:
    """Return the label in lines that fit; the last one leaves room for the text of the value."""
    lines = wrap(point.label, _CHARACTERS) or [""]
    if len(lines[-1]) + len(point.text) + 2 > _CHARACTERS:
        lines.append("")
    return lines


def _svg(ident: str, title: str, description: str, height: int, parts: Sequence[str]) -> str:
    """Wrap the parts. The hatch is defined per chart, because a reference may not leave its own drawing."""
    name = escape(ident)
    return (
        f'<svg class="chart" role="img" aria-labelledby="{name}-t {name}-d" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family="inherit" font-size="{FONT}" fill="currentColor">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f'<defs><pattern id="{name}-h" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path d="M0 0V6" stroke="currentColor" stroke-width="1.5"/></pattern></defs>'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = FONT) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'


def _line(x: float, y: float, to: float, name: str) -> str:
    return f'<path class="{name}" d="M{x:g} {y:g}H{to:g}" stroke="currentColor" stroke-width="1" fill="none"/>'


def _runs(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Yield one line per run of neighbouring values, so that nothing is drawn across a gap."""
    run: list[tuple[float, float]] = []
    for point, place in zip([*points, None], [*places, (0.0, 0.0)], strict=True):
        if point is not None and point.state == "value":
            run.append(place)
            continue
        if len(run) > 1:
            drawn = " ".join(f"{x:g},{y:g}" for x, y in run)
            yield (
                f'<polyline class="chart-line" points="{drawn}" fill="none" stroke="currentColor" stroke-width="2.5"/>'
            )
        run = []


def _marks(points: Sequence[Point], places: Sequence[tuple[float, float]], ident: str) -> Iterator[str]:
    for point, (x, y) in zip(points, places, strict=True):
        if point.state == "value":
            yield f'<circle class="chart-dot" cx="{x:g}" cy="{y:g}" r="3.5"/>'
        elif point.state == "hidden":
            yield (
                f'<rect class="chart-hidden" x="{x - 7:g}" y="{_TOP}" width="14" height="{_PLOT}"'
                f' fill="url(#{escape(ident)}-h)" stroke="currentColor" stroke-width="1"/>'
            )
        else:
            yield (
                f'<rect class="chart-gap" x="{x - 7:g}" y="{_TOP}" width="14" height="{_PLOT}"'
                ' fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="2 4"/>'
            )


def _quarter_labels(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Yield the last part of each label under its point, and the first part (the year) once per year below that."""
    base, before = _TOP + _PLOT, ""
    for point, (x, _) in zip(points, places, strict=True):
        year, _, quarter = point.label.rpartition(" ")
        yield _text(x, base + 18, quarter, anchor="middle", size=_SMALL)
        if year and year != before:
            yield _text(x - 8 if before else 0, base + 36, year, size=_SMALL)
            before = year


def _last_value(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> str:
    """Label the newest value next to its dot, on the side where the line does not come from."""
    shown = [place for point, place in zip(points, places, strict=True) if point.state == "value"]
    if not shown:
        return ""
    x, y = shown[-1]
    falling = len(shown) > 1 and shown[-2][1] < y and y + 2 * FONT < _TOP + _PLOT
    text = next(point.text for point in reversed(points) if point.state == "value")
    return _text(min(x + 14, WIDTH), y + 20 if falling else y - 9, text, anchor="end")


def _bar(point: Point, y: int, top: float, ident: str) -> str:
    if point.state == "value":
        width = max(round(WIDTH * point.value / top, 1), 1)
        return f'<rect class="chart-bar" x="0" y="{y}" width="{width:g}" height="{_BAR}"/>'
    if point.state == "hidden":
        return (
            f'<rect class="chart-hidden" x="0.5" y="{y}" width="{WIDTH - 1}" height="{_BAR}"'
            f' fill="url(#{escape(ident)}-h)" stroke="currentColor" stroke-width="1"/>'
        )
    return (
        f'<rect class="chart-gap" x="0.5" y="{y}" width="{WIDTH - 1}" height="{_BAR}"'
        ' fill="none" stroke="currentColor" stroke-width="1" stroke-dasharray="2 4"/>'
    )

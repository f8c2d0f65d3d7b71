"""Figures in words, in the two languages of the public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trede.core.disclosure import Rules
from trede.core.pack import Indicator, Pack
from trede.core.periods import Period
from trede.monitor.report import (
    NOT_MEASURED,
    BaseDocument,
    CellDocument,
    IndicatorDocument,
    cell_of,
    change,
    headline_of,
)
from trede.web.templatetags.trede import day_in_words
from trede.web.wording import cited, filled

EARLY = 4
"""Fewer shown quarters than this are no trend."""


@dataclass(frozen=True, slots=True)
class Words:
    """Turns cells into words for one audience and one language. `rules` give the minimum that the marks name."""

    pack: Pack
    language: str
    rules: Rules

    def text(self, key: str, **values: object) -> str:
        """Return the pack text `monitor.<key>`."""
        return self.pack.text(f"monitor.{key}", self.language, **values)

    def quarter(self, period: Period) -> str:
        """Return `kwartaal 3 van 2026`."""
        return self.text("quarter", quarter=period.quarter, year=period.year)

    def short_quarter(self, period: Period) -> str:
        """Return `2026 K3`."""
        return self.text("quarter-short", quarter=period.quarter, year=period.year)

    def span(self, quarters: Sequence[Period]) -> str:
        """Return `2024 K4 tot en met 2026 K3`."""
        first, last = self.short_quarter(quarters[0]), self.short_quarter(quarters[-1])
        return self.text("span", first=first, last=last)

    def day(self, iso: str) -> str:
        """Return a day of a document in words, without the weekday."""
        return day_in_words(date.fromisoformat(iso), self.language, weekday=False)

    def figure(self, cell: CellDocument) -> str:
        """Return a figure as a reader sees it: `245`, `35%`, `minder dan 5%`, or the mark that stands for it."""
        if cell["text"] is None:
            return self.text(f"mark.{cell['reason']}", minimum=self.rules.minimum)
        return self._amount(cell["text"], percent=cell["unit"] == "percent")

    def reason(self, code: str) -> str:
        """Return in plain words why a figure is not shown."""
        return self.text(f"reason.{code}", minimum=self.rules.minimum)

    def sentences(self, indicator: IndicatorDocument) -> list[str]:
        """Return what an indicator says in one period, one sentence or short paragraph each."""
        headline = headline_of(indicator)
        if headline["text"] is None:
            code = headline["reason"] or NOT_MEASURED
            hidden = [] if code == NOT_MEASURED else [self.text("hidden")]
            return [*hidden, self.reason(code)]
        amount = self._amount(headline["text"], percent=False)
        said = [self.text(f"sentence.{indicator['key']}", figure=amount)]
        return said + self._share_of_base(indicator)

    def change(self, headlines: Sequence[CellDocument]) -> str:
        """Return how the newest figure differs from the one before; nothing when there is no figure to speak of."""
        if headlines[-1]["text"] is None or len(headlines) < 2:  # noqa: PLR2004 - now and before
            return ""
        said = self.text(f"change.{change(headlines[-1], headlines[-2], self.rules)}")
        early = sum(cell["text"] is not None for cell in headlines) < EARLY
        return f"{said} {self.text('early')}" if early else said

    def change_since(self, headlines: Sequence[CellDocument], unit: str) -> str:
        """Return how the last figure differs from the first, a `quarter` or a `year` earlier."""
        return self.text(
            f"change.{change(headlines[-1], headlines[0], self.rules)}{'' if unit == 'quarter' else '-year'}"
        )

    def part(self, key: str) -> str:
        """Return the name of a part: a step of the flow, or an instrument of the pack."""
        if f"monitor.part.{key}" in self.pack.texts:
            return self.text(f"part.{key}")
        found = next((item.name for item in self.pack.instruments if item.key == key), None)
        return key if found is None else found.in_language(self.language)

    def cell_name(self, indicator: str, cell: str) -> str:
        """Return the name of a cell: the head of its column."""
        kind, _, part = cell.partition(":")
        return self.part(part) if kind == "part" else self.text(f"cell.{indicator}.{cell}")

    def base(self, figure: BaseDocument | None) -> str:
        """Return as markup the outside figure that reach is compared with, its day and source; else nothing."""
        if figure is None:
            return ""
        source = cited(figure["source"], self.language)
        if figure["on"] is None:
            return filled(self.text("base-undated"), value=figure["value"], source=source)
        return filled(self.text("base"), value=figure["value"], day=self.day(figure["on"]), source=source)

    def counting(self, definition: Indicator) -> str:
        """Return as markup the version of the counting rule and the policy it follows."""
        source = cited(definition.source, self.language)
        return filled(self.text("version"), version=definition.version, source=source)

    def _amount(self, text: str, *, percent: bool) -> str:
        number = text.lstrip("<>")
        shown = self.text("percent", value=number) if percent else number
        if text.startswith("<"):
            return self.text("less-than", value=shown)
        return self.text("more-than", value=shown) if text.startswith(">") else shown

    def _share_of_base(self, indicator: IndicatorDocument) -> list[str]:
        if indicator["key"] != "reach":
            return []
        share = cell_of(indicator, "share")
        if share is None or share["text"] is None:
            return [self.text("no-base")]
        return [self.text("base-share", share=self.figure(share))]

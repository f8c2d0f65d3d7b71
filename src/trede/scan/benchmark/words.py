"""The comparison in words. What belongs to a group is made once; a visitor's block is joined from that."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import escape

from trede.core.benchmark import OF_EVERY, Found, beside
from trede.core.benchmark_count import Group
from trede.core.explain import sentence_start
from trede.core.pack import Pack
from trede.core.periods import parse_period
from trede.core.scan import RUNGS, Outcome
from trede.regions.registry import pack
from trede.scan.book import Book, kept

CODE = "␞"
"""Where a visitor's code goes in a fragment."""


class Told(NamedTuple):
    """What the opening of a block tells of a group: a part of its figures that can be a key."""

    firms: int
    period: str
    rungs: tuple[int, ...]


class ComparisonBook(Book):
    """A book with the fragments of the comparison. Every `kept` method takes only what few visitors differ in."""

    def __init__(self, region: Pack, language: str) -> None:
        super().__init__(region, region.scans[region.info.default_scan], language)
        self.sectors = {sector.key: sector.name.in_language(language) for sector in region.info.sectors}
        self.sizes = {size.key: size.name.in_language(language) for size in region.info.size_classes}
        self.region = region.info.region.in_language(language)

    @kept
    def invitation(self) -> str:
        """Return the block for who was not asked yet."""
        link = f'<a href="{self.to("/uitkomst/")}{CODE}/vergelijken">{self.s("compare.link")}</a>'
        return self._block(f"<p>{self.s('compare.block.ask')} {link}</p>\n")

    @kept
    def without_figures(self, state: str) -> str:
        """Return the block that shows no figures: `new` before the first frozen quarter, or `too-few`."""
        message = f"<p><b>{self.s(f'compare.{state}.title')}.</b> {self.s(f'compare.{state}.text')}</p>\n"
        return self._block(f"{message}{self._change()}")

    @kept
    def opening(self, group: Group, wanted: Group, told: Told, own: tuple[str, ...]) -> str:
        """Return the block up to the table: which group, and where its firms stand beside the visitor's `own` rungs.

        `own` are the visitor's rung or the two between which they stand; empty when the outcome names none.
        """
        rungs = told.rungs
        named = self.t("compare.group.is", group=self._group(group))
        when = self.t("compare.group.firms", firms=told.firms, quarter=self._quarter(told.period))
        wider = "" if group == wanted else f"<p>{self.t('compare.group.wider', group=self._group(wanted))}</p>\n"
        beside_you = f'<p class="lead">{self._beside(rungs, own)}</p>\n'
        return self._block(f"<p>{named} {when}</p>\n{wider}{beside_you}{self._spread(rungs, own)}", open_ended=True)

    @kept
    def topic_row(self, topic: str, letter: str, middle: str | None) -> str:
        """Return one topic with the visitor's own answer and the middle one of the group, in the words of the scan."""
        own = self.option.get((topic, letter), self.s("compare.topics.open-answer"))
        group = self.option[topic, middle] if middle else self.s("compare.topics.none")
        return f'<tr><th scope="row">{self.topic[topic]}</th><td>{own}</td><td>{group}</td></tr>\n'

    @kept
    def table_head(self) -> str:
        """Return the start of the table per topic."""
        heads = "".join(
            f'<th scope="col">{self.s(f"compare.topics.{name}")}</th>' for name in ("topic", "you", "group")
        )
        return (
            f"<details><summary>{self.s('compare.topics.open')}</summary>\n<p>{self.s('compare.topics.how')}</p>\n"
            '<div class="table-region" role="region" aria-labelledby="midden" tabindex="0">\n'
            f'<table><caption id="midden">{self.s("compare.topics.caption")}</caption>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        )

    @kept
    def closing(self) -> str:
        """Return what follows the table."""
        warning = self.t("compare.chose", region=self.region)
        return f'</tbody></table></div></details>\n<p class="hint small">{warning}</p>\n{self._change()}</section>\n'

    def _block(self, inside: str, *, open_ended: bool = False) -> str:
        heading = f'<h2 id="vergelijken">{self.s("compare.block.title")}</h2>\n'
        end = "" if open_ended else "</section>\n"
        return f'<section aria-labelledby="vergelijken">{heading}{inside}{end}'

    def _change(self) -> str:
        href = f"{self.to('/uitkomst/')}{CODE}/vergelijken"
        return f'<p class="no-print"><a href="{href}">{self.s("compare.block.change")}</a></p>\n'

    def _group(self, group: Group) -> str:
        """Return the name of a group, unescaped."""
        sector, size = group
        given = {"sector": self.sectors.get(sector), "size": self.sizes.get(size)}
        named = {name: value for name, value in given.items() if value is not None}
        kind = "both" if len(named) > 1 else next(iter(named), "all")
        return self.plain(f"compare.group.{kind}", region=self.region, **named)

    def _quarter(self, key: str) -> str:
        period = parse_period(key)
        return self.plain("compare.quarter", quarter=period.quarter, year=period.year)

    def _beside(self, rungs: Sequence[int], own: Sequence[str]) -> str:
        if not own:
            return self.s("compare.no-rung")
        lower, same, higher = beside(rungs, own)
        here = self.plain(f"compare.here.{'one' if len(own) == 1 else 'two'}")
        told = [self._frequency("same", same, here=here)]
        told += [] if own[0] == RUNGS[0] else [self._frequency("lower", lower)]
        told += [] if own[-1] == RUNGS[-1] else [self._frequency("higher", higher)]
        return escape(" ".join(map(sentence_start, told)))

    def _frequency(self, key: str, count: int, **values: str) -> str:
        """Return a number of every ten in words, unescaped."""
        kind = {0: "none", 1: "one", OF_EVERY: "all"}.get(count, "some")
        more = {"count": self.plain(f"compare.count.{count}")} if kind == "some" else {}
        return self.plain(f"compare.{key}.{kind}", **values, **more)

    def _spread(self, rungs: Sequence[int], own: Sequence[str]) -> str:
        rows = []
        for key, count in zip(reversed(RUNGS), reversed(rungs), strict=True):
            word = "you" if len(own) == 1 else "between"
            tag = f' <span class="tag">{self.s(f"compare.spread.{word}")}</span>' if key in own else ""
            rows.append(f"<li><b>{self.rung[key]}</b>: {escape(self._frequency('spread', count))}{tag}</li>\n")
        return f'<h3>{self.s("compare.spread.title")}</h3>\n<ul class="plain">\n{"".join(rows)}</ul>\n'


_books: dict[tuple[int, str], tuple[Pack, ComparisonBook]] = {}


def comparison_book(language: str) -> ComparisonBook:
    """Return the book of the running region for its own scan."""
    region = pack()
    found = _books.get((id(region), language))
    if found is None:
        found = _books[id(region), language] = (region, ComparisonBook(region, language))
    return found[1]


def with_figures(words: ComparisonBook, found: Found, outcome: Outcome) -> str:
    """Return the block of an outcome beside a group, with `CODE` where the code goes."""
    figures = found.figures
    own = outcome.between or ((outcome.phase,) if outcome.phase else ()) if outcome.headlines else ()
    told = Told(figures["firms"], figures["period"], tuple(figures["rungs"]))
    head = words.opening(found.group, found.wanted, told, tuple(own))
    pairs = zip(words.topics, outcome.answers, figures["middle"], strict=True)
    rows = "".join([words.topic_row(topic, letter, middle) for topic, letter, middle in pairs])
    return f"{head}{words.table_head()}{rows}{words.closing()}"

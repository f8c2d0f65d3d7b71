"""The page of one stored outcome: what the rule says, and around it what belongs to this visitor's code."""

from datetime import date
from html import escape

from trede.core.advice import score_scan
from trede.core.codes import spoken
from trede.core.pack import Pack
from trede.core.progress import Progress, compare_outcomes
from trede.core.scan import Outcome
from trede.journal.clock import today
from trede.regions.registry import pack
from trede.scan.benchmark.page import ELSEWHERE, comparison_block
from trede.scan.book import kept, piece
from trede.scan.models import ScanResult
from trede.scan.questions import MARK
from trede.scan.result import ResultBook
from trede.scan.result_page import reasons, start_of_page
from trede.web.pages import other_context
from trede.web.templatetags.trede import day_in_words

OTHER_ROUTES = (
    ("zzp", "start.who.self-employed"),
    ("buiten-regio", "start.who.outside"),
    ("groot", "result.other.large"),
    ("leverancier", "result.other.supplier"),
)


class OutcomeBook(ResultBook):
    """A book with everything a page of this room can show."""

    @kept
    def then_row(self, topic: str, then: int | None, now: int | None) -> str:
        """Return one topic then and now, in words."""
        word = "open"
        if then is not None and now is not None:
            word = "up" if now > then else "down" if now < then else "same"
        cells = "".join(f"<td>{self._level(level)}</td>" for level in (then, now))
        return f'<tr><th scope="row">{self.topic[topic]}</th>{cells}<td>{self.s(f"then.word.{word}")}</td></tr>\n'

    def _level(self, level: int | None) -> str:
        if level is None:
            return self.s("result.profile.open")
        return escape(self.pack.ladder.rungs[level - 1].name.in_language(self.language))

    @piece
    def change_links(self) -> str:
        """Return the links to change one answer; `MARK` where the state goes."""
        path = self.to("/scan/vraag/")
        rows = "".join(
            f'<li><a href="{path}{number}{MARK}">{self.topic[topic]}</a></li>\n'
            for number, topic in enumerate(self.topics, 1)
        )
        summary = self.s("result.change.title")
        return f'<details class="no-print"><summary>{summary}</summary>\n<ul>\n{rows}</ul></details></section>\n'

    @piece
    def other_route(self, kind: str) -> str:
        """Return who helps a firm that the programme is not for; the outcome itself stays."""
        told = other_context(self.pack, self.language, kind)
        way = f'<a href="{self.to(f"/andere-route/{kind}")}">{self.s("result.other.link")}</a>'
        return (
            f'<section class="bare" aria-labelledby="andere-route"><div class="notice">'
            f'<h2 id="andere-route">{escape(str(told["title"]))}</h2><p>{escape(str(told["lead"]))} {way}</p>'
            "</div></section>\n"
        )

    @piece
    def no_change(self) -> str:
        """Return why a shared outcome stays as it is."""
        heading = f"<h3>{self.s('result.change.title')}</h3>\n"
        return f'<div class="no-print">{heading}<p>{self.s("result.change.shared")}</p></div></section>\n'

    @piece
    def end_of_page(self, day: date) -> str:
        """Return how to take the outcome along, where else to go and what a print of `day` says of itself.

        `MARK` where the code goes, `_SPOKEN` where it goes in groups of four, `_HOST` where the name of the site goes.
        """
        return self._take_along() + self._closing() + self._printed(day)

    def _closing(self) -> str:
        """Return advice to look again later and the other routes."""
        routes = "".join(
            f'<li><a href="{self.to(f"/andere-route/{kind}")}">{self.s(key)}</a></li>\n' for kind, key in OTHER_ROUTES
        )
        again = f"{self.to('/uitkomst/')}{MARK}/opnieuw"
        return (
            f'<section aria-labelledby="later"><h2 id="later">{self.s("result.again.title")}</h2>\n'
            f'<p>{self.s("result.again.text")} <a href="{again}">{self.s("result.again.link")}</a></p></section>\n'
            f'<section class="no-print" aria-labelledby="anders"><h2 id="anders">{self.s("result.other.title")}</h2>\n'
            f"<ul>\n{routes}</ul></section>\n"
        )

    def _take_along(self) -> str:
        """Return the block about the code."""
        return (
            f'<section aria-labelledby="mee"><h2 id="mee">{self.s("result.take.title")}</h2>\n'
            f"<p>{self.s('result.take.code')}</p>\n"
            f'<p class="code">{_SPOKEN}</p>\n<p>{self.s("result.take.why")} {self.s("result.take.keep")}</p>\n'
            f'<div class="buttons"><a class="button button--second" href="{self.to("/uitkomst/")}{MARK}/pdf">'
            f"{self.s('result.take.pdf')}</a> "
            f'<a href="{self.to("/uitkomst/")}{MARK}/bewaren">{self.s("keep.link")}</a> '
            f'<a href="{self.to("/uitkomst/")}{MARK}/weg">{self.s("result.take.discard")}</a></div></section>\n'
        )

    def _printed(self, day: date) -> str:
        """Return where and when a print was made."""
        where = f"{_HOST}{self.to(f'/uitkomst/{MARK}')}"
        told = self.t("site.printed", address=where, day=day_in_words(day, self.language, weekday=False))
        return f'<p class="print-only">{told}</p>\n'


_SPOKEN, _HOST = "␟", "␝"
_CODE_HERE, _SPOKEN_HERE, _HOST_HERE = (mark.encode() for mark in (MARK, _SPOKEN, _HOST))

_books: dict[tuple[int, str, str], tuple[Pack, OutcomeBook]] = {}


def book(language: str, scan_key: str | None = None) -> OutcomeBook:
    """Return the book of the running region for a scan (default: the region's own). KeyError for an unknown scan."""
    region = pack()
    key = (id(region), scan_key or region.info.default_scan, language)
    found = _books.get(key)
    if found is None:
        found = _books[key] = (region, OutcomeBook(region, region.scans[key[1]], language))
    return found[1]


def outcome_html(words: OutcomeBook, result: ScanResult, host: str) -> tuple[str, bytes]:
    """Return title (unescaped) and main part of the page of a stored outcome. `host` stands on the printed page."""
    outcome = score_scan(words.scan, result.answers)
    standing = words.standing(outcome)
    progress = _progress(words, result, outcome)
    code = result.code.encode()
    pieces = [
        *start_of_page(
            words,
            outcome,
            then=_rungs_then(progress),
            compared=_then_and_now(words, result, progress).encode(),
            code=code,
        ),
        _other_route(words, result),
        standing.help.replace(_CODE_HERE, code),
        *reasons(words, outcome),
        _change(words, result),
        comparison_block(result, words.language).encode(),
        words.end_of_page(today())
        .replace(_CODE_HERE, code)
        .replace(_SPOKEN_HERE, spoken(result.code).encode())
        .replace(_HOST_HERE, escape(host).encode()),
    ]
    return standing.title, b"".join(pieces)


def _other_route(words: OutcomeBook, result: ScanResult) -> bytes:
    """Say first who helps a firm that told us it is elsewhere or large; nothing for the target group."""
    if result.municipality == ELSEWHERE:
        return words.other_route("buiten-regio")
    largest = words.pack.info.size_classes[-1]
    return words.other_route("groot") if largest.maximum is None and result.size == largest.key else b""


def _progress(words: OutcomeBook, result: ScanResult, outcome: Outcome) -> Progress | None:
    """Compare with the earlier scan; None when there is none or the questions were others."""
    earlier = result.previous
    if earlier is None or (earlier.scan_key, earlier.version) != (result.scan_key, result.version):
        return None
    return compare_outcomes(score_scan(words.scan, earlier.answers), outcome)


def _rungs_then(progress: Progress | None) -> tuple[str, ...]:
    """Return the rung or two rungs where the firm stood, when both pictures name one."""
    if progress is None or not progress.before.headlines:
        return ()
    before = progress.before
    return before.between or ((before.phase,) if before.phase else ())


def _then_and_now(words: OutcomeBook, result: ScanResult, progress: Progress | None) -> str:
    earlier = result.previous
    if earlier is None:
        return ""
    when = words.t("then.when", day=day_in_words(earlier.day, words.language, weekday=False))
    head = f'<section aria-labelledby="toen"><h2 id="toen">{words.s("then.title")}</h2>\n<p>{when}</p>\n'
    if progress is None:
        return f"{head}<p>{words.s('then.other-version')}</p></section>\n"
    rows = "".join([words.then_row(item.topic, item.then, item.now) for item in progress.topics])
    heads = "".join(
        f'<th scope="col">{words.s(key)}</th>' for key in ("result.table.topic", "then.then", "then.now", "then.change")
    )
    return (
        f"{head}{_changes(words, progress)}"
        '<div class="table-region" role="region" aria-labelledby="toen-nu" tabindex="0">\n'
        f'<table><caption id="toen-nu">{words.s("then.caption")}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div></section>\n"
    )


def _changes(words: OutcomeBook, progress: Progress) -> str:
    """Say in a sentence what moved; lower gets a kind word."""
    up = tuple(item.topic for item in progress.topics if (item.steps or 0) > 0)
    down = tuple(item.topic for item in progress.topics if (item.steps or 0) < 0)
    lines = []
    if up:
        lines.append(words.t("then.up", topics=words.topic_titles(up)))
    if down:
        lines += [words.t("then.down", topics=words.topic_titles(down)), words.s("then.lower")]
    return f"<p>{' '.join(lines) or words.s('then.same')}</p>\n"


def _change(words: OutcomeBook, result: ScanResult) -> bytes:
    """Return links to change one answer; once shared, the outcome stays."""
    if result.claimed:
        return words.no_change()
    return words.change_links().replace(_CODE_HERE, f"?a={result.answers}&amp;u={result.code}".encode())

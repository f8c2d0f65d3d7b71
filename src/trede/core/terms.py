"""Legal terms: when something is due, always computed from a start day and intervals, never a stored truth.

A term has a legal basis, a length, a start day and a rule for weekends. The day of the start itself does not count: a
term of two weeks from a Monday ends on the Monday two weeks later, at the end of that day. Suspended days are added
(Awb 4:15), an extension counts when it was announced in time (Awb 4:14, 7:10). A term that ends on a Saturday, Sunday
or holiday runs on to the next working day (Algemene termijnenwet, article 1), but not when it is longer than 90 days,
twelve weeks or three months, or is said in hours or years (article 4).

Days are calendar days in Amsterdam. The kinds of terms stand in `trede.core.terms_table`.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from trede.core.clocks import add_working_days, is_working_day, working_days_after
from trede.core.errors import InputError

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2085, 12, 31)
"""Days that a term may start on: the holidays after them are known."""
WARN_AT = (50, 75, 90)
"""Percentages of a term after which somebody is warned."""
_MOST = 1_000


class Unit(StrEnum):
    """What a length is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Extends(StrEnum):
    """Whether the Algemene termijnenwet moves the end of a term to a working day."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """Not sure in law: then it moves for who applies, and not for the office, so that nobody is late by our reading."""


class Bound(StrEnum):
    """Who has to act within the term."""

    APPLICANT = "applicant"
    OFFICE = "office"


class TermState(StrEnum):
    """How a term stands on a day."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    SUSPENDED = "suspended"
    PASSED = "passed"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a term is. `count` is 0 to 1,000."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"

    @property
    def is_short(self) -> bool:
        """Whether the Algemene termijnenwet reaches terms of this length (its article 4)."""
        return self.count <= _EXTENDS_UP_TO.get(self.unit, -1)

    @property
    def rough_days(self) -> int:
        """About how many days it is: only to see which of two lengths is longer."""
        return self.count * _ROUGH_DAYS[self.unit]


_EXTENDS_UP_TO = {Unit.DAYS: 90, Unit.WORKING_DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}
_ROUGH_DAYS = {Unit.HOURS: 0, Unit.DAYS: 1, Unit.WORKING_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}
_WORDS = {
    Unit.HOURS: "h hr hrs hour hours u uur",
    Unit.DAYS: "d day days dag dagen",
    Unit.WORKING_DAYS: "wd workingday workingdays businessday businessdays werkdag werkdagen",
    Unit.WEEKS: "w wk wks week weeks weken",
    Unit.MONTHS: "m month months maand maanden",
    Unit.YEARS: "y yr yrs year years jaar jaren",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_LENGTH = re.compile(r"p?([0-9]{1,4})([a-z]+)", re.ASCII)


def parse_length(text: object) -> Length:
    """Read a length such as `13 weeks`, `20 working days`, `48 hours` or `P13W`. InputError `term-length`."""
    found = _LENGTH.fullmatch(re.sub(r"(?<=\w)[\s_-]+(?=\w)", "", str(text).strip()).lower())
    if found and found[2] in _UNITS and int(found[1]) <= _MOST:
        return Length(int(found[1]), _UNITS[found[2]])
    raise InputError(
        "term-length",
        f"{str(text)!r} is geen termijn. Schrijf bijvoorbeeld: 13 weken, of 20 werkdagen.",
        f"{str(text)!r} is not a term. Write for example: 13 weeks, or 20 working days.",
    )


@dataclass(frozen=True, slots=True)
class Term:
    """A kind of term. `basis` names the article or the norm; `starts` the fact whose day it starts on."""

    key: str
    length: Length
    basis: str
    starts: str
    bound: Bound
    extends: Extends = Extends.YES

    @property
    def moves(self) -> bool:
        """Whether the end of the term moves to a working day."""
        if self.extends is Extends.UNKNOWN:
            return self.bound is Bound.APPLICANT
        return self.extends is Extends.YES


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which a term stands still: from `first` up to and with `last`, or still open. `ground` is a key."""

    first: date
    last: date | None
    ground: str

    @classmethod
    def after_invitation(cls, invited: date, answered: date | None, ground: str) -> "Suspension":
        """Return the days from the one after the invitation up to and with the answer or unused end (Awb 4:15)."""
        return cls(invited + timedelta(days=1), answered, ground)

    def holds(self, day: date) -> bool:
        """Say whether the term stands still on this day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer term. It counts when it was announced no later than the end of the term without it."""

    by: Length
    announced: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation of a deadline; the sentences stand in `trede.core.terms_table`."""

    code: str
    day: date | None
    source: str
    count: int = 0
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The outcome: the last day of a term and how it came about.

    `raw` is the last day before it moved to a working day. Both are None when the term has not started or stands still
    without an end. `warnings` are the days on which 50, 75 and 90 % of the days that count have gone by.
    """

    term: Term
    start: date | None
    raw: date | None
    last: date | None
    suspended_days: int
    warnings: tuple[date, ...]
    steps: tuple[Step, ...]
    suspensions: tuple[Suspension, ...] = ()

    def state(self, on: date, *, met: date | None = None) -> TermState:
        """Say how the term stands on a day; `met` is the day on which what it asks was done."""
        if self.start is None or on < self.start:
            return TermState.NOT_STARTED
        if met is not None and met <= on:
            return TermState.MET if self.in_time(met) else TermState.PASSED
        if self.last is not None and on > self.last:
            return TermState.PASSED
        return TermState.SUSPENDED if any(span.holds(on) for span in self.suspensions) else TermState.RUNNING

    def in_time(self, day: date) -> bool:
        """Say whether something done on this day is in time; a term without an end is never over."""
        return self.last is None or day <= self.last

    def reached(self, on: date) -> int:
        """Return the highest warning (50, 75, 90) that has come on a day, 0 before the first."""
        return max((share for share, day in zip(WARN_AT, self.warnings, strict=False) if day <= on), default=0)


def deadline(
    term: Term,
    start: date | None,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Sequence[Extension] = (),
) -> Deadline:
    """Compute when a term ends.

    Suspended days count once, however many intervals hold them, and only those after the start and before the end. An
    open interval leaves the end open. Raises InputError: `term-day` for a start outside 1990 to 2085 or a suspension
    that ends before it begins, `term-hours` for a term in hours (those are moments: see `terms_table.notice_by`).
    """
    spans = _merged(suspensions)
    if start is None:
        return Deadline(term, None, None, None, 0, (), (Step("not-started", None, term.basis),))
    _check_start(term, start)
    steps = [Step("starts", start, term.basis)]
    lengths: tuple[Length, ...] = (term.length,)
    found = _run(term, start, lengths, spans)
    steps.append(Step("length", _end(start, lengths), term.basis, term.length.count))
    for extension in extensions:
        in_time = found.last is None or extension.announced <= found.last
        steps.append(Step("extended" if in_time else "extended-too-late", extension.announced, term.basis))
        if in_time:
            lengths = _longer(lengths, extension.by)
            found = _run(term, start, lengths, spans)
    steps += found.steps
    used = tuple(span for span in spans if found.last is None or span.first <= found.last)
    warnings = _warnings(term, start, found, spans)
    return Deadline(term, start, found.raw, found.last, found.suspended_days, warnings, tuple(steps), used)


@dataclass(frozen=True, slots=True)
class _Run:
    raw: date | None
    last: date | None
    suspended_days: int
    steps: tuple[Step, ...]


def _check_start(term: Term, start: date) -> None:
    if term.length.unit is Unit.HOURS:
        raise InputError("term-hours", "Deze termijn telt in uren.", "This term counts in hours.")
    if not FIRST_DAY <= start <= LAST_DAY:
        raise InputError(
            "term-day",
            "Kies een dag tussen 1990 en 2085.",
            "Choose a day between 1990 and 2085.",
        )


def _longer(lengths: tuple[Length, ...], by: Length) -> tuple[Length, ...]:
    """Return the lengths with an extension: 6 weeks and 6 weeks are 12 weeks, other units follow one another."""
    last = lengths[-1]
    if by.unit is last.unit:
        return (*lengths[:-1], Length(last.count + by.count, last.unit))
    if {by.unit, last.unit} & {Unit.HOURS, Unit.WORKING_DAYS}:
        raise InputError(
            "term-length",
            "Telt een termijn in werkdagen? Geef er dan werkdagen bij. Geef anders dagen, weken, maanden of jaren.",
            "Extend a term in working days by working days, and any other by days, weeks, months or years.",
        )
    return (*lengths, by)


def _merged(suspensions: Iterable[Suspension]) -> tuple[Suspension, ...]:
    """Return the intervals in order, overlapping ones as one; the ground of the first stays."""
    merged: list[Suspension] = []
    for span in sorted(suspensions, key=lambda span: span.first):
        if span.last is not None and span.last < span.first:
            raise InputError(
                "term-day",
                "Een opschorting kan niet eindigen voordat zij begint.",
                "A suspension cannot end before it begins.",
            )
        before = merged[-1] if merged else None
        if before is None or (before.last is not None and span.first > before.last):
            merged.append(span)
        elif before.last is not None and (span.last is None or span.last > before.last):
            merged[-1] = Suspension(before.first, span.last, before.ground)
    return tuple(merged)


def _run(term: Term, start: date, lengths: tuple[Length, ...], spans: Sequence[Suspension]) -> _Run:
    """Let the term run from its start, with the days of each suspension that begins before it is over."""
    if term.length.unit is Unit.WORKING_DAYS:
        return _run_working_days(start, lengths[0].count, spans)
    moves = term.moves and len(lengths) == 1 and lengths[0].is_short
    raw = _end(start, lengths)
    last = next_working_day(raw) if moves else raw
    suspended = 0
    steps: list[Step] = []
    for span in spans:
        if span.first > last:
            break
        if span.last is None:
            return _Run(None, None, suspended, (*steps, Step("suspended-open", span.first, _SUSPENDED, 0, span.ground)))
        days = (span.last - max(span.first, start + timedelta(days=1))).days + 1
        if days > 0:
            suspended += days
            raw = (last if span.first > raw else raw) + timedelta(days=days)
            last = next_working_day(raw) if moves else raw
            steps.append(Step("suspended", span.last, _SUSPENDED, days, span.ground))
    if last != raw:
        steps.append(Step("moved", last, "Algemene termijnenwet, art. 1 en 3"))
    elif not is_working_day(raw) and term.moves and not moves:
        steps.append(Step("too-long-to-move", raw, "Algemene termijnenwet, art. 4"))
    return _Run(raw, last, suspended, tuple(steps))


def _run_working_days(start: date, count: int, spans: Sequence[Suspension]) -> _Run:
    """Count working days on which the term does not stand still; suspended days are counted as working days."""
    raw = add_working_days(start, count)
    suspended = 0
    steps: list[Step] = []
    for span in spans:
        if span.first > raw:
            break
        if span.last is None:
            return _Run(None, None, suspended, (*steps, Step("suspended-open", span.first, _SUSPENDED, 0, span.ground)))
        days = working_days_after(max(span.first - timedelta(days=1), start), min(span.last, LAST_DAY))
        suspended += days
        raw = add_working_days(start, count + suspended)
        steps.append(Step("suspended", span.last, _SUSPENDED, days, span.ground))
    return _Run(raw, raw, suspended, tuple(steps))


_SUSPENDED = "Awb 4:15"


def _warnings(term: Term, start: date, found: _Run, spans: Sequence[Suspension]) -> tuple[date, ...]:
    """Return the first day on which each share of the days that count has gone by; suspended days do not count."""
    if found.raw is None:
        return ()
    if term.length.unit is Unit.WORKING_DAYS:
        total = working_days_after(start, found.raw) - found.suspended_days
        return tuple(_run_working_days(start, -(-total * share // 100), spans).raw or found.raw for share in WARN_AT)
    total = (found.raw - start).days - found.suspended_days
    return tuple(_counted(start, -(-total * share // 100), spans) for share in WARN_AT)


def _counted(start: date, days: int, spans: Sequence[Suspension]) -> date:
    """Return the day that is this many days after the start, without the suspended ones."""
    day = start + timedelta(days=days)
    for span in spans:
        if span.first > day or span.last is None:
            break
        day += timedelta(days=max((span.last - max(span.first, start + timedelta(days=1))).days + 1, 0))
    return day


def _end(start: date, lengths: Iterable[Length]) -> date:
    for length in lengths:
        start = add_length(start, length)
    return start


def add_length(start: date, length: Length) -> date:
    """Return the last day of a term from a start day; a day that a month lacks is its last day. Not for hours."""
    if length.unit is Unit.WORKING_DAYS:
        return add_working_days(start, length.count)
    if length.unit is Unit.DAYS:
        return start + timedelta(days=length.count)
    if length.unit is Unit.WEEKS:
        return start + timedelta(weeks=length.count)
    months = length.count * (12 if length.unit is Unit.YEARS else 1)
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(years, month + 1, min(start.day, calendar.monthrange(years, month + 1)[1]))


def next_working_day(day: date) -> date:
    """Return the day itself when it is no Saturday, Sunday or holiday, else the first working day after it."""
    return add_working_days(day, 0)

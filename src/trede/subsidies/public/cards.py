"""What public pages tell about a scheme: whether it is open, what is left, and its facts, each with its mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trede.core.clocks import AMSTERDAM, amsterdam_day
from trede.core.pack import Instrument, Pack, Text
from trede.core.pack_scheme_terms import Opening, Term, moment
from trede.core.pack_schemes import Door, Parameters, Scheme
from trede.core.scheme_words import money, rung_names, share, size
from trede.journal import clock
from trede.subsidies import book
from trede.subsidies.opening import is_awaited
from trede.subsidies.registry import Openness, is_rehearsal, open_now, period_now
from trede.web.mail import can_send
from trede.web.templatetags.trede import day_in_words

TAGS: dict[str, str] = {"open": "tag--on", "opens": "tag--wait", "closed": "tag--off", "draft": "tag--wait"}
NEARLY = 10
"""A ceiling of which less than a tenth is left is nearly used up."""
STEP = 100_000
"""What is left is told in whole thousands of euros, downwards: less than that is still on the move."""


@dataclass(frozen=True, slots=True)
class Left:
    """The money that is left of a period, in words, at a moment. `few`: nearly used up; `none`: nothing is left."""

    sentence: str
    at: str
    few: bool
    none: bool


@dataclass(frozen=True, slots=True)
class State:
    """Whether an application can be handed in, in words. `may_begin`: a draft can be made now."""

    openness: Openness
    words: str
    tag: str
    may_begin: bool
    rehearsal: bool
    left: Left | None
    closes_at: str
    """The last moment in words, while it is open."""
    may_be_told: bool
    """Whether somebody can ask for a mail when it opens."""


@dataclass(frozen=True, slots=True)
class Card:
    """One instrument on the overview. `scheme` is empty for what somebody else runs."""

    key: str
    name: Text
    what: Text
    note: Text
    rungs: str
    status: str
    tag: str
    checked_on: date | None
    url: str
    scheme: str
    state: State | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the five facts: a question, its sentences, and whether some of them are only an example."""

    title: str
    lines: tuple[str, ...]
    example: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Where somebody can go on: what is there, and its address without `/en`."""

    key: str
    what: str
    name: str
    place: str


def state_of(region: Pack, scheme: Scheme, language: str) -> State:
    """Return whether a scheme is open now and what is left. At most two queries."""
    openness, opening = open_now(scheme)
    return State(
        openness=openness,
        words=_status(region, openness, opening, language),
        tag=TAGS[openness],
        may_begin=openness in ("open", "opens"),
        rehearsal=is_rehearsal(scheme),
        left=left_of(region, scheme, language) if openness == "open" else None,
        closes_at="" if opening is None or openness != "open" else moment_in_words(last_moment(opening), language),
        may_be_told=can_send() and is_awaited(scheme),
    )


def last_moment(opening: Opening) -> datetime:
    """Return the last minute in which an application is taken: the moment of closing itself is too late."""
    return moment(opening.closes) - timedelta(minutes=1)


def moment_in_words(at: datetime, language: str) -> str:
    """Return a moment in Amsterdam: `vrijdag 12 maart 2027, 14.12 uur`."""
    local = at.astimezone(AMSTERDAM)
    day = day_in_words(local.date(), language)
    return f"{day}, {local:%H:%M}" if language == "en" else f"{day}, {local:%H.%M} uur"


def _status(region: Pack, openness: Openness, opening: Opening | None, language: str) -> str:
    day = ""
    if opening is not None:
        at = moment(opening.opens) if openness == "opens" else last_moment(opening)
        day = day_in_words(amsterdam_day(at), language, weekday=False)
    return region.text(f"subsidy.status.{openness}", language, day=day)


def left_of(region: Pack, scheme: Scheme, language: str) -> Left | None:
    """Return what is left of the running period, from the ledger; None when no money was published. Two queries."""
    period = period_now(scheme)
    if period is None:
        return None
    standing = book.standing(period)
    if not standing.ceiling:
        return None
    rounded = standing.left // STEP * STEP
    few = standing.left * NEARLY < standing.ceiling
    none = rounded == 0
    key = "none" if none else "few" if few else "some"
    values: dict[str, object] = {
        "left": money(rounded, language),
        "ceiling": money(standing.ceiling, language),
        "count": _count(scheme.version_at(clock.now()), standing.left),
    }
    sentence = region.text(f"grants.left.{key}", language, **values)
    return Left(sentence, moment_in_words(clock.now(), language), few, none)


def _count(version: Parameters, left: int) -> int:
    """How many applications of the largest amount still fit; at least one is told as long as something is left."""
    return max(left // version.maximum_cents, 1) if version.maximum_cents else 1


def cards(region: Pack, language: str) -> list[Card]:
    """Return the instruments by phase, the lowest rung first. At most two queries for each scheme that is open."""
    order = [rung.key for rung in region.ladder.rungs]
    runs = {scheme.instrument: scheme for scheme in region.schemes.values()}
    found = sorted(region.instruments, key=lambda item: min((order.index(key) for key in item.rungs), default=99))
    return [_card(region, item, runs.get(item.key), language) for item in found]


def _card(region: Pack, item: Instrument, scheme: Scheme | None, language: str) -> Card:
    state = None if scheme is None else state_of(region, scheme, language)
    tags = {"open": "tag--on", "closed": "tag--off", "draft": "tag--wait"}
    return Card(
        key=item.key,
        name=item.name,
        what=item.what if scheme is None else scheme.lead,
        note=item.status_note if scheme is None else scheme.status_note,
        rungs=rung_names(region, item.rungs, language),
        status=region.text(f"schemes.status.{item.status}", language) if state is None else state.words,
        tag=tags.get(item.status, "") if state is None else state.tag,
        checked_on=item.checked_on,
        url=item.url or "",
        scheme="" if scheme is None else scheme.key,
        state=state,
    )


def facts_of(region: Pack, scheme: Scheme, state: State, language: str) -> tuple[Fact, ...]:
    """Return the five facts of a scheme: for whom, for what, how much, until when, how long it takes."""
    version = scheme.version_at(clock.now())

    def say(key: str, **values: object) -> str:
        return region.text(key, language, **values)

    def title(key: str) -> str:
        return say(f"grants.fact.{key}")

    who = [say(f"subsidy.who.location.{version.location}", region=region.info.region.in_language(language))]
    if version.minimum_fte is not None:
        who.append(say("subsidy.who.fte", fte=size(version.minimum_fte, language)))
    if version.sme_maximum_fte is not None:
        who.append(say("subsidy.who.sme", fte=size(version.sme_maximum_fte, language)))
    if version.rungs:
        who.append(say("subsidy.who.rungs", rungs=rung_names(region, version.rungs, language)))
    what = (scheme.lead.in_language(language),)
    much = _amounts(region, version, language)
    until = [state.words[:1].upper() + state.words[1:] + ".", say(f"subsidy.order.{scheme.distribution.tie}")]
    if state.closes_at:
        until.insert(1, say("grants.closes-at", moment=state.closes_at))
    term = scheme.term("decision")
    wait = (_wait(region, term, language), *_later(region, scheme, language), say("grants.wait.sooner"))
    example = version.is_example
    return (
        Fact(title("who"), tuple(who), any(example(name) for name in ("location", "sme_maximum_fte", "rung_mode"))),
        Fact(title("what"), what),
        Fact(title("much"), much, any(example(name) for name in ("rate", "minimum", "maximum"))),
        Fact(title("until"), tuple(until), any(item.status == "example" for item in scheme.openings)),
        Fact(title("wait"), wait, term.status == "example"),
    )


def _wait(region: Pack, term: Term, language: str) -> str:
    return region.text(f"grants.wait.{term.unit}", language, number=term.length)


def _later(region: Pack, scheme: Scheme, language: str) -> Iterator[str]:
    """Yield how long a decision takes for who applies later, when that was announced to change."""
    before = scheme.term("decision")
    for amendment in scheme.amendments:
        start = moment(amendment.valid_from)
        term = scheme.as_of(start).term("decision")
        if (term.length, term.unit) != (before.length, before.unit):
            day = day_in_words(amsterdam_day(start), language, weekday=False)
            yield region.text("grants.wait.later", language, day=day, wait=_wait(region, term, language))
        before = term


def _amounts(region: Pack, version: Parameters, language: str) -> tuple[str, ...]:
    lines = [region.text("subsidy.rate", language, share=share(version.rate, language))]
    if version.minimum_cents:
        lines.append(region.text("subsidy.minimum", language, amount=money(version.minimum_cents, language)))
    if version.maximum_cents is not None:
        lines.append(region.text("subsidy.maximum", language, amount=money(version.maximum_cents, language)))
    if version.once_per != "unlimited":
        lines.append(region.text(f"subsidy.once.{version.once_per}", language))
    lines.append(region.text(f"subsidy.vat.{version.vat}", language))
    lines.append(region.text(f"subsidy.hours.{'yes' if version.own_hours else 'no'}", language))
    return tuple(lines)


def way(region: Pack, door: Door, language: str) -> Way:
    """Return where a door leads: to another scheme, to the card of an instrument, or to an organisation that helps."""
    what = door.what.in_language(language)
    if door.scheme is not None and door.scheme in region.schemes:
        other = region.schemes[door.scheme]
        return Way(door.key, what, other.short.in_language(language), f"/subsidies/{other.key}")
    if door.instrument is not None:
        found = next((item for item in region.instruments if item.key == door.instrument), None)
        name = found.name.in_language(language) if found is not None else door.instrument
        return Way(door.key, what, name, f"/subsidies#{door.instrument}")
    name = next((item.name for item in region.organisations if item.key == door.organisation), "")
    return Way(door.key, what, name, f"/hulp/{door.organisation}")


def ways(region: Pack, scheme: Scheme, keys: tuple[str, ...], language: str) -> list[Way]:
    """Return where doors with these keys lead, in the order of the scheme."""
    return [way(region, door, language) for door in scheme.doors if door.key in keys]

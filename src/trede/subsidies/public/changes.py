"""What the page of a scheme tells about its changes: those to come, and those that came lately, each with its day."""

from dataclasses import dataclass
from datetime import timedelta

from trede.core.clocks import AMSTERDAM
from trede.core.pack import Pack
from trede.core.pack_schemes import Scheme
from trede.core.scheme_changes import Line, Turn, lines, turns
from trede.journal import clock
from trede.subsidies.public.cards import moment_in_words
from trede.subsidies.registry import as_written
from trede.web.templatetags.trede import day_in_words

LATELY = timedelta(days=183)
"""How long a change stays on the page: half a year, when nearly every file of before it was decided."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that changes: what holds from then on, and what held before; empty when it is new or ends."""

    says: str
    said: str


@dataclass(frozen=True, slots=True)
class Change:
    """All that changes on one day, and for whom. `example`: some of it was not decided yet."""

    title: str
    whom: str
    rules: tuple[Rule, ...]
    example: bool


def changes_of(region: Pack, scheme: Scheme, language: str) -> tuple[Change, ...]:
    """Return the changes of a scheme to come, and those of the last half year, the first one first."""
    now = clock.now()
    return tuple(
        _change(region, turn, "from" if turn.at > now else "since", language)
        for turn in turns(as_written(scheme), now - LATELY)
    )


def _change(region: Pack, turn: Turn, tense: str, language: str) -> Change:
    local = turn.at.astimezone(AMSTERDAM)
    at_midnight = local.hour == local.minute == 0
    day = day_in_words(local.date(), language, weekday=False) if at_midnight else moment_in_words(turn.at, language)
    found = tuple(_rule(region, line, tense, language) for line in lines(region, turn, language))
    return Change(
        title=region.text(f"grants.changes.{tense}", language, day=day),
        whom=region.text(f"grants.changes.whom.{tense}", language),
        rules=found or (Rule(region.text("grants.changes.nothing", language), ""),),
        example=turn.example,
    )


def _rule(region: Pack, line: Line, tense: str, language: str) -> Rule:
    if not line.now:
        return Rule(region.text(f"grants.changes.gone.{tense}", language, what=line.was), "")
    if not line.was:
        return Rule(region.text("grants.changes.new", language, what=line.now), "")
    return Rule(line.now, region.text(f"grants.changes.was.{tense}", language, what=line.was))

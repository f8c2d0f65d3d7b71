"""The journal as a firm reads it: what happened in sentences, and who looked at what.

Only events with a text `own.event.<type>` in the pack are told: a room decides by writing that sentence that a type is
for the eyes of the firm. No names of staff: the organisation, and the role they held that day.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from trede.accounts.models import Membership
from trede.companies.own.page import organisation_name
from trede.core.permissions import ROLES
from trede.journal.models import Event
from trede.journal.queries import events_of_firm, firms_in
from trede.privacy.looks import VIEWED
from trede.regions.registry import pack
from trede.web.templatetags.trede import day_in_words
from trede.web.wording import listed

A_PAGE = 20
EXPORTED = "privacy.exported"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: the day, a sentence, and who did it (organisation and role; empty: nobody)."""

    day: date
    sentence: str
    who: str


@dataclass(frozen=True, slots=True)
class Look:
    """How often one organisation saw one kind of thing on one day."""

    day: date
    who: str
    what: str
    times: int


def told() -> tuple[str, ...]:
    """Return the types of event that are told to a firm."""
    prefix = "own.event."
    return tuple(key.removeprefix(prefix) for key in pack().texts if key.startswith(prefix))


def journey(firm: int) -> QuerySet[Event]:
    """Return what is told to a firm, newest first. One query when read."""
    return events_of_firm(firm).filter(type__in=told())


def steps(events: Iterable[Event], language: str) -> list[Step]:
    """Return events in sentences. One query for the roles of all of them."""
    found = list(events)
    roles = _roles(found, language)
    return [Step(event.occurred_on, sentence_of(event, language), _who(event, roles, language)) for event in found]


def sentence_of(event: Event, language: str) -> str:
    """Return what happened in a sentence: the text of the pack with what the event knows."""
    region, data = pack(), event.data
    partner = str(data.get("organisation") or event.organisation or "")
    values = {
        "partner": organisation_name(partner) if partner else region.text("own.somebody", language),
        "day": _day(data.get("day"), language),
        "rung": _rung(str(data.get("rung_after") or data.get("rung") or ""), language),
        "purpose": _word(f"own.purpose.{data.get('purpose')}", language),
        "instrument": _instrument(str(data.get("instrument") or ""), language),
    }
    return region.text(f"own.event.{event.type}", language, **values)


def _word(key: str, language: str) -> str:
    region = pack()
    return region.text(key, language) if key in region.texts else ""


def _day(value: object, language: str) -> str:
    try:
        return day_in_words(date.fromisoformat(str(value)), language)
    except ValueError:
        return _word("own.some-day", language)


def _rung(key: str, language: str) -> str:
    found = next((rung.name.in_language(language) for rung in pack().ladder.rungs if rung.key == key), "")
    return found or _word("own.some-rung", language)


def _instrument(key: str, language: str) -> str:
    found = next((item.name.in_language(language) for item in pack().instruments if item.key == key), "")
    return found or _word("own.some-scheme", language)


def _roles(events: list[Event], language: str) -> dict[tuple[str, date], str]:
    """Return the roles of each account on each day that it acted. One query, none when no staff acted."""
    acted = {(event.actor, event.occurred_on) for event in events if event.actor_kind == "person"}
    numbers = {int(actor) for actor, _ in acted if actor.isdigit()}
    if not numbers:
        return {}
    held = list(Membership.objects.filter(user__in=numbers))
    names = {key: role.name_en if language == "en" else role.name for key, role in ROLES.items()}
    return {
        (actor, day): ", ".join(
            sorted({names[role.role] for role in held if str(role.user_id) == actor and role.holds_on(day)} - {""})
        )
        for actor, day in acted
    }


def _who(event: Event, roles: dict[tuple[str, date], str], language: str) -> str:
    if event.actor_kind == "firm":
        return pack().text("own.yourself", language)
    if event.actor_kind == "link" and event.organisation:  # a partner without an account
        return organisation_name(event.organisation)
    if event.actor_kind != "person":
        return ""
    name = organisation_name(event.organisation)
    role = roles.get((event.actor, event.occurred_on), "")
    return f"{name} ({role})" if role else name


def looks(firm: int) -> QuerySet[Event]:
    """Return every look at data of a firm, newest first: at its file, and at a question before it had a file."""
    taken = events_of_firm(firm).filter(type="request.taken")
    asked = list(taken.values_list("subject", flat=True))
    firms = firms_in(firm)
    seen = Q(type=VIEWED, firm__in=firms) | Q(type=VIEWED, firm=None, subject_kind="request", subject__in=asked)
    taken_along = Q(type=EXPORTED, subject_kind="firm", subject__in=[str(number) for number in firms])
    return Event.objects.filter(seen | taken_along).order_by("-id")


def grouped(events: Iterable[Event], language: str) -> list[Look]:
    """Return looks counted per day, organisation and kind of thing, newest day first. One query for the roles."""
    found = list(events)
    roles = _roles(found, language)
    counted = Counter((event.occurred_on, _who(event, roles, language), _what(event, language)) for event in found)
    return [Look(day, who, what, times) for (day, who, what), times in sorted(counted.items(), key=_newest_first)]


def _newest_first(item: tuple[tuple[date, str, str], int]) -> tuple[int, str, str]:
    (day, who, what), _ = item
    return -day.toordinal(), who, what


def _what(event: Event, language: str) -> str:
    key = "download" if event.type == EXPORTED else str(event.data.get("what", ""))
    return _word(f"own.look.{key}", language) or pack().text("own.look.other", language)


def partners_ever(organisations: Iterable[str], language: str) -> str:
    """Return names of organisations in a row, each once; empty for none."""
    names = list(dict.fromkeys(organisation_name(key) for key in organisations))
    return listed(names, language) if names else ""

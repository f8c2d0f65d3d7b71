"""What the help finder shows: which services fit what a visitor chose, and each of them in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from trede.core.pack import Eligibility, Organisation, Pack, Service, Text
from trede.core.routing import is_confirmed
from trede.web.pages import in_words, rung_names
from trede.web.wording import listed

TOWN = "municipality"
"""Kind of the organisations that stand in a list of their own until a visitor chooses a municipality."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor chose; empty: any. `municipality` is its name, as services know it."""

    rung: str = ""
    topic: str = ""
    municipality: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return self != Filters()

    def query(self) -> str:
        """Return the part of the address behind the question mark, with the question mark; nothing without a choice."""
        named = {name: getattr(self, field) for name, field in FIELDS.items()}
        chosen = {name: value for name, value in named.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""


FIELDS = {"trede": "rung", "onderwerp": "topic", "gemeente": "municipality", "taal": "language"}
"""Name in the address to field."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, per name in the address: value and words."""

    options: dict[str, tuple[tuple[str, str], ...]]

    def read(self, given: Iterable[tuple[str, str]]) -> Filters:
        """Return the filters of an address. What is not on the list is not a choice: an old link keeps working."""
        known = {
            FIELDS[name]: value
            for name, value in given
            if name in FIELDS and any(value == key for key, _ in self.options[name])
        }
        return Filters(**known)

    def words(self, name: str, value: str) -> str:
        """Return the words of a choice. KeyError for one that is not there."""
        return dict(self.options[name])[value]


def choices(region: Pack, tongue: str) -> Choices:
    """Return what a visitor can choose: rungs, topics, municipalities, and languages in which help is given."""
    topics = region.scans[region.info.default_scan].questions
    spoken = sorted({code for item in region.organisations for service in item.services for code in service.languages})
    return Choices(
        {
            "trede": tuple((rung.key, rung.name.in_language(tongue)) for rung in region.ladder.rungs),
            "onderwerp": tuple((topic.key, topic.title.in_language(tongue)) for topic in topics),
            "gemeente": tuple((town.name, town.name) for town in region.info.municipalities),
            "taal": tuple((code, language_name(region, code, tongue)) for code in dict.fromkeys(("nl", "en", *spoken))),
        }
    )


def language_name(region: Pack, code: str, tongue: str) -> str:
    """Return the name of a language; its code when the texts do not know it."""
    key = f"help.language.{code}"
    return region.text(key, tongue) if key in region.texts else code


def fits(service: Service, filters: Filters) -> bool:
    """Say whether a service fits what was chosen."""
    towns = service.eligibility.municipalities
    return (
        filters.rung in ("", *service.rungs)
        and filters.topic in ("", *service.topics)
        and filters.language in ("", *service.languages)
        and (not filters.municipality or towns is None or filters.municipality in towns)
    )


def found(region: Pack, filters: Filters) -> list[tuple[Organisation, tuple[Service, ...]]]:
    """Return organisations with the services that fit. The chosen municipality comes first, then the doors of the rung.

    Without a choice all of them but the municipalities, which stand in a list of their own.
    """
    kept = []
    for item in region.organisations:
        services = tuple(service for service in item.services if fits(service, filters))
        if services if filters else item.kind != TOWN:
            kept.append((item, tuple(sorted(services, key=lambda service: service.status != "open"))))
    doors = _doors(region, filters.rung)
    nearby = filters.municipality
    return sorted(
        kept, key=lambda pair: (pair[0].municipality != nearby or pair[0].kind != TOWN, _place(doors, pair[0]))
    )


def _doors(region: Pack, rung: str) -> tuple[str, ...]:
    stage = next((item.stage for item in region.ladder.rungs if item.key == rung), "")
    return next((item.doors for item in region.ladder.stages if item.key == stage), ())


def _place(doors: tuple[str, ...], item: Organisation) -> int:
    return doors.index(item.key) if item.key in doors else len(doors)


def chips(options: Choices, filters: Filters) -> list[dict[str, str]]:
    """Return the choices that were made, each with the address without it."""
    made = [(name, field, str(getattr(filters, field))) for name, field in FIELDS.items()]
    return [
        {"words": options.words(name, value), "without": f"/hulp{replace(filters, **{field: ''}).query()}"}
        for name, field, value in made
        if value
    ]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service in words. Empty: nothing to say."""

    key: str
    name: Text
    what: Text
    status: str
    tag: str
    since: str
    rungs: str
    topics: tuple[str, ...]
    kind: str
    audience: tuple[str, ...]
    cost: str
    days: int
    waiting: str
    languages: str
    checked: str
    is_checked: bool
    instead: Text | None
    instead_of: str
    """Organisation key of the service to go to instead."""


def service_view(region: Pack, service: Service, tongue: str, today: date) -> ServiceView:
    """Return what a page says of a service on this day."""
    checked = is_confirmed(service.confirmed_on, today, region.info.terms.service_confirmation_days)
    instead = _instead(region, service)
    return ServiceView(
        key=service.key,
        name=service.name,
        what=service.what,
        status="" if service.status == "open" else region.text(f"help.status.{service.status}", tongue),
        tag="tag--off" if service.status == "closed" else "tag--wait",
        since=_since(region, service, tongue),
        rungs="" if len(service.rungs) == len(region.ladder.rungs) else rung_names(region, service.rungs, tongue),
        topics=_topics(region, service, tongue),
        kind=region.text(f"help.kind.{service.kind}", tongue),
        audience=tuple(_audience(region, service.eligibility, tongue)),
        cost=service.cost.in_language(tongue).rstrip(".") if service.cost else "",
        days=service.response_working_days,
        waiting=_waiting(region, service, tongue),
        languages=listed([language_name(region, code, tongue) for code in service.languages], tongue),
        checked=_checked(region, service, tongue, checked=checked),
        is_checked=checked,
        instead=instead[1].name if instead else None,
        instead_of=instead[0].key if instead else "",
    )


def _since(region: Pack, service: Service, tongue: str) -> str:
    if service.status == "open" or service.status_since is None:
        return ""
    return region.text("help.since", tongue, day=in_words(service.status_since, tongue))


def _instead(region: Pack, service: Service) -> tuple[Organisation, Service] | None:
    """Return the open service to go to for one that is full or closed."""
    current, seen = service, {service.key}
    owner = None
    while current.status != "open":
        if current.alternative is None or current.alternative in seen:
            return None
        seen.add(current.alternative)
        owner, current = region.service(current.alternative)
    return None if owner is None else (owner, current)


def _topics(region: Pack, service: Service, tongue: str) -> tuple[str, ...]:
    """Return the titles of its topics; one sentence when it is about all of them."""
    titles = {item.key: item.title.in_language(tongue) for item in region.scans[region.info.default_scan].questions}
    named = tuple(titles[topic] for topic in service.topics if topic in titles)
    return (region.text("help.all-topics", tongue),) if len(named) == len(titles) else named


def _waiting(region: Pack, service: Service, tongue: str) -> str:
    days = service.waiting_working_days
    if days is None or service.status != "open":
        return ""
    return region.text("help.waiting", tongue, days=days) if days else region.text("help.waiting.none", tongue)


def _checked(region: Pack, service: Service, tongue: str, *, checked: bool) -> str:
    if service.confirmed_on is None:
        return region.text("help.not-confirmed", tongue)
    key = "help.confirmed" if checked else "help.confirmed-long-ago"
    return region.text(key, tongue, day=in_words(service.confirmed_on, tongue))


def _audience(region: Pack, rule: Eligibility, tongue: str) -> Iterable[str]:
    """Yield for which firms a service is, a sentence per limit."""
    if rule == Eligibility():
        yield region.text("help.for.all", tongue, region=region.info.region.in_language(tongue))
    if rule.minimum_fte is not None:
        yield region.text("help.for.minimum", tongue, fte=f"{rule.minimum_fte:g}")
    if rule.maximum_fte is not None:
        yield region.text("help.for.maximum", tongue, fte=f"{rule.maximum_fte:g}")
    if rule.municipalities:
        yield region.text("help.for.municipalities", tongue, places=listed(list(rule.municipalities), tongue))
    if rule.sectors:
        names = [sector.name.in_language(tongue) for sector in region.info.sectors if sector.key in rule.sectors]
        yield region.text("help.for.sectors", tongue, sectors=listed(names, tongue))
    if rule.open_from is not None:
        yield region.text("help.for.from", tongue, day=in_words(rule.open_from, tongue))
    if rule.open_until is not None:
        yield region.text("help.for.until", tongue, day=in_words(rule.open_until, tongue))

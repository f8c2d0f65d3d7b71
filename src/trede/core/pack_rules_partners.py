"""Rules on organisations, services and instruments, and the promise that no firm meets a dead end.

A service is an open door when it takes every firm of the target group that stands on its rungs: open, without limits
on size, municipality or sector, and not bound to a period. Each rung × topic needs at least one (ketenregels; every
result has a way on).
"""

from collections.abc import Iterator

from trede.core.pack import Eligibility, PackInfo, Partners, Service
from trede.core.pack_findings import PackError, Parts, doubles, filled, keys_once, sane_day, unknown, web_address
from trede.core.scan import RUNGS, TOPICS

PARTNERS, INSTRUMENTS = "partners.yml", "instruments.yml"
PILLARS = ("A", "B", "C", "D")
"""Pillars of the readiness subsidy; a service may name them beside the seven topics."""

Places = dict[str, tuple[str, Service]]
"""Service key to its path in the file and the service."""


def check_instruments(parts: Parts) -> Iterator[PackError]:
    """Yield what is wrong with the vouchers, subsidies and programmes."""
    if parts.instruments is None:
        return
    instruments = parts.instruments.instruments
    yield from keys_once(INSTRUMENTS, "instruments", [item.key for item in instruments], "instrument")
    for index, instrument in enumerate(instruments):
        key = f"instruments[{index}]"
        yield from _names(INSTRUMENTS, f"{key}.rungs", instrument.rungs, RUNGS, "rung")
        yield from sane_day(INSTRUMENTS, f"{key}.checked_on", instrument.checked_on)
        yield from web_address(INSTRUMENTS, f"{key}.url", instrument.url)


def check_partners(parts: Parts) -> Iterator[PackError]:
    """Yield what is wrong with organisations and services, among which every dead end."""
    if parts.partners is None:
        return
    organisations = parts.partners.organisations
    yield from keys_once(PARTNERS, "organisations", [item.key for item in organisations], "organisation")
    towns = {town.name for town in parts.info.municipalities} if parts.info else None
    for index, organisation in enumerate(organisations):
        key = f"organisations[{index}]"
        yield from web_address(PARTNERS, f"{key}.url", organisation.url)
        if organisation.kind == "municipality" and towns is not None and organisation.municipality not in towns:
            name = organisation.municipality or "none"
            yield unknown(PARTNERS, f"{key}.municipality", name, towns, "municipality")
    places = _places(parts.partners)
    yield from _service_keys_once(parts.partners)
    for key, service in places.values():
        yield from _service(parts, key, service)
        yield from _alternative(places, key, service)
    yield from _dead_ends(parts.info, parts.partners)


def is_open_door(service: Service, target_minimum_fte: float) -> bool:
    """Tell whether every firm with at least `target_minimum_fte` fte can use this service, at any time."""
    limits = service.eligibility
    return (
        service.status == "open"
        and (limits.minimum_fte or 0) <= target_minimum_fte
        and limits.maximum_fte is None
        and limits.municipalities is None
        and limits.sectors is None
        and limits.open_from is None
        and limits.open_until is None
    )


def _places(partners: Partners) -> Places:
    found: Places = {}
    for index, organisation in enumerate(partners.organisations):
        for number, service in enumerate(organisation.services):
            found.setdefault(service.key, (f"organisations[{index}].services[{number}]", service))
    return found


def _service_keys_once(partners: Partners) -> Iterator[PackError]:
    keys = (
        (f"organisations[{index}].services[{number}].key", service.key)
        for index, organisation in enumerate(partners.organisations)
        for number, service in enumerate(organisation.services)
    )
    yield from doubles(PARTNERS, keys, "service")


def _service(parts: Parts, key: str, service: Service) -> Iterator[PackError]:
    yield from _names(PARTNERS, f"{key}.rungs", service.rungs, RUNGS, "rung")
    yield from _names(PARTNERS, f"{key}.topics", service.topics, (*TOPICS, *PILLARS), "topic")
    if service.response_working_days < 1:
        hint = "Write the number of working days, 1 or more."
        yield PackError(PARTNERS, f"{key}.response_working_days", "is less than 1", hint)
    if service.capacity is not None and service.capacity < 1:
        hint = "Write 1 or more, or leave it out; a service without room has `status: full`."
        yield PackError(PARTNERS, f"{key}.capacity", "is less than 1", hint)
    if service.waiting_working_days is not None and service.waiting_working_days < 0:
        hint = "Write 0 or more, or leave it out."
        yield PackError(PARTNERS, f"{key}.waiting_working_days", "is below 0", hint)
    yield from sane_day(PARTNERS, f"{key}.status_since", service.status_since)
    yield from sane_day(PARTNERS, f"{key}.confirmed_on", service.confirmed_on)
    yield from _eligibility(parts.info, f"{key}.eligibility", service.eligibility)


def _eligibility(info: PackInfo | None, key: str, limits: Eligibility) -> Iterator[PackError]:
    if limits.minimum_fte is not None and limits.maximum_fte is not None and limits.maximum_fte < limits.minimum_fte:
        yield PackError(PARTNERS, f"{key}.maximum_fte", "is below the minimum", "Swap or correct the two.")
    if limits.open_from is not None and limits.open_until is not None and limits.open_until < limits.open_from:
        yield PackError(PARTNERS, f"{key}.open_until", "lies before open_from", "Swap or correct the two days.")
    yield from sane_day(PARTNERS, f"{key}.open_from", limits.open_from)
    yield from sane_day(PARTNERS, f"{key}.open_until", limits.open_until)
    if info is None:
        return
    towns = tuple(town.name for town in info.municipalities)
    sectors = tuple(sector.key for sector in info.sectors)
    if limits.municipalities is not None:
        yield from _names(PARTNERS, f"{key}.municipalities", limits.municipalities, towns, "municipality")
    if limits.sectors is not None:
        yield from _names(PARTNERS, f"{key}.sectors", limits.sectors, sectors, "sector")


def _alternative(places: Places, key: str, service: Service) -> Iterator[PackError]:
    """Follow the alternatives of one service: they exist, never come back, and end at an open one."""
    if service.alternative is None:
        if service.status != "open":
            hint = "Name an open service for the firms that come here."
            says = f"`{service.key}` is {service.status} and has no alternative"
            yield PackError(PARTNERS, f"{key}.alternative", says, hint)
        return
    if service.alternative not in places:
        yield unknown(PARTNERS, f"{key}.alternative", service.alternative, places, "service")
        return
    walked = [service.key]
    current = service
    while current.alternative in places:
        if current.alternative in walked:
            circle = " → ".join([*walked, current.alternative])
            hint = "Let one of them point to a service outside the circle, or to none."
            yield PackError(PARTNERS, f"{key}.alternative", f"the alternatives go round: {circle}", hint)
            return
        current = places[current.alternative][1]
        walked.append(current.key)
        if current.status == "open":
            break
    yield from _fits(key, service, current)


def _fits(key: str, service: Service, last: Service) -> Iterator[PackError]:
    """A service that is not open sends firms on: to an open one, for each of its rungs."""
    if service.status == "open":
        return
    if last.status != "open":
        says = f"`{service.key}` is {service.status} and its alternative `{last.key}` is {last.status}"
        yield PackError(PARTNERS, f"{key}.alternative", says, "Name a service that is open.")
        return
    missing = [rung for rung in service.rungs if rung in RUNGS and rung not in last.rungs]
    if missing:
        says = f"the alternative `{last.key}` does not serve {', '.join(missing)}"
        yield PackError(PARTNERS, f"{key}.alternative", says, "Name a service for the same rungs.")


def dead_ends(partners: Partners, target_minimum_fte: float) -> dict[str, list[str]]:
    """Return, per topic that has any, the rungs on which no service is open to every firm of the target group."""
    doors = {
        (rung, topic)
        for organisation in partners.organisations
        for service in organisation.services
        if is_open_door(service, target_minimum_fte)
        for rung in service.rungs
        for topic in service.topics
    }
    closed = {topic: [rung for rung in RUNGS if (rung, topic) not in doors] for topic in TOPICS}
    return {topic: rungs for topic, rungs in closed.items() if rungs}


def _dead_ends(info: PackInfo | None, partners: Partners) -> Iterator[PackError]:
    for topic, rungs in dead_ends(partners, info.target_group.minimum_fte if info else 0.0).items():
        says = f"dead end: no open service for the topic {topic} on {', '.join(rungs)}"
        hint = "Add these to a service that is open to every firm, without limits of size, place, sector or period."
        yield PackError(PARTNERS, "organisations", says, hint)


def _names(file: str, key: str, names: tuple[str, ...], known: tuple[str, ...], what: str) -> Iterator[PackError]:
    """Yield an error for an empty list, a name that does not exist and a name that stands twice."""
    yield from filled(file, key, names)
    for place, name in enumerate(names):
        if name not in known:
            yield unknown(file, f"{key}[{place}]", name, known, what)
    yield from doubles(file, ((f"{key}[{place}]", name) for place, name in enumerate(names)), what)

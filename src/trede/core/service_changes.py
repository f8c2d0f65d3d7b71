"""The services of a pack as partners changed them since, and whether a change leaves every firm a way on.

A change is refused when the pack's own rules would refuse it in `partners.yml` (`pack_rules_partners`). What partners
run into most is said first, in a sentence that names the services, topics and rungs; the rules themselves are the net
below it, so nothing passes here that a pack may not say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from trede.core.errors import InputError
from trede.core.pack import Organisation, Pack, Partners, Service
from trede.core.pack_findings import PackError, Parts
from trede.core.pack_rules_partners import check_partners, dead_ends
from trede.core.pack_rules_texts import check_texts

_GLUE = {"nl": " en ", "en": " and "}


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as its organisation has it now. `service` None: withdrawn, not on the list any more."""

    organisation: str
    key: str
    service: Service | None


def with_offers(pack: Pack, offers: Iterable[Offer]) -> Pack:
    """Return the pack with these services replaced, added (behind those of their organisation) or taken away.

    An offer of an organisation that the pack does not have changes nothing. Checks nothing: see `refusal`.
    """
    changed: dict[str, dict[str, Service | None]] = {}
    for offer in offers:
        changed.setdefault(offer.organisation, {})[offer.key] = offer.service
    if not changed:
        return pack
    organisations = tuple(_changed(item, changed.get(item.key, {})) for item in pack.organisations)
    return msgspec.structs.replace(pack, organisations=organisations)


def _changed(organisation: Organisation, changed: dict[str, Service | None]) -> Organisation:
    if not changed:
        return organisation
    services = {service.key: service for service in organisation.services} | changed
    kept = tuple(service for service in services.values() if service is not None)
    return msgspec.structs.replace(organisation, services=kept)


def findings(pack: Pack) -> list[PackError]:
    """Return what the rules of a pack say about its organisations and services; empty: it may be used."""
    parts = Parts(
        folder=pack.info.key,
        info=pack.info,
        ladder=None,
        scans={},
        scan_files=(),
        instruments=None,
        partners=Partners(organisations=pack.organisations),
        indicators=None,
        engine_texts={},
        own_texts=None,
    )
    return [*check_partners(parts), *(error for error in check_texts(parts) if error.file == "partners.yml")]


def refusal(after: Pack, key: str) -> InputError | None:
    """Return why the pack may not become `after`, in which the service `key` was changed, added or taken away.

    None: it may. The pack before the change is taken to keep the rules.
    """
    services = {service.key: service for item in after.organisations for service in item.services}
    own = services.get(key)
    problem = _way_on(after, services, own) if own is not None else None
    return problem or _leaning(services, key) or _dead_end(after) or _other(after)


def _way_on(pack: Pack, services: dict[str, Service], service: Service) -> InputError | None:
    """A service that is not open names an open one for the same rungs."""
    if service.status == "open":
        return None
    if service.alternative is None:
        return InputError(
            "alternative-missing",
            "Kies een andere dienst waar bedrijven nu wel terechtkunnen.",
            "Choose another service where firms can go now.",
        )
    last = _last(services, service)
    if last is None or last.status != "open":
        return InputError(
            "alternative-shut",
            "De andere dienst is zelf niet open. Kies een dienst die nu bedrijven aanneemt.",
            "The other service is not open itself. Choose a service that takes firms now.",
        )
    missing = tuple(rung for rung in service.rungs if rung not in last.rungs)
    if not missing:
        return None
    dutch, english = (_rungs(pack, missing, language) for language in ("nl", "en"))
    return InputError(
        "alternative-rungs",
        f"‘{last.name.nl}’ is er niet voor {dutch}. Kies een dienst voor dezelfde treden.",
        f"‘{last.name.en}’ does not serve {english}. Choose a service for the same rungs.",
    )


def _last(services: dict[str, Service], service: Service) -> Service | None:
    """Follow the alternatives to the first open one. None: it leads nowhere or round in a circle."""
    seen = {service.key}
    current = service
    while current.status != "open":
        following = services.get(current.alternative or "")
        if following is None or following.key in seen:
            return None
        seen.add(following.key)
        current = following
    return current


def _leaning(services: dict[str, Service], key: str) -> InputError | None:
    """Other services that send firms to this one must keep a way on."""
    for service in services.values():
        if service.key == key or service.alternative is None:
            continue
        if service.alternative not in services or (service.status != "open" and not _carried(services, service)):
            return InputError(
                "others-lean",
                f"‘{service.name.nl}’ stuurt bedrijven hierheen door. Kies daar eerst een andere dienst.",
                f"‘{service.name.en}’ sends firms here. Choose another service there first.",
            )
    return None


def _carried(services: dict[str, Service], service: Service) -> bool:
    last = _last(services, service)
    return last is not None and set(service.rungs) <= set(last.rungs)


def _dead_end(pack: Pack) -> InputError | None:
    """Every rung × topic keeps a door that is open to every firm."""
    closed = dead_ends(Partners(organisations=pack.organisations), pack.info.target_group.minimum_fte)
    if not closed:
        return None
    dutch, english = ("; ".join(_places(pack, closed, language)) for language in ("nl", "en"))
    return InputError(
        "dead-end",
        f"Dan is er nergens meer hulp die voor elk bedrijf open is: {dutch}. Zorg eerst voor een andere open dienst.",
        f"Then no help is left that is open to every firm: {english}. See to another open service first.",
    )


def _places(pack: Pack, closed: dict[str, list[str]], language: str) -> Iterator[str]:
    """Yield `‘Data’ op Funderen en Optimaliseren`; topics that miss the same rungs stand together."""
    titles = {item.key: item.title.in_language(language) for item in pack.scans[pack.info.default_scan].questions}
    together: dict[tuple[str, ...], list[str]] = {}
    for topic, rungs in closed.items():
        together.setdefault(tuple(rungs), []).append(f"‘{titles.get(topic, topic)}’")
    on = " on " if language == "en" else " op "
    for missing, topics in together.items():
        yield f"{_listed(topics, language)}{on}{_rungs(pack, missing, language)}"


def _other(pack: Pack) -> InputError | None:
    found = findings(pack)
    if not found:
        return None
    said = f"{found[0].key}: {found[0].message}"
    return InputError("service-rule", f"Dit past niet in de regels ({said}).", f"This does not fit the rules ({said}).")


def _rungs(pack: Pack, keys: tuple[str, ...], language: str) -> str:
    if len(keys) == len(pack.ladder.rungs):
        return "every rung" if language == "en" else "elke trede"
    names = [rung.name.in_language(language) for rung in pack.ladder.rungs if rung.key in keys]
    return _listed(names or list(keys), language)


def _listed(parts: list[str], language: str) -> str:
    return _GLUE[language].join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]

"""Which services fit a firm, in which order, and which rule put each there.

Policy: Beleidsaanpak 2026 §6 (one route along the partners) and §5 (digital safety belongs to every rung). The order:
safety first when the outcome asks for it, then the topics that need attention, then the doors of the rung's stage, then
what else serves the rung, and the front door itself as the last resort, so that the list is never empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trede.core.advice import SAFETY_FIRST
from trede.core.explain import Reason
from trede.core.pack import Organisation, Pack, Service

ROUTE = "Beleidsaanpak 2026, §6 (routes en rollen)"
SAFETY = "Beleidsaanpak 2026, §5 (digitale weerbaarheid in iedere trede)"
STAGE_HELP = "Beleidsaanpak 2026, bijlage 2, stap 4"
NO_DEAD_END = "Ketenregels Trede (geen doodlopende weg)"
SAFETY_TOPIC = "safety"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a firm that looks for help. None: not known, which never shuts a service out."""

    rung: str
    """Rung key: the confirmed start rung, or else the phase of the scan."""
    attention: tuple[str, ...] = ()
    """Topic keys, the first one first."""
    cyber: str | None = None
    fte: Decimal | None = None
    municipality: str | None = None
    """CBS code; another code than one of the region means: elsewhere."""
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One service on the list, with the reasons that put it there. `confirmed` is False after the pack's term."""

    service: str | None
    """Service key; None when only the organisation itself can be named."""
    organisation: str
    reasons: tuple[Reason, ...]
    confirmed: bool
    confirmed_on: date | None
    response_working_days: int
    unknown: tuple[str, ...] = ()
    """What has to be asked before the service is sure to fit: `fte`, `municipality`, `sector`."""
    instead_of: str | None = None
    """Key of the full or closed service that this one replaces."""
    waiting_working_days: int | None = None
    """Working days until help can begin; None: not known."""


@dataclass(frozen=True, slots=True)
class _Offer:
    organisation: Organisation
    service: Service


def propose(pack: Pack, situation: Situation, today: date) -> tuple[Proposal, ...]:
    """Return the services that fit, the first one first; never empty, each service once, each with a reason.

    KeyError for a rung that the ladder does not have.
    """
    situation = replace(situation, municipality=_town(pack, situation.municipality))
    offers = [_Offer(organisation, service) for organisation in pack.organisations for service in organisation.services]
    found: dict[str, Proposal] = {}
    for offer, reason in _ranked(pack, offers, situation):
        proposal = _available(pack, offer, situation, reason, today)
        if proposal is None or proposal.service is None:
            continue
        known = found.get(proposal.service)
        found[proposal.service] = proposal if known is None else _with_reason(known, reason)
    return tuple(sorted(found.values(), key=_group)) or (_front_door(pack),)


def _town(pack: Pack, code: str | None) -> str | None:
    """Return the name by which services know a municipality; the code itself for one outside the region."""
    return next((town.name for town in pack.info.municipalities if town.code == code), code)


def _group(proposal: Proposal) -> int:
    """Order groups: fits for sure, still to be asked (never for safety first), and the front door as last resort."""
    first = proposal.reasons[0].code
    if first == "route-front-door":
        return 2
    return 1 if proposal.unknown and first != "route-safety-first" else 0


def _ranked(pack: Pack, offers: list[_Offer], situation: Situation) -> Iterator[tuple[_Offer, Reason]]:
    """Yield offers with the rule that puts them there, best first; a service may come up under several rules."""
    stage = {stage.key: stage for stage in pack.ladder.stages}[_stage_of(pack, situation.rung)]
    on_rung = [offer for offer in offers if situation.rung in offer.service.rungs]
    partners = [offer for offer in on_rung if offer.organisation.key != pack.info.front_door]
    if situation.cyber in SAFETY_FIRST:
        safety = Reason("route-safety-first", {}, SAFETY)
        yield from _on_topic(_doors_first(partners, pack.ladder.safety_doors), SAFETY_TOPIC, safety)
    at_doors = _doors_first(partners, stage.doors)
    for topic in situation.attention:
        doors = _doors_first(at_doors, pack.ladder.safety_doors) if topic == SAFETY_TOPIC else at_doors
        yield from _on_topic(doors, topic, Reason("route-topic", {"topics": topic}, ROUTE))
    help_of_stage = Reason("route-door", {"rung": situation.rung}, STAGE_HELP)
    yield from ((offer, help_of_stage) for offer in at_doors if offer.organisation.key in stage.doors)
    yield from ((offer, Reason("route-rung", {"rung": situation.rung}, ROUTE)) for offer in partners)
    last_resort = Reason("route-front-door", {}, NO_DEAD_END)
    yield from ((offer, last_resort) for offer in on_rung if offer.organisation.key == pack.info.front_door)


def _stage_of(pack: Pack, rung: str) -> str:
    return {item.key: item.stage for item in pack.ladder.rungs}[rung]


def _on_topic(offers: list[_Offer], topic: str, reason: Reason) -> Iterator[tuple[_Offer, Reason]]:
    return ((offer, reason) for offer in offers if topic in offer.service.topics)


def _doors_first(offers: list[_Offer], doors: tuple[str, ...]) -> list[_Offer]:
    place = {door: index for index, door in enumerate(doors)}
    return sorted(offers, key=lambda offer: place.get(offer.organisation.key, len(doors)))


def _available(pack: Pack, offer: _Offer, situation: Situation, reason: Reason, today: date) -> Proposal | None:
    """Return the proposal for an offer, or for its alternative when it is full, closed or out of its period."""
    first, current = offer, offer
    seen: set[str] = set()
    while not is_open(current.service, today):
        seen.add(current.service.key)
        following = current.service.alternative
        if following is None or following in seen:
            return None
        current = _Offer(*pack.service(following))
    if situation.rung not in current.service.rungs or not _fits(current.service, situation):
        return None
    replaced = first.service.key if current is not first else None
    reasons = (reason,) if replaced is None else (reason, Reason("route-instead", {}, NO_DEAD_END))
    confirmed_on = current.service.confirmed_on
    return Proposal(
        service=current.service.key,
        organisation=current.organisation.key,
        reasons=reasons,
        confirmed=is_confirmed(confirmed_on, today, pack.info.terms.service_confirmation_days),
        confirmed_on=confirmed_on,
        response_working_days=current.service.response_working_days,
        unknown=_unknown(current.service, situation),
        instead_of=replaced,
        waiting_working_days=current.service.waiting_working_days,
    )


def is_open(service: Service, today: date) -> bool:
    """Say whether a service takes firms today: open, and within its period."""
    rule = service.eligibility
    started = rule.open_from is None or rule.open_from <= today
    lasting = rule.open_until is None or today <= rule.open_until
    return service.status == "open" and started and lasting


def _fits(service: Service, situation: Situation) -> bool:
    """Say whether nothing that is known of the firm shuts it out. The municipality is a name here, as on a service."""
    rule = service.eligibility
    if situation.fte is not None:
        if rule.minimum_fte is not None and situation.fte < Decimal(str(rule.minimum_fte)):
            return False
        if rule.maximum_fte is not None and situation.fte > Decimal(str(rule.maximum_fte)):
            return False
    in_place = rule.municipalities is None or situation.municipality in (None, *rule.municipalities)
    in_sector = rule.sectors is None or situation.sector in (None, *rule.sectors)
    return in_place and in_sector


def _unknown(service: Service, situation: Situation) -> tuple[str, ...]:
    rule = service.eligibility
    asked = {
        "fte": (rule.minimum_fte is not None or rule.maximum_fte is not None) and situation.fte is None,
        "municipality": rule.municipalities is not None and situation.municipality is None,
        "sector": rule.sectors is not None and situation.sector is None,
    }
    return tuple(name for name, is_asked in asked.items() if is_asked)


def is_confirmed(confirmed_on: date | None, today: date, days: int) -> bool:
    """Say whether a partner confirmed a service at most `days` calendar days ago."""
    return confirmed_on is not None and today - confirmed_on <= timedelta(days=days)


def _with_reason(proposal: Proposal, reason: Reason) -> Proposal:
    """Return the proposal with one more reason; several topics stay several reasons, general ones are not piled up."""
    if reason in proposal.reasons or reason.code in {"route-rung", "route-front-door"}:
        return proposal
    return replace(proposal, reasons=(*proposal.reasons, reason))


def _front_door(pack: Pack) -> Proposal:
    return Proposal(
        service=None,
        organisation=pack.info.front_door,
        reasons=(Reason("route-front-door", {}, NO_DEAD_END),),
        confirmed=False,
        confirmed_on=None,
        response_working_days=pack.info.terms.referral_answer,
    )

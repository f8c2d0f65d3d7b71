"""Services as they are today: the pack of the region with what partners published since."""

import logging
from dataclasses import dataclass
from datetime import date
from time import monotonic

import msgspec
from django.db.models import Max, QuerySet

from trede.core.pack import Organisation, Pack, Service
from trede.core.routing import is_confirmed
from trede.core.service_changes import Offer, findings, with_offers
from trede.partners.models import Catalogue, ServiceState, ServiceVersion
from trede.regions.registry import pack

PUBLIC_SECONDS = 5.0
"""For so long a public page may show the list without asking the database."""

NAMES_SECONDS = 300.0
"""Idem for the name of a service in a list of a desk, where a change of name may come later."""

log = logging.getLogger("trede.partners")


@dataclass(frozen=True, slots=True)
class _Kept:
    """The list as this process made it: from which pack, at which revision, and when it was last looked at."""

    plain: Pack
    revision: str
    current: Pack
    looked_at: float


_kept: list[_Kept] = []


def current_pack(*, seconds: float = 0.0) -> Pack:
    """Return the region's pack with the services as they are today. The same object as long as nothing changed.

    One query, or none when this process looked less than `seconds` ago; three when the list changed. A change that no
    longer fits the pack on disk (a partner left it, say) is left out and named in the log: this never fails.
    """
    plain = pack()
    kept = _kept[0] if _kept and _kept[0].plain is plain else None
    if kept is not None and seconds and monotonic() - kept.looked_at < seconds:
        return kept.current
    revision = Catalogue.objects.values_list("revision", flat=True).first() or ""
    if kept is None or kept.revision != revision:
        current = fitting(plain, offers(plain)) if revision else plain
    else:
        current = kept.current
    _kept[:] = [_Kept(plain, revision, current, monotonic())]
    return current


def public_pack() -> Pack:
    """Return `current_pack` as a public page shows it: at most a few seconds old, mostly without a query."""
    return current_pack(seconds=PUBLIC_SECONDS)


def forget() -> None:
    """Drop what this process keeps, for tests and after a change."""
    _kept.clear()


def fitting(plain: Pack, changes: list[Offer]) -> Pack:
    """Return the pack with all changes, or without those that would break its rules now."""
    current = with_offers(plain, changes)
    if not findings(current):
        return current
    current = plain
    for change in changes:
        tried = with_offers(current, [change])
        if findings(tried):
            log.warning("the change of the service %s does not fit the pack and is left out", change.key)
        else:
            current = tried
    return current


def offers(plain: Pack) -> list[Offer]:
    """Return what partners changed, oldest first. Two queries."""
    versions = {item.service: item for item in ServiceVersion.objects.filter(state__in=ServiceVersion.STANDING)}
    states = {item.service: item for item in newest_states()}
    ordered = sorted({**versions, **states}, key=lambda key: (key not in versions, getattr(versions.get(key), "pk", 0)))
    found = (_offer(plain, key, versions.get(key), states.get(key)) for key in ordered)
    return [offer for offer in found if offer is not None]


def _offer(plain: Pack, key: str, version: ServiceVersion | None, state: ServiceState | None) -> Offer | None:
    if version is not None and version.state == ServiceVersion.WITHDRAWN:
        return Offer(version.organisation, key, None)
    try:
        organisation, service = plain.service(key)
        offered_by = organisation.key
    except KeyError:
        if version is None:
            return None  # its service left the pack
        offered_by, service = version.organisation, read(version)
    if version is not None:
        service = read(version)
    return Offer(offered_by, key, service if state is None else with_state(service, state))


def read(version: ServiceVersion) -> Service:
    """Return the service that a version holds. Raises msgspec.ValidationError for a record of an unknown shape."""
    return msgspec.convert(version.record, Service, strict=False)


def with_state(service: Service, state: ServiceState) -> Service:
    """Return the service with the room that its organisation says there is."""
    return msgspec.structs.replace(
        service,
        status=state.status,
        status_since=state.status_since,
        capacity=state.capacity,
        waiting_working_days=state.waiting_working_days,
        alternative=state.alternative or None,
        confirmed_on=state.confirmed_on,
    )


def newest_states() -> QuerySet[ServiceState]:
    """Return the state that holds of each service."""
    newest = ServiceState.objects.order_by().values("service").annotate(newest=Max("pk")).values("newest")
    return ServiceState.objects.filter(pk__in=newest).order_by("pk")


def find_service(key: str) -> tuple[Organisation, Service] | None:
    """Return a service that is or was on the list, for the name of an old referral. No query when it is there now."""
    region = current_pack(seconds=NAMES_SECONDS)
    try:
        return region.service(key)
    except KeyError:
        pass
    try:
        return pack().service(key)
    except KeyError:
        version = ServiceVersion.objects.filter(service=key).exclude(state="draft").order_by("-pk").first()
    if version is None:
        return None
    try:
        return region.organisation(version.organisation), read(version)
    except KeyError:
        return None


def standing(key: str) -> ServiceVersion | None:
    """Return the version of a service that holds, published or withdrawn. One query."""
    return ServiceVersion.objects.filter(service=key, state__in=ServiceVersion.STANDING).first()


def draft(key: str) -> ServiceVersion | None:
    """Return the draft of a service. One query."""
    return ServiceVersion.objects.filter(service=key, state=ServiceVersion.DRAFT).select_related("author").first()


def to_confirm(organisation: str, today: date) -> tuple[Service, ...]:
    """Return the services of an organisation that it has to confirm again: never, or longer ago than the pack's term.

    For the work list. One query.
    """
    region = current_pack()
    term = region.info.terms.service_confirmation_days
    offered = next((item.services for item in region.organisations if item.key == organisation), ())
    return tuple(item for item in offered if not is_confirmed(item.confirmed_on, today, term))

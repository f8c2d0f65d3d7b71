"""Verbs on the services of partners: write, publish, confirm, say how much room there is, withdraw, put back.

A partner changes its own services (`services-edit`), the chain owner all of them (`services-manage`). What is published
keeps the rules of a pack: no firm meets a dead end.
"""

import secrets
from dataclasses import dataclass
from datetime import date

import msgspec

from trede.core.errors import InputError, OutOfOrder
from trede.core.pack import Pack, Service
from trede.core.permissions import Permission
from trede.core.service_changes import Offer, refusal, with_offers
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.partners.models import Catalogue, ServiceState, ServiceVersion
from trede.partners.queries import fitting, forget, offers, read, standing
from trede.partners.rules import as_it_is, check_day, check_organisation, check_whose, find, user_number
from trede.partners.takein import difference
from trede.regions.registry import pack


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a service has. `capacity` in trajectories, `waiting` in working days; None: not known."""

    status: str = "open"
    capacity: int | None = None
    waiting: int | None = None
    alternative: str = ""


@action
def save_draft(*, by: Actor, organisation: str, service: Service) -> ServiceVersion:
    """Keep a service as a draft; a draft of the same service is written over. Nothing changes for firms.

    Raises NotPermitted (also for another organisation's service), and InputError for what no pack may say.
    """
    _may(by, organisation)
    region = _locked()
    check_organisation(region, organisation)
    check_whose(region, organisation, service.key)
    _refuse_taken(organisation, service.key)
    problem = refusal(with_offers(region, [Offer(organisation, service.key, as_it_is(region, service))]), service.key)
    if problem is not None and problem.code == "service-rule":
        raise problem
    kept = ServiceVersion.objects.filter(service=service.key, state=ServiceVersion.DRAFT).first()
    version = kept or ServiceVersion(organisation=organisation, service=service.key, state=ServiceVersion.DRAFT)
    version.record = msgspec.to_builtins(service)
    version.author_id = user_number(by)
    version.written_on = clock.today()
    version.save()
    _record("service.drafted", by, version.organisation, version.service)
    return version


@action
def discard_draft(*, by: Actor, version: ServiceVersion) -> None:
    """Throw a draft away. Raises NotPermitted, and OutOfOrder when it is no draft any more."""
    _may(by, version.organisation)
    if not ServiceVersion.objects.filter(pk=version.pk, state=ServiceVersion.DRAFT).delete()[0]:
        raise _late()
    _record("service.draft-discarded", by, version.organisation, version.service)


@action
def publish(*, by: Actor, version: ServiceVersion) -> ServiceVersion:
    """Put a draft on the list. An organisation that publishes its own service has confirmed it with that.

    Raises NotPermitted, OutOfOrder when it is no draft any more, InputError when a firm would meet a dead end.
    """
    _may(by, version.organisation)
    before = _locked()
    fresh = ServiceVersion.objects.filter(pk=version.pk, state=ServiceVersion.DRAFT).first()
    if fresh is None:
        raise _late()
    service = as_it_is(before, read(fresh))
    _check(before, Offer(fresh.organisation, fresh.service, service))
    _stand(by, fresh, new=find(before, fresh.service) is None)
    own = by.organisation == fresh.organisation
    _say(by, fresh.organisation, service, confirmed_on=clock.today() if own else service.confirmed_on)
    _changed()
    return fresh


@action
def set_room(*, by: Actor, key: str, room: Room) -> ServiceState:
    """Say how much room a service has; it is confirmed with that when its own organisation says so.

    Raises NotPermitted, InputError: a full or closed service without a fitting alternative, the last open door.
    """
    region, (organisation, service) = _own(by, key)
    status: str = room.status if room.status in ServiceState.STATUSES else "open"
    since = service.status_since if status == service.status else clock.today()
    changed = msgspec.structs.replace(
        service,
        status=status,
        status_since=since,
        capacity=room.capacity,
        waiting_working_days=room.waiting,
        alternative=room.alternative or None,
    )
    _check(region, Offer(organisation, key, changed))
    own = by.organisation == organisation
    state = _say(by, organisation, changed, confirmed_on=clock.today() if own else service.confirmed_on)
    _record_room(by, organisation, changed)
    _changed()
    return state


@action
def confirm(*, by: Actor, key: str, on: date | None = None) -> ServiceState:
    """Say that a service still is as the list says. `on` (default today) is the day the partner said so.

    Raises NotPermitted, and InputError for a day to come.
    """
    day = check_day(on or clock.today())
    _, (organisation, service) = _own(by, key)
    state = _say(by, organisation, service, confirmed_on=day)
    _record("service.confirmed", by, organisation, key)
    _changed()
    return state


@action
def withdraw(*, by: Actor, key: str) -> ServiceVersion:
    """Take a service off the list. Referrals that run keep running. Raises NotPermitted, InputError (a dead end)."""
    region, (organisation, service) = _own(by, key)
    _check(region, Offer(organisation, key, None))
    version = standing(key)
    if version is None:
        version = ServiceVersion(
            organisation=organisation, service=key, record=msgspec.to_builtins(service), author_id=user_number(by)
        )
    version.state, version.withdrawn_on = ServiceVersion.WITHDRAWN, clock.today()
    version.save()
    _record("service.withdrawn", by, organisation, key)
    _changed()
    return version


@action
def restore(*, by: Actor, version: ServiceVersion) -> ServiceVersion:
    """Put a withdrawn service back as it was. Raises NotPermitted, OutOfOrder when it is back already, InputError."""
    _may(by, version.organisation)
    region = _locked()
    fresh = ServiceVersion.objects.filter(pk=version.pk, state=ServiceVersion.WITHDRAWN).first()
    if fresh is None:
        raise _late()
    fresh.state, fresh.withdrawn_on = ServiceVersion.PUBLISHED, None
    fresh.save(update_fields=["state", "withdrawn_on"])
    back = [offer for offer in offers(pack()) if offer.key == fresh.service]
    _check(region, *back)
    _record("service.restored", by, fresh.organisation, fresh.service)
    _changed()
    return fresh


@action
def take_in(*, by: Actor, organisation: str, service: Service) -> None:
    """Put a service of a file on the list as it is written there: words, room, day of confirmation. Drafts stay.

    Writes only what differs. Raises NotPermitted, and InputError: unknown organisation, key of another, a dead end.
    """
    check_permission(by, Permission.IMPORT)
    check_permission(by, Permission.SERVICES_MANAGE)
    region = _locked()
    check_organisation(region, organisation)
    check_whose(region, organisation, service.key)
    _refuse_taken(organisation, service.key)
    known = find(region, service.key)
    differs = difference(known[1] if known else None, service)
    given = _dated(known[1] if known else None, service)
    _check(region, Offer(organisation, service.key, given))
    if differs.words:
        version = ServiceVersion(organisation=organisation, service=service.key, record=msgspec.to_builtins(given))
        _stand(by, version, new=known is None)
    if differs.room or differs.confirmed:
        _say(by, organisation, given, confirmed_on=given.confirmed_on)
    if differs.room:
        _record_room(by, organisation, given)
    elif differs.confirmed:
        _record("service.confirmed", by, organisation, service.key)
    if differs:
        _changed()


def _may(by: Actor, organisation: str) -> None:
    own = by.organisation == organisation
    check_permission(by, Permission.SERVICES_EDIT if own else Permission.SERVICES_MANAGE)


def _own(by: Actor, key: str) -> tuple[Pack, tuple[str, Service]]:
    """Return the list, held, and a service on it that the actor may change. Raises NotPermitted, InputError."""
    region = _locked()
    found = find(region, key)
    if found is None:
        raise InputError(
            "no-service", "Deze dienst staat niet meer op de lijst.", "This service is not on the list any more."
        )
    _may(by, found[0])
    return region, found


def _locked() -> Pack:
    """Hold the list until the end of this action and return it as it is now."""
    Catalogue.objects.get_or_create(pk=Catalogue.ONLY, defaults={"revision": ""})
    Catalogue.objects.select_for_update().get(pk=Catalogue.ONLY)
    plain = pack()
    return fitting(plain, offers(plain))


def _changed() -> None:
    Catalogue.objects.filter(pk=Catalogue.ONLY).update(revision=secrets.token_hex(16))
    forget()


def _check(region: Pack, *changes: Offer) -> None:
    after = with_offers(region, changes)
    for change in changes:
        problem = refusal(after, change.key)
        if problem is not None:
            raise problem


def _dated(known: Service | None, given: Service) -> Service:
    """Return a service of a file with the day its status began, and the last day it was confirmed."""
    since = known.status_since if known is not None and known.status == given.status else clock.today()
    before = known.confirmed_on if known is not None else None
    confirmed_on = before if given.confirmed_on is None else check_day(given.confirmed_on)
    return msgspec.structs.replace(given, status_since=since, confirmed_on=confirmed_on)


def _refuse_taken(organisation: str, key: str) -> None:
    """Raise InputError for a key that another organisation wrote down before, also when that is off the list now."""
    if ServiceVersion.objects.filter(service=key).exclude(organisation=organisation).exists():
        raise InputError("key-taken", "Deze dienst bestaat al bij een ander.", "Another organisation has this service.")


def _stand(by: Actor, version: ServiceVersion, *, new: bool) -> None:
    """Let this version stand instead of the one before."""
    ServiceVersion.objects.filter(service=version.service, state__in=ServiceVersion.STANDING).update(
        state=ServiceVersion.REPLACED
    )
    version.state, version.published_on = ServiceVersion.PUBLISHED, clock.today()
    if version.author_id is None:
        version.author_id = user_number(by)
    version.save()
    _record("service.published", by, version.organisation, version.service, version=version.pk, new=new)


def _record_room(by: Actor, organisation: str, service: Service) -> None:
    _record(
        "service.room-changed",
        by,
        organisation,
        service.key,
        status=service.status,
        capacity=service.capacity,
        waiting_working_days=service.waiting_working_days,
        alternative=service.alternative or "",
    )


def _say(by: Actor, organisation: str, service: Service, *, confirmed_on: date | None) -> ServiceState:
    state = ServiceState(
        organisation=organisation,
        service=service.key,
        status=service.status,
        status_since=service.status_since,
        capacity=service.capacity,
        waiting_working_days=service.waiting_working_days,
        alternative=service.alternative or "",
        confirmed_on=confirmed_on,
        author_id=user_number(by),
    )
    state.save(force_insert=True)
    return state


def _record(kind: str, by: Actor, organisation: str, service: str, **more: object) -> None:
    data: dict[str, object] = {"organisation": organisation, "service": service, **more}
    record(kind, by=by, subject=("service", service), data=data)


def _late() -> OutOfOrder:
    return OutOfOrder(
        "already-done",
        "Dit is al gedaan, door jou of door een collega. Je ziet hoe het nu staat.",
        "This was already done, by you or by a colleague. You see how it stands now.",
    )

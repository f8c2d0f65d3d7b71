"""What the desk of services shows: the list, and everything about one service. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trede.accounts.models import User
from trede.core.pack import Pack, Service
from trede.core.permissions import Permission
from trede.core.routing import is_confirmed
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.journal.types import event_type
from trede.partners.models import ServiceVersion
from trede.partners.queries import draft, read, standing

MOST_EVENTS = 50


def may_edit(by: Actor, organisation: str) -> bool:
    """Say whether somebody may change the services of an organisation."""
    return by.may(Permission.SERVICES_MANAGE) or (by.organisation == organisation and by.may(Permission.SERVICES_EDIT))


@dataclass(frozen=True, slots=True)
class Row:
    """A service in the list. `state` is open, full, closed, draft (never published) or withdrawn."""

    organisation: str
    organisation_name: str
    service: Service
    state: str
    has_draft: bool
    is_confirmed: bool

    @property
    def asks(self) -> bool:
        """Whether the partner is asked to confirm it."""
        return not self.is_confirmed and self.state in {"open", "full", "closed"}


VIEWS = ("alles", "bevestigen", "vol", "concept", "weg")


def rows(region: Pack, by: Actor, today: date) -> list[Row]:
    """Return the services that somebody may change, in the order of the pack; drafts and withdrawn ones last.

    One query besides the pack.
    """
    kept = ServiceVersion.objects.filter(state__in=[ServiceVersion.DRAFT, ServiceVersion.WITHDRAWN])
    if not by.may(Permission.SERVICES_MANAGE):
        kept = kept.filter(organisation=by.organisation)
    versions = list(kept.order_by("pk"))
    drafts = {item.service for item in versions if item.state == ServiceVersion.DRAFT}
    term = region.info.terms.service_confirmation_days
    found = [
        Row(
            item.key,
            item.name,
            service,
            service.status,
            service.key in drafts,
            is_confirmed(service.confirmed_on, today, term),
        )
        for item in region.organisations
        if may_edit(by, item.key)
        for service in item.services
    ]
    listed = {row.service.key for row in found}
    return found + list(_off_the_list(region, versions, drafts, listed))


def _off_the_list(
    region: Pack, versions: Iterable[ServiceVersion], drafts: set[str], listed: set[str]
) -> Iterable[Row]:
    names = {item.key: item.name for item in region.organisations}
    seen = set(listed)
    for version in sorted(versions, key=lambda item: item.state == ServiceVersion.DRAFT):
        if version.service not in seen:
            seen.add(version.service)
            name = names.get(version.organisation, version.organisation)
            has_draft = version.service in drafts
            yield Row(version.organisation, name, read(version), version.state, has_draft, is_confirmed=False)


def shown(found: list[Row], view: str) -> list[Row]:
    """Return the rows of one tab."""
    return [row for row in found if _stands_in(row, view)]


def _stands_in(row: Row, view: str) -> bool:
    if view == "bevestigen":
        return row.asks
    if view == "vol":
        return row.state in {"full", "closed"}
    if view == "concept":
        return row.has_draft
    return (row.state == ServiceVersion.WITHDRAWN) == (view == "weg")


@dataclass(frozen=True, slots=True)
class Item:
    """One service at the desk. `current` is None for one that is not on the list: withdrawn, or never published."""

    key: str
    organisation: str
    organisation_name: str
    current: Service | None
    draft: ServiceVersion | None
    withdrawn: ServiceVersion | None

    @property
    def known(self) -> Service:
        """What the service is: on the list, else as it was, else the draft."""
        if self.current is not None:
            return self.current
        version = self.withdrawn or self.draft
        assert version is not None  # noqa: S101  # `item` makes none without one of the three
        return read(version)

    @property
    def written(self) -> Service:
        """What the form starts from: the draft, else what is known."""
        return self.known if self.draft is None else read(self.draft)


def item(region: Pack, key: str) -> Item | None:
    """Return a service by its key. Two queries."""
    written, kept = draft(key), standing(key)
    withdrawn = kept if kept is not None and kept.state == ServiceVersion.WITHDRAWN else None
    try:
        organisation, service = region.service(key)
    except KeyError:
        version = withdrawn or written
        if version is None:
            return None
        names = {known.key: known.name for known in region.organisations}
        owner = version.organisation
        return Item(key, owner, names.get(owner, owner), None, written, withdrawn)
    return Item(key, organisation.key, organisation.name, service, written, None)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a service: its line, the moment, and who did it when that account still exists."""

    line: str
    event: Event
    who: str


def history(key: str, language: str) -> list[Happening]:
    """Return what happened to a service, newest first. Two queries."""
    events = list(Event.objects.filter(subject_kind="service", subject=key).order_by("-pk")[:MOST_EVENTS])
    numbers = {event.actor for event in events if event.actor_kind == "person" and event.actor.isdigit()}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}
    return [Happening(event_type(event.type).display[language], event, names.get(event.actor, "")) for event in events]

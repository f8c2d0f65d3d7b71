"""Small rules on changes of services that need no database."""

import re
import unicodedata
from datetime import date

import msgspec

from trede.core.errors import InputError, NotPermitted
from trede.core.pack import Pack, Service
from trede.journal import clock
from trede.journal.actions import Actor

LONGEST_KEY = 60
ROOM = ("status", "status_since", "capacity", "waiting_working_days", "alternative", "confirmed_on")
"""Fields of a service that change from week to week, and that no version sets."""
_OUT = re.compile(r"[^a-z0-9]+")


def user_number(by: Actor) -> int | None:
    """Return the number of the account that acts; None for the system."""
    return int(by.id) if by.kind == "person" and by.id.isdigit() else None


def check_day(day: date) -> date:
    """Return the day. Raises InputError for one to come."""
    if day > clock.today():
        raise InputError("day-to-come", "Deze dag moet nog komen.", "This day is yet to come.")
    return day


def check_organisation(region: Pack, organisation: str) -> None:
    """Raise InputError for an organisation that the region does not have."""
    if all(known.key != organisation for known in region.organisations):
        raise InputError(
            "no-organisation",
            f"De organisatie {organisation} kennen we niet.",
            f"We know no organisation {organisation}.",
        )


def check_whose(region: Pack, organisation: str, key: str) -> None:
    """Raise NotPermitted when another organisation has a service with this key."""
    try:
        owner = region.service(key)[0].key
    except KeyError:
        return
    if owner != organisation:
        raise NotPermitted(
            "other-organisation",
            "Deze dienst is van een andere organisatie.",
            "This service belongs to another organisation.",
        )


def new_key(organisation: str, name: str, taken: frozenset[str]) -> str:
    """Return a key for a new service: the organisation and words of its name, with a number when that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    start = f"{organisation}-{_OUT.sub('-', plain).strip('-') or 'dienst'}"[: LONGEST_KEY - 4].rstrip("-")
    key, number = start, 1
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    return key


def find(region: Pack, key: str) -> tuple[str, Service] | None:
    """Return the organisation key of a service on the list and the service; None when it is not there."""
    try:
        organisation, service = region.service(key)
    except KeyError:
        return None
    return organisation.key, service


def as_it_is(region: Pack, service: Service) -> Service:
    """Return what was written with the room that the service has now: a draft does not change that."""
    known = find(region, service.key)
    if known is None:
        return service
    return msgspec.structs.replace(service, **{name: getattr(known[1], name) for name in ROOM})

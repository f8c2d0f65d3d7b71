"""The registry of event types: each says how it is shown and what of it is shredded."""

from collections.abc import Mapping
from dataclasses import dataclass

SHREDDED = "█"


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event. `key` is past tense; `display` has a line in `nl` and `en`.

    `data` names every key the event may carry; `shred` those that are blanked when the subject is erased.
    """

    key: str
    display: Mapping[str, str]
    data: tuple[str, ...] = ()
    shred: tuple[str, ...] = ()


_registry: dict[str, EventType] = {}


def register(event_type: EventType) -> EventType:
    """Add a type. ValueError when the key is taken, the display misses a language or `shred` names unknown data."""
    if event_type.key in _registry and _registry[event_type.key] != event_type:
        raise ValueError(f"event type {event_type.key} is registered twice")
    if not {"nl", "en"} <= set(event_type.display):
        raise ValueError(f"event type {event_type.key} needs a display line in nl and en")
    if not set(event_type.shred) <= set(event_type.data):
        raise ValueError(f"event type {event_type.key} shreds data it does not have")
    _registry[event_type.key] = event_type
    return event_type


def event_type(key: str) -> EventType:
    """Return the type with `key`. KeyError when no room registered it."""
    return _registry[key]


def event_types() -> list[EventType]:
    """Return all types, sorted by key."""
    return [_registry[key] for key in sorted(_registry)]

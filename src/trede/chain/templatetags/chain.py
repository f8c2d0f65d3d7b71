"""Words for keys on the desks: rungs, partners, services, states, events. `{% load chain %}`."""

from typing import Any

from django import template
from django.utils.translation import get_language

from trede.core.pack import Text
from trede.journal.models import Event
from trede.journal.types import event_type
from trede.partners.queries import find_service
from trede.regions.registry import pack

register = template.Library()


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _name_of(items: Any, key: str) -> str:
    for item in items:
        if item.key == key:
            return item.name.in_language(_language()) if isinstance(item.name, Text) else str(item.name)
    return key


@register.simple_tag
def word(kind: str, key: str) -> str:
    """Return the text `<kind>.<key>` of the pack: `{% word "state.referral" referral.state %}`."""
    return pack().text(f"{kind}.{key}", _language())


@register.simple_tag
def rung(key: str | None) -> str:
    """Return the name of a rung; a dash when there is none."""
    return _name_of(pack().ladder.rungs, key) if key else "–"


@register.simple_tag
def partner(key: str) -> str:
    """Return the name of an organisation of the pack."""
    return _name_of(pack().organisations, key)


@register.simple_tag
def service(key: str) -> str:
    """Return the name of a service, also of one that is not on the list any more; else the key itself."""
    found = find_service(key)
    return key if found is None else found[1].name.in_language(_language())


@register.simple_tag
def instrument(key: str) -> str:
    """Return the name of a scheme of the pack."""
    return _name_of(pack().instruments, key)


@register.simple_tag
def sector(key: str) -> str:
    """Return the name of a sector of the pack; a dash when it is not known."""
    return _name_of(pack().info.sectors, key) if key else "–"


@register.simple_tag
def place(code: str) -> str:
    """Return the name of a municipality; `elders` for another region, a dash when it is not known."""
    for municipality in pack().info.municipalities:
        if municipality.code == code:
            return municipality.name
    return pack().text("place.elsewhere", _language()) if code else "–"


@register.simple_tag
def topic(key: str) -> str:
    """Return the title of a topic of the region's scan."""
    for question in pack().scans[pack().info.default_scan].questions:
        if question.key == key:
            return question.title.in_language(_language())
    return key


@register.simple_tag
def event_line(event: Event) -> str:
    """Return how an event is shown in a timeline."""
    return event_type(event.type).display[_language()]

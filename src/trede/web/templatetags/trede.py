"""Tags for pack texts, dates in words, and the current address in the other language."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import translation
from django.utils.safestring import SafeString

from trede.core.clocks import amsterdam_day
from trede.core.pack import Text
from trede.regions.registry import pack
from trede.web.addresses import address, other_language
from trede.web.static_files import static_url
from trede.web.wording import cited, filled

register = template.Library()

_DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "nl": ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def _language(context: Any) -> str:
    return str(context.get("language") or translation.get_language() or "nl")[:2]


@register.simple_tag(takes_context=True)
def text(context: Any, key: str, **values: object) -> str:
    """Return a pack text in the language of the page: `{% text "home.title" %}`. Values that are markup stay so."""
    language = _language(context)
    if any(isinstance(value, SafeString) for value in values.values()):
        return filled(pack().text(key, language), **values)
    return pack().text(key, language, **values)


@register.simple_tag(takes_context=True)
def cite(context: Any, source: str) -> str:
    """Return the markup of a policy source, for a text: `{% cite scan.source as source %}`."""
    return cited(source, _language(context))


@register.simple_tag(takes_context=True)
def say(context: Any, value: Text) -> str:
    """Return a Text of the pack in the language of the page: `{% say rung.name %}`."""
    return value.in_language(_language(context))


def day_in_words(day: date, language: str, *, weekday: bool = True) -> str:
    """Return `vrijdag 27 november 2026` (or without the weekday). A moment counts as its day in Amsterdam."""
    if isinstance(day, datetime):
        day = amsterdam_day(day)
    words = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"{_DAYS[language][day.weekday()]} {words}" if weekday else words


@register.simple_tag(takes_context=True)
def day(context: Any, value: date | None, weekday: bool = True) -> str:
    """Return a day in words in the language of the page; nothing for None."""
    return "" if value is None else day_in_words(value, _language(context), weekday=weekday)


@register.simple_tag
def has_rule(rule: str) -> bool:
    """Say whether the region has a questionnaire with this rule: a desk that serves it only then has a link."""
    return any(scan.rule == rule for scan in pack().scans.values())


@register.simple_tag
def static_file(name: str) -> str:
    """Return the address of a static file: `{% static_file "trede.css" %}`."""
    return static_url(name)


@register.simple_tag(takes_context=True)
def local(context: Any, path: str) -> str:
    """Return a public address in the language of the page: `{% local "/scan" %}` is `/scan` or `/en/scan`."""
    return address(_language(context), path)


@register.simple_tag(takes_context=True)
def other_place(context: Any) -> str:
    """Return this same place in the other language; the page may set `place` (an address without `/en`)."""
    other = "nl" if _language(context) == "en" else "en"
    place = context.get("place")
    if place is not None:
        return address(other, str(place))
    request = getattr(context, "request", None)
    if request is None:
        return address(other, "/")
    path = request.path if request.method == "POST" else request.get_full_path()
    return other_language(path)[1]

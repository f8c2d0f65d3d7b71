"""What was found, in words of the desk: from the details of a signal. Nothing but keys, numbers and days."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.subsidies.desk.words import euros
from trede.web.templatetags.trede import day_in_words

SHARED = {
    "firm": gettext_lazy("hetzelfde bedrijf"),
    "kvk": gettext_lazy("hetzelfde KVK-nummer"),
    "group": gettext_lazy("dezelfde groep"),
    "name": gettext_lazy("dezelfde naam"),
    "mail": gettext_lazy("hetzelfde e-maildomein"),
}
OUTCOMES = (
    ("no-matter", gettext_lazy("Het is niets: alles klopt")),
    ("acted-on", gettext_lazy("Er is iets mee gedaan")),
)
ENDED = {
    "no-matter": gettext_lazy("het is niets"),
    "acted-on": gettext_lazy("er is iets mee gedaan"),
    "gone": gettext_lazy("ging vanzelf over"),
}
"""How a question ended."""


def found(details: Mapping[str, object], language: str) -> list[str]:
    """Return what was found, one sentence each, in the order in which people look at it."""
    lines = [_line(key, details[key], language) for key in _ORDER if key in details]
    return [line for line in lines if line]


_ORDER = (
    *("shared", "share", "quotes", "files", "invoices", "used", "left", "line", "together"),
    *("day", "received", "since", "kvk", "suppliers"),
)


def _line(key: str, value: object, language: str) -> str:
    if key in _SAID:
        return f"{_SAID[key]} {_value(key, value, language)}"
    if key == "shared" and isinstance(value, list):
        return ", ".join(str(SHARED.get(item, item)) for item in value)
    if key == "share":
        return _("{share}% van de woordgroepen van het kortste plan staat ook in het andere.").format(share=value)
    if key == "files":
        return _("Bestanden die precies gelijk zijn: {number}.").format(number=value)
    return ""


_SAID = {
    "quotes": gettext_lazy("Zelfde nummer van een offerte:"),
    "invoices": gettext_lazy("Zelfde nummer van een factuur:"),
    "used": gettext_lazy("Kleine steun in de laatste jaren:"),
    "left": gettext_lazy("Wat er nog bij kan:"),
    "line": gettext_lazy("De grens:"),
    "together": gettext_lazy("Samen gevraagd:"),
    "day": gettext_lazy("Eerste dag van een opdracht of factuur:"),
    "received": gettext_lazy("Aanvraag ontvangen:"),
    "since": gettext_lazy("Rekening veranderd:"),
    "kvk": gettext_lazy("KVK-nummer:"),
    "suppliers": gettext_lazy("Leverancier:"),
}


def _value(key: str, value: object, language: str) -> str:
    if key in ("used", "left", "line", "together") and isinstance(value, int):
        return euros(value)
    if key in ("day", "received", "since"):
        try:
            return day_in_words(date.fromisoformat(str(value)), language, weekday=False)
        except ValueError:
            return str(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

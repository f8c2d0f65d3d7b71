"""From a place in an address, and its postcode where the pack knows which, to a municipality of the region. Pure.

Nothing is guessed: a name that more municipalities of the country have tells nothing by itself.
"""

import re

from trede.core.pack import PackInfo
from trede.core.pack_places import Municipality

ELSEWHERE = "elders"
_POSTCODE = re.compile(r"([1-9][0-9]{3})([A-Z]{2})?")
_FIRST, _LAST = "AA", "ZZ"


def municipality_of(info: PackInfo, place: str, postcode: str = "") -> str:
    """Return the CBS code of the one municipality of the region with this place; nothing when there is none, or two.

    A place that carries the name of a municipality lies in it; others stand in the pack. This is a proposal for
    somebody to confirm. Nothing is proposed for a name that another municipality of the country has too, unless the
    pack says which postcodes of that place lie in which one.
    """
    wanted = plain(place)
    if not wanted:
        return ""
    if is_shared(info, place):
        found = {town.code for town in info.municipalities if _has_postcode(town, wanted, postcode)}
    else:
        certain = ((town.code, (town.name, *town.places)) for town in info.municipalities)
        found = {code for code, names in certain if wanted in {plain(name) for name in names}}
    return found.pop() if len(found) == 1 else ""


def is_shared(info: PackInfo, place: str) -> bool:
    """Say whether a place of the region has a namesake in another municipality, so that its name does not tell."""
    wanted = plain(place)
    return any(wanted == plain(name) for municipality in info.municipalities for name in municipality.shared_places)


def candidates(info: PackInfo, place: str) -> tuple[str, ...]:
    """Return the CBS codes of the municipalities of the region that have this place, in the order of the pack.

    A shared place may also lie elsewhere in the country: then `elders` comes last. None for a place we do not know.
    """
    wanted = plain(place)
    named = ((town.code, (town.name, *town.every_place)) for town in info.municipalities)
    found = tuple(code for code, names in named if wanted and wanted in {plain(name) for name in names})
    return (*found, ELSEWHERE) if found and is_shared(info, place) else found


def postcode_range(text: str) -> tuple[str, str] | None:
    """Return the first and the last postcode of `7921`, `7921AB`, `7921-7925` or `7921AA-7921CZ`; None for others."""
    first, dash, last = text.partition("-")
    start, end = _bounds(first), _bounds(last if dash else first)
    return None if start is None or end is None or start[0] > end[1] else (start[0], end[1])


def _bounds(text: str) -> tuple[str, str] | None:
    found = _POSTCODE.fullmatch(text)
    if found is None:
        return None
    letters = found[2]
    return found[1] + (letters or _FIRST), found[1] + (letters or _LAST)


def _has_postcode(town: Municipality, place: str, postcode: str) -> bool:
    asked = _bounds("".join(postcode.split()).upper())
    if asked is None:
        return False
    ranges = (text for item in town.postcodes if plain(item.place) == place for text in item.ranges)
    bounds = (postcode_range(text) for text in ranges)
    return any(found[0] <= asked[0] and asked[1] <= found[1] for found in bounds if found is not None)


def plain(place: str) -> str:
    """Return the name of a place as it is compared: without case, odd spaces and curled apostrophes."""
    return " ".join(place.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).casefold()

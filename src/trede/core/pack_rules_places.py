"""Rules about where a region lies: a place or a postcode tells the municipality of a firm, or it does not."""

from collections.abc import Iterator

from trede.core.pack import PackInfo
from trede.core.pack_findings import PackError, doubles
from trede.core.places import plain, postcode_range

INFO = "pack.yml"
Taken = tuple[str, str, str, str]
"""A place, where its range stands, and the first and last postcode of that."""


def check_places(info: PackInfo) -> Iterator[PackError]:
    """A place tells the municipality of a firm, so it stands with one; what lies in more of them stands apart."""
    taken = {town.name.casefold(): f"municipalities[{index}].name" for index, town in enumerate(info.municipalities)}
    shared = {name.casefold() for town in info.municipalities for name in town.shared_places}
    for index, town in enumerate(info.municipalities):
        for number, name in enumerate(town.places):
            key, wanted = f"municipalities[{index}].places[{number}]", name.strip().casefold()
            first = taken.get(wanted, "")
            own_name = wanted == town.name.casefold() and first == f"municipalities[{index}].name"
            if not wanted:
                yield PackError(INFO, key, "this place has no name", "Write its name, or leave the line out.")
            elif wanted in shared:
                yield PackError(INFO, key, f"`{name}` is a shared place too", "Keep it in `shared_places` only.")
            elif first and not own_name:
                hint = f"The first is {first}. A place in two municipalities stands in `shared_places` of both."
                yield PackError(INFO, key, f"the place `{name}` stands here twice", hint)
            taken[wanted] = key
        yield from _shared_once(index, town.shared_places)
    yield from _postcodes(info)


def _shared_once(index: int, names: tuple[str, ...]) -> Iterator[PackError]:
    found = ((f"municipalities[{index}].shared_places[{number}]", name.casefold()) for number, name in enumerate(names))
    yield from doubles(INFO, found, "shared place of a municipality")


def _postcodes(info: PackInfo) -> Iterator[PackError]:
    """A postcode of a shared place lies in one municipality, else it does not tell them apart either."""
    taken: list[Taken] = []
    for index, town in enumerate(info.municipalities):
        shared = {plain(name) for name in town.shared_places}
        for number, item in enumerate(town.postcodes):
            key = f"municipalities[{index}].postcodes[{number}]"
            if plain(item.place) not in shared:
                hint = "Only a place in `shared_places` of the same municipality needs postcodes."
                yield PackError(INFO, f"{key}.place", f"`{item.place}` is no shared place here", hint)
            for at, text in enumerate(item.ranges):
                yield from _range(f"{key}.ranges[{at}]", plain(item.place), text, taken)


def _range(key: str, place: str, text: str, taken: list[Taken]) -> Iterator[PackError]:
    found = postcode_range(text)
    if found is None:
        hint = "Write `7921`, `7921AB`, `7921-7925` or `7921AA-7921CZ`."
        yield PackError(INFO, key, f"`{text}` is no range of postcodes", hint)
        return
    there = (where for other, where, low, high in taken if other == place and low <= found[1] and found[0] <= high)
    first = next(there, "")
    if first:
        hint = f"The first is {first}. A postcode of a place lies in one municipality."
        yield PackError(INFO, key, f"`{text}` overlaps with another range of `{place}`", hint)
    taken.append((place, key, *found))

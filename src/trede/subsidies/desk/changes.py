"""What an addition changed: the answers as sent, put beside those sent before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: where it stands, what it was and what it is. `kind`: `same`, `new`, `gone` or `changed`."""

    place: str
    before: str
    after: str
    kind: str


def flat(content: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every answer of nested content with its place, such as `budget / 1 / what`."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from flat(value, f"{place} / {key}" if place else str(key))
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content, 1):
            yield from flat(value, f"{place} / {number}" if place else str(number))
    elif content is not None:
        yield place, _said(content)


def _said(value: Any) -> str:
    return {True: "ja", False: "nee"}[value] if isinstance(value, bool) else str(value)


def lines(before: object, after: object) -> list[Line]:
    """Return every answer with what happened to it, in the order of the newer content; what is gone comes last."""
    old, new = dict(flat(before)), dict(flat(after))
    found = [
        Line(
            place,
            old.get(place, ""),
            value,
            "new" if place not in old else "same" if old[place] == value else "changed",
        )
        for place, value in new.items()
    ]
    gone = [Line(place, value, "", "gone") for place, value in old.items() if place not in new]
    return (found + gone)[:MOST_LINES]


def changed(before: object, after: object) -> list[Line]:
    """Return only the answers that differ."""
    return [line for line in lines(before, after) if line.kind != "same"]

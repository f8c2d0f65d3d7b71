"""Fields of the forms around an application: what is asked, how it is read, what comes back when it is wrong.

One kind of field serves the check without an account and the parts of an application, so that an answer given in the
one is there in the other. Values are kept as typed, in `Answers`; `answers` turns them into facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from trede.regions.registry import pack
from trede.subsidies.amounts import read_euros, read_size

Answers = Mapping[str, tuple[str, ...]]
"""What was answered, by key of the field. A key that is not there was not answered."""
UNKNOWN = "weet-niet"
"""The answer of somebody who does not know."""
LONGEST, LONGEST_AREA = 160, 4000

Kind = Literal["text", "area", "size", "money", "one", "many", "list", "date", "tick"]


class Sent(Protocol):
    """What a form sends: the part of QueryDict that is needed here."""

    def getlist(self, key: str) -> list[str]:
        """Return all values of a field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `options` are values with their words; `needed`: the part is not ready without it."""

    key: str
    kind: Kind
    title: str
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = True
    may_not_know: bool = False
    """Whether a number may be left open with a button that says so."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it stands on a page: with what was typed and what is wrong with it."""

    field: Field
    values: tuple[str, ...]
    problem: str = ""

    @property
    def value(self) -> str:
        """The one value; nothing when there is none, or when somebody did not know."""
        return self.values[0] if self.values and self.values[0] != UNKNOWN else ""

    @property
    def is_group(self) -> bool:
        """Whether it consists of several boxes under one heading."""
        return self.field.kind in ("one", "many")


def read(field: Field, sent: Sent) -> tuple[tuple[str, ...], str]:
    """Return the values of a field and the key of the sentence that says what is wrong (empty: nothing is)."""
    raw = [value.replace("\0", "") for value in sent.getlist(field.key)]
    if field.kind in ("one", "list", "tick"):
        return _chosen(field, raw[:1])
    if field.kind == "many":
        return _chosen(field, raw)
    text = clean_area(raw[0]) if raw and field.kind == "area" else clean_text(raw[0])[:LONGEST] if raw else ""
    if field.may_not_know and text in ("", UNKNOWN) and UNKNOWN in [*raw, *sent.getlist(f"{field.key}-{UNKNOWN}")]:
        return (UNKNOWN,), ""
    if not text:
        return (), _missing(field) if field.needed else ""
    return (text,), _wrong(field.kind, text)


def clean_text(typed: str) -> str:
    """Return what was typed on one line, with a space for each sign that cannot be printed."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())


def clean_area(typed: str) -> str:
    """Return a longer text with its lines, without signs that cannot be printed, cut off at the most it may be."""
    lines = (clean_text(line) for line in typed.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()[:LONGEST_AREA]


def _chosen(field: Field, raw: list[str]) -> tuple[tuple[str, ...], str]:
    known = [value for value, _ in field.options]
    found = tuple(dict.fromkeys(value for value in raw if value in known))
    if not found and field.needed:
        return (), _missing(field)
    return found, ""


def _missing(field: Field) -> str:
    if field.kind in ("one", "list"):
        return "apply.error.choose"
    return {"many": "apply.error.choose-some", "tick": "apply.error.tick"}.get(field.kind, "apply.error.fill-in")


def _wrong(kind: str, text: str) -> str:
    if kind == "money" and read_euros(text) is None:
        return "apply.error.money"
    if kind == "size" and read_size(text) is None:
        return "apply.error.size"
    if kind == "date" and read_day(text) is None:
        return "apply.error.date"
    return ""


def read_day(typed: str) -> date | None:
    """Return a day as a browser sends it (`2027-03-01`) or as people write it (`1-3-2027`); None for anything else."""
    parts = typed.strip().replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isdigit() and part.isascii() for part in parts):  # noqa: PLR2004  # day, month, year
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)  # noqa: PLR2004  # a year in front
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_all(fields: Iterable[Field], sent: Sent, language: str) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the values of fields and the sentences of those that are wrong, by key."""
    values: dict[str, tuple[str, ...]] = {}
    problems: dict[str, str] = {}
    for field in fields:
        values[field.key], wrong = read(field, sent)
        if wrong:
            problems[field.key] = pack().text(wrong, language)
    return values, problems


def show(fields: Iterable[Field], values: Answers, problems: Mapping[str, str] | None = None) -> list[Shown]:
    """Return fields with what was typed and what is wrong."""
    wrong = problems or {}
    return [Shown(field, values.get(field.key, ()), wrong.get(field.key, "")) for field in fields]


def is_answered(fields: Iterable[Field], answers: Answers) -> bool:
    """Say whether every needed field has an answer that can be read."""
    return all(bool(answers.get(field.key)) or not field.needed for field in fields)


def words_of(field: Field, answers: Answers) -> str:
    """Return an answer as a reader sees it: the words of what was chosen, or what was typed."""
    known = dict(field.options)
    return ", ".join(known.get(value, value) for value in answers.get(field.key, ()))

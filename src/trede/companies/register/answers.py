"""What the trade register answers, read into small values. Pure. Raises ValueError for what is not as described.

Source: KVK, API Zoeken 2.1 and API Basisprofiel 1.5. Fields that are left out in an answer are not known.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

_KVK = re.compile(r"[0-9]{8}")
_BRANCH = re.compile(r"[0-9]{12}")
_DAY = re.compile(r"[0-9]{8}")
_YES = "Ja"
_VISITING = "bezoekadres"
LONGEST = 300
"""Longest text that is taken over."""

Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hit:
    """One firm or branch that was found. `branch` is empty for a legal person without one, `place` when not known."""

    kvk: str
    branch: str
    name: str
    place: str
    kind: str
    """`hoofdvestiging`, `nevenvestiging` or `rechtspersoon`."""
    active: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What was found, ten at a time. `page` starts at 1; `more` says that there is a next page."""

    hits: tuple[Hit, ...]
    page: int
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """The basic profile of a firm. `people` are heads, not full-time jobs; None when the register does not say.

    `sbi` is the code of the main activity. `ended` is the last day (`yyyymmdd`, zeros for parts that are not known),
    empty for a firm that goes on. `place` and `postcode` are empty for an address that is shielded or abroad.
    """

    kvk: str
    branch: str
    name: str
    place: str
    postcode: str
    sbi: str
    people: int | None
    ended: str
    no_post: bool


def read_page(answer: object) -> Page:
    """Return the page of a search."""
    page = _record(answer)
    number, total = _count(page, "pagina"), _count(page, "totaal")
    size = _count(page, "resultatenPerPagina")
    if number is None or total is None or not size:
        raise ValueError("a page without number, size or total")
    hits = tuple(_hit(each) for each in _list(page, "resultaten"))
    return Page(hits, number, total, more=number * size < total)


def read_profile(answer: object) -> Profile:
    """Return the basic profile of a firm."""
    firm = _record(answer)
    inside = _record(firm.get("_embedded") or {})
    seat, owner = _record(inside.get("hoofdvestiging") or {}), _record(inside.get("eigenaar") or {})
    people = _count(firm, "totaalWerkzamePersonen")
    place, postcode = _visited(seat) or _visited(owner) or ("", "")
    return Profile(
        kvk=_number(firm, "kvkNummer", _KVK),
        branch=_number(seat, "vestigingsnummer", _BRANCH) if seat else "",
        name=_text(seat, "eersteHandelsnaam") or _text(firm, "naam") or _text(firm, "statutaireNaam"),
        place=place,
        postcode=postcode,
        sbi=_activity(firm) or _activity(seat),
        people=_count(seat, "totaalWerkzamePersonen") if people is None else people,
        ended=_ended(firm),
        no_post=_text(firm, "indNonMailing") == _YES,
    )


def error_code(answer: object) -> str:
    """Return the register's own code of a refusal, such as `IPD5200`; nothing when there is none."""
    listed = _record(answer).get("fout") if isinstance(answer, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) else ""


def _hit(each: object) -> Hit:
    found = _record(each)
    address = _record(found.get("adres") or {})
    home = _record(address.get("binnenlandsAdres") or {})
    branch = _number(found, "vestigingsnummer", _BRANCH) if found.get("vestigingsnummer") else ""
    active = found.get("actief") not in ("Nee", "false", False)
    return Hit(
        _number(found, "kvkNummer", _KVK),
        branch,
        _text(found, "naam"),
        _text(home, "plaats"),
        _text(found, "type"),
        active,
    )


def _record(value: object) -> Answer:
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  # callers know one kind of unreadable
    return cast("Answer", value)


def _list(record: Answer, name: str) -> list[object]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")  # noqa: TRY004  # idem
    return cast("list[object]", value)


def _text(record: Answer, name: str) -> str:
    """Return one line of text; nothing when it is left out."""
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")  # noqa: TRY004  # idem
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable())[:LONGEST]


def _number(record: Answer, name: str, shape: re.Pattern[str]) -> str:
    value = _text(record, name)
    if not shape.fullmatch(value):
        raise ValueError(f"{name} is not a number of the register")
    return value


def _count(record: Answer, name: str) -> int | None:
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError(f"{name} is not a count")
    return value


def _visited(block: Answer) -> tuple[str, str] | None:
    """Return place and postcode of the visiting address; None when it is shielded or not there."""
    for each in _list(block, "adressen"):
        address = _record(each)
        if _text(address, "type") == _VISITING and _text(address, "indAfgeschermd") != _YES:
            place = _text(address, "plaats")
            return (place, _text(address, "postcode")) if place else None
    return None


def _activity(block: Answer) -> str:
    """Return the code of the main activity; nothing when there is none."""
    for each in _list(block, "sbiActiviteiten"):
        activity = _record(each)
        if _text(activity, "indHoofdactiviteit") == _YES:
            return _text(activity, "sbiCode")
    return ""


def _ended(firm: Answer) -> str:
    day = _text(_record(firm.get("materieleRegistratie") or {}), "datumEinde")
    if day and not _DAY.fullmatch(day):
        raise ValueError("datumEinde is not a day of the register")
    return day

"""Rules on what of a scheme can change, and when: terms, arrangements, duties, documents, and their amendments.

What an amendment says passes the same rules as what it comes in the place of, so every edition that an application can
keep is right. Errors name the key inside the amendment, where somebody can mend it. A scheme that is open cannot rest
on examples: nobody may apply under numbers that nobody decided.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from trede.core.pack_findings import (
    PackError,
    doubles,
    filled,
    keys_once,
    sane_euros,
    sane_moment,
    sane_share,
)
from trede.core.pack_scheme_amendments import Amendment
from trede.core.pack_scheme_terms import Arrangement, Measure, RequiredDocument, moment
from trede.core.pack_schemes import Scheme

_DECIDED = ("openings", "ceilings", "terms", "arrangements", "obligations", "data_layers", "mandates")
"""Lists of which no item may be an example in a scheme that is open."""


def check_editions(file: str, scheme: Scheme) -> Iterator[PackError]:
    """Yield what is wrong in what can change, as it began and in each amendment; and examples in an open scheme."""
    yield from _dated(file, scheme)
    yield from _in_order(file, scheme)
    for index, amendment in enumerate(scheme.amendments):
        yield from _amendment(file, f"amendments[{index}]", scheme, amendment)
    if scheme.status == "open":
        for place in _examples(scheme):
            hint = "Write what was decided with its source, or keep `status: draft`."
            yield PackError(file, place, "an open scheme cannot rest on an example", hint)


def _dated(file: str, scheme: Scheme) -> Iterator[PackError]:
    """Rules on every key that an amendment may change."""
    yield from keys_once(file, "terms", [term.key for term in scheme.terms], "term")
    for index, step in enumerate(scheme.penalty):
        yield from sane_euros(file, f"penalty[{index}].amount", step.amount)
    yield from _arrangements(file, scheme.arrangements)
    yield from _lists(file, scheme)
    counted = [(f"terms[{n}].length", term.length) for n, term in enumerate(scheme.terms)]
    counted += [(f"penalty[{n}].days", step.days) for n, step in enumerate(scheme.penalty)]
    counted += [(f"retention[{n}].years", kept.years) for n, kept in enumerate(scheme.retention)]
    for key, count in counted:
        if count < 1:
            yield PackError(file, key, "is less than 1", "Write a whole number of 1 or more.")


def _arrangements(file: str, arrangements: tuple[Arrangement, ...]) -> Iterator[PackError]:
    """From 0 without end, each beginning where the one before stops."""
    yield from filled(file, "arrangements", arrangements)
    end: float | None = 0.0
    for index, item in enumerate(arrangements):
        key = f"arrangements[{index}]"
        yield from sane_share(file, f"{key}.advance_share", item.advance_share)
        yield from sane_share(file, f"{key}.sample_share", item.sample_share)
        if end is None or item.least != end:
            hint = "List them from small to large; each begins where the one before stops, the first at 0."
            yield PackError(file, f"{key}.least", "leaves a gap or falls in the one before", hint)
        end = item.below
    if arrangements and end is not None:
        yield PackError(file, f"arrangements[{len(arrangements) - 1}].below", "has an end", "Write null for the last.")


def _lists(file: str, scheme: Scheme) -> Iterator[PackError]:
    """Keys are stored with applications, so each occurs once."""
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("obligations", (item.key for item in scheme.obligations)),
        ("measures", (item.key for item in scheme.measures)),
        ("documents", (item.key for item in scheme.documents)),
    )
    for where, keys in named:
        yield from keys_once(file, where, keys, "item")
    for index, document in enumerate(scheme.documents):
        yield from _document(file, f"documents[{index}]", document)
    results = ((f"retention[{n}].result", item.result) for n, item in enumerate(scheme.retention))
    yield from doubles(file, results, "result")


def _document(file: str, key: str, document: RequiredDocument) -> Iterator[PackError]:
    if (document.needed == "when") != (document.when is not None):
        hint = "Write `when:` with `needed: when`, and only then."
        yield PackError(file, f"{key}.when", "does not go together with `needed`", hint)


def _in_order(file: str, scheme: Scheme) -> Iterator[PackError]:
    """One after the other, and after the scheme itself began: what holds from its start stands in the scheme."""
    last = moment(scheme.versions[0].valid_from) if scheme.versions else None
    for index, amendment in enumerate(scheme.amendments):
        key, start = f"amendments[{index}].valid_from", moment(amendment.valid_from)
        yield from sane_moment(file, key, amendment.valid_from)
        if last is not None and start <= last:
            before = "the amendment before" if index else "the first version"
            hint = "List amendments from old to new." if index else "Change the scheme itself: it was not in use yet."
            yield PackError(file, key, f"does not come after {before}", hint)
        last = start


def _amendment(file: str, key: str, scheme: Scheme, amendment: Amendment) -> Iterator[PackError]:
    given = amendment.given()
    if not given:
        yield PackError(file, key, "changes nothing", "Name what is different from then on, such as `terms:`.")
    if amendment.terms is not None:
        yield from filled(file, f"{key}.terms", amendment.terms)
    yield from _measures(file, key, scheme, amendment)
    for error in _dated(file, msgspec.structs.replace(scheme, amendments=(), **given)):
        if re.split(r"[.\[]", error.key, maxsplit=1)[0] in given:
            yield PackError(file, f"{key}.{error.key}", error.message, error.hint)


def _measures(file: str, key: str, scheme: Scheme, amendment: Amendment) -> Iterator[PackError]:
    """Figures of one key are compared, those of before an amendment with those of after it."""
    lists = [scheme.measures, *(other.measures or () for other in scheme.amendments)]
    first: dict[str, Measure] = {}
    for each in (each for measures in lists for each in measures):
        first.setdefault(each.key, each)
    for index, item in enumerate(amendment.measures or ()):
        if (item.unit, item.better) != (first[item.key].unit, first[item.key].better):
            hint = "Give it a key of its own: figures of one key are compared with each other."
            yield PackError(file, f"{key}.measures[{index}]", f"`{item.key}` was another measure before", hint)


def _examples(scheme: Scheme) -> Iterator[str]:
    """Yield where an example stands in what holds last. Examples may stand in what was replaced."""
    if scheme.versions:
        last = len(scheme.versions) - 1
        basis = enumerate(scheme.versions[-1].basis)
        yield from (f"versions[{last}].basis[{n}]" for n, item in basis if item.status == "example")
    for where in _DECIDED:
        yield from (place for place, item in _said_last(scheme, where) if item.status == "example")
    if scheme.distribution.status == "example":
        yield "distribution"
    yield from (f"amendments[{n}]" for n, item in enumerate(scheme.amendments) if item.status == "example")


def _said_last(scheme: Scheme, where: str) -> list[tuple[str, Any]]:
    """Return the items of a list as they hold after every amendment, each with the key where it is written."""
    lists = [(where, getattr(scheme, where))]
    lists += [(f"amendments[{n}].{where}", getattr(item, where, None)) for n, item in enumerate(scheme.amendments)]
    placed = [[(f"{key}[{n}]", item) for n, item in enumerate(items)] for key, items in lists if items is not None]
    if where == "terms":
        return list({item.key: (key, item) for items in placed for key, item in items}.values())
    return placed[-1]

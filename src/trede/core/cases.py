"""Policy cases: given answers, expected outcome, in a format a policy officer can read and write.

The format is in `docs/reference/cases.md`. This module knows no files: it gets plain values (dicts, lists, text) and
returns per case whether it passes and what differs. A case that cannot be run fails with a sentence; it never stops
the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TypeVar, cast

from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.rules import RULES

Document = Mapping[str, object]
"""An outcome as plain values, such as the document of `trede score --json`."""
Kind = Callable[[Pack, str, Document], Document]
"""Runs one kind of case: pack, the value of the kind's key, `given` → document to compare with `expect`."""
Comparison = Callable[[object, object], bool]
"""Says whether an expected value fits an actual one."""

W = TypeVar("W")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Difference:
    """One key whose value is not as expected; both values as the case would write them."""

    key: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case. `error` says in English why it could not be run."""

    name: str
    differences: tuple[Difference, ...] = ()
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether everything the case expects is so."""
        return self.error is None and not self.differences


class CaseError(Exception):
    """A case that cannot be run: the sentence says what to change."""


def run_cases(pack: Pack, cases: object) -> list[CaseResult]:
    """Run the cases of one file (a list). Raises CaseError when the file as a whole is no list of cases."""
    if not isinstance(cases, list):
        raise CaseError("expected a list of cases, each starting with `- case: NAME`")
    if not cases:
        raise CaseError("there are no cases in this file")
    return [run_case(pack, case, number) for number, case in enumerate(cases, 1)]


def run_case(pack: Pack, case: object, number: int = 1) -> CaseResult:
    """Run one case. Never raises for what the case says; `number` names a case without a name."""
    name = f"case {number}"
    try:
        fields = _mapping(case, "a case", "`case:`, `scan:`, `given:` and `expect:`")
        name = _name(fields, name)
        kind, subject = _kind(fields)
        if kind in ELSEWHERE:
            return _elsewhere(kind)(pack, fields)
        return verdict(fields, kind, lambda given: KINDS[kind](pack, subject, given))
    except CaseError as error:
        return CaseResult(name, error=str(error))
    except InputError as error:
        return CaseResult(name, error=error.message_en)


def verdict(
    fields: Mapping[str, object],
    kind: str,
    outcome: Callable[[Document], Document],
    *,
    also: Sequence[str] = (),
    comparisons: Mapping[str, Comparison] | None = None,
) -> CaseResult:
    """Check the keys of a case, get its outcome from `given`, compare it with `expect`. For every kind of case.

    `also` names keys of the case beyond the usual ones; `comparisons` says per key of the outcome how it is compared
    when not as a whole. Raises CaseError for a case that is not written as it should be.
    """
    for key in fields:
        if key not in (*_CASE_KEYS, *also, kind):
            raise CaseError(f"unknown key `{key}`; a {kind} case has {_listed(['case', kind, *also, *_CASE_KEYS[1:]])}")
    given = _mapping(fields.get("given"), "`given`", "the facts of the case")
    expect = _mapping(fields.get("expect"), "`expect`", "at least one key of the outcome")
    if not expect:
        raise CaseError("`expect` is empty, so the case could not fail; name at least one key of the outcome")
    return CaseResult(str(fields["case"]), tuple(compare(expect, outcome(given), comparisons)))


def _elsewhere(kind: str) -> Callable[[Pack, Mapping[str, object]], CaseResult]:
    """Return `run(pack, case)` of the module of a kind: loaded only when such a case is run."""
    return cast("Callable[[Pack, Mapping[str, object]], CaseResult]", import_module(ELSEWHERE[kind]).run)


def _name(fields: Mapping[str, object], fallback: str) -> str:
    name = fields.get("case")
    if name is None or not str(name).strip():
        raise CaseError(f"{fallback} has no name; start it with `- case: NAME`")
    return str(name)


def _kind(fields: Mapping[str, object]) -> tuple[str, str]:
    """Return the kind of case and the value of its key."""
    found = [key for key in (*KINDS, *ELSEWHERE) if key in fields]
    if len(found) != 1:
        said = _listed(found) if found else "none"
        raise CaseError(f"a case has exactly one of {_listed([*KINDS, *ELSEWHERE])}; this one has {said}")
    kind = found[0]
    subject = fields[kind]
    if not isinstance(subject, str):
        raise CaseError(f"`{kind}` must name one, such as `{kind}: mkb-zelfscan`")
    return kind, subject


def compare(
    expect: Document, actual: Document, comparisons: Mapping[str, Comparison] | None = None
) -> list[Difference]:
    """Return what differs in the keys that `expect` names. Raises CaseError for a key the outcome does not have."""
    ways = {**_COMPARISONS, **(comparisons or {})}
    differences: list[Difference] = []
    for key, expected in expect.items():
        if key not in actual:
            raise CaseError(f"unknown key `{key}` in `expect`; the outcome has {_listed(list(actual))}")
        if not ways.get(key, same)(expected, actual[key]):
            shown = _SHOWN[key](actual[key]) if key in _SHOWN and key not in (comparisons or {}) else actual[key]
            differences.append(Difference(key, _written(expected), _written(shown)))
    return differences


def same(expected: object, actual: object) -> bool:
    """Compare whole values: lists in order, dates as ISO, yes/no as true/false, null also for an empty list."""
    if isinstance(expected, str) and (actual is None or isinstance(actual, bool)):
        expected = _SPOKEN.get(expected.lower(), expected)
    if expected is None:
        return actual is None or actual == []
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return _plain(expected) == _plain(actual)


def _same_reasons(expected: object, actual: object) -> bool:
    """Reasons are compared by code: those named must be there in this order, others may stand between."""
    codes = [_word(item, "code", "reasons") for item in _items(expected, "reasons")]
    return _in_order(codes, _codes(actual), lambda wanted, found: wanted == found)


def _same_steps(expected: object, actual: object) -> bool:
    """Next steps are compared by what each item names, in this order; others may stand between."""
    wanted = [item if isinstance(item, dict) else {"topic": item} for item in _items(expected, "next_steps")]
    found = [step for step in _items(actual, "next_steps") if isinstance(step, dict)]
    for item in wanted:
        unknown = [str(key) for key in item if key not in _STEP_KEYS]
        if unknown:
            raise CaseError(f"unknown key `{unknown[0]}` in `next_steps`; a step has {_listed(list(_STEP_KEYS))}")
    return _in_order(wanted, found, lambda item, step: all(step.get(key) == value for key, value in item.items()))


def _in_order(wanted: Sequence[W], found: Sequence[F], fits: Callable[[W, F], bool]) -> bool:
    """Tell whether each wanted item fits a found item after the one before it; nothing wanted means nothing found."""
    if not wanted:
        return not found
    rest = iter(found)
    return all(any(fits(item, candidate) for candidate in rest) for item in wanted)


def _codes(reasons: object) -> list[str]:
    return [_word(item, "code", "reasons") for item in _items(reasons, "reasons")]


def _topics(steps: object) -> list[str]:
    return [f"{step['topic']} {step['band']}" for step in _items(steps, "next_steps") if isinstance(step, dict)]


def _word(item: object, key: str, where: str) -> str:
    """Return the key of an item written as a word or as a map with that key."""
    word = item.get(key) if isinstance(item, dict) else item
    if not isinstance(word, str):
        raise CaseError(f"each item of `{where}` is a {key}, such as `most-chosen`")
    return word


def _items(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise CaseError(f"`{where}` in `expect` is a list, such as `[…]`")
    return value


def _plain(value: object) -> object:
    """Return a value in which dates are text, so that a date and its ISO form are the same."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _written(value: object) -> str:
    """Return a value as a case file writes it."""
    value = _plain(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    return str(value)


def _mapping(value: object, what: str, needs: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise CaseError(f"{what} needs keys with values: {needs}")
    return {str(key): item for key, item in value.items()}


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _scan_case(pack: Pack, subject: str, given: Document) -> Document:
    """Run a `scan:` case with the rule that the pack names for this questionnaire."""
    questionnaire = pack.scans.get(subject)
    if questionnaire is None:
        raise CaseError(f"there is no scan `{subject}` in {pack.reference}; it has {_listed(list(pack.scans))}")
    rule = RULES[questionnaire.rule]
    for key in given:
        if key not in rule.given:
            raise CaseError(f"unknown key `{key}` in `given`; this scan takes {_listed(rule.given)}")
    if "answers" not in given:
        raise CaseError("`given` has no `answers`")
    return rule.run(pack, questionnaire, given, "nl")


KINDS: dict[str, Kind] = {"scan": _scan_case}
"""Kinds of cases: the key that marks the kind to what runs it. A new kind is one line here."""
ELSEWHERE = {
    "scheme": "trede.core.cases_schemes",
    "clock": "trede.core.cases_terms",
    "allocation": "trede.core.cases_allocation",
    "ledger": "trede.core.cases_ledger",
}
"""Kinds with a module of their own, whose `run(pack, case)` gets the whole case: most runs are about scans only."""

_CASE_KEYS = ("case", "given", "expect", "note", "source")
_STEP_KEYS = ("topic", "band", "text")
_SPOKEN = {"yes": True, "true": True, "ja": True, "no": False, "false": False, "nee": False, "null": None, "none": None}
"""Words that people write for true, false and nothing."""
_COMPARISONS: dict[str, Comparison] = {"reasons": _same_reasons, "next_steps": _same_steps}
"""Keys of an outcome that are compared by part; all others as a whole."""
_SHOWN: dict[str, Callable[[object], object]] = {"reasons": _codes, "next_steps": _topics}
"""How these keys are shown when they differ."""

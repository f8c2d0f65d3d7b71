"""Say everything that is wrong with the shape of a pack file, in words a policy officer can act on.

`msgspec.convert` is fast and stops at the first error; this walk is slow, finds all of them, and runs only after
`convert` refused. A test holds the two together: this finds nothing exactly when `convert` succeeds.
"""

import types
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from trede.core.pack import Text
from trede.core.pack_findings import nearest
from trede.regions.document import Problem

_LANGUAGES = {"nl": "Dutch", "en": "English"}
_WANTED = {
    str: ("text", "Write text; put quotes around a number or date that is meant as text."),
    int: ("a whole number", "Write a whole number without quotes."),
    float: ("a number", "Write a number with a point, such as 2.0, without quotes."),
    bool: ("true or false", "Write true or false without quotes."),
    date: ("a date", "Write a date as 2026-06-30 without quotes."),
    datetime: ("a moment", "Write a day and a time as 2026-06-30 09:00 without quotes."),
}


def diagnose(kind: Any, value: object, key: str = "") -> Iterator[Problem]:
    """Yield a problem for every place where `value` is not a `kind`, a type built as in `core/pack.py`."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is not None:
            yield from diagnose(next(part for part in get_args(kind) if part is not type(None)), value, key)
    elif origin is tuple:
        yield from _tuple(get_args(kind), value, key)
    elif origin is dict:
        yield from _dict(get_args(kind)[1], value, key)
    elif origin is Literal:
        yield from _literal(get_args(kind), value, key)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _struct(kind, value, key)
    else:
        yield from _scalar(kind, value, key)


def _struct(kind: type[msgspec.Struct], value: object, key: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield from _no_struct(kind, value, key)
        return
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            hint = f"Known keys here: {', '.join(fields)}.{nearest(str(name), fields)}"
            yield Problem(_join(key, str(name)), "unknown key", hint)
    hints = get_type_hints(kind)
    for name, field in fields.items():
        if name in value:
            yield from diagnose(hints[name], value[name], _join(key, name))
        elif field.required:
            yield _missing(kind, hints[name], name, key)


def _no_struct(kind: type[msgspec.Struct], value: object, key: str) -> Iterator[Problem]:
    if kind is Text:
        yield Problem(
            key, f"expected a text in two languages, found {_called(value)}", "Write `nl:` and `en:` below it."
        )
    else:
        names = ", ".join(field.name for field in msgspec.structs.fields(kind) if field.required)
        yield Problem(key, f"expected keys with values, found {_called(value)}", f"Write below it: {names}.")


def _missing(kind: type[msgspec.Struct], wanted: Any, name: str, key: str) -> Problem:
    if kind is Text:
        language = _LANGUAGES[name]
        return Problem(_join(key, name), f"the {language} text is missing", f"Add the {language} text under `{name}:`.")
    if wanted is Text:
        return Problem(_join(key, name), "this text is missing", f"Add `{name}:` with `nl:` and `en:` below it.")
    return Problem(_join(key, name), "this key is missing", f"Add `{name}:`; packs/minimal shows how.")


def _tuple(parts: tuple[Any, ...], value: object, key: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(key, f"expected a list, found {_called(value)}", "Write items with `- `, or `[]` for none.")
        return
    if parts[-1] is not Ellipsis and len(parts) != len(value):
        yield Problem(key, f"expected {len(parts)} items, found {len(value)}", f"Write {len(parts)} items.")
        return
    for index, item in enumerate(value):
        yield from diagnose(parts[0], item, f"{key}[{index}]")


def _dict(part: Any, value: object, key: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(key, f"expected keys with values, found {_called(value)}", "Write `key: value` lines, or `{}`.")
        return
    for name, item in value.items():
        yield from diagnose(part, item, _join(key, str(name)))


def _literal(options: tuple[Any, ...], value: object, key: str) -> Iterator[Problem]:
    if not (isinstance(value, str) and value in options):
        hint = f"Choose one of: {', '.join(map(str, options))}.{nearest(str(value), map(str, options))}"
        yield Problem(key, f"`{value}` is not one of the choices", hint)


def _scalar(kind: type, value: object, key: str) -> Iterator[Problem]:
    accepted = (int, float) if kind is float else (kind,)
    if type(value) in accepted:
        return
    wanted, hint = _WANTED[kind]
    name = key.rpartition(".")[2]
    if value is None and name in _LANGUAGES:
        language = _LANGUAGES[name]
        yield Problem(key, f"the {language} text is empty", f"Add the {language} text under `{name}:`.")
        return
    yield Problem(key, f"expected {wanted}, found {_called(value)}", hint)


def _called(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, str) and not value.strip():
        return "an empty text"
    return f"`{str(value)[:40]}`"


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

"""The page `docs/reference/packs.md`, made from the records of `core/pack.py`. A test compares it with the file."""

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from trede.core.pack import Text
from trede.regions.load import KINDS, OPTIONAL, REQUIRED
from trede.regions.schema import notes

_FILES = {
    **{name: f"{name}.yml" for name in (*REQUIRED, *OPTIONAL)},
    "scan": "scans/<key>.yml",
    "scheme": "schemes/<key>.yml",
}
_WORDS = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true/false",
    "date": "date",
    "datetime": "moment",
}
_HEAD = """# Files of a region pack

<!-- Made by `make docs` from the records in `src/trede/core/pack*.py`. Change the notes there, not this page. -->

A pack is a folder `packs/<region>/`. Every file has a JSON Schema in `packs/schema/`, which editors read from its first
line. `trede pack check` says what is wrong, with file, line, key and what to do; keys count from 0 (`rungs[0]` is the
first). All keys without *May be left out* are needed; an unknown key is an error. **Two languages** means `nl:` and
`en:`, both filled in.

YAML as it is read here: only `true`, `false`, `null`, whole numbers, decimals and ISO dates are special; everything
else is text, keys always are (`on:`, `nee`, `06`). References (`&a`, `*a`), tags (`!x`) and the same key twice are
errors.

| file | holds |
| --- | --- |
"""
_RULES = """
## Rules over the files

Beside the shape, the check asks:

- `pack.yml`: the key is the name of the folder; the front door is an organisation of the kind `front-door`; the
  default scan has the rule `trede-1` and the baseline scan `baseline-1`; CBS codes, names and keys occur once; a
  place stands with one municipality, never in `shared_places` too; `postcodes` are of a shared place, and a range lies
  in one municipality; size classes do not overlap; figures in public
  stand for 10 firms or more, among partners for 5 or more, rounded to 5 or more; a base figure has a value and a day,
  or neither; style values cannot leave their place.
- `ladder.yml`: the six rungs in order; the rungs of a stage stand next to each other; every door is an organisation.
- `scans/`: the key is the name of the file. Rule `trede-1`: the seven topics in order, answers A to F, the bands A-B,
  C-D and E-F, an order of attention that names each topic once. Rule `baseline-1`: at least one must, the answers `ja
  deels nee weet-niet`, a next step for the last three, a text for each rung. Rule `ai-ready-1`: the same answers and
  next steps, at least one must, the groups `technical organisational process business-case small-test control`, an
  order of attention. Rule `autonomy-1`: the same answers and next steps, the groups `dependence exit place openness`,
  subjects (kinds of systems), at most 11 questions. Rule `skills-1`: the answers `uitleg zelf hulp nog-niet`.
- `partners.yml`: rungs, topics, municipalities and sectors exist. A service that is full or closed names an
  alternative; following alternatives never goes round and ends at an open service for the same rungs. **No dead
  ends**: for each rung and each of the seven topics some service is open to every firm, without limits of size, place,
  sector or period.
- `indicators.yml`: keys and numbers occur once; events look like `scan.completed`.
- `schemes/`: the key is the name of the file. Versions run from old to new, each until the next begins. Every parameter
  stands in one `basis` with its source; what the policy leaves open has `status: example`, and a scheme that is `open`
  has none of those. Minimum ≤ maximum; a ceiling is published before it holds; openings do not overlap; arrangements
  run from 0 without a gap; the highest mandate has no limit. Amendments come after the first version, from old to new,
  change something, and pass the same rules as what they replace; a measure keeps its unit. Doors lead to a scheme,
  instrument or organisation that is there, and each reason that the scheme can give has one. Pillars, rungs, roles and
  reasons exist; reasons and questions have words in `packs/common/subsidies.yml`.
- `texts.yml`: each key is one of `packs/common/`, with no placeholder (`{region}`) that the engine does not fill. In
  `packs/common/` Dutch and English have the same placeholders. Texts in the other files have none.
- `referrers.yml`: keys occur once and can stand in an address; an origin is `https://` and a host, without a path.
- `names.yml`: no name is approved twice, and each one stands in a text of the pack.
- The Dutch texts read easily, and the English ones are English ([reading level](../explanation/reading-level.md)).
  `trede pack check` asks this; a site starts without it.
- Nothing is empty. Web addresses start with `https://`. Days lie between 2015 and 2099.
- `cases/*.yml`: the policy cases all pass ([cases](cases.md)).
"""


def page() -> str:
    """Return the whole page."""
    records = _records()
    rows = [f"| `{file}` | {_holds(name)} |\n" for name, file in _FILES.items()]
    rows.append("| `cases/*.yml` | policy cases, see [cases](cases.md); may be left out |\n")
    return _HEAD + "".join(rows) + "".join(_section(record) for record in records) + _RULES


def _holds(name: str) -> str:
    kind = KINDS[name]
    if not isinstance(kind, type):
        return "your own words for texts of the engine: key → two languages; may be left out"
    return f"[{kind.__name__}](#{kind.__name__.lower()})" + {
        "scan": "; one file or more",
        "scheme": "; may be left out",
    }.get(name, "")


def _records() -> list[type[msgspec.Struct]]:
    """Return every record that a file can hold, each after the one that names it first."""
    found: list[type[msgspec.Struct]] = []
    for kind in KINDS.values():
        _collect(kind, found)
    return [record for record in found if record is not Text]


def _collect(kind: Any, found: list[type[msgspec.Struct]]) -> None:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in found:
            found.append(kind)
            for hint in get_type_hints(kind).values():
                _collect(hint, found)
        return
    for part in get_args(kind):
        _collect(part, found)


def _section(record: type[msgspec.Struct]) -> str:
    said = notes()[record.__name__]
    lines = [f"\n## {record.__name__}\n\n{said['']}\n\n| key | is | |\n| --- | --- | --- |\n"]
    hints = get_type_hints(record)
    for field in msgspec.structs.fields(record):
        note = said.get(field.name, "")
        meaning = ". ".join(part for part in (note.removesuffix("."), _left_out(field)) if part)
        lines.append(f"| `{field.name}` | {_called(hints[field.name])} | {meaning} |\n")
    return "".join(lines)


def _left_out(field: msgspec.structs.FieldInfo) -> str:
    """Say that a key may be left out, and what it then is when that is more than nothing."""
    if field.required:
        return ""
    default = field.default
    return f"*May be left out: `{str(default).lower()}`*" if isinstance(default, str | bool) else "*May be left out*"


def _called(kind: Any) -> str:
    """Return a type in words."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return f"{_called(parts[0])}, or null"
    if origin is Literal:
        return "one of " + ", ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of {_called(parts[0])}" if parts[-1] is Ellipsis else f"{len(parts)} × {_called(parts[0])}"
    if origin is dict:
        return f"keys with {_called(parts[1])}"
    if kind is Text:
        return "two languages"
    name = str(kind.__name__)
    return f"[{name}](#{name.lower()})" if issubclass(kind, msgspec.Struct) else _WORDS[name]

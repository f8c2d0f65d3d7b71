"""Rules on texts and style values: nothing empty, the same placeholders in both languages, no way out of a style."""

import re
from collections.abc import Iterator
from string import Formatter

import msgspec

from trede.core.pack import PackInfo, Text
from trede.core.pack_findings import PackError, Parts, nearest

_LANGUAGES = {"nl": "Dutch", "en": "English"}
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")
_TEXT_KEY = re.compile(r"[a-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_TOKEN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_STYLE_VALUE = re.compile(r"[A-Za-z0-9 #%.,()'\"+*/-]{1,200}")
_STYLE_FUNCTION = re.compile(r"([A-Za-z-]*)\(")
_STYLE_FUNCTIONS = frozenset(
    {"", "calc", "clamp", "color-mix", "hsl", "hsla", "max", "min", "oklch", "rgb", "rgba", "var"}
)


def check_texts(parts: Parts) -> Iterator[PackError]:
    """Yield what is wrong with the texts of the pack and of the engine."""
    records: list[tuple[str, msgspec.Struct | None]] = [
        ("pack.yml", parts.info),
        ("ladder.yml", parts.ladder),
        ("instruments.yml", parts.instruments),
        ("partners.yml", parts.partners),
        ("indicators.yml", parts.indicators),
        ("referrers.yml", parts.referrers),
        ("common/names.yml", parts.engine_names),
        ("names.yml", parts.own_names),
    ]
    records += [(f"scans/{name}.yml", scan) for name, scan in parts.scans.items()]
    records += [(f"schemes/{name}.yml", scheme) for name, scheme in parts.schemes.items()]
    for file, record in records:
        yield from _record(file, "", record)
    yield from _names_once(parts)
    for key, (file, text) in parts.engine_texts.items():
        yield from _engine_text(file, key, text)
    for key, text in (parts.own_texts or {}).items():
        yield from _engine_text("texts.yml", key, text)
        yield from _override(parts, key, text)


def _names_once(parts: Parts) -> Iterator[PackError]:
    """Yield names that are approved twice: the engine's hold for every region."""
    engine = [item.name for item in parts.engine_names.names] if parts.engine_names else []
    own = [item.name for item in parts.own_names.names] if parts.own_names else []
    for file, names, before in (("common/names.yml", engine, []), ("names.yml", own, engine)):
        for index, name in enumerate(names):
            if name in (*before, *names[:index]):
                hint = "Take this one out; common/names.yml holds for every region."
                yield PackError(file, f"names[{index}].name", f"`{name}` is approved already", hint)


def check_theme(info: PackInfo) -> Iterator[PackError]:
    """Yield design tokens that could do more in a style sheet than set one value."""
    for name, value in info.theme.items():
        key = f"theme.{name}"
        if not _TOKEN.fullmatch(name):
            hint = "Write lower-case letters, digits and hyphens, without `--` in front."
            yield PackError("pack.yml", key, f"`{name}` is not the name of a design token", hint)
        if not is_safe_style(value):
            hint = 'Write a colour, size or font name in quotes, such as "#00544d"; no `;`, `{`, `}` or url().'
            yield PackError("pack.yml", key, f"`{value[:40]}` is not a safe style value", hint)


def is_safe_style(value: str) -> bool:
    """Tell whether `value` can stand behind `--token:` and do nothing but set it: no end, no address, no comment."""
    if not _STYLE_VALUE.fullmatch(value) or "/*" in value or "//" in value:
        return False
    if not {name.lower() for name in _STYLE_FUNCTION.findall(value)} <= _STYLE_FUNCTIONS:
        return False
    return value.count("(") == value.count(")") and value.count('"') % 2 == 0 and value.count("'") % 2 == 0


def _record(file: str, key: str, value: object) -> Iterator[PackError]:
    """Walk records to every text in them. The most frequent kinds come first: this runs on every load."""
    if isinstance(value, Text):
        yield from _fixed_text(file, key, value)
    elif isinstance(value, str):
        if not value.strip():
            yield PackError(file, key, "this value is empty", "Write it, or see packs/minimal.")
    else:
        for path, item in _inside(key, value):
            yield from _record(file, path, item)


def _inside(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield path and value of what a list, mapping or record holds; nothing for numbers and days."""
    if isinstance(value, tuple):
        yield from ((f"{key}[{index}]", item) for index, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((f"{key}.{name}", item) for name, item in value.items())
    elif isinstance(value, msgspec.Struct):
        prefix = f"{key}." if key else ""
        yield from ((prefix + name, getattr(value, name)) for name in value.__struct_fields__)


def _fixed_text(file: str, key: str, text: Text) -> Iterator[PackError]:
    """A text that is shown as it stands: filled in both languages, no placeholders."""
    yield from _languages(file, key, text)
    for language, written in (("nl", text.nl), ("en", text.en)):
        if "{" in written or "}" in written:
            hint = "This text is shown as it stands; leave the braces out."
            yield PackError(file, f"{key}.{language}", "placeholders have no meaning here", hint)


def _languages(file: str, key: str, text: Text) -> Iterator[PackError]:
    for language, written in (("nl", text.nl), ("en", text.en)):
        if not written.strip():
            name = _LANGUAGES[language]
            hint = f"Add the {name} text under `{language}:`."
            yield PackError(file, f"{key}.{language}", f"the {name} text is empty", hint)


def _engine_text(file: str, key: str, text: Text) -> Iterator[PackError]:
    yield from _languages(file, key, text)
    if not _TEXT_KEY.fullmatch(key):
        yield PackError(file, key, f"`{key}` cannot be the key of a text", "Write words with dots between: home.title.")
    found = {}
    for language, written in (("nl", text.nl), ("en", text.en)):
        try:
            found[language] = placeholders(written)
        except ValueError as error:
            hint = "Write `{name}` for a value; double a brace that must show: `{{`."
            yield PackError(file, f"{key}.{language}", f"the braces are not right: {error}", hint)
    if len(found) == len(_LANGUAGES) and found["nl"] != found["en"]:
        only = ", ".join(sorted(f"{{{name}}}" for name in found["nl"] ^ found["en"]))
        yield PackError(file, key, f"{only} stands in one language only", "Use the same placeholders in `nl` and `en`.")


def _override(parts: Parts, key: str, text: Text) -> Iterator[PackError]:
    """A region's own text replaces an engine text, with no placeholder that the engine does not fill."""
    if key not in parts.engine_texts:
        hint = f"texts.yml replaces texts of packs/common.{nearest(key, parts.engine_texts)}"
        yield PackError("texts.yml", key, "no page uses this text", hint)
        return
    engine = parts.engine_texts[key][1]
    try:
        unknown = (placeholders(text.nl) | placeholders(text.en)) - placeholders(engine.nl)
    except ValueError:
        return
    if unknown:
        hint = f"The engine fills: {', '.join(sorted(placeholders(engine.nl))) or 'nothing'}."
        yield PackError("texts.yml", key, f"nothing fills {', '.join(sorted(unknown))}", hint)


def placeholders(template: str) -> frozenset[str]:
    """Return the names between braces. ValueError: a brace too many or too few, or more than a plain name."""
    if "{" not in template and "}" not in template:
        return frozenset()
    names = set()
    for _, name, form, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not _PLACEHOLDER.fullmatch(name) or form or conversion:
            raise ValueError(f"`{{{name}}}` is not a plain name")
        names.add(name)
    return frozenset(names)

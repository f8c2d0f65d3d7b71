"""Names of rows and columns of a table, in the language of the page."""

from trede.core.breakdowns import AREA, BELOW, CLUSTER, EVERY, FIRMS, FROM, REACHED, UNKNOWN
from trede.core.table_parts import ALL, WITH_LOOSE
from trede.monitor.words import Words
from trede.web.wording import listed

_TEXTS = frozenset({FIRMS, REACHED, BELOW})


def row_name(words: Words, dimension: str, name: str) -> str:
    """Return `Assen`, `Zuidoost-Drenthe`, `Bouw en installatie`, `10 volle banen of meer`, or the margin's name."""
    if name.startswith(WITH_LOOSE):
        return words.text("table.with-unknown", name=row_name(words, dimension, name.removeprefix(WITH_LOOSE)))
    kind, _, key = name.partition(":")
    if name.startswith(AREA):
        return key
    if name.startswith(FROM):
        return words.text("table.from", minimum=_minimum(words, key))
    texts = {ALL: "table.total", EVERY: f"table.every.{dimension}", UNKNOWN: "table.not-known"}
    if name.startswith(CLUSTER):
        texts[name] = f"table.cluster.{key}"
    return words.text(texts[name]) if name in texts else _category(words, dimension, kind)


def column_name(words: Words, name: str) -> str:
    """Return the name of a rung, of two or more rungs together, of a side of a share, or of the margin."""
    if name == ALL:
        return words.text("table.total")
    if name == EVERY:
        return words.text("table.every.rung")
    if name in _TEXTS:
        return words.text(f"table.column.{name}")
    rungs = {rung.key: rung.name.in_language(words.language) for rung in words.pack.ladder.rungs}
    first, *others = (rungs[key] for key in name.split("+"))
    if len(others) > 1:
        return words.text("table.up-to", first=first, last=others[-1])
    return listed([first, *others], words.language)


def members_line(words: Words, dimension: str, name: str, parts: list[str]) -> str:
    """Return which categories a merged row holds; nothing for one category, or for all of them."""
    if not parts[1:] or name == EVERY:
        return ""
    names = ", ".join(_category(words, dimension, part) for part in parts)
    return words.text("table.members", name=row_name(words, dimension, name), parts=names)


def _category(words: Words, dimension: str, key: str) -> str:
    info, language = words.pack.info, words.language
    if key == UNKNOWN:
        return words.text("table.not-known")
    if dimension == "municipality":
        return next((town.name for town in info.municipalities if town.code == key), key)
    found = info.sectors if dimension == "sector" else info.size_classes
    return next((item.name.in_language(language) for item in found if item.key == key), key)


def _minimum(words: Words, key: str) -> str:
    return next((f"{size.minimum:g}" for size in words.pack.info.size_classes if size.key == key), key)

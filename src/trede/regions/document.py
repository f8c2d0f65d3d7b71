"""Read a YAML file the way a policy officer means it: fast, predictable, with every double key reported.

YAML 1.1 reads `on:` as true and `06` as a number. Here only `true`/`false`, `null`, whole numbers, decimals and ISO
dates are special; keys are always text; a number with a leading zero (telephone, register number) stays text.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode

_PLAIN = "plain"
_QUOTED = ""
_SPECIAL_STARTS = frozenset("0123456789+-.tfn~")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}\S*", re.ASCII)
_MAXIMUM_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one document. `line` counts from 1; `key` is the path in the file's own words."""

    key: str
    message: str
    hint: str
    line: int | None = None


@dataclass(slots=True)
class Document:
    """What a file says (`value`: dicts, lists, text, numbers, dates) and what is wrong with how it says it."""

    value: object = None
    problems: list[Problem] = field(default_factory=list)


class _Parser(CParser):
    """libyaml's parser and composer with a resolver that only notes whether a scalar stood in quotes."""

    def resolve(self, kind: type[Node], _value: str | None, implicit: object) -> str:
        """Return the tag of a node without one. For scalars `implicit` is (plain, quoted)."""
        if kind is ScalarNode and isinstance(implicit, tuple) and implicit[0]:
            return _PLAIN
        return _QUOTED

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        """Path resolvers are not used."""

    def ascend_resolver(self) -> None:
        """Path resolvers are not used."""


def read_text(path: Path) -> str:
    """Return the text of a file. Raises OSError, and UnicodeDecodeError when it is not UTF-8."""
    return path.read_bytes().decode("utf-8-sig")


def parse(text: str) -> Document:
    """Read one YAML document. Never raises for what stands in the text: look at `problems`."""
    document = Document()
    try:
        node = _compose(text)
    except YAMLError as error:
        document.problems.append(_syntax_problem(error))
        return document
    if node is None:
        document.problems.append(Problem("", "the file is empty", "Fill it, or copy the file of packs/minimal.", 1))
        return document
    document.value = _Reader(document.problems).read(node, "", 0)
    return document


class Lines:
    """Finds the lines of keys in one text. Reads it once, at the first question: only files with errors are asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, key: str) -> int | None:
        """Return the line (from 1) of the deepest part of `key` that exists, None when the text cannot be read."""
        node = self._root
        if node is None:
            return None
        line: int = node.start_mark.line + 1
        rest = key
        while rest:
            step = _step(node, rest)
            if step is None:
                return line
            line, node, rest = step
        return line

    @cached_property
    def _root(self) -> Node | None:
        try:
            return _compose(self._text)
        except YAMLError:
            return None


def _compose(text: str) -> Node | None:
    parser = _Parser(text)
    try:
        return parser.get_single_node()
    finally:
        parser.dispose()


def _step(node: Node, rest: str) -> tuple[int, Node, str] | None:
    """Take the first part off `rest`: (line, node it leads to, what is left)."""
    if isinstance(node, MappingNode):
        return _step_into_mapping(node, rest)
    found = re.match(r"\[(\d+)\]\.?", rest)
    if found is None or isinstance(node, ScalarNode) or int(found[1]) >= len(node.value):
        return None
    item = node.value[int(found[1])]
    return item.start_mark.line + 1, item, rest[found.end() :]


def _step_into_mapping(node: MappingNode, rest: str) -> tuple[int, Node, str] | None:
    """A key may hold dots itself (`home.title`), so the longest key that fits is the one meant."""
    best: tuple[int, Node, str] | None = None
    longest = -1
    for name, value in node.value:
        if not isinstance(name, ScalarNode) or len(name.value) <= longest:
            continue
        left = rest[len(name.value) :]
        if rest.startswith(name.value) and left[:1] in ("", ".", "["):
            best, longest = (name.start_mark.line + 1, value, left.removeprefix(".")), len(name.value)
    return best


def _syntax_problem(error: YAMLError) -> Problem:
    hint = "Look at the indentation, the colons and the quotes around this line."
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        return Problem("", f"cannot be read as YAML: {error.problem}", hint, error.problem_mark.line + 1)
    reason = str(error).splitlines()[0] if str(error) else "unreadable characters"
    return Problem("", f"cannot be read as YAML: {reason}", "Save the file as plain UTF-8 text.")


class _Reader:
    """Turns nodes into plain values, remembers where it is, and collects problems instead of raising."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.seen: set[int] = set()

    def read(self, node: Node, path: str, depth: int) -> object:
        """Return the value of `node`, which stands at `path`."""
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if not self._is_plain(node, path, depth):
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        return [self.read(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, path: str, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        prefix = f"{path}." if path else ""
        for name, item in node.value:
            if not isinstance(name, ScalarNode):
                self._report(name, path, "a key must be one word", "Write `key: value`.")
                continue
            key: str = name.value
            if key in values:
                self._report(name, prefix + key, "this key stands here twice", "Keep one of the two.")
                continue
            values[key] = self.read(item, prefix + key, depth + 1)
        return values

    def _is_plain(self, node: Node, path: str, depth: int) -> bool:
        if node.tag != _QUOTED:
            self._report(node, path, f"the tag {node.tag} is not allowed", "Leave the tag out.")
            return False
        if depth > _MAXIMUM_DEPTH:
            self._report(node, path, "nested too deeply", "A pack is at most eight levels deep.")
            return False
        if id(node) in self.seen:
            self._report(node, path, "a reference (`*name`) is not allowed", "Write the content out.")
            return False
        self.seen.add(id(node))
        return True

    def _scalar(self, node: ScalarNode, path: str) -> object:
        text: str = node.value
        if node.tag == _PLAIN:
            if text[:1] in _SPECIAL_STARTS or not text:
                return self._special(node, text, path)
        elif node.tag != _QUOTED:
            self._report(node, path, f"the tag {node.tag} is not allowed", "Leave the tag out.")
        return text

    def _special(self, node: ScalarNode, text: str, path: str) -> object:
        if text in _WORDS:
            return _WORDS[text]
        try:
            return _number_or_day(text)
        except ValueError:
            self._report(node, path, f"{text} is not a day that exists", "Write a date as 2026-06-30.")
            return None

    def _report(self, node: Node, key: str, message: str, hint: str) -> None:
        self.problems.append(Problem(key, message, hint, node.start_mark.line + 1))


def _number_or_day(text: str) -> object:
    """Return a number, day, moment or the text itself. ValueError: it looks like a day but is none."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    return text

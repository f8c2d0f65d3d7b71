"""Cut an HTML page into the blocks a reader meets: each heading, paragraph, item, label or cell by itself.

A block keeps its language and whether it stands in the main part of the page. What no one reads is left out: scripts,
hidden inputs, drawings. What a screen reader reads counts: names of regions, texts beside pictures, the title.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

TEXT_BLOCK = re.compile(
    "caption|dd|dt|figcaption|h[1-6]|label|legend|li|option|p|summary|td|th|title|button|blockquote"
)
"""Elements that hold one run of text. Links, emphasis and the like inside them are part of that run."""
CONTAINER = re.compile(
    "address|article|aside|body|details|div|dl|fieldset|figure|footer|form|head|header|html|main|nav|ol|section|select|"
    "table|tbody|tfoot|thead|tr|ul"
)
"""Elements that hold blocks. In text that stands directly in one, every element is a block of its own."""
_UNREAD = frozenset({"script", "style", "template", "noscript", "cite"})
_CITED = "{source}"
"""Stands for what is cited: the name of a document."""
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_TITLE_BORDER = " – "
"""Divides the title of a page from the name of its site."""
_SPOKEN = ("aria-label", "alt", "placeholder", "title")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text on a page."""

    tag: str
    """The element that holds it; for an attribute its name."""
    text: str
    """With single spaces."""
    language: str
    main: bool
    """Whether it stands in the main part: not in the header, the footer or the navigation around it."""


@dataclass(frozen=True, slots=True)
class _Element:
    """An open element: the language inside it, and whether its borders are borders of a block."""

    tag: str
    language: str
    border: bool


def blocks_of(html: str, *, apart: frozenset[str] = frozenset()) -> list[Block]:
    """Return the blocks of a page in reading order. An element with a class of `apart` is a block in a block."""
    cutter = _Cutter(apart)
    cutter.feed(html)
    cutter.close()
    return cutter.blocks


class _Cutter(HTMLParser):
    """Keeps the open elements; at every border of a block what was read so far becomes a block."""

    def __init__(self, apart: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._apart = apart
        self.blocks: list[Block] = []
        self._open: list[_Element] = []
        """Outermost first."""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang") or self._language()
        border = (
            self._is_border(tag)
            or language != self._language()
            or not self._apart.isdisjoint(given.get("class", "").split())
        )
        if border:
            self._flush()
        if not _VOID.fullmatch(tag):
            self._open.append(_Element(tag, language, border))
        if tag == "cite":
            self._text.append(_CITED)
        self._spoken(given, language)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        while self._open:
            if self._open[-1].border:
                self._flush()
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(element.tag in _UNREAD for element in self._open):
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _is_border(self, tag: str) -> bool:
        """Tell whether a block ends where this element begins: a block, a line break, or anything in a container."""
        if TEXT_BLOCK.fullmatch(tag) or CONTAINER.fullmatch(tag) or tag == "br":
            return True
        for element in reversed(self._open):
            if TEXT_BLOCK.fullmatch(element.tag):
                return False
            if CONTAINER.fullmatch(element.tag):
                return True
        return True

    def _language(self) -> str:
        return self._open[-1].language if self._open else ""

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        holder = self._holder()
        for part in text.split(_TITLE_BORDER) if holder == "title" else [text]:
            if part:
                self.blocks.append(Block(holder, part, self._language(), self._in_main()))

    def _holder(self) -> str:
        names = [element.tag for element in self._open]
        return next((name for name in reversed(names) if TEXT_BLOCK.fullmatch(name)), names[-1] if names else "")

    def _in_main(self) -> bool:
        return any(element.tag in ("main", "title") for element in self._open)

    def _spoken(self, given: dict[str, str], language: str) -> None:
        for name in _SPOKEN:
            if given.get(name, "").strip():
                self.blocks.append(Block(name, " ".join(given[name].split()), language, self._in_main()))

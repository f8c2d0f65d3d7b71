"""The words of one scan in one language, escaped and kept, so that a visitor's page is only joined."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.utils.html import escape

from trede.core.explain import Reason, number_word, reason_text
from trede.core.pack import Pack, Scan
from trede.core.scan import RUNGS
from trede.web.addresses import address
from trede.web.wording import listed

P = ParamSpec("P")
B = TypeVar("B", bound="Book")


def kept(method: Callable[Concatenate[B, P], str]) -> Callable[Concatenate[B, P], str]:
    """Keep what a method of a Book returns, per arguments: positional, hashable, and only few different ones."""
    name = method.__name__

    @wraps(method)
    def look(self: B, *args: P.args, **kwargs: P.kwargs) -> str:
        key = (name, args)
        found = self.memory.get(key)
        if found is None:
            found = self.memory[key] = method(self, *args, **kwargs)
        return found

    return cast("Callable[Concatenate[B, P], str]", look)


def piece(method: Callable[Concatenate[B, P], str]) -> Callable[Concatenate[B, P], bytes]:
    """Keep what a method of a Book returns as `kept` does, as the bytes that are sent: a page is joined from them."""
    name = method.__name__

    @wraps(method)
    def look(self: B, *args: P.args, **kwargs: P.kwargs) -> bytes:
        key = (name, args)
        found = self.pieces.get(key)
        if found is None:
            found = self.pieces[key] = method(self, *args, **kwargs).encode()
        return found

    return cast("Callable[Concatenate[B, P], bytes]", look)


class Book:
    """Texts of `pack` and `scan` in `language`. What it returns is HTML: escaped text, or markup around it."""

    def __init__(self, region: Pack, scan: Scan, language: str) -> None:
        self.pack = region
        self.scan = scan
        self.language = language
        self.memory: dict[tuple[str, tuple[object, ...]], str] = {}
        self.pieces: dict[tuple[str, tuple[object, ...]], bytes] = {}
        self.reasons: dict[Reason, bytes] = {}
        self.topics = tuple(question.key for question in scan.questions)
        self.rung = {rung.key: escape(rung.name.in_language(language)) for rung in region.ladder.rungs}
        self.topic = {question.key: escape(question.title.in_language(language)) for question in scan.questions}
        self.option = {
            (question.key, option.key): escape(option.text.in_language(language))
            for question in scan.questions
            for option in question.options
        }

    def t(self, key: str, **values: object) -> str:
        """Return a text with values filled in, escaped. Values are plain text or what this book returned."""
        return escape(self.plain(key, **values))

    @kept
    def s(self, key: str) -> str:
        """Return a text without values, escaped."""
        return escape(self.pack.text(key, self.language))

    def plain(self, key: str, **values: object) -> str:
        """Return a text unescaped, for titles and documents."""
        return self.pack.text(key, self.language, **values)

    def to(self, path: str) -> str:
        """Return a path of this site in the language of the book; the caller has made sure it is a safe one."""
        return address(self.language, path)

    def rung_name(self, key: str) -> str:
        """Return the name of a rung, unescaped."""
        return next(rung.name for rung in self.pack.ladder.rungs if rung.key == key).in_language(self.language)

    def topic_titles(self, keys: tuple[str, ...]) -> str:
        """Return titles of topics in one phrase, unescaped."""
        titles = {question.key: question.title.in_language(self.language) for question in self.scan.questions}
        return listed([titles[key] for key in keys], self.language)

    def row_name(self, row: int) -> str:
        """Return the rungs of a row of the rule (0: the first two) as a phrase, unescaped."""
        keys = RUNGS[:2] if row == 0 else (RUNGS[row + 1],)
        return listed([self.rung_name(key) for key in keys], self.language, "or")

    def number(self, count: int) -> str:
        """Return a count in words."""
        return number_word(count, self.language)

    def reason(self, reason: Reason) -> bytes:
        """Return the line with the sentence of a reason, kept per reason."""
        found = self.reasons.get(reason)
        if found is None:
            sentence = escape(reason_text(self.pack, self.scan, reason, self.language))
            found = self.reasons[reason] = f"<li>{sentence}</li>\n".encode()
        return found

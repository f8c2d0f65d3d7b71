"""Every public page in every state: plain in Dutch, and really English in English."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.public_pages import Seen, public_routes, visit_all, visit_region
from trede.core import errors
from trede.core.codes import ALPHABET
from trede.core.reading import Fault, Reader, words_of
from trede.core.reading_html import Block, blocks_of
from trede.core.reading_pack import SAME_WORDS, dutch_words, names_of
from trede.regions.registry import DEFAULT_REGION, available, pack

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

APART = frozenset({"tag", "hint", "error"})
"""Classes that the style sheet shows as blocks of their own, inside a label or an item."""
CODE = re.compile(rf"\b[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}\b")
"""A code by chance has no figure in it, and would be read as a word that is spelled."""
SOURCES = Path(errors.__file__).parents[1]
PUBLIC_ROOMS = ("core", "scan", "chain", "monitor", "web")


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> list[Seen]:
    """Everything that a visitor can see, in every region; nothing of it stays in the database."""
    seen = []
    for region in available():
        with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
            patch.setenv("TREDE_REGION", region)
            seen += visit_all() if region == DEFAULT_REGION else visit_region()
            transaction.set_rollback(True)
    return seen


@cache
def reader_of(region: str) -> Reader:
    return Reader(names_of(pack(region)))


@cache
def blocks(page: Seen) -> list[Block]:
    return blocks_of(without_codes(page.html), apart=APART)


def without_codes(html: str) -> str:
    """Return a page with the same code in it everywhere."""
    return CODE.sub("K7M4-9QXT", html)


def said(fault: Fault) -> str:
    return f"{fault.rule} {fault.value:.1f} (bar {fault.limit:.0f}) {fault.sentence} {' '.join(fault.hardest)}".strip()


def test_every_public_route_and_every_kind_of_answer_was_seen(pages: list[Seen]) -> None:
    files = {"scan/papier.pdf", "ai-check/lijst.csv", "uitkomst/<str:code>/pdf", "uitkomst/<str:code>/herinnering.ics"}
    files |= {"cijfers/<slug:key>.csv"}
    files |= {"uitkomst/<str:code>/lijst"}
    files |= {"algoritmes.json", "open-data/regiopakket.zip", "cijfers/monitor/<str:period>.pdf"}
    files |= {"subsidies/register.csv", "subsidies/register.json"}
    assert set(public_routes()) - files <= {page.route for page in pages}
    assert {200, 404, 422, 400} <= {page.status for page in pages}
    assert not {page.name for page in pages if page.status >= 500}
    notes = defaultdict(set)
    for page in pages:
        notes[page.note].add(page.route)
    assert set(notes) == {"", "nothing yet", "frozen", "empty form", "wrong form", "failure"}
    assert len([page for page in pages if page.route == "uitkomst/<str:code>"]) > 300


def test_each_block_of_each_dutch_page_reads_easily(pages: list[Seen]) -> None:
    places: dict[tuple[str, str], str] = {}
    for page in pages:
        for block in blocks(page) if page.language == "nl" else ():
            if block.language == "nl":
                places.setdefault((page.region, block.text), page.name)
    hard = {
        f"{place}: {said(fault)}"
        for (region, text), place in places.items()
        for fault in reader_of(region).faults(text)
    }
    assert sorted(hard) == []


def test_each_dutch_page_as_a_whole_reads_easily(pages: list[Seen]) -> None:
    hard = []
    for page in pages:
        if page.language == "nl":
            main = [block.text for block in blocks(page) if block.main and block.language == "nl"]
            hard += [f"{page.name}: {said(fault)}" for fault in reader_of(page.region).page_faults(main)]
    assert hard == []


def test_each_page_says_its_language(pages: list[Seen]) -> None:
    for page in pages:
        assert re.search(rf'<html[^>]* lang="{page.language}"', page.html), page.name
        assert set(re.findall(r' lang="([^"]*)"', page.html)) <= {"nl", "en"}, page.name
        if page.language == "en":
            assert set(re.findall(r"<cite[^>]*>", page.html)) <= {'<cite lang="nl">'}, page.name


def test_no_block_is_the_same_in_both_languages(pages: list[Seen]) -> None:
    dutch = {(page.region, page.route, page.place, page.note): page for page in pages if page.language == "nl"}
    same = set()
    for page in pages:
        reader, other = reader_of(page.region), dutch.get((page.region, page.route, page.place, page.note))
        if page.language == "nl" or other is None:
            continue
        texts = {block.text for block in blocks(other)}
        for block in blocks(page):
            if block.language == "en" and block.text in texts and len(own_words(reader, block.text)) > SAME_WORDS:
                same.add(f"{page.name}: {block.text}")
    assert sorted(same) == []


def test_no_dutch_word_is_left_in_english(pages: list[Seen]) -> None:
    left = {
        f"{page.name}: {block.text}"
        for page in pages
        if page.language == "en"
        for block in blocks(page)
        if block.language == "en" and dutch_words(own_words(reader_of(page.region), block.text))
    }
    assert sorted(left) == []


def own_words(reader: Reader, text: str) -> list[str]:
    """Return the words of a text that are no names, figures or addresses."""
    return [word for word in words_of(reader.plain(text)) if word != "Drenthe" and not re.search(r"\d", word)]


def sentences_of_errors() -> Iterator[tuple[str, str, str]]:
    """Yield place, Dutch and English of each sentence that code may show a person."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    for room in PUBLIC_ROOMS:
        for path in sorted((SOURCES / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds and len(node.args) == 3:
                    dutch, english = map(_text, node.args[1:])
                    if dutch and english:
                        yield f"{path.relative_to(SOURCES)}:{node.lineno}", dutch, english


def _text(node: ast.expr) -> str:
    """Return a literal; what is filled in becomes a placeholder. Empty for anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{value}" for part in node.values)
    return ""


def test_sentences_of_errors_read_easily_too() -> None:
    reader, found = reader_of(DEFAULT_REGION), list(sentences_of_errors())
    assert len(found) > 50
    hard = [f"{place}: {said(fault)}" for place, dutch, _ in found for fault in reader.faults(dutch)]
    left = [f"{place}: {english}" for place, _, english in found if dutch_words(own_words(reader, english))]
    assert (hard, left) == ([], [])

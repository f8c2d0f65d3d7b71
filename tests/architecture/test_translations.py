"""Every sentence of the desks has English, and the files are what the sources make (docs/how-to/translate.md)."""

import ast
import gettext
import re
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Message

from scripts.messages import KEYWORDS, MO, PO, extracted, mo_bytes, plural, po_bytes, renewed, sentences, stored
from tests.architecture.tree import ROOT, SOURCE, name_of, python_files, tracked

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[a-z%]|\{\w*\}")
STORED = [message for message in stored() if message.id]
LONGEST = 20
THE_SAME = {
    "%(number)s account",
    "%(number)s accounts",
    "%(number)s passkey",
    "%(number)s passkeys",
    "%(scans)s scan",
    "%(scans)s scans",
    "Account %(number)s",
    "Accounts",
    "Budget",
    "Download",
    "open",
    "Contact",
    "E-mail",
    "Letter",
    "Partner",
    "Privacy",
    "Scans",
    "Site",
}
"""Words that are the same in both languages; a whole sentence never is."""
DUTCH = re.compile(r"\b(de|het|een|je|jij|niet|van|voor|dit|deze|met|nog|kies|vul|naar|wij|zijn|geen)\b", re.IGNORECASE)


def forms(value: object) -> list[str]:
    """Return the sentence, or its forms for one and for more."""
    return [str(form) for form in value] if isinstance(value, list | tuple) else [str(value or "")]


def key(message: Message) -> str:
    return forms(message.id)[0]


def test_the_catalogue_holds_exactly_the_sentences_of_the_sources() -> None:
    found = {(tuple(forms(message.id)), message.context) for message in extracted() if message.id}
    known = {(tuple(forms(message.id)), message.context) for message in STORED}
    assert found - known == set(), "run `make messages` and write the English"
    assert known - found == set(), "nobody says this any more: run `make messages`"
    assert not stored().obsolete


def test_every_sentence_has_english() -> None:
    assert {key(message): why for message in STORED if (why := _lack(message))} == {}


def _lack(message: Message) -> str:
    """Return what is wrong with the English of a sentence, or nothing."""
    dutch, english = forms(message.id), forms(message.string)
    if message.fuzzy:
        return "a guess: look at it and take the mark away"
    if not all(english) or len(english) != len(dutch):
        return "write the English"
    if english != [form.strip() for form in english]:
        return "begins or ends with a space"
    if any(before == after and before not in THE_SAME for before, after in zip(dutch, english, strict=True)):
        return "is still Dutch"
    if any(before[-1] in ".?:" and after[-1] != before[-1] for before, after in zip(dutch, english, strict=True)):
        return "ends in another way"
    return ""


def test_english_has_the_placeholders_of_the_dutch() -> None:
    wrong = {
        before: after
        for message in STORED
        for before, after in zip(forms(message.id), forms(message.string), strict=True)
        if after and placeholders(after) != placeholders(before)
    }
    assert wrong == {}


def test_english_is_english_and_plain() -> None:
    lines = [english for message in STORED for english in forms(message.string)]
    assert [line for line in lines if DUTCH.search(PLACEHOLDER.sub("", line))] == [], "this is still Dutch"
    assert [line for line in lines if "!" in line] == []
    said = [sentence for line in lines for sentence in re.split(r"(?<=[.?:])\s+", line)]
    assert [sentence for sentence in said if len(sentence.split()) > LONGEST] == [], "make two sentences of it"


def placeholders(sentence: str) -> Counter[str]:
    return Counter(match.group() for match in PLACEHOLDER.finditer(sentence))


def test_the_files_are_what_the_sources_make() -> None:
    catalogue = renewed(stored())
    assert PO.read_bytes() == po_bytes(catalogue), "run `make messages`"
    assert MO.read_bytes() == mo_bytes(catalogue), "run `make messages`"


def test_python_reads_in_the_compiled_catalogue_what_people_wrote() -> None:
    with MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in STORED:
        english = forms(message.string)
        if plural(message):
            one, more = forms(message.id)
            assert [compiled.ngettext(one, more, count) for count in (1, 2, 0)] == [english[0], english[1], english[1]]
        else:
            assert compiled.gettext(key(message)) == (english[0] or key(message))


def test_the_catalogue_names_no_moment_tool_or_machine() -> None:
    for path in (PO, MO):
        content = path.read_bytes()
        for mark in (b"-Date", b"Generated-By", b"Translator", str(ROOT).encode(), b"/home", b"fuzzy", b"#~"):
            assert mark not in content, (path.name, mark)


def test_what_is_marked_can_be_taken_out(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% translate "Een" %}<p>{{ _("Twee") }}\n   {% blocktranslate count n=3 %}{{ n }} regel'
        "{% plural %}{{ n }} regels{% endblocktranslate %}\n"
        ' {# geen #}{% translate "Vier" as four %}{% translate "Mei" context "month" %}'
    )
    assert list(sentences(page)) == [
        ("Een", None),
        ("Twee", None),
        (("%(n)s regel", "%(n)s regels"), None),
        ("Vier", None),
        ("Mei", "month"),
    ]


def test_gettext_is_given_words_and_not_a_variable() -> None:
    """What is not written out cannot be taken out, and would stay Dutch."""
    wrong = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files("src")
        if "django.utils.translation" in path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert wrong == []


def test_templates_of_the_desks_have_no_words_outside_a_mark() -> None:
    """Text between tags of a desk page has to pass `translate`, or come from the pack or the data."""
    wrong = {}
    for path in tracked():
        if path.suffix != ".html" or SOURCE not in path.parents or not _is_desk(path):
            continue
        words = _bare_words(path.read_text(encoding="utf-8"))
        if words:
            wrong[name_of(path)] = words
    assert wrong == {}


def _is_desk(path: Path) -> bool:
    code = path.read_text(encoding="utf-8")
    return "web/desk.html" in code or "{% translate" in code or "{% blocktranslate" in code or "form_page.html" in code


def _bare_words(code: str) -> list[str]:
    code = re.sub(r"\{% (blocktranslate)\b.*?\{% end\1 %\}", " ", code, flags=re.DOTALL)
    code = re.sub(r"\{% block (body|place) %\}.*?\{% endblock %\}", "", code)  # inside a tag
    code = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", code)
    shown = re.findall(r'(?:alt|title|placeholder|aria-label)="([^"]*)"', code)
    code = re.sub(r"<option[^>]*>(Nederlands|English)</option>", "", code)  # a language is called by its own name
    return re.findall(r"[A-Za-zé]{2,}", " ".join([re.sub(r"<[^>]*>", " ", code), *shown]))

"""Public Dutch texts stay on level B1, and the English ones are English: measured, and said by `trede pack check`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.packs.pack_tree import Copy, copy_minimal, put
from trede.cli import main
from trede.core.reading import BLOCK_SCORE, LONGEST_SENTENCE, MEAN_WORDS, PAGE_SCORE
from trede.core.reading_pack import dutch_words
from trede.regions import registry
from trede.regions.document import parse, read_text
from trede.regions.load import engine_packs, load_pack, reading_level

PACKS = engine_packs()
HARD = "Verantwoordelijkheidsverdeling optimaliseren binnen onze samenwerkingsverbanden."
LONG = "ja " * LONGEST_SENTENCE + "ja."


@pytest.fixture(autouse=True)
def _fresh_registry() -> Iterator[None]:
    registry.forget()
    yield
    registry.forget()


def errors_of(pack: Copy) -> list[tuple[str, str]]:
    """Return the place and message of what `trede pack check` says about how a pack reads."""
    return [(error.place, error.message) for error in reading_level(pack.folder).errors]


@pytest.mark.parametrize("region", registry.available())
def test_the_texts_of_a_region_read_easily(region: str) -> None:
    reading = reading_level(PACKS / region)

    assert [str(error) for error in reading.errors] == []
    assert reading.texts > 1000
    assert reading.level.score >= PAGE_SCORE + 10, "all texts together are well above the bar"
    assert reading.level.words_per_sentence <= MEAN_WORDS
    assert reading.level.longest <= LONGEST_SENTENCE
    assert BLOCK_SCORE <= reading.lowest <= reading.level.score
    assert reading.lowest_at


def test_a_text_that_reads_hard_fails_with_its_place_and_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = copy_minimal(tmp_path)
    pack.change("ladder.yml", put("rungs[1].action.nl", f"Kies er een. {HARD}"))

    assert main(["pack", "check", str(pack.folder)]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.search(
        r"ladder\.yml:\d+ rungs\[1\]\.action\.nl: this Dutch text reads at -?[\d.]+, the least is 60", printed.err
    )
    assert f"“Kies er een. {HARD}”" in printed.err
    assert "Use shorter words or shorter sentences. Long words: Verantwoordelijkheidsverdeling, " in printed.err
    assert "names.yml" in printed.err


@pytest.mark.parametrize(
    ("file", "path", "text", "message"),
    [
        ("ladder.yml", "rungs[1].action.nl", LONG, "a sentence of 21 words"),
        ("ladder.yml", "rungs[1].name.nl", "Doe mee!", "this text shouts"),
        ("partners.yml", "organisations[0].role.nl", HARD, "this Dutch text reads at"),
        ("scans/mkb-zelfscan.yml", "questions[2].options[1].text.nl", HARD, "this Dutch text reads at"),
        (
            "ladder.yml",
            "rungs[1].action.en",
            "Kies een programma en leer het goed.",
            "Dutch words in the English text: een",
        ),
    ],
)
def test_each_bar_is_asked_of_each_kind_of_text(tmp_path: Path, file: str, path: str, text: str, message: str) -> None:
    pack = copy_minimal(tmp_path)
    pack.change(file, put(path, text))

    place, said = errors_of(pack)[0]
    assert place.startswith(f"{file}:")
    assert place.endswith(path)
    assert said.startswith(message)


def test_a_text_that_was_not_translated_is_seen(tmp_path: Path) -> None:
    pack = copy_minimal(tmp_path)
    untranslated = "Samen vooruit door digitaal talent."
    pack.change("ladder.yml", put("rungs[1].line", {"nl": untranslated, "en": untranslated}))
    pack.change("ladder.yml", put("rungs[2].line", {"nl": "Digitaal werk", "en": "Digitaal werk"}))

    said = [message for place, message in errors_of(pack) if place.endswith(".en")]
    assert said == [f"the English text is the Dutch one: “{untranslated}”"], "three words or fewer may be the same"


def test_the_engine_texts_are_measured_with_every_region_and_a_region_may_replace_them(tmp_path: Path) -> None:
    common = tmp_path / "common"
    common.mkdir()
    text = f'home.title: {{nl: "{HARD}", en: "Easy words"}}\n'
    (common / "pages.yml").write_text(text, encoding="utf-8")
    pack = copy_minimal(tmp_path)

    (error,) = reading_level(pack.folder, common=common).errors
    assert error.place == "common/pages.yml:1 home.title.nl"

    pack.write("texts.yml", 'home.title: {nl: "Welkom", en: "Welcome"}\n')
    assert reading_level(pack.folder, common=common).errors == ()


def hard_with(name: str) -> Callable[[Any], None]:
    return put("rungs[1].action.nl", f"Ga met je vraag naar het {name}.")


def test_an_approved_name_counts_as_one_plain_word(tmp_path: Path) -> None:
    name = "Verantwoordelijkheidscoördinatieplatform"
    pack = copy_minimal(tmp_path)
    pack.change("ladder.yml", hard_with(name))
    assert "rungs[1].action.nl" in errors_of(pack)[0][0]

    pack.write("names.yml", f"names:\n  - {{name: {name}, reason: It is called so}}\n")
    assert errors_of(pack) == []
    assert name in {item.name for item in load_pack(pack.folder).names}


def test_a_name_that_no_text_has_is_taken_out(tmp_path: Path) -> None:
    pack = copy_minimal(tmp_path)
    pack.write("names.yml", "names:\n  - {name: Nergenshuizen, reason: Left over}\n")

    assert errors_of(pack) == [("names.yml:2 names[0].name", "no Dutch text has the name `Nergenshuizen`")]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("names:\n  - {name: CCV, reason: Again}\n", "`CCV` is approved already"),
        ("names:\n  - {name: A1, reason: x}\n  - {name: A1, reason: x}\n", "`A1` is approved already"),
        ("names:\n  - {name: A1}\n", "this key is missing"),
        ('names:\n  - {name: A1, reason: ""}\n', "this value is empty"),
    ],
)
def test_a_wrong_list_of_names_is_an_error_of_the_pack(tmp_path: Path, names: str, message: str) -> None:
    pack = copy_minimal(tmp_path)
    pack.write("names.yml", names)

    assert [(error.file, error.message) for error in pack.errors()] == [("names.yml", message)]


def test_each_approved_name_of_the_engine_is_in_use() -> None:
    """A list that only grows would hide hard texts one by one."""
    texts = [read_text(path) for path in PACKS.rglob("*.yml") if path.name != "names.yml" and "cases" not in path.parts]
    names = parse(read_text(PACKS / "common" / "names.yml")).value
    assert isinstance(names, dict)
    for item in names["names"]:
        assert any(item["name"] in text for text in texts), item["name"]


def test_words_that_only_dutch_has() -> None:
    assert dutch_words(["Het", "is", "een", "scan", "of", "de", "week"]) == ["Het", "een"]

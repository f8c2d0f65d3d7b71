"""Public Dutch texts stay on level B1: short sentences, plain words, no exclamation marks."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packs.reading_level import Level, measure, read_names, split_sentences, syllables_of, without_names, words_of
from trede.regions.document import parse

PACKS = Path(__file__).parents[2] / "packs"
NAMES = read_names(Path(__file__).with_name("names.txt"))

LONGEST_SENTENCE = 20
MEAN_SENTENCE = 10.0
LEAST_PER_PAGE = 70.0
LEAST_PER_BLOCK = 60.0
BLOCK_WORDS = 8
"""From this many words on a block is measured by itself: one long word decides the score of a shorter one."""
GROUP_WORDS = 20
"""From this many words on the texts that stand together (a question, a rung, a partner) are measured together."""


def texts_of(value: object, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield path, Dutch and English of every text in a pack file."""
    if isinstance(value, dict):
        if set(value) == {"nl", "en"}:
            yield path, value["nl"], value["en"]
            return
        for key, item in value.items():
            yield from texts_of(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, f"{path}[{index}]")


def group_of(path: str) -> str:
    """Return what stands on the page together: one item of a list (a question, a rung), else one family of keys."""
    return path.partition("]")[0] + "]" if "[" in path else path.partition(".")[0]


def pack_texts(file: Path) -> list[tuple[str, str, str]]:
    """Return the texts of one pack file."""
    return list(texts_of(parse(file.read_text(encoding="utf-8")).value))


FILES = sorted(file for file in PACKS.glob("**/*.yml") if "cases" not in file.parts)
TEMPLATES = {"common", "minimal"}
"""Engine texts and the start for a new region: measured per file, not yet per block."""
REGION_FILES = [file for file in FILES if file.relative_to(PACKS).parts[0] not in TEMPLATES and file.name != "pack.yml"]


def name_of(file: Path) -> str:
    """Return the path inside `packs/`, for the test report."""
    return str(file.relative_to(PACKS))


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_sentences_are_short_and_calm(file: Path) -> None:
    texts = pack_texts(file)
    long = [(path, nl) for path, nl, _ in texts if measure([nl], NAMES).longest > LONGEST_SENTENCE]
    loud = [path for path, nl, en in texts if "!" in nl + en]
    assert (long, loud) == ([], [])


@pytest.mark.parametrize("file", [file for file in FILES if file.name != "pack.yml"], ids=name_of)
def test_a_file_reads_easily_as_a_whole(file: Path) -> None:
    level = measure((nl for _, nl, _ in pack_texts(file)), NAMES)
    assert level.words_per_sentence <= MEAN_SENTENCE
    assert level.flesch_douma >= LEAST_PER_PAGE


@pytest.mark.parametrize("file", REGION_FILES, ids=name_of)
def test_each_question_rung_and_partner_reads_easily(file: Path) -> None:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path, nl, _ in pack_texts(file):
        groups[group_of(path)].append(nl)
    levels = {group: measure(blocks, NAMES) for group, blocks in groups.items()}
    hard = {group: shown(level) for group, level in levels.items() if too_hard(level, GROUP_WORDS, LEAST_PER_PAGE)}
    assert hard == {}


@pytest.mark.parametrize("file", REGION_FILES, ids=name_of)
def test_each_block_reads_easily(file: Path) -> None:
    levels = {path: measure([nl], NAMES) for path, nl, _ in pack_texts(file)}
    hard = {path: shown(level) for path, level in levels.items() if too_hard(level, BLOCK_WORDS, LEAST_PER_BLOCK)}
    assert hard == {}


def too_hard(level: Level, words: int, least: float) -> bool:
    """Tell whether something long enough to measure reads too hard."""
    return level.words >= words and level.flesch_douma < least


def shown(level: Level) -> float:
    """Return the score with one decimal."""
    return round(level.flesch_douma, 1)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("bedrijf", 2),
        ("digitaal", 3),
        ("organisatie", 5),
        ("creëren", 3),
        ("ideeën", 3),
        ("leeuw", 1),
        ("nieuwe", 2),
        ("beoordelen", 4),
        ("moeite", 2),
        ("AI", 2),
        ("ICT", 3),
        ("2", 1),
        ("12", 1),
        ("250", 6),
        ("m", 1),
    ],
)
def test_syllables_are_counted_as_they_sound(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


def test_a_block_is_cut_into_its_own_sentences() -> None:
    assert split_sentences("Zet updates aan. Weet je het niet? Vraag het na") == [
        "Zet updates aan.",
        "Weet je het niet?",
        "Vraag het na",
    ]
    assert split_sentences("Kijk op kvk.nl voor hulp.") == ["Kijk op kvk.nl voor hulp."]
    assert words_of("Je back-up, je programma's: klaar.") == ["Je", "backup", "je", "programma's", "klaar"]


def test_names_count_as_one_plain_word() -> None:
    assert without_names("Bel Ik Ben Drents Ondernemer in {place}.", NAMES) == "Bel Drenthe in Drenthe."
    assert without_names("De MITella blijft staan.", NAMES) == "De MITella blijft staan."


def test_the_formula_gives_the_published_values() -> None:
    """Two sentences of two words, six syllables: 206.8 - 0.77 * 150 - 0.93 * 2."""
    level = measure(["Bel ons nu. Samen."])
    assert level == Level(words=4, sentences=2, syllables=5, longest=3)
    assert level.flesch_douma == pytest.approx(206.8 - 0.77 * 125 - 0.93 * 2)


def test_officialese_is_seen_as_hard() -> None:
    text = "De subsidieontvanger verantwoordt de productiviteitsverbetering overeenkomstig het verantwoordingsprotocol."
    assert measure([text]).flesch_douma < 0

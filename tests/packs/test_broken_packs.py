"""Each way to break a pack is reported at its file and key, with a sentence that says what is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.packs.pack_tree import Copy, copy_minimal, cut, put
from trede.regions.load import load_pack

SCAN, BASE = "scans/mkb-zelfscan.yml", "scans/cyber-basis.yml"
FIRST = "organisations[0].services[0]"
SECOND = "organisations[0].services[1]"
Change = Callable[[Any], None]


def _also_shared(info: Any) -> None:
    put("municipalities[0].shared_places", ["Haven"])(info)
    put("municipalities[1].places", ["Haven"])(info)


def _postcodes(place: str, *ranges: str) -> Change:
    """Give both municipalities a shared place, and the first one its postcodes; the second has 9991."""

    def change(info: Any) -> None:
        for number in (0, 1):
            put(f"municipalities[{number}].shared_places", ["Haven"])(info)
        lines = [{"place": place, "ranges": list(ranges), "source": "Made up"}]
        put("municipalities[0].postcodes", [{"place": "Haven", "ranges": ["9991"], "source": "Made up"}])(info)
        put("municipalities[1].postcodes", lines)(info)

    return change


SHAPE: list[tuple[str, Change, str, str]] = [
    # file, change, key of the error, part of the message
    (SCAN, cut("questions[3].options[2].text.en"), "questions[3].options[2].text.en", "English text is missing"),
    (SCAN, put("questions[3].title.nl", None), "questions[3].title.nl", "Dutch text is empty"),
    (SCAN, put("questions[3].title", "Titel"), "questions[3].title", "text in two languages"),
    (SCAN, put("questions[3].options[0].text.nl", "  "), "questions[3].options[0].text.nl", "Dutch text is empty"),
    (SCAN, put("questions", {}), "questions", "expected a list"),
    (SCAN, put("rule", "trede-2"), "rule", "`trede-2` is not one of the choices"),
    (SCAN, put("minutes", [3]), "minutes", "expected 2 items, found 1"),
    (BASE, put("questions[0].must", "yes"), "questions[0].must", "expected true or false"),
    (BASE, put("by_rung", ["a"]), "by_rung", "expected keys with values"),
    ("ladder.yml", put("rungs[2].naem", {}), "rungs[2].naem", "unknown key"),
    ("ladder.yml", cut("rungs[2].stage"), "rungs[2].stage", "key is missing"),
    ("ladder.yml", cut("rungs[2].action"), "rungs[2].action", "text is missing"),
    ("ladder.yml", put("stages[0]", "begin"), "stages[0]", "expected keys with values"),
    ("pack.yml", put("version", 2026), "version", "expected text, found `2026`"),
    ("pack.yml", put("valid_from", "soon"), "valid_from", "expected a date, found `soon`"),
    ("pack.yml", put("terms.first_contact", "five"), "terms.first_contact", "expected a whole number"),
    ("pack.yml", put("target_group.minimum_fte", True), "target_group.minimum_fte", "expected a number"),
    ("pack.yml", put("source", " "), "source", "value is empty"),
    ("instruments.yml", put("instruments[0].kind", "gift"), "instruments[0].kind", "not one of the choices"),
]

INFO: list[tuple[str, Change, str, str]] = [
    ("pack.yml", put("key", "elders"), "key", "not the name of the folder"),
    ("pack.yml", put("version", "June 2026"), "version", "not a version"),
    ("pack.yml", put("languages", ["nl"]), "languages", "Dutch and English"),
    ("pack.yml", put("default_scan", "mkb-scan"), "default_scan", "there is no scan `mkb-scan`"),
    ("pack.yml", put("default_scan", "cyber-basis"), "default_scan", "has the rule baseline-1"),
    ("pack.yml", put("front_door", "voordur"), "front_door", "there is no organisation `voordur`"),
    ("pack.yml", put("municipalities", []), "municipalities", "list is empty"),
    ("pack.yml", put("municipalities[1].code", "GM9901"), "municipalities[1].code", "used twice"),
    ("pack.yml", put("municipalities[1].code", "9902"), "municipalities[1].code", "no CBS code"),
    ("pack.yml", put("municipalities[1].places", ["A", "a"]), "municipalities[1].places[1]", "stands here twice"),
    (
        "pack.yml",
        put("municipalities[1].places", ["Voorbeeldstad"]),
        "municipalities[1].places[0]",
        "stands here twice",
    ),
    ("pack.yml", put("municipalities[1].places", [" "]), "municipalities[1].places[0]", "value is empty"),
    ("pack.yml", _also_shared, "municipalities[1].places[0]", "`Haven` is a shared place too"),
    (
        "pack.yml",
        put("municipalities[1].shared_places", ["A", "A"]),
        "municipalities[1].shared_places[1]",
        "used twice",
    ),
    ("pack.yml", _postcodes("Kade", "9990"), "municipalities[1].postcodes[0].place", "`Kade` is no shared place here"),
    ("pack.yml", _postcodes("haven", "9990AB-99"), "municipalities[1].postcodes[0].ranges[0]", "no range of postcodes"),
    ("pack.yml", _postcodes("haven", "9990", "9991AA"), "municipalities[1].postcodes[0].ranges[1]", "overlaps with"),
    ("pack.yml", put("sectors[1].key", "maken"), "sectors[1].key", "used twice"),
    ("pack.yml", put("sectors[1].sbi[0]", "X"), "sectors[1].sbi[0]", "no SBI code"),
    ("pack.yml", put("sectors[1].sbi[0]", "04"), "sectors[1].sbi[0]", "no SBI code"),
    ("pack.yml", put("sectors[1].sbi", ["C", "C"]), "sectors[1].sbi[1]", "another sector too"),
    ("pack.yml", put("size_classes[1].minimum", 5), "size_classes[1].minimum", "the class before it"),
    ("pack.yml", put("size_classes[0].maximum", 1), "size_classes[0].maximum", "below the minimum"),
    ("pack.yml", put("disclosure.public_minimum", 9), "disclosure.public_minimum", "9 is too small"),
    ("pack.yml", put("disclosure.partner_minimum", 4), "disclosure.partner_minimum", "4 is too small"),
    ("pack.yml", put("disclosure.round_counts_to", 1), "disclosure.round_counts_to", "1 is too small"),
    ("pack.yml", put("terms.referral_answer", 0), "terms.referral_answer", "less than 1"),
    ("pack.yml", put("base_figures[0].value", 5), "base_figures[0].on", "do not go together"),
    ("pack.yml", put("contact.url", "javascript:alert(1)"), "contact.url", "not a web address"),
    ("pack.yml", put("contact.phone", "call me"), "contact.phone", "not a telephone number"),
    ("pack.yml", put("contact.email", "nobody"), "contact.email", "not an e-mail address"),
    ("pack.yml", put("theme", {"trede-color": "red; } body {"}), "theme.trede-color", "not a safe style value"),
    ("pack.yml", put("theme", {"--Color": "red"}), "theme.--Color", "not the name of a design token"),
]

LADDER: list[tuple[str, Change, str, str]] = [
    ("ladder.yml", cut("rungs[5]"), "rungs", "the rungs are orienteren"),
    ("ladder.yml", put("rungs[1].key", "orienteren"), "rungs[1].key", "used twice"),
    ("ladder.yml", put("rungs[1].stage", "start"), "rungs[1].stage", "there is no stage `start`"),
    ("ladder.yml", put("rungs[5].stage", "begin"), "stages[0].key", "do not follow each other"),
    ("ladder.yml", put("rungs[0].name.en", "{name}"), "rungs[0].name.en", "placeholders have no meaning"),
    ("ladder.yml", put("stages[0].doors", ["ibdo"]), "stages[0].doors[0]", "there is no organisation `ibdo`"),
    ("ladder.yml", put("stages[0].doors", []), "stages[0].doors", "list is empty"),
    ("ladder.yml", put("safety_doors", ["ibdo"]), "safety_doors[0]", "there is no organisation `ibdo`"),
    ("indicators.yml", put("indicators[1].number", 1), "indicators[1].number", "used twice"),
    ("indicators.yml", put("indicators[1].events[0]", "scans"), "indicators[1].events[0]", "is no event"),
    ("indicators.yml", put("indicators", []), "indicators", "list is empty"),
]

SCANS: list[tuple[str, Change, str, str]] = [
    (SCAN, put("key", "scan"), "key", "not the name of the file"),
    (SCAN, cut("questions[6]"), "questions", "the 6 questions are"),
    (SCAN, put("questions[6].key", "plans"), "questions", "the 7 questions are"),
    (SCAN, cut("questions[0].options[5]"), "questions[0].options", "the options are A, B, C, D, E"),
    (SCAN, put("questions[0].options[0].key", "B"), "questions[0].options[1].key", "used twice"),
    (SCAN, cut("questions[0].next_steps[1]"), "questions[0].next_steps", "the answers C-D is missing"),
    (SCAN, put("questions[0].next_steps[1].band", "C-E"), "questions[0].next_steps[1].band", "no band `C-E`"),
    (
        SCAN,
        put("questions[0].next_steps[0].answers", ["A", "B", "C"]),
        "questions[0].next_steps[1].answers[0]",
        "stands in two bands",
    ),
    (SCAN, put("questions[0].next_steps[0].answers", ["A"]), "questions[0].next_steps", "the band A-B holds A"),
    (SCAN, put("questions[0].next_steps[0].answers[0]", "Z"), "questions[0].next_steps[0].answers[0]", "no option `Z`"),
    (SCAN, cut("attention_order[0]"), "attention_order", "misses safety"),
    (SCAN, put("attention_order[0]", "tools"), "attention_order", "misses safety"),
    (SCAN, put("safety_topic", "safe"), "safety_topic", "there is no topic `safe`"),
    (SCAN, cut("safety_topic"), "safety_topic", "key is missing"),
    (SCAN, put("minutes", [5, 3]), "minutes", "not a number of minutes"),
    (SCAN, put("questions[2].group", "work"), "questions[2].group", "there is no group `work`"),
    (BASE, put("groups", [{"key": "g", "name": {"nl": "G", "en": "G"}}]), "groups[0].key", "no question stands under"),
    (BASE, cut("by_rung.starten"), "by_rung.starten", "text for this rung is missing"),
    (BASE, put("by_rung.top", {"nl": "a", "en": "b"}), "by_rung.top", "there is no rung `top`"),
    (BASE, put("questions[1].next_steps", []), "questions[1].next_steps", "deels, nee, weet-niet"),
    (BASE, cut("questions[1].options[3]"), "questions[1].options", "the options are ja, deels, nee"),
]

PARTNERS: list[tuple[str, Change, str, str]] = [
    ("partners.yml", put(f"{FIRST}.key", "cursus"), f"{SECOND}.key", "used twice"),
    ("partners.yml", put(f"{FIRST}.rungs[0]", "orientern"), f"{FIRST}.rungs[0]", "there is no rung `orientern`"),
    ("partners.yml", put(f"{FIRST}.topics[0]", "tool"), f"{FIRST}.topics[0]", "there is no topic `tool`"),
    ("partners.yml", put(f"{SECOND}.topics", []), f"{SECOND}.topics", "list is empty"),
    ("partners.yml", put(f"{SECOND}.capacity", 0), f"{SECOND}.capacity", "less than 1"),
    ("partners.yml", put(f"{SECOND}.response_working_days", 0), f"{SECOND}.response_working_days", "less than 1"),
    ("partners.yml", put(f"{SECOND}.alternative", "gesprek"), f"{SECOND}.alternative", "no service `gesprek`"),
    ("partners.yml", cut(f"{SECOND}.alternative"), f"{SECOND}.alternative", "is full and has no alternative"),
    (
        "partners.yml",
        put(f"{FIRST}.rungs", ["orienteren"]),
        f"{SECOND}.alternative",
        "does not serve starten, funderen",
    ),
    ("partners.yml", put(f"{FIRST}.status", "closed"), f"{SECOND}.alternative", "`eerste-gesprek` is closed"),
    (
        "partners.yml",
        cut(f"{FIRST}.rungs[5]"),
        "organisations",
        "dead end: no open service for the topic tools on trans",
    ),
    ("partners.yml", cut(f"{FIRST}.topics[4]"), "organisations", "dead end: no open service for the topic safety"),
    ("partners.yml", put(f"{FIRST}.eligibility", {"minimum_fte": 10}), "organisations", "dead end"),
    ("partners.yml", put(f"{FIRST}.eligibility", {"sectors": ["handel"]}), "organisations", "dead end"),
    ("partners.yml", put("organisations[0].kind", "hub"), "front_door", "is of the kind hub"),
    ("partners.yml", put("organisations[0].url", "http://x"), "organisations[0].url", "not a web address"),
    (
        "partners.yml",
        put(f"{SECOND}.eligibility.municipalities", ["Assen"]),
        f"{SECOND}.eligibility.municipalities[0]",
        "no municipality `Assen`",
    ),
    (
        "partners.yml",
        put(f"{SECOND}.eligibility.minimum_fte", 60),
        f"{SECOND}.eligibility.maximum_fte",
        "below the minimum",
    ),
    ("instruments.yml", put("instruments[0].rungs", ["top"]), "instruments[0].rungs[0]", "there is no rung `top`"),
]

TABLE = [*SHAPE, *INFO, *LADDER, *SCANS, *PARTNERS]


@pytest.fixture
def minimal(tmp_path: Path) -> Copy:
    return copy_minimal(tmp_path)


@pytest.mark.parametrize(("file", "change", "key", "message"), TABLE, ids=[f"{r[0]} {r[2]} {r[3][:30]}" for r in TABLE])
def test_a_broken_pack_names_file_key_and_what_is_wrong(
    minimal: Copy, file: str, change: Change, key: str, message: str
) -> None:
    minimal.change(file, change)

    found = [error for error in minimal.errors() if error.key == key and message in error.message]

    assert found, f"expected {key}: {message}, found:\n" + "\n".join(map(str, minimal.errors()))
    assert all(error.line and error.hint and (minimal.folder / error.file).is_file() for error in found)


@pytest.mark.parametrize("status", ["open", "full"])
def test_alternatives_that_go_round_are_refused(minimal: Copy, status: str) -> None:
    minimal.change("partners.yml", put(f"{FIRST}.alternative", "cursus"))
    minimal.change("partners.yml", put(f"{FIRST}.status", status))

    found = [error for error in minimal.errors() if "go round: eerste-gesprek → cursus → eerste" in error.message]

    assert [(error.file, error.key) for error in found] == [("partners.yml", f"{FIRST}.alternative")]


def test_the_untouched_copy_is_valid(minimal: Copy) -> None:
    assert minimal.errors() == []
    assert load_pack(minimal.folder).reference == "minimal@2026-01"

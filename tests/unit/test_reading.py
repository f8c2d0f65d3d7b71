"""The reading level: how words, sentences and blocks are counted, and which bars a text has to pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.reading import (
    BLOCK_SCORE,
    FORMULA_WORDS,
    LONGEST_SENTENCE,
    NAME_SYLLABLES,
    Level,
    Reader,
    hardest_words,
    sentences_of,
    syllables_of,
    words_of,
)
from trede.core.reading_html import Block, blocks_of

NAMES = ("Noord-Nederland", "IT Hub", "EDIH Noord-Nederland", "MIT", "Ik Ben Drents Ondernemer")
READER = Reader(NAMES)
WORDS = st.lists(st.sampled_from(["ik", "werk", "veilig", "bedrijven", "digitalisering"]), min_size=1, max_size=40)


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
        ("mooie", 2),
        ("beoordelen", 4),
        ("reactie", 3),
        ("actueel", 3),
        ("moeite", 2),
        ("één", 1),
        ("vóór", 1),
        ("programma's", 3),
        ("AI", 2),
        ("ICT", 3),
        ("pdf", 3),
        ("m", 1),
    ],
)
def test_syllables_are_counted_as_they_sound(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


@pytest.mark.parametrize("value", ["7", "250", "27112026", "K7M49QXT", "2026", "A4"])
def test_a_number_a_day_and_a_code_count_as_a_value(value: str) -> None:
    assert syllables_of(value) == NAME_SYLLABLES


def test_a_block_is_cut_into_its_own_sentences() -> None:
    assert sentences_of("Zet updates aan. Weet je het niet? Vraag het na") == [
        "Zet updates aan.",
        "Weet je het niet?",
        "Vraag het na",
    ]
    assert sentences_of("Kijk op kvk.nl voor hulp.") == ["Kijk op kvk.nl voor hulp."]
    assert sentences_of("Kies ‘ja’. “Dan klaar.” Ga door (of niet.) Stop") == [
        "Kies ‘ja’.",
        "“Dan klaar.”",
        "Ga door (of niet.)",
        "Stop",
    ]
    assert sentences_of(" – … ") == []


def test_words_with_a_hyphen_are_one_word() -> None:
    assert words_of("Je back-up, je programma's: klaar.") == ["Je", "backup", "je", "programma's", "klaar"]
    assert words_of("Mail naam@bedrijf.nl of kijk op https://kvk.nl/scan/K7M4 en/of bel.") == [
        *("Mail", "Drenthe", "of", "kijk", "op", "Drenthe", "en", "of", "bel")
    ]
    assert words_of("Op 27-11-2026 om K7M4‑9QXT") == ["Op", "27112026", "om", "K7M49QXT"]


def test_the_formula_gives_the_published_values() -> None:
    """Two sentences of two words on average, five syllables on four words: 206.8 - 0.77 * 125 - 0.93 * 2."""
    level = READER.level(["Bel ons nu. Samen."])

    assert level == Level(words=4, sentences=2, syllables=5, longest=3)
    assert level.score == pytest.approx(206.8 - 0.77 * 125 - 0.93 * 2)
    assert level.words_per_sentence == 2
    assert Level().score == pytest.approx(206.8)


def test_officialese_is_hard_and_plain_words_are_easy() -> None:
    hard = "De subsidieontvanger verantwoordt de productiviteitsverbetering overeenkomstig het verantwoordingsprotocol."

    assert READER.level([hard]).score < 0
    assert READER.level(["Zet updates aan. Maak elke week een kopie."]).score > 80


def test_each_block_is_a_set_of_sentences_of_its_own() -> None:
    apart, together = READER.level(["Je code", "Schrijf hem op."]), READER.level(["Je code Schrijf hem op."])

    assert (apart.sentences, apart.longest) == (2, 3)
    assert (together.sentences, together.longest) == (1, 5)


def test_names_and_placeholders_count_as_one_plain_word() -> None:
    assert READER.plain("Bel Ik Ben Drents Ondernemer in {place}.") == "Bel Drenthe in Drenthe."
    assert READER.plain("EDIH Noord-Nederland helpt.") == "Drenthe helpt.", "the longest name first"
    assert READER.plain("De MITella blijft staan, mit ook.") == "De MITella blijft staan, mit ook."
    assert Reader().plain("MIT") == "MIT"
    assert READER.level(["Ik Ben Drents Ondernemer"]) == Level(1, 1, NAME_SYLLABLES, 1)


def test_a_figure_is_no_text() -> None:
    assert READER.level(["12", "45%", "27-11-2026", "2026 K3", "–"]) == Level()


@given(st.lists(st.text(max_size=60), max_size=6))
def test_blocks_add_up(blocks: list[str]) -> None:
    total = Level()
    for block in blocks:
        total += READER.level([block])

    assert READER.level(blocks) == total
    assert total.longest <= total.words <= total.syllables


@given(WORDS)
def test_a_longer_word_or_sentence_never_reads_easier(words: list[str]) -> None:
    score = READER.level([" ".join(words)]).score

    assert READER.level([" ".join([*words, "productiviteitsverbetering"])]).score < score
    assert READER.level([". ".join(words)]).score >= score


@given(WORDS)
def test_the_bar_for_sentences_is_exact_and_holds_for_short_blocks_too(words: list[str]) -> None:
    rules = [fault.rule for fault in READER.faults(" ".join(words))]

    assert ("long-sentence" in rules) == (len(words) > LONGEST_SENTENCE)


@given(WORDS)
def test_the_formula_judges_blocks_from_five_words_on(words: list[str]) -> None:
    block = " ".join(words)
    expected = len(words) >= FORMULA_WORDS and READER.level([block]).score < BLOCK_SCORE

    assert ("hard-text" in [fault.rule for fault in READER.faults(block)]) == expected


def test_a_fault_shows_the_sentence_and_its_hardest_words() -> None:
    (fault,) = READER.faults("Ga goed. Productiviteitsverbetering is altijd de verantwoordelijkheid van ondernemingen.")

    assert (fault.rule, fault.limit) == ("hard-text", BLOCK_SCORE)
    assert fault.hardest == ("Productiviteitsverbetering", "verantwoordelijkheid", "ondernemingen")
    assert fault.value == pytest.approx(READER.level([fault.sentence]).score)


def test_a_long_sentence_is_named_by_itself() -> None:
    long = " ".join(["ja"] * 21)
    (fault,) = READER.faults(f"Kort. {long}. Kort.")

    assert (fault.rule, fault.sentence, fault.value) == ("long-sentence", f"{long}.", 21)
    assert list(READER.faults(" ".join(["ja"] * 20))) == []


def test_shouting_is_a_fault() -> None:
    assert [fault.rule for fault in READER.faults("Doe mee!")] == ["loud"]


def test_a_page_is_judged_by_all_its_blocks_together() -> None:
    hard = ["Digitaliseringsmogelijkheden verkennen", "Samenwerkingsovereenkomsten"]
    long = [" ".join(["ja"] * 11)] * 2

    assert list(READER.faults(hard[0])) == [], "too short to judge by itself"
    assert [fault.rule for fault in READER.page_faults([*hard, "En nu"])] == ["hard-page"]
    assert [fault.rule for fault in READER.page_faults(long)] == ["long-sentences"]
    assert [fault.rule for fault in READER.page_faults([*long, *["ja"] * 40])] == ["long-sentences"], "labels hide none"
    assert list(READER.page_faults(["ja"] * 40)) == []
    assert list(READER.page_faults(hard)) == [], "three words are no page"


def test_the_hardest_words_have_four_syllables_or_more() -> None:
    assert hardest_words("een bedrijf met digitale mogelijkheden en een ondernemer met mogelijkheden") == (
        "mogelijkheden",
        "digitale",
        "ondernemer",
    )


PAGE = """<!doctype html><html lang="nl"><head><title>De scan – Trede</title><style>p {}</style></head><body>
<header><a href="/">Trede</a> <nav aria-label="Boven"><a href="/hulp">Hulp</a></nav></header>
<main><h1>Hoe <em>ver</em> ben je?</h1><p>Eerste regel.<br>Tweede &amp; laatste
regel.</p><ul><li><b>Starten</b><p>Je begint.</p><span class="tag">hier sta jij</span> <span class="tag">straks</span>
</li></ul><div class="buttons"><button type="submit">Ga door</button> <a href="/x">Of stop</a></div>
<label for="a">Je naam <span class="hint">Zoals op je pas</span></label><input id="a" placeholder="Naam">
<p>Uit <cite>Beleid, §2</cite>.</p>
<p>Kies <a href="/en" lang="en" title="Switch">English</a> of niet.</p><img alt="Een ladder" src="x"><svg></svg>
<table><caption>Toen</caption><tr><th>Nu</th><td>12</td></tr></table></main>
<footer>Onder</footer><script>var a = "niet";</script></body></html>"""


def test_a_page_is_cut_into_the_blocks_that_a_reader_meets() -> None:
    blocks = blocks_of(PAGE, apart=frozenset({"tag", "hint"}))

    assert [(block.tag, block.text) for block in blocks if block.main] == [
        ("title", "De scan"),
        ("title", "Trede"),
        ("h1", "Hoe ver ben je?"),
        ("p", "Eerste regel."),
        ("p", "Tweede & laatste regel."),
        ("li", "Starten"),
        ("p", "Je begint."),
        ("li", "hier sta jij"),
        ("li", "straks"),
        ("button", "Ga door"),
        ("a", "Of stop"),
        ("label", "Je naam"),
        ("label", "Zoals op je pas"),
        ("placeholder", "Naam"),
        ("p", "Uit {source}."),
        ("p", "Kies"),
        ("title", "Switch"),
        ("p", "English"),
        ("p", "of niet."),
        ("alt", "Een ladder"),
        ("caption", "Toen"),
        ("th", "Nu"),
        ("td", "12"),
    ]
    assert [block for block in blocks if not block.main] == [
        Block("a", "Trede", "nl", main=False),
        Block("aria-label", "Boven", "nl", main=False),
        Block("a", "Hulp", "nl", main=False),
        Block("footer", "Onder", "nl", main=False),
    ]
    assert {block.text for block in blocks if block.language == "en"} == {"Switch", "English"}


@given(st.text(alphabet="<>/ abpdivl=\"'&;", max_size=80))
def test_any_text_can_be_cut(html: str) -> None:
    assert all(block.text for block in blocks_of(html))

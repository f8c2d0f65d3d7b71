"""The result page and the scan form without a database: what is said, what is never shown, what survives nonsense."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import answers, answers_with_blanks, letters
from trede.core.advice import advise, score_scan
from trede.scan.book import Book, kept
from trede.scan.form import State, new_nonce, read_all, read_answer, read_as_sent, read_state
from trede.scan.outcome_page import OutcomeBook, book
from trede.scan.questions import all_page, question_page
from trede.scan.result_page import start_of_page
from trede.web.components import dots, error_summary, notice
from trede.web.wording import listed

TAG = re.compile(r"<[^>]*>")
languages = st.sampled_from(("nl", "en"))


def page_of(given_answers: str, language: str = "nl") -> tuple[OutcomeBook, str]:
    """Return the book and the part of the result page that depends on the answers only."""
    words = book(language)
    outcome = score_scan(words.scan, given_answers)
    return words, b"".join(start_of_page(words, outcome, then=(), compared=b"", code=b"K7M49QXT")).decode()


def headline_of(given_answers: str, language: str = "nl") -> str:
    words = book(language)
    return words.headline(score_scan(words.scan, given_answers))


@pytest.mark.parametrize(
    ("given_answers", "rungs"),
    [
        ("BBBBBBB", ["Starten"]),
        ("CCCCCDD", ["Funderen"]),
        ("CCCCDDD", ["Funderen", "Optimaliseren"]),
        ("DDDDCCC", ["Optimaliseren", "Funderen"]),
        ("CCCDDDB", ["Funderen", "Optimaliseren"]),
        ("AABBCCC", ["Starten", "Funderen"]),
        ("FFFFFFF", ["Transformeren"]),
    ],
)
def test_the_headline_names_the_rungs_of_the_rule(given_answers: str, rungs: list[str]) -> None:
    names = [rung.name.nl for rung in book("nl").pack.ladder.rungs]
    found = [word.strip(",.") for word in headline_of(given_answers).split() if word.strip(",.") in names]
    assert found == rungs


@pytest.mark.parametrize("given_answers", ["AAAEEEE", "BBCCDDE", "CCCC-CC", "-------"])
def test_a_mixed_or_missing_picture_headlines_no_rung(given_answers: str) -> None:
    names = [rung.name.nl for rung in book("nl").pack.ladder.rungs]
    assert not [name for name in names if name in headline_of(given_answers)]
    _, html = page_of(given_answers)
    assert "aria-current" not in html


@given(answers_with_blanks, languages)
def test_the_page_never_shows_a_mark(given_answers: str, language: str) -> None:
    """No figure, percentage, bare letter or gauge in what the product says; advice of the pack may hold a number."""
    words, html = page_of(given_answers, language)
    text = unescape(TAG.sub(" ", html))
    said_by_the_pack = [advice for rung in words.pack.ladder.rungs for advice in (rung.safety, rung.action)]
    said_by_the_pack += [step.text for question in words.scan.questions for step in question.next_steps]
    for advice in said_by_the_pack:
        text = text.replace(advice.in_language(language), "")
    assert not re.search(r"\d|%", text)
    assert not re.search(r"(?<![\w’'-])[B-F](?![\w’'-])", text)
    assert "<svg" not in html
    assert "<meter" not in html
    assert "<progress" not in html


@given(answers, languages)
def test_the_ladder_marks_exactly_the_headlined_rungs(given_answers: str, language: str) -> None:
    words, html = page_of(given_answers, language)
    outcome = score_scan(words.scan, given_answers)
    advice = advise(words.pack, words.scan, outcome)
    assert html.count('aria-current="step"') == len(advice.headline_rungs)
    for key in advice.headline_rungs:
        assert re.search(rf'here" aria-current="step"><b>{words.rung[key]}</b>', html)


@given(answers)
def test_safety_comes_first_when_the_rule_says_so(given_answers: str) -> None:
    words, html = page_of(given_answers)
    outcome = score_scan(words.scan, given_answers)
    shown = 'id="veilig"' in html
    assert shown == (outcome.cyber != "in-step")
    if outcome.cyber in ("basics-first", "far-behind"):
        step = html.index('id="stap"')
        first = html[step : html.index("</div>", step)]
        assert words.topic["safety"] in first


@given(answers)
def test_every_topic_stands_in_the_profile_and_has_a_next_step(given_answers: str) -> None:
    words, html = page_of(given_answers)
    profile = html[html.index('class="profile"') :]
    for topic in words.topics:
        assert f"<b>{words.topic[topic]}</b>" in profile
        assert profile.count(f'<th scope="row">{words.topic[topic]}</th>') == 1


def test_what_comes_from_a_pack_is_escaped() -> None:
    class Loud(Book):
        @kept
        def shout(self, word: str) -> str:
            return self.t("question.back", number=word)

    words = book("nl")
    loud = Loud(words.pack, words.scan, "nl")
    assert loud.shout("<b>&") == "Vraag &lt;b&gt;&amp;"
    assert loud.shout("<b>&") is loud.shout("<b>&")
    assert "&lt;i&gt;" in error_summary("nl", [("x", "<i>")])
    assert "&lt;i&gt;" in notice("<i>", "<i>")


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_address_gives_a_state_without_markup(a: str, f: str, u: str, v: str) -> None:
    data = QueryDict(mutable=True)
    data.update({"a": a, "f": f, "u": u, "v": v})
    state = read_state(data)
    assert re.fullmatch(r"[A-F-]{7}", state.answers)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", state.nonce + state.change + state.previous)


@given(answers_with_blanks, st.sampled_from(("", "4Q7X92KM")), st.sampled_from(("", "K7M49QXT")))
def test_a_state_travels_unharmed(given_answers: str, change: str, previous: str) -> None:
    state = State(given_answers, new_nonce(), change, previous)
    assert read_state(QueryDict(state.query().removeprefix("?"))) == state


@given(st.integers(1, 7), letters, answers_with_blanks)
def test_one_answer_changes_one_answer(number: int, letter: str, given_answers: str) -> None:
    changed = State(given_answers).with_answer(number, letter)
    assert changed.answer(number) == letter
    assert len(changed.answers) == 7
    assert sum(a != b for a, b in zip(changed.answers, given_answers, strict=True)) <= 1


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("q3=C", ("C", "")),
        ("q3=+c%20", ("C", "")),
        ("", ("", "missing")),
        ("q3=", ("", "missing")),
        ("q3=+", ("", "missing")),
        ("q3=G", ("", "unknown")),
        ("q3=%00", ("", "unknown")),
        ("q3=C&q3=D", ("", "double")),
        ("q3=C&q3=C", ("", "double")),
        ("q3=CC", ("", "too-long")),
        ("q3=" + "C" * 5000, ("", "too-long")),
        ("q3=%FF", ("", "unknown")),
    ],
)
def test_reading_one_answer(sent: str, expected: tuple[str, str]) -> None:
    assert read_answer(QueryDict(sent), 3) == expected


@given(st.lists(st.tuples(st.sampled_from([f"q{n}" for n in range(9)]), st.text(max_size=3)), max_size=12))
def test_any_form_gives_seven_answers_and_an_error_for_each_blank(pairs: list[tuple[str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    found, errors = read_all(data)
    assert re.fullmatch(r"[A-F-]{7}", found)
    assert {index + 1 for index, letter in enumerate(found) if letter == "-"} == set(errors)


pieces = st.sampled_from([f"q{n}={letter}" for n in range(1, 9) for letter in ("A", "F", "", "G", "%41")])
forms = st.builds(
    lambda nonce, given_answers: [f"f={nonce}", *[f"q{n}={letter}" for n, letter in enumerate(given_answers, 1)]],
    st.one_of(st.builds(new_nonce), st.text("abc-_%", max_size=20)),
    answers,
)


@given(forms, st.lists(st.tuples(st.integers(0, 8), pieces), max_size=2))
def test_a_form_read_in_one_look_says_what_it_says_taken_apart(form: list[str], more: list[tuple[int, str]]) -> None:
    for place, piece in more:
        form.insert(place, piece)
    body = "&".join(form)
    found = read_as_sent(RequestFactory().post("/", body, content_type="application/x-www-form-urlencoded"))
    given_answers, errors = read_all(QueryDict(body))
    if found is not None:
        assert (found.answers, errors) == (given_answers, {})
        assert found == State(given_answers, read_state(QueryDict(body)).nonce)
    elif not more:
        assert not read_state(QueryDict(body)).nonce


@given(answers_with_blanks, st.integers(1, 7), languages)
def test_only_what_was_chosen_is_checked(given_answers: str, number: int, language: str) -> None:
    state = State(given_answers, new_nonce())
    one = question_page(book(language), number, state)
    assert one.count(" checked") == (given_answers[number - 1] != "-")
    every = all_page(book(language), state, {}, nonce=state.nonce)
    assert every.count(" checked") == 7 - given_answers.count("-")
    assert every.count("<fieldset") == 7


def test_a_rescan_starts_without_the_earlier_answers() -> None:
    html = question_page(book("nl"), 1, State(previous="K7M49QXT", nonce=new_nonce()))
    assert " checked" not in html
    assert 'name="v" value="K7M49QXT"' in html


def test_the_doubt_hint_stands_with_every_question() -> None:
    words = book("nl")
    for number in range(1, 8):
        assert words.doubt() in question_page(words, number, State())
    assert all_page(words, State(), {}, nonce="x").count(words.doubt()) == 7


@pytest.mark.parametrize(("level", "filled"), [(None, 0), (1, 1), (6, 6)])
def test_dots(level: int | None, filled: int) -> None:
    assert dots(level).count("<i") == 6
    assert dots(level).count('class="on"') == filled


@pytest.mark.parametrize(("parts", "expected"), [(["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")])
def test_a_row_of_words(parts: list[str], expected: str) -> None:
    assert listed(parts, "nl") == expected


def test_an_empty_row_of_words_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        listed([], "nl")

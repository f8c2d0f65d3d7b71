"""Signals: what may not stand in their text, which step fits which state, and what a quarter's overview says."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trede.core.contact_marks import Mark, contact_mark
from trede.core.periods import quarter_of
from trede.core.signals import CLOSED, OUTCOMES, STATES, SignalFact, Step, signals_document, steps_from

WORDS = st.text(alphabet="abcdefg hijk,.", max_size=40)
GAPS = st.sampled_from(["", " ", "-", ".", "/", " - "])


@st.composite
def written_numbers(draw: st.DrawFn, first: str, length: int) -> str:
    """A number as people write it: digits with gaps anywhere."""
    digits = first + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=length, max_size=length)))
    return "".join(digit + draw(GAPS) for digit in digits[:-1]) + digits[-1]


@given(WORDS, written_numbers("06", 8), WORDS)
def test_a_phone_number_is_found_however_it_is_written(before: str, number: str, after: str) -> None:
    assume(not any(part.isdigit() and len(part) == 4 and part[:2] in {"19", "20"} for part in number.split("-")))
    assert contact_mark(f"{before} bel {number} {after}") is not None


@given(WORDS, st.integers(10_000_000, 99_999_999), WORDS)
def test_a_number_of_the_trade_register_is_found(before: str, number: int, after: str) -> None:
    assert contact_mark(f"{before} kvk {number} {after}") is Mark.REGISTER


@given(WORDS, st.emails())
def test_a_mail_address_is_found(before: str, mail: str) -> None:
    assert contact_mark(f"{before} {mail}") is Mark.MAIL


@pytest.mark.parametrize(
    "text",
    [
        "In 2025-2026 vroegen 12 bedrijven hulp.",
        "Sinds 01-02-2026 zijn er 3 winkels dicht.",
        "Op 2026-11-21 was er een bijeenkomst met 40 ondernemers.",
        "Er is 10.000.000 euro nodig, of 1.250.000,50.",
        "Zie artikel 12, lid 3, van 2024.",
        "De brug is 7 km omrijden, 20 minuten extra.",
        "",
    ],
)
def test_days_years_and_amounts_may_stand(text: str) -> None:
    assert contact_mark(text) is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Bel 0591-12 34 56", Mark.PHONE),
        ("+31 6 12345678", Mark.PHONE),
        ("(0591) 123456", Mark.PHONE),
        ("jan @ bakker.nl", Mark.MAIL),
        ("KVK 68 75 01 10", Mark.REGISTER),
        ("vestiging 000012345678", Mark.PHONE),
    ],
)
def test_marks_are_found(text: str, mark: Mark) -> None:
    assert contact_mark(text) is mark


def test_what_is_closed_stays_closed_and_what_is_given_is_taken_up_first() -> None:
    assert steps_from(CLOSED) == ()
    assert Step.CLOSE not in steps_from("given")
    assert all(steps_from(state) for state in STATES if state != CLOSED)


@given(
    st.lists(
        st.builds(
            SignalFact,
            st.sampled_from(["money", "time", "gone"]),
            st.booleans(),
            st.sampled_from(OUTCOMES),
        )
    )
)
def test_the_overview_loses_no_signal(facts: list[SignalFact]) -> None:
    found = signals_document(quarter_of(date(2026, 11, 21)), facts, ("money", "time", "other"))
    lines = found["categories"]
    assert isinstance(lines, list)
    assert sum(line["given"] for line in lines) == found["given"] == sum(not fact.closed for fact in facts)
    assert sum(line["closed"] for line in lines) == found["closed"] == sum(fact.closed for fact in facts)

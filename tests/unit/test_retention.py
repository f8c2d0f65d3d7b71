"""What may stand on a list of destruction: nothing with something open, in whatever combination of states."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY
from trede.core.retention import REASONS, Standing, why_not

TODAY = date(2040, 1, 1)
OVER = Standing("afgehandeld", TODAY - timedelta(days=1))
"""A file that may go."""
cents = st.sampled_from((0, 0, 0, 1, 500_000))
counts = st.sampled_from((0, 0, 0, 1))


def states(found: object) -> st.SearchStrategy[str]:
    """Any state of a region."""
    return st.sampled_from([state.key for state in found.states])  # type: ignore[attr-defined]  # a region


standings = st.builds(
    Standing,
    state=st.one_of(st.just("afgehandeld"), states(MAIN)),
    until=st.one_of(st.none(), st.dates(date(2039, 12, 1), date(2040, 2, 1))),
    objection=states(OBJECTION),
    payment=states(PAYMENT),
    penalty=states(PENALTY),
    payable=cents,
    overpaid=cents,
    outstanding=cents,
    reserved=cents,
    open_objections=counts,
    open_payments=counts,
    open_claims=counts,
    open_messages=counts,
)
RUNS = {"objection": ("open", "in_behandeling", "beslist", "beroep"), "penalty": ("loopt", "te_bepalen", "bepaald")}
RUNS |= {"payment": ("gepland", "opgeschort", "vrijgegeven", "mislukt")}


@given(standings)
def test_whatever_is_open_keeps_a_file(standing: Standing) -> None:
    found = why_not(standing, TODAY)
    money = (standing.payable, standing.overpaid, standing.outstanding, standing.reserved)
    rows = (standing.open_objections, standing.open_payments, standing.open_claims, standing.open_messages)
    something = (
        standing.state not in ("afgehandeld", "vervallen")
        or standing.until is None
        or standing.until >= TODAY
        or any(getattr(standing, region) in running for region, running in RUNS.items())
        or any(money)
        or any(rows)
    )
    assert bool(found) == something
    assert set(found) <= set(REASONS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "vastgesteld"}, "not-closed"),
        ({"state": "terugvordering"}, "not-closed"),
        ({"until": TODAY}, "term-runs"),
        ({"until": None}, "term-runs"),
        ({"objection": "beroep"}, "objection"),
        ({"open_objections": 1}, "objection"),
        ({"payment": "vrijgegeven"}, "payment"),
        ({"open_payments": 1}, "payment"),
        ({"penalty": "bepaald"}, "penalty"),
        ({"outstanding": 1}, "claim"),
        ({"open_claims": 1}, "claim"),
        ({"payable": 1}, "money"),
        ({"overpaid": 1}, "money"),
        ({"reserved": 1}, "money"),
        ({"open_messages": 1}, "message"),
    ],
)
def test_each_open_matter_is_named(changes: dict[str, object], code: str) -> None:
    assert why_not(replace(OVER, **changes), TODAY) == (code,)  # type: ignore[arg-type]  # fields by name


def test_the_last_day_of_keeping_is_a_day_of_keeping() -> None:
    assert why_not(OVER, TODAY) == ()
    assert why_not(OVER, TODAY - timedelta(days=1)) == ("term-runs",)


def test_every_reason_has_words_in_two_languages() -> None:
    assert all(dutch != english for dutch, english in REASONS.values())

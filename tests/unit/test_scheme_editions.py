"""Amendments of a scheme: which edition holds when, and that an application keeps the one of its receipt."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_scheme import SOURCE, sample_scheme
from trede.core.pack_base import Text
from trede.core.pack_scheme_amendments import DATED, Amendment
from trede.core.pack_scheme_terms import Measure, PenaltyStep, Term, moment
from trede.core.pack_schemes import Scheme

BEGAN, NEW_YEAR = datetime(2026, 1, 1), datetime(2028, 1, 1)  # noqa: DTZ001  # as a pack writes it: time in Amsterdam
LAST_MOMENT = datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC)
"""One second before midnight in Amsterdam."""


def term(key: Any, weeks: int) -> Term:
    return Term(
        key=key, length=weeks, unit="weeks", starts="receipt", law="Awb", extends="no", status="settled", source=SOURCE
    )


def amendment(valid_from: datetime = NEW_YEAR, **changes: Any) -> Amendment:
    return Amendment(valid_from=valid_from, status="settled", source=SOURCE, **changes)


def scheme(*amendments: Amendment) -> Scheme:
    return sample_scheme(terms=(term("decision", 13), term("hearing", 2)), amendments=amendments)


def test_a_scheme_that_never_changed_is_itself() -> None:
    plain = scheme()
    assert plain.as_of(LAST_MOMENT) is plain


def test_the_edition_turns_at_midnight_in_amsterdam() -> None:
    amended = scheme(amendment(terms=(term("decision", 8),)))
    before, after = amended.as_of(LAST_MOMENT), amended.as_of(LAST_MOMENT + timedelta(seconds=1))
    assert before is amended
    assert (before.term("decision").length, after.term("decision").length) == (13, 8)


def test_terms_are_replaced_one_by_one_and_keep_their_place() -> None:
    after = scheme(amendment(terms=(term("settlement", 4), term("decision", 8)))).as_of(moment(NEW_YEAR))
    assert [(item.key, item.length) for item in after.terms] == [("decision", 8), ("hearing", 2), ("settlement", 4)]


def test_a_list_is_replaced_whole_and_no_mention_leaves_it() -> None:
    first = amendment(penalty=(PenaltyStep(days=42, amount=50),), settles_at_once=True, decision_from="complete")
    second = amendment(datetime(2029, 1, 1), penalty=(), settles_at_once=False)  # noqa: DTZ001  # as a pack writes it
    amended = scheme(first, second)
    middle, last = amended.as_of(moment(NEW_YEAR)), amended.as_of(datetime(2029, 6, 1, tzinfo=UTC))
    assert (middle.penalty, middle.settles_at_once, middle.decision_from) == (first.penalty, True, "complete")
    assert (last.penalty, last.settles_at_once, last.decision_from) == ((), False, "complete")
    assert last.terms == amended.terms


def test_an_edition_knows_what_is_still_to_come() -> None:
    first, second = amendment(settles_at_once=True), amendment(datetime(2029, 1, 1), settles_at_once=False)  # noqa: DTZ001  # idem
    amended = scheme(first, second)
    assert amended.as_of(LAST_MOMENT).amendments == (first, second)
    assert amended.as_of(moment(NEW_YEAR)).amendments == (second,)


def test_measures_that_left_the_list_are_still_known() -> None:
    def measure(key: str, name: str) -> Measure:
        said = Text(nl=name, en=name)
        return Measure(key=key, name=said, how=said, unit="hours", better="lower", source=SOURCE)

    old, kept, renamed, new = measure("a", "A"), measure("b", "B"), measure("b", "B2"), measure("c", "C")
    amended = msgspec.structs.replace(scheme(amendment(measures=(renamed, new))), measures=(old, kept))
    assert amended.as_of(moment(NEW_YEAR)).measures == (renamed, new)
    assert amended.measures_ever == (old, renamed, new)


def test_every_key_that_may_change_is_one_of_the_scheme() -> None:
    types = {field.name: field.type for field in msgspec.structs.fields(Scheme)}
    said = {field.name: field.type for field in msgspec.structs.fields(Amendment)}
    assert set(DATED) == set(said) - {"valid_from", "status", "source"}
    assert all(said[name] == types[name] | None for name in DATED)


def test_an_edition_is_made_once() -> None:
    """A list of hundreds of applications asks for the same one each time."""
    amended = scheme(amendment(settles_at_once=True))
    assert amended.as_of(moment(NEW_YEAR)) is amended.as_of(moment(NEW_YEAR) + timedelta(days=9))


moments = st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # a bound
changes = st.fixed_dictionaries(
    {},
    optional={
        "terms": st.lists(
            st.builds(term, st.sampled_from(["decision", "hearing", "settlement"]), st.integers(1, 30)),
            min_size=1,
            max_size=3,
        ).map(tuple),
        "decision_from": st.sampled_from(["receipt", "complete"]),
        "settles_at_once": st.booleans(),
        "penalty": st.lists(st.builds(PenaltyStep, days=st.integers(1, 40), amount=st.just(23.0)), max_size=2).map(
            tuple
        ),
    },
)


@st.composite
def amended_schemes(draw: st.DrawFn) -> Scheme:
    """A scheme with up to four amendments, one after the other."""
    days = draw(st.lists(st.integers(1, 2000), unique=True, max_size=4))
    return scheme(*(amendment(BEGAN + timedelta(days=day), **draw(changes)) for day in sorted(days)))


@given(amended_schemes(), moments, moments)
def test_one_edition_after_another_is_the_later_of_the_two(made: Scheme, first: datetime, second: datetime) -> None:
    edition = made.as_of(first)
    assert edition.as_of(first) == edition, "asked twice the same"
    assert edition.as_of(second) == made.as_of(max(first, second))


@given(amended_schemes(), moments)
def test_each_key_says_what_was_said_last(made: Scheme, at: datetime) -> None:
    begun = [item for item in made.amendments if moment(item.valid_from) <= at]
    edition = made.as_of(at)
    if not begun:
        assert edition is made
    for name in ("decision_from", "settles_at_once", "penalty"):
        said = [getattr(item, name) for item in begun if getattr(item, name) is not None]
        assert getattr(edition, name) == [getattr(made, name), *said][-1]
    for key in ("decision", "hearing", "settlement"):
        said_terms = [made.terms, *(item.terms or () for item in begun)]
        lengths = [each.length for terms in said_terms for each in terms if each.key == key]
        if not lengths:
            with pytest.raises(KeyError):
                edition.term(key)
            continue
        assert edition.term(key).length == lengths[-1]


@given(amended_schemes(), amended_schemes(), moments)
def test_a_later_amendment_touches_nothing_before_it(made: Scheme, other: Scheme, at: datetime) -> None:
    """Whatever is announced for after a receipt, the application keeps the same edition but for what is announced."""
    later = [item for item in other.amendments if moment(item.valid_from) > at]
    kept = [item for item in made.amendments if moment(item.valid_from) <= at]
    before = msgspec.structs.replace(made, amendments=tuple(kept)).as_of(at)
    after = msgspec.structs.replace(made, amendments=(*kept, *later)).as_of(at)
    assert msgspec.structs.replace(after, amendments=()) == msgspec.structs.replace(before, amendments=())

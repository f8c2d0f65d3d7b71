"""What changes in a scheme is said whole: every key that can change, every value it can have, in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from tests.sample_scheme import SOURCE, parameters, sample_scheme
from trede.core.pack import Pack, Text
from trede.core.pack_scheme_amendments import DATED, Amendment
from trede.core.pack_scheme_terms import (
    Arrangement,
    Measure,
    Obligation,
    PenaltyStep,
    RequiredDocument,
    Retention,
    Term,
    moment,
)
from trede.core.pack_schemes import Basis, Parameters, Scheme
from trede.core.scheme_changes import Line, Turn, lines, turns
from trede.core.scheme_statements import statements
from trede.regions.load import engine_packs, load_pack

BEGAN, JUNE, JULY = datetime(2026, 1, 1), datetime(2027, 6, 1), datetime(2027, 7, 1)  # noqa: DTZ001  # as a pack writes
NEVER = datetime(1990, 1, 1, tzinfo=UTC)
LANGUAGES = ("nl", "en")
ABOUT = {"key", "valid_from", "basis"}
T = Text(nl="Voorbeeld", en="Example")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(engine_packs() / "drenthe")


def term(key: Any = "decision", length: int = 13, **changes: Any) -> Term:
    usual = {"unit": "weeks", "starts": "receipt", "extends": "no", "law": "Awb", "status": "settled", "source": SOURCE}
    return Term(**{**usual, "key": key, "length": length, **changes})


def arrangement(**changes: Any) -> Arrangement:
    usual = {
        "key": "small",
        "least": 0,
        "below": None,
        "advance_share": 1.0,
        "settlement": "ex-officio",
        "sample_share": 0.1,
        "report": "none",
        "status": "settled",
        "source": SOURCE,
    }
    return Arrangement(**{**usual, **changes})


def duty(**changes: Any) -> Obligation:
    usual = {
        "key": "finish",
        "what": T,
        "kind": "do",
        "law": "Awb",
        "status": "settled",
        "source": SOURCE,
        "length": 12,
    }
    return Obligation(**{**usual, **changes})


def paper(**changes: Any) -> RequiredDocument:
    usual = {
        "key": "quote",
        "name": T,
        "help": T,
        "needed": "always",
        "stage": "application",
        "status": "settled",
        "source": SOURCE,
    }
    return RequiredDocument(**{**usual, **changes})


def kept(**changes: Any) -> Retention:
    usual = {"result": "granted", "years": 10, "law": "Wet", "status": "settled", "source": SOURCE}
    return Retention(**{**usual, **changes})


def measure(**changes: Any) -> Measure:
    usual = {"key": "hours", "name": T, "how": T, "unit": "hours", "better": "lower", "source": SOURCE}
    return Measure(**{**usual, **changes})


def scheme(*amendments: Amendment, versions: tuple[Parameters, ...] = ()) -> Scheme:
    return sample_scheme(
        *versions,
        terms=(term(),),
        penalty=(PenaltyStep(days=14, amount=23),),
        arrangements=(arrangement(),),
        obligations=(duty(),),
        documents=(paper(),),
        retention=(kept(),),
        measures=(measure(),),
        amendments=amendments,
    )


def amendment(valid_from: datetime = JUNE, **changes: Any) -> Amendment:
    return Amendment(**{"valid_from": valid_from, "status": "settled", "source": SOURCE, **changes})


def only(made: Scheme) -> Turn:
    (turn,) = turns(made, NEVER)
    return turn


OTHER: dict[str, Any] = {
    "rate": 0.4,
    "minimum": 6000,
    "maximum": 15000,
    "pillar_maximums": {"A": 5000},
    "pillars_most": 2,
    "vat": "never",
    "own_hours": True,
    "research": "allowed",
    "minimum_fte": 5,
    "fte_measured": "last-year",
    "sme_maximum_fte": 250,
    "location": "branch",
    "rungs": ("starten",),
    "rung_mode": "soft",
    "start": "free",
    "once_per": "firm",
    "cyber_baseline": True,
    "de_minimis": 200000,
    "de_minimis_years": 2,
}
"""Another value of each parameter than the sample has."""
AMENDED: dict[str, Any] = {
    "terms": (term(length=8),),
    "decision_from": "complete",
    "settles_at_once": True,
    "penalty": (PenaltyStep(days=14, amount=30),),
    "arrangements": (arrangement(advance_share=0.9),),
    "obligations": (duty(length=6),),
    "documents": (paper(needed="optional"),),
    "measures": (measure(key="days"),),
    "retention": (kept(years=7),),
}
"""Another value of each key that an amendment can change."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", [field.name for field in msgspec.structs.fields(Parameters) if field.name not in ABOUT]
)
def test_every_parameter_that_changes_is_said(pack: Pack, name: str, language: str) -> None:
    new = parameters(key="2", valid_from=JUNE, **{name: OTHER[name]})
    assert lines(pack, only(scheme(versions=(parameters(), new))), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATED)
def test_every_key_of_an_amendment_is_said(pack: Pack, name: str, language: str) -> None:
    assert lines(pack, only(scheme(amendment(**{name: AMENDED[name]}))), language)


def values(record: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    """Return each value that a field of words can have, with the name of the field."""
    hints = get_type_hints(record)
    found = {name: [value for value in _words(hint) if isinstance(value, str)] for name, hint in hints.items()}
    return [(name, value) for name, said in found.items() for value in said]


def _words(hint: Any) -> list[Any]:
    return [each for item in get_args(hint) for each in (_words(item) if get_args(item) else [item])]


MAKERS: dict[type[msgspec.Struct], tuple[str, Any]] = {
    Term: ("terms", term),
    Arrangement: ("arrangements", arrangement),
    Obligation: ("obligations", duty),
    RequiredDocument: ("documents", paper),
    Retention: ("retention", kept),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_words(pack: Pack, language: str) -> None:
    """Also those that no scheme of the region has today."""
    for name, value in values(Parameters):
        made = scheme(versions=(parameters(**{name: value}),))
        assert statements(pack, made, made.versions[0], language)
    for record, (where, maker) in MAKERS.items():
        for name, value in values(record):
            more = {"when": "group"} if value == "when" else {"needed": "when"} if name == "when" else {}
            made = msgspec.structs.replace(scheme(), **{where: (maker(**{name: value}, **more),)})
            said = statements(pack, made, made.versions[0], language)
            assert not any("{" in sentence for sentence in said.values())


def test_a_change_says_what_holds_and_what_held(pack: Pack) -> None:
    new = parameters(key="2", valid_from=JUNE, minimum=None, maximum=15000, pillars_most=2)
    made = scheme(amendment(terms=(term(length=8),)), versions=(parameters(), new))
    assert lines(pack, only(made), "nl") == (
        Line("maximum", "Je krijgt nooit meer dan €\u00a015.000.", "Je krijgt nooit meer dan €\u00a020.000."),
        Line("pillars-most", "Je kiest hooguit 2 doelen.", ""),
        Line(
            "term.decision",
            "Ons besluit: 8 weken, vanaf de dag dat je aanvraag er is.",
            "Ons besluit: 13 weken, vanaf de dag dat je aanvraag er is.",
        ),
        Line("minimum", "", "Je krijgt €\u00a05.000 of meer. Kom je lager uit? Dan gaat het niet door."),
    )


def test_a_law_that_changes_its_number_changes_nothing_for_who_applies(pack: Pack) -> None:
    turn = only(scheme(amendment(terms=(msgspec.structs.replace(term(), law="Awb, nieuw"),))))
    assert lines(pack, turn, "nl") == ()


def test_changes_stand_in_order_and_each_on_top_of_the_one_before(pack: Pack) -> None:
    new = parameters(key="2", valid_from=JULY, rate=0.4)
    made = scheme(amendment(JULY, settles_at_once=True), versions=(parameters(), new))
    made = msgspec.structs.replace(made, amendments=(amendment(JUNE, decision_from="complete"), *made.amendments))
    first, second = turns(made, NEVER)
    assert [line.name for line in lines(pack, first, "nl")] == ["decision-from"]
    assert [line.name for line in lines(pack, second, "nl")] == ["rate", "at-once"], "one day, told together"
    assert turns(made, moment(JULY)) == (second,)
    assert turns(made, moment(JULY) + timedelta(seconds=1)) == ()


def test_a_change_that_nobody_decided_yet_is_marked() -> None:
    guess = (Basis(of=("rate",), status="example", source=SOURCE),)
    rest = tuple(field.name for field in msgspec.structs.fields(Parameters) if field.name not in {*ABOUT, "rate"})
    basis = (*guess, Basis(of=rest, status="settled", source=SOURCE))
    dear = parameters(key="2", valid_from=JUNE, rate=0.4, basis=basis)
    other = parameters(key="2", valid_from=JUNE, maximum=15000, basis=basis)
    assert [only(scheme(versions=(parameters(), new))).example for new in (dear, other)] == [True, False]
    assert only(scheme(amendment(status="example", settles_at_once=True))).example


def changing() -> st.SearchStrategy[dict[str, Any]]:
    one = {
        "terms": st.integers(1, 30).map(lambda weeks: (term(length=weeks),)),
        "penalty": st.lists(st.builds(PenaltyStep, days=st.integers(1, 9), amount=st.just(23.0)), max_size=2).map(
            tuple
        ),
        "obligations": st.lists(st.sampled_from("abc"), unique=True).map(lambda keys: tuple(duty(key=k) for k in keys)),
        "documents": st.lists(st.sampled_from("abc"), unique=True).map(lambda keys: tuple(paper(key=k) for k in keys)),
        "settles_at_once": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional=one)


@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changing(), max_size=3), st.sampled_from([None, 4000.0, 5000.0]), st.sampled_from(LANGUAGES))
def test_the_lines_are_all_that_differs(
    pack: Pack, said: list[dict[str, Any]], minimum: float | None, language: str
) -> None:
    """Who knows what held and reads each change knows what holds in the end."""
    amendments = [amendment(JUNE + timedelta(days=place), **each) for place, each in enumerate(said)]
    new = parameters(key="2", valid_from=JULY, minimum=minimum)
    made = scheme(*amendments, versions=(parameters(), new))
    known = statements(pack, made, made.versions[0], language)
    for turn in turns(made, NEVER):
        for line in lines(pack, turn, language):
            assert known.get(line.name, "") == line.was != line.now
            known = {key: text for key, text in known.items() if key != line.name}
            known |= {line.name: line.now} if line.now else {}
    last = made.as_of(moment(JULY) + timedelta(days=99))
    assert known == statements(pack, last, new, language)

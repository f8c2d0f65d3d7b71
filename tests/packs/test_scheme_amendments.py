"""Amendments in a scheme file: what the check refuses, with the key inside the amendment, and what it accepts."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.packs.pack_tree import Copy
from trede.regions.load import engine_packs, load_pack

DRENTHE = engine_packs() / "drenthe"
KEY = "digitale-ai-gereedheid"
READINESS = f"schemes/{KEY}.yml"
IN_USE = datetime(2027, 5, 1, 12, tzinfo=UTC)

Said = Callable[[Any], dict[str, Any]]
"""Returns what an amendment says, from the scheme as it is."""


@pytest.fixture
def drenthe(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(DRENTHE, tmp_path / "drenthe")))


def amend(copy: Copy, *said: dict[str, Any] | Said, **scheme: Any) -> None:
    """Add amendments, from May 2027 on unless they say so, and change other keys of the scheme."""

    def change(tree: Any) -> None:
        usual = {"valid_from": datetime(2027, 5, 1), "status": "example", "source": "Voorbeeld"}  # noqa: DTZ001  # as written
        items = [item if isinstance(item, dict) else item(tree) for item in said]
        tree |= {"amendments": [{**usual, **item} for item in items], **scheme}

    copy.change(READINESS, change)


def of(where: str, index: int = 0, **changes: Any) -> Said:
    """Return an amendment with one item of a list, with changes."""
    return lambda tree: {where: [{**tree[where][index], **changes}]}


def whole(where: str, index: int, **changes: Any) -> Said:
    """Return an amendment with a whole list of which one item is changed."""
    return lambda tree: {
        where: [{**item, **changes} if place == index else item for place, item in enumerate(tree[where])]
    }


def twice(where: str) -> Said:
    """Return an amendment with a list in which the first item stands twice."""
    return lambda tree: {where: [tree[where][0], tree[where][0]]}


JUNE = datetime(2027, 6, 1)  # noqa: DTZ001  # as a pack writes it: time in Amsterdam


def test_a_change_of_every_kind_is_right(drenthe: Copy) -> None:
    amend(
        drenthe,
        lambda tree: {
            "terms": [{**tree["terms"][3], "length": 8}],
            "decision_from": "complete",
            "settles_at_once": False,
            "penalty": [{"days": 42, "amount": 50}],
            "arrangements": [{**tree["arrangements"][0], "below": None}],
            "obligations": tree["obligations"][:1],
            "documents": tree["documents"][:2],
            "measures": [],
            "retention": tree["retention"][:1],
        },
        {"valid_from": JUNE, "decision_from": "receipt"},
    )

    assert drenthe.errors() == []
    scheme = load_pack(drenthe.folder).schemes[KEY]
    edition = scheme.as_of(IN_USE)
    assert (scheme.term("decision").length, edition.term("decision").length) == (13, 8)
    assert edition.decision_from == "complete"
    assert [item.key for item in edition.arrangements] == ["small"]
    assert len(edition.terms) == len(scheme.terms)


@pytest.mark.parametrize(
    ("said", "key", "message"),
    [
        ({}, "amendments[0]", "changes nothing"),
        ({"terms": []}, "amendments[0].terms", "this list is empty"),
        (of("terms", 3, length=0), "amendments[0].terms[0].length", "is less than 1"),
        (of("terms", 3, key="decison"), "amendments[0].terms[0].key", "is not one of the choices"),
        (twice("terms"), "amendments[0].terms[1].key", "is used twice"),
        ({"penalty": [{"days": 0, "amount": 23}]}, "amendments[0].penalty[0].days", "is less than 1"),
        ({"penalty": [{"days": 1, "amount": -1}]}, "amendments[0].penalty[0].amount", "is no amount"),
        ({"arrangements": []}, "amendments[0].arrangements", "this list is empty"),
        (whole("arrangements", 0, below=20000), "amendments[0].arrangements[1].least", "leaves a gap"),
        (whole("arrangements", 2, below=900000), "amendments[0].arrangements[2].below", "has an end"),
        (whole("arrangements", 0, sample_share=2.0), "amendments[0].arrangements[0].sample_share", "is no share"),
        (twice("obligations"), "amendments[0].obligations[1].key", "is used twice"),
        (twice("documents"), "amendments[0].documents[1].key", "is used twice"),
        (of("documents", 0, when="group"), "amendments[0].documents[0].when", "does not go together"),
        (of("documents", 0, name={"nl": "", "en": "x"}), "amendments[0].documents[0].name.nl", "is empty"),
        (twice("measures"), "amendments[0].measures[1].key", "is used twice"),
        (of("measures", 0, unit="days", better="higher"), "amendments[0].measures[0]", "was another measure before"),
        (of("retention", 0, years=0), "amendments[0].retention[0].years", "is less than 1"),
        ({"decision_from": "sending", "penalty": []}, "amendments[0].decision_from", "is not one of the choices"),
        ({"mandates": []}, "amendments[0].mandates", "unknown key"),
        ({"valid_from": datetime(2026, 6, 1), "penalty": []}, "amendments[0].valid_from", "after the first version"),  # noqa: DTZ001  # idem
        ({"valid_from": datetime(2101, 1, 1), "penalty": []}, "amendments[0].valid_from", "cannot be right"),  # noqa: DTZ001  # idem
        ({"valid_from": "ooit", "penalty": []}, "amendments[0].valid_from", "expected a moment"),
    ],
)
def test_what_an_amendment_may_not_say(drenthe: Copy, said: Any, key: str, message: str) -> None:
    amend(drenthe, said)

    found = drenthe.errors()

    assert [item for item in found if (item.file, item.key) == (READINESS, key) and message in item.message], found
    assert all(item.hint and item.line for item in found)


def test_amendments_stand_from_old_to_new(drenthe: Copy) -> None:
    amend(drenthe, {"valid_from": JUNE, "decision_from": "complete"}, {"settles_at_once": True})

    (error,) = drenthe.errors()

    assert error.key == "amendments[1].valid_from"
    assert error.message == "does not come after the amendment before"


def test_what_stands_wrong_in_the_scheme_is_told_once(drenthe: Copy) -> None:
    """The error is of the list it is written in, not of each amendment that leaves it as it is."""

    def spoil(tree: Any) -> None:
        tree["terms"][0]["length"] = 0

    amend(drenthe, {"penalty": []})
    drenthe.change(READINESS, spoil)

    assert [error.key for error in drenthe.errors()] == ["terms[0].length"]


def test_an_open_scheme_may_have_had_an_example_that_was_settled_later(drenthe: Copy) -> None:
    def settled(tree: Any) -> dict[str, Any]:
        lists = {
            where: [{**item, "status": "settled"} for item in tree[where]]
            for where in ("terms", "arrangements", "obligations")
        }
        return {**lists, "status": "settled"}

    amend(drenthe, {"decision_from": "complete"}, lambda tree: {**settled(tree), "valid_from": JUNE}, status="open")

    places = {error.key for error in drenthe.errors() if "cannot rest on an example" in error.message}

    assert not {place for place in places if place.startswith(("terms", "arrangements", "obligations"))}
    assert "amendments[0]" in places
    assert "mandates[0]" in places


def test_an_example_in_an_amendment_of_an_open_scheme_is_named_there(drenthe: Copy) -> None:
    amend(drenthe, of("terms", 3, length=8), status="open")

    places = {error.key for error in drenthe.errors() if "cannot rest on an example" in error.message}

    assert {"amendments[0]", "amendments[0].terms[0]", "terms[0]"} <= places
    assert "terms[3]" not in places, "the decision term of before holds no more"

"""A change of a service keeps every firm a way on, and a refusal says which service, topics and rungs it is about."""

from functools import cache
from pathlib import Path

import msgspec
import pytest

from trede.core.pack import Eligibility, Pack, Service
from trede.core.scan import RUNGS
from trede.core.service_changes import Offer, findings, refusal, with_offers
from trede.regions.load import load_pack

ROOT = Path(__file__).parents[2]


@cache
def minimal() -> Pack:
    return load_pack(ROOT / "packs" / "minimal")


def after(key: str, **fields: object) -> Pack:
    organisation, service = minimal().service(key)
    return with_offers(minimal(), [Offer(organisation.key, key, msgspec.structs.replace(service, **fields))])


def refused(pack: Pack, key: str) -> tuple[str, str, str]:
    problem = refusal(pack, key)
    assert problem is not None
    return problem.code, problem.in_language("nl"), problem.in_language("en")


def test_nothing_changed_is_the_same_object() -> None:
    assert with_offers(minimal(), []) is minimal()
    assert with_offers(minimal(), [Offer("nergens", "x", None)]).organisations == minimal().organisations


def test_a_change_an_addition_and_a_withdrawal() -> None:
    extra = msgspec.structs.replace(minimal().service("cursus")[1], key="extra", status="open", alternative=None)
    pack = with_offers(after("cursus", capacity=3), [Offer("voordeur", "extra", extra)])
    assert [service.key for service in pack.organisations[0].services] == ["eerste-gesprek", "cursus", "extra"]
    assert pack.service("cursus")[1].capacity == 3
    assert refusal(pack, "extra") is None
    gone = with_offers(pack, [Offer("voordeur", "cursus", None)])
    assert [service.key for service in gone.organisations[0].services] == ["eerste-gesprek", "extra"]
    assert refusal(gone, "cursus") is None


def test_the_last_open_door_stays_open() -> None:
    code, dutch, english = refused(after("eerste-gesprek", eligibility=Eligibility(minimum_fte=50)), "eerste-gesprek")
    assert code == "dead-end"
    assert "‘Cijfers en gegevens’" in dutch
    assert "op elke trede" in dutch
    assert "on every rung" in english


def test_a_dead_end_names_only_what_is_shut() -> None:
    rungs = tuple(rung for rung in RUNGS if rung != "innoveren")
    _, dutch, _ = refused(after("eerste-gesprek", rungs=rungs), "eerste-gesprek")
    assert "Innoveren" in dutch
    assert "Funderen" not in dutch


@pytest.mark.parametrize("status", ["full", "closed"])
def test_a_service_that_is_not_open_names_one_that_is(status: str) -> None:
    assert refused(after("cursus", status=status, alternative=None), "cursus")[0] == "alternative-missing"
    assert refused(after("cursus", status=status, alternative="nergens"), "cursus")[0] == "alternative-shut"
    assert refused(after("cursus", status=status, alternative="cursus"), "cursus")[0] == "alternative-shut"
    assert refusal(after("cursus", status=status, alternative="eerste-gesprek"), "cursus") is None


def test_the_alternative_serves_the_same_rungs() -> None:
    talk = minimal().service("eerste-gesprek")[1]
    short = msgspec.structs.replace(talk, key="kort", rungs=("starten",))
    full = msgspec.structs.replace(minimal().service("cursus")[1], alternative="kort")
    pack = with_offers(minimal(), [Offer("voordeur", "kort", short), Offer("voordeur", "cursus", full)])
    code, dutch, _ = refused(pack, "cursus")
    assert code == "alternative-rungs"
    assert "Oriënteren en Funderen" in dutch


def test_a_service_that_others_lean_on_stays() -> None:
    talk = minimal().service("eerste-gesprek")[1]
    other = msgspec.structs.replace(talk, key="ander")
    pack = with_offers(minimal(), [Offer("voordeur", "ander", other), Offer("voordeur", "eerste-gesprek", None)])
    code, dutch, _ = refused(pack, "eerste-gesprek")
    assert code == "others-lean"
    assert "Cursus digitaal werken" in dutch


@pytest.mark.parametrize(
    "wrong",
    [
        {"rungs": ()},
        {"topics": ("onzin",)},
        {"response_working_days": 0},
        {"capacity": 0},
        {"waiting_working_days": -1},
        {"eligibility": Eligibility(municipalities=("Nergenshuizen",))},
    ],
)
def test_the_rules_of_the_pack_are_the_net(wrong: dict[str, object]) -> None:
    pack = after("cursus", **wrong)
    assert findings(pack)
    assert refused(pack, "cursus")[0] == "service-rule"


@pytest.mark.exhaustive
def test_every_field_of_a_service_survives_json() -> None:
    for organisation in load_pack(ROOT / "packs" / "groningen").organisations:
        for service in organisation.services:
            kept = msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(service)))
            assert msgspec.convert(kept, Service, strict=False) == service

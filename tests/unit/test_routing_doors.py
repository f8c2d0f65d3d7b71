"""Always a door: every rung × topics × digital safety × what is known of a firm, over real packs and made-up ones.

What partners say of their room is drawn at random and goes through the same rules as at the desk: what is refused there
is refused here too, so these are the lists of services that can ever be in force.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, combinations, product
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trede.core.explain import reason_text
from trede.core.pack import Eligibility, Pack, Service, Text
from trede.core.routing import Proposal, Situation, is_open, propose
from trede.core.scan import RUNGS, TOPICS
from trede.core.service_changes import Offer, findings, refusal, with_offers
from trede.regions.load import load_pack

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]
REGIONS = sorted(path.parent.name for path in (ROOT / "packs").glob("*/partners.yml"))
CYBER = (None, "basics-first", "far-behind", "attention", "in-step")
FTE = (None, Decimal(0), Decimal("1.99"), Decimal(2), Decimal(49), Decimal(10_000))
SUBSETS: list[tuple[str, ...]] = [(), *((topic,) for topic in TOPICS), *combinations(TOPICS, 2)]
ROOMS = ("open", "open", "full", "closed")


@cache
def region(name: str) -> Pack:
    return load_pack(ROOT / "packs" / name)


def places(pack: Pack) -> list[str | None]:
    """Return unknown, the first municipality of the region, and one elsewhere."""
    return [None, pack.info.municipalities[0].code, "GM9999"]


def sectors(pack: Pack) -> list[str | None]:
    return [None, pack.info.sectors[0].key, "ergens-anders"]


def shaken(pack: Pack, chance: random.Random) -> Pack:
    """Return the pack after each service in turn tried to change its room; what the rules refuse did not happen."""
    services = [(item.key, service) for item in pack.organisations for service in item.services]
    chance.shuffle(services)
    for organisation, service in services:
        others = [other.key for _, other in services if other.key != service.key]
        changed = msgspec.structs.replace(
            service,
            status=chance.choice(ROOMS),
            alternative=chance.choice([None, *others]),
            waiting_working_days=chance.choice([None, 0, 60]),
            confirmed_on=chance.choice([None, TODAY, TODAY - timedelta(days=400)]),
        )
        after = with_offers(pack, [Offer(organisation, service.key, chance.choice([changed, changed, None]))])
        if refusal(after, service.key) is None:
            pack = after
    assert findings(pack) == []
    return pack


def check(pack: Pack, situation: Situation) -> tuple[Proposal, ...]:
    """Assert what holds of every answer of routing, and return it."""
    found = propose(pack, situation, TODAY)
    assert found, "a door"
    keys = [proposal.service for proposal in found]
    assert len(keys) == len(set(keys))
    for proposal in found:
        assert proposal.reasons
        if proposal.service is None:
            continue
        organisation, service = pack.service(proposal.service)
        assert organisation.key == proposal.organisation
        assert situation.rung in service.rungs
        assert is_open(service, TODAY), "what is full or closed gives way to its alternative"
        assert proposal.waiting_working_days == service.waiting_working_days
        if proposal.instead_of is not None:
            assert not is_open(pack.service(proposal.instead_of)[1], TODAY)
    if situation.fte is None or situation.fte >= Decimal(str(pack.info.target_group.minimum_fte)):
        wanted = set(situation.attention)
        reached = {topic for key in keys if key for topic in pack.service(key)[1].topics}
        assert wanted <= reached, "every topic that asks attention has a service on the list"
    return found


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", REGIONS)
def test_always_a_door_whatever_is_known(name: str) -> None:
    """6 rungs × 29 sets of at most two topics × 5 × 54 kinds of firm, over a list shaken anew for each rung and level.

    The short form takes every seventh case, another seventh for each list; together they meet every pair of values.
    """
    chance = random.Random(name)
    for number, (rung, cyber) in enumerate(product(RUNGS, CYBER)):
        pack = region(name) if number == 0 else shaken(region(name), chance)
        firms = list(product(SUBSETS, FTE, places(pack), sectors(pack)))
        step = 1 if settings().max_examples > 1_000 else 7
        for topics, fte, town, sector in firms[number % step :: step]:
            check(pack, Situation(rung, topics, cyber, fte, town, sector))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", REGIONS)
def test_every_reason_has_words_and_a_source(name: str) -> None:
    pack = shaken(region(name), random.Random(1))
    scan = pack.scans[pack.info.default_scan]
    reasons = {
        reason
        for rung, cyber, topics in product(RUNGS, CYBER, SUBSETS)
        for proposal in propose(pack, Situation(rung, topics, cyber), TODAY)
        for reason in proposal.reasons
    }
    assert "route-front-door" in {reason.code for reason in reasons}
    for reason in reasons:
        assert reason.source
        assert all(reason_text(pack, scan, reason, language) for language in ("nl", "en"))


@pytest.mark.exhaustive
def test_shaking_reaches_full_closed_and_withdrawn_services() -> None:
    """Or the tests above would prove little."""
    packs = [shaken(region("drenthe"), random.Random(seed)) for seed in range(5)]
    seen = {service.status for pack in packs for item in pack.organisations for service in item.services}
    assert seen == {"open", "full", "closed"}
    counts = {sum(len(item.services) for item in pack.organisations) for pack in packs}
    assert max(counts) < sum(len(item.services) for item in region("drenthe").organisations)
    instead = {
        proposal.instead_of
        for pack in packs
        for rung, topic in product(RUNGS, TOPICS)
        for proposal in propose(pack, Situation(rung, (topic,)), TODAY)
    }
    assert len(instead) > 1


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)


limits = st.builds(
    Eligibility,
    minimum_fte=st.none() | st.integers(0, 60),
    municipalities=st.none() | st.just(("Voorbeeldstad",)),
    open_from=st.none() | st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9)),
)


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    """Draw services of the one partner of `minimal`, with any limits, room and alternatives."""
    keys = [f"extra-{number}" for number in range(draw(st.integers(0, 6)))]
    kept = [*keys, "eerste-gesprek", "cursus"]
    return [
        Offer(
            "voordeur",
            key,
            Service(
                key=key,
                name=Text(nl=key, en=key),
                what=Text(nl="Iets.", en="Something."),
                kind="advice",
                rungs=draw(some(RUNGS)),
                topics=draw(some(TOPICS)),
                response_working_days=draw(st.integers(1, 20)),
                status=draw(st.sampled_from(["open", "full", "closed"])),
                alternative=draw(st.none() | st.sampled_from(kept)),
                eligibility=draw(limits),
                source="Gemaakt door een test",
            ),
        )
        for key in keys
    ]


@given(
    offers(),
    st.builds(
        Situation,
        rung=st.sampled_from(RUNGS),
        attention=st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple),
        cyber=st.sampled_from(CYBER),
        fte=st.sampled_from(FTE),
        municipality=st.sampled_from([None, "GM9999"]),
        sector=st.sampled_from([None, "bouw"]),
    ),
)
def test_always_a_door_in_packs_that_nobody_wrote(drawn: list[Offer], situation: Situation) -> None:
    """Services are added one by one, as partners do; a pack that keeps the rules always has a door."""
    pack = region("minimal")
    for offer in drawn:
        after = with_offers(pack, [offer])
        if refusal(after, offer.key) is None:
            pack = after
    check(pack, situation)


def test_all_subsets_are_there() -> None:
    assert len(SUBSETS) == 1 + 7 + 21
    assert set(chain.from_iterable(SUBSETS)) == set(TOPICS)

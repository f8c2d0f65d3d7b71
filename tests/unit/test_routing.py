"""Routing over the real Drenthe pack and over packs bent by hand."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trede.core.explain import reason_text
from trede.core.pack import Eligibility, Pack
from trede.core.routing import Proposal, Situation, is_confirmed, propose
from trede.core.scan import RUNGS, TOPICS
from trede.regions.load import load_pack

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]


@cache
def drenthe() -> Pack:
    return load_pack(ROOT / "packs/drenthe")


def changed(key: str, **fields: object) -> Pack:
    """Return the pack with other values in one service."""
    pack = drenthe()
    organisations = tuple(
        msgspec.structs.replace(
            organisation,
            services=tuple(
                msgspec.structs.replace(service, **fields) if service.key == key else service
                for service in organisation.services
            ),
        )
        for organisation in pack.organisations
    )
    return msgspec.structs.replace(pack, organisations=organisations)


def with_all(**fields: object) -> Pack:
    """Return the pack with other values in every service."""
    pack = drenthe()
    organisations = tuple(
        msgspec.structs.replace(
            organisation,
            services=tuple(msgspec.structs.replace(service, **fields) for service in organisation.services),
        )
        for organisation in pack.organisations
    )
    return msgspec.structs.replace(pack, organisations=organisations)


def keys(proposals: tuple[Proposal, ...]) -> list[str | None]:
    return [proposal.service for proposal in proposals]


situations = st.builds(
    Situation,
    rung=st.sampled_from(RUNGS),
    attention=st.lists(st.sampled_from(TOPICS), max_size=3, unique=True).map(tuple),
    cyber=st.sampled_from([None, "basics-first", "far-behind", "attention", "in-step"]),
    fte=st.none() | st.decimals(0, 300, places=2),
    municipality=st.sampled_from([None, "GM0114", "GM0363"]),
    sector=st.sampled_from([None, "bouw"]),
)


@settings(max_examples=200, deadline=None)
@given(situations)
def test_never_empty_each_service_once_each_with_a_reason(situation: Situation) -> None:
    proposals = propose(drenthe(), situation, TODAY)
    assert proposals
    assert len(set(keys(proposals))) == len(proposals)
    services = {service.key: service for partner in drenthe().organisations for service in partner.services}
    scan = drenthe().scans[drenthe().info.default_scan]
    for proposal in proposals:
        assert proposal.reasons
        for reason in proposal.reasons:
            assert reason.source
            for language in ("nl", "en"):
                assert reason_text(drenthe(), scan, reason, language)
        if proposal.service is not None:
            assert services[proposal.service].status == "open"


@settings(max_examples=100, deadline=None)
@given(situations, st.sampled_from(["full", "closed"]))
def test_never_empty_when_everything_is_shut(situation: Situation, status: str) -> None:
    proposals = propose(with_all(status=status), situation, TODAY)
    assert [proposal.organisation for proposal in proposals] == ["ibdo"]
    assert proposals[0].service is None


@settings(max_examples=100, deadline=None)
@given(situations)
def test_safety_stands_first_when_the_outcome_asks(situation: Situation) -> None:
    first = propose(drenthe(), situation, TODAY)[0]
    if situation.cyber in ("basics-first", "far-behind"):
        assert first.organisation in drenthe().ladder.safety_doors
        assert first.reasons[0].code == "route-safety-first"
        assert first.service is not None
        assert "safety" in drenthe().service(first.service)[1].topics


def test_topics_come_before_doors_and_the_front_door_comes_last() -> None:
    proposals = propose(drenthe(), Situation("funderen", attention=("processes",)), TODAY)
    assert proposals[0].service == "it-hub-invoering"
    assert [reason.code for reason in proposals[0].reasons] == ["route-topic", "route-door"]
    assert proposals[-1].organisation == "ibdo"
    assert [reason.code for reason in proposals[-1].reasons] == ["route-front-door"]


@pytest.mark.parametrize("status", ["full", "closed"])
def test_a_shut_service_gives_way_to_its_alternative(status: str) -> None:
    pack = changed("it-hub-invoering", status=status, alternative="it-bedrijven-uitvoering")
    proposals = propose(pack, Situation("funderen", attention=("processes",)), TODAY)
    assert "it-hub-invoering" not in keys(proposals)
    assert proposals[0].service == "it-bedrijven-uitvoering"
    assert proposals[0].instead_of == "it-hub-invoering"
    assert "route-instead" in {reason.code for reason in proposals[0].reasons}


def test_alternatives_that_point_at_each_other_end() -> None:
    pack = changed("it-hub-invoering", status="full", alternative="it-hub-invoering")
    assert "it-hub-invoering" not in keys(propose(pack, Situation("funderen"), TODAY))


def test_a_service_out_of_its_period_is_not_offered() -> None:
    for rule in (Eligibility(open_from=TODAY + timedelta(days=1)), Eligibility(open_until=TODAY - timedelta(days=1))):
        pack = changed("it-hub-invoering", eligibility=rule)
        assert "it-hub-invoering" not in keys(propose(pack, Situation("funderen"), TODAY))
    pack = changed("it-hub-invoering", eligibility=Eligibility(open_from=TODAY, open_until=TODAY))
    assert "it-hub-invoering" in keys(propose(pack, Situation("funderen"), TODAY))


def test_what_is_known_shuts_out_and_what_is_unknown_is_asked() -> None:
    rule = Eligibility(minimum_fte=2, maximum_fte=50, municipalities=("Emmen",), sectors=("bouw",))
    pack = changed("it-hub-invoering", eligibility=rule)

    def found(**known: object) -> Proposal | None:
        proposals = propose(pack, Situation("funderen", **known), TODAY)  # type: ignore[arg-type]
        return next((proposal for proposal in proposals if proposal.service == "it-hub-invoering"), None)

    unknown = found()
    assert unknown is not None
    assert unknown.unknown == ("fte", "municipality", "sector")
    fitting = found(fte=Decimal("2.00"), municipality="GM0114", sector="bouw")
    assert fitting is not None
    assert fitting.unknown == ()
    assert found(fte=Decimal("1.99")) is None
    assert found(fte=Decimal("50.01")) is None
    assert found(municipality="GM0106") is None
    assert found(sector="zorg") is None


def test_what_still_has_to_be_asked_comes_after_what_fits_for_sure() -> None:
    rule = Eligibility(municipalities=("Emmen",))
    pack = changed("it-hub-invoering", eligibility=rule)
    listed = propose(pack, Situation("funderen", ("processes",)), TODAY)
    asked = [bool(proposal.unknown) for proposal in listed if proposal.organisation != "ibdo"]
    assert asked == sorted(asked)
    known = propose(pack, Situation("funderen", ("processes",), municipality="GM0114"), TODAY)
    assert known[0].service == "it-hub-invoering"


def test_help_with_safety_comes_from_the_safety_doors_first() -> None:
    first = propose(drenthe(), Situation("starten", ("safety",), "attention"), TODAY)[0]
    assert first.organisation in drenthe().ladder.safety_doors


def test_confirmation_lapses_after_the_term_of_the_pack() -> None:
    assert is_confirmed(TODAY - timedelta(days=180), TODAY, 180)
    assert not is_confirmed(TODAY - timedelta(days=181), TODAY, 180)
    assert not is_confirmed(None, TODAY, 180)
    pack = changed("it-hub-invoering", confirmed_on=TODAY - timedelta(days=30))
    flags = {proposal.service: proposal.confirmed for proposal in propose(pack, Situation("funderen"), TODAY)}
    assert flags["it-hub-invoering"] is True
    assert flags["edih-scan"] is False


def test_an_unknown_rung_is_an_error() -> None:
    with pytest.raises(KeyError):
        propose(drenthe(), Situation("bovenaan"), TODAY)

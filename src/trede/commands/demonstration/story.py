"""The story of one firm, told with the actions of the product. Each `yield` is a moment at which it goes on."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from trede.chain import actions as chain
from trede.chain.handing import Agreement, HandoverPlan
from trede.chain.models import Case, Referral
from trede.chain.receiving import new_nonce, receive_request
from trede.commands.demonstration.firms import Fiction, answers
from trede.commands.demonstration.people import Person
from trede.companies.actions import update_firm
from trede.companies.rules import size_class
from trede.core.pack import Pack
from trede.core.routing import Situation, propose
from trede.core.scan import RUNG_LEVEL, RUNGS, score
from trede.journal import clock
from trede.journal.actions import Actor
from trede.scan.actions import complete_scan
from trede.scan.benchmark.actions import add_context
from trede.scan.models import ScanResult

VISITOR = Actor.anonymous()
WISHES = (
    "De ondernemer wil minder dubbel werk in de planning.",
    "De ondernemer wil beter zicht op voorraad en kosten.",
    "De ondernemer wil weten of de back-up echt werkt.",
    "De ondernemer wil een kleine proef doen met AI.",
)
RESULTS = (
    "Twee systemen zijn gekoppeld. Het team werkt ermee.",
    "Er is een vast overzicht met de belangrijkste cijfers.",
    "De basis van de veiligheid is geregeld en getest.",
    "De proef is gelukt. Het bedrijf gaat ermee door.",
)


@dataclass
class Told:
    """What a story needs: chance, the people, the region and the firm it is about."""

    chance: random.Random
    people: dict[str, Person]
    region: Pack
    firm: Fiction

    def later(self, least: int, most: int) -> datetime:
        """Return a moment in office hours, some days from now."""
        moment = clock.now() + timedelta(days=self.chance.randint(least, most))
        return moment.replace(hour=self.chance.randint(8, 15), minute=self.chance.randint(0, 59))


def live(told: Told) -> Iterator[datetime]:
    """Tell the whole story. Some firms only scan, most ask for an adviser, some go all the way and scan again."""
    chance = told.chance
    scan = complete_scan(by=VISITOR, answers=answers(chance, told.firm), channel="web")
    _compare(told, scan)
    if chance.random() < 0.25:  # noqa: PLR2004  # one in four only wants to know
        return
    yield told.later(0, 6)
    request = receive_request(
        by=VISITOR,
        nonce=new_nonce(),
        name=told.firm.contact,
        firm_name=told.firm.name,
        email=told.firm.email,
        question=chance.choice(("", "Ik wil weten waar ik moet beginnen.")),
        consent=True,
        scan=scan,
    )
    yield told.later(1, 6)
    adviser = told.people["adviser"].actor
    case = chain.take_request(by=adviser, request=request)
    _fill_in(told, case, adviser)
    yield told.later(3, 14)
    _first_talk(told, case, adviser, scan)
    yield told.later(1, 8)
    referral = _refer(told, case, adviser)
    if referral is None:
        return
    yield from _at_the_partner(told, case, referral, scan)


def _compare(told: Told, scan: ScanResult) -> None:
    """Three in four visitors say what the firm is like, to be compared."""
    if told.chance.random() < 0.75:  # noqa: PLR2004
        size = size_class(told.region, Decimal(told.firm.fte))
        add_context(
            by=VISITOR, result=scan, municipality=told.firm.municipality, sector=told.firm.sector, size=size or None
        )


def _fill_in(told: Told, case: Case, adviser: Actor) -> None:
    firm = told.firm
    update_firm(
        by=adviser,
        firm=case.firm,
        name=firm.name,
        municipality=firm.municipality,
        sector=firm.sector,
        fte=firm.fte,
    )


def _first_talk(told: Told, case: Case, adviser: Actor, scan: ScanResult) -> None:
    chance = told.chance
    rung = scan.phase or RUNGS[0]
    lower = chance.random() < 0.15 and rung != RUNGS[0]  # noqa: PLR2004
    chain.hold_intake(
        by=adviser,
        case=case,
        held_on=clock.today(),
        wish=chance.choice(WISHES),
        rung=RUNGS[RUNGS.index(rung) - 1] if lower else rung,
        reason="In het gesprek bleek dat veel nog met de hand gaat." if lower else "",
        obstacles=chance.sample(("time", "knowledge", "money"), chance.randint(0, 2)),
        agreed="We zoeken samen een partner die dit kan doen.",
    )
    baseline = told.region.scans[told.region.info.baseline_scan]
    given = {}
    for question in baseline.questions:
        keys = [option.key for option in question.options]
        good = 0.35 + 0.11 * told.firm.level - 0.1 * told.firm.safety + (0.15 if question.must else 0)
        given[question.key] = keys[0] if chance.random() < good else chance.choice(keys[1:])
    chain.check_baseline(by=adviser, case=case, answers=given)


def _refer(told: Told, case: Case, adviser: Actor) -> Referral | None:
    """Send the firm to the first proposed service of a partner with an account; None when it wants to stop."""
    chance = told.chance
    if chance.random() < 0.08:  # noqa: PLR2004
        chain.close_case(by=adviser, case=case, note="De ondernemer gaat zelf verder.", firm_stops_on=clock.today())
        return None
    outcome = score(case.scan.answers) if case.scan else None
    situation = Situation(
        rung=case.start_rung,
        attention=outcome.attention if outcome else (),
        cyber=outcome.cyber if outcome else None,
        municipality=told.firm.municipality,
        sector=told.firm.sector,
    )
    offered = [
        proposal
        for proposal in propose(told.region, situation, clock.today())
        if proposal.service and proposal.organisation in told.people
    ]
    if not offered:
        return None
    proposal = chance.choice(offered[:3])
    referral = chain.choose_service(
        by=adviser, case=case, service=proposal.service or "", question=chance.choice(WISHES)
    )
    partner = told.people[proposal.organisation]
    return chain.send_referral(
        by=adviser,
        referral=referral,
        agreement=Agreement(given_on=clock.today()),
        handover=HandoverPlan(on=clock.today(), from_person=told.people["adviser"].name, to_person=partner.name),
    )


def _at_the_partner(told: Told, case: Case, referral: Referral, scan: ScanResult) -> Iterator[datetime]:
    chance = told.chance
    partner = told.people[referral.organisation].actor
    yield told.later(1, 7)
    chain.accept_referral(by=partner, referral=referral)
    yield told.later(3, 20)
    chain.start_referral(by=partner, referral=referral)
    yield told.later(45, 110)
    grew = chance.random() < 0.7  # noqa: PLR2004
    before = case.start_rung
    rung = RUNGS[min(RUNG_LEVEL[before], 5)] if grew else before
    instrument = chance.choice(["", *(item.key for item in told.region.instruments if before in item.rungs)])
    chain.complete_referral(
        by=partner,
        referral=referral,
        rung=rung,
        result=chance.choice(RESULTS),
        topics=chance.sample(("tools", "data", "processes", "safety"), 2),
        instrument=instrument,
        new_use=grew,
    )
    yield told.later(5, 40)
    adviser = told.people["adviser"].actor
    if chance.random() < 0.85:  # noqa: PLR2004
        later = complete_scan(
            by=VISITOR, answers=answers(chance, told.firm, risen=1.0 if grew else 0.1), channel="web", previous=scan
        )
        yield told.later(1, 10)
        chain.claim_scan(by=adviser, case=case, scan=later)
    chain.close_case(by=adviser, case=case, note="Het traject is klaar. De ondernemer is verder geholpen.")

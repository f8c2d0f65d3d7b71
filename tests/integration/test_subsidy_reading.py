"""Every page of applying and following, in many states and both languages: valid, ordered, plain Dutch, English."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests import subsidy_firm as firm
from tests.integration.test_own_reading import Seen, Walk, check_pages
from tests.integration.test_subsidy_answering import offered
from trede.core.grant_life import Need
from trede.journal import clock
from trede.subsidies.clocks import HEARING
from trede.subsidies.given import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PARTS = ("firm", "plan", "statements", "details")
ASKED = "Lees wat we van plan zijn"
TYPED = frozenset(
    str(value)
    for part in (firm.PLAN, firm.LINES[props.READINESS], firm.LINES[props.VOUCHER], {"": ASKED})
    for value in part.values()
    if " " in str(value)
)
"""What people wrote: in whatever language."""


@pytest.fixture(autouse=True)
def _open(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMAIL_HOST = "mail.example"
    settings.VAR = tmp_path
    with clock.at(props.OPENED):
        yield


def _a_draft(walk: Walk) -> None:
    client, who = firm.browser(props.new_firm("Voorbeeld"))
    for scheme in (props.READINESS, props.VOUCHER):
        walk.look(client, f"/mijn/aanvraag/nieuw/{scheme}")
        place = firm.begin(client, scheme, mee="ja")
        tails = ("", "/begroting", "/bestanden", "/controleren", "/weggooien", *(f"/onderdeel/{key}" for key in PARTS))
        walk.look(client, *(place + tail for tail in tails))
        for key in PARTS:
            walk.send(client, f"{place}/onderdeel/{key}", {})
        walk.send(client, f"{place}/begroting", {"regel-bedrag": "veel"})
        walk.send(client, f"{place}/bestanden", {})
        walk.send(client, f"{place}/controleren", {})
        firm.fill(client, place, scheme)
        line = firm.of(place).costs.get().pk
        walk.look(client, place, f"{place}/begroting", f"{place}/begroting?regel={line}", f"{place}/bestanden")
        walk.look(client, f"{place}/controleren")
        low: dict[str, str | list[str]] = {**firm.PARTS[scheme]["firm"], "trede": "optimaliseren", "gemeente": "elders"}
        firm.post(client, f"{place}/onderdeel/firm", low)
        walk.look(client, place, f"{place}/controleren")
    walk.look(client, "/mijn")
    assert who.pk
    _, _, client, place = offered()
    walk.look(client, "/mijn", place, f"{place}/aanbod")
    walk.send(client, f"{place}/aanbod", {})


def _what_was_sent(walk: Walk) -> None:
    client, place = firm.applied()
    walk.look(client, place, f"{place}/ontvangen", f"{place}/kopie", "/mijn", "/mijn/gegevens/wissen")
    walk.look(client, *(f"{place}/{tail}" for tail in ("intrekken", "schrijven", "rekening", "meten", "delen")))
    walk.send(client, f"{place}/meten", {})
    walk.send(client, f"{place}/intrekken", {})
    walk.send(client, f"{place}/schrijven", {})
    walk.send(client, f"{place}/rekening", {"iban": "x"})
    made = firm.of(place)
    walk.look(client, f"{place}/bericht/{made.messages.get(kind='receipt').pk}")
    gaps = (("quote", ""), ("plan", ""), ("other", ""))
    props.step(made, "uitnodigen_aanvullen", "officer", gaps=gaps)
    walk.look(client, place, f"{place}/aanvullen", "/mijn")
    walk.send(client, f"{place}/aanvullen", {})
    walk.send(client, f"{place}/aanvullen", {f"tekst-{made.gaps.get(code='plan').pk}": "x"})
    walk.send(client, f"{place}/aanvullen", {"bestand": "1"})


def _until_the_end(walk: Walk) -> None:
    client, place = firm.applied()
    made = firm.of(place)
    props.complete(made)
    props.share_out(made.period)  # type: ignore[arg-type]  # it was sent, so it has one
    made.refresh_from_db()
    walk.look(client, place)
    letter = Letter(HEARING, ASKED, "Het plan past niet.")
    props.step(made, "voornemen_afwijzen", "officer", reason="Past niet.", letter=letter, until=date(2027, 3, 15))
    walk.look(client, place, f"{place}/reageren", "/mijn")
    firm.post(client, f"{place}/reageren", {"antwoord": "Het past wel."})
    made.refresh_from_db()
    props.decide(made)
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    walk.look(client, place, f"{place}/bezwaar")
    walk.send(client, f"{place}/bezwaar", {})
    props.step(made, "start_uitvoering", "officer")
    walk.look(client, place, *(f"{place}/{tail}" for tail in ("melden", "afrekenen", "factuur")))
    walk.send(client, f"{place}/factuur", {})
    walk.send(client, f"{place}/factuur", {"dag": "2027-03-01"})
    walk.send(client, f"{place}/melden", {})
    walk.send(client, f"{place}/afrekenen", {"antwoord": "Klaar"})
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Het is te weinig."})
    walk.look(client, place, f"{place}/bezwaar-intrekken")
    walk.send(client, f"{place}/bezwaar-intrekken", {})
    firm.post(client, f"{place}/bezwaar-intrekken", {"zeker": "ja"})
    for row in made.messages.filter(kind="objection-withdrawn"):
        walk.look(client, f"{place}/bericht/{row.pk}")


@pytest.mark.parametrize("part", [_a_draft, _what_was_sent, _until_the_end])
def test_every_page_is_valid_plain_and_in_its_own_language(part: Any) -> None:
    walk = Walk()
    part(walk)
    seen: list[Seen] = walk.seen
    check_pages(seen, typed=TYPED)
    assert len(seen) > 15
    assert Client().get(seen[0].place).status_code == 302

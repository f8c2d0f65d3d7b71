"""The pages after the grant, as the cast: from obligation to reclaim, the sample, and the public register."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests.cast import actor, client_of
from tests.integration.test_subsidy_after import AFTER, overpaid, running
from tests.own import text
from trede.core.grant_life import Need
from trede.journal import clock
from trede.subsidies.after import evidence, register, sample
from trede.subsidies.models import Application, Claim, Decision, GrantEntry, Invoice, Sample
from trede.subsidies.registry import scheme_by_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def here(made: Application, rest: str = "") -> str:
    """Return the address of the page after the grant, or of one below it."""
    return f"/balie/subsidie/{made.pk}/verloop{rest}"


class TestDesk:
    """The page of a file after its grant."""

    def test_it_is_there_after_the_grant_only(self) -> None:
        """Before it there is nothing to see."""
        made = running()
        assert client_of("officer").get(here(props.application("ingediend"))).status_code == 404
        shown = text(client_of("officer").get(here(made)))
        assert "1 maart 2028" in shown
        assert "€ 15.000,00" in shown
        assert here(made) in client_of("officer").get(f"/balie/subsidie/{made.pk}").content.decode()

    def test_an_obligation_is_met_or_let_go(self) -> None:
        """Without a day or a reason the form comes back."""
        made = running()
        first, second = made.obligations.order_by("due_on")[:2]
        officer = client_of("officer")
        where = here(made, f"/verplichting/{first.pk}")
        assert officer.post(where, {"what": "met", "on": ""}).status_code == 422
        assert officer.post(where, {"what": "met", "on": "2027-03-01"}).status_code == 303
        assert officer.post(where, {"what": "met", "on": "2027-03-01"}).status_code == 409
        other = here(made, f"/verplichting/{second.pk}")
        assert officer.post(other, {"what": "waived", "reason": ""}).status_code == 422
        assert officer.post(other, {"what": "waived", "reason": "Het bedrijf stopte."}).status_code == 303
        assert "Het bedrijf stopte." in text(officer.get(here(made)))

    def test_a_change_is_answered(self) -> None:
        """The words of the firm stand above the form."""
        made = running()
        props.step(made, "melden_wijziging", props.applicant(made), reason="Onze leverancier stopt.")
        where = here(made, f"/wijziging/{made.change_notices.get().pk}")
        officer = client_of("officer")
        assert "Onze leverancier stopt." in text(officer.get(where))
        sent = {"outcome": "agreed", "text": "Dat is goed.", "new_end": "2028-06-30"}
        assert officer.post(where, sent | {"text": ""}).status_code == 422
        assert officer.post(where, sent).status_code == 303
        assert "30 juni 2028" in text(officer.get(here(made)))

    def test_settled_lower_on_a_ground_after_a_hearing(self) -> None:
        """The invoice, the proposal, the hearing, the draft, the decision, the letter: all by the pages."""
        made = running()
        officer, decider = client_of("officer"), client_of("decision-maker")
        invoice = {"supplier": "Netwerk BV", "number": "14", "dated_on": "2027-03-01", "cents": "20.000", "pillar": "A"}
        assert officer.post(here(made, "/factuur"), invoice | {"cents": "veel"}).status_code == 422
        assert officer.post(here(made, "/factuur"), invoice).status_code == 303
        where = here(made, f"/factuur/{Invoice.objects.get().pk}")
        assert officer.post(where, {"cents": "20.000,01"}).status_code == 422
        assert officer.post(where, {"cents": "18.000"}).status_code == 303
        assert "€ 9.000,00" in text(officer.get(here(made)))
        assert officer.post(here(made, "/reactie"), {"intention": "We willen lager vaststellen."}).status_code == 303
        where = here(made, "/concept/lager_vaststellen")
        sent = {"cents": "9000", "grounds": ["not-done"], "reason": "De koppeling kwam er niet."}
        assert officer.post(where, sent | {"grounds": []}).status_code == 422
        assert officer.post(where, sent).status_code == 303
        draft = Decision.objects.get(kind="settle")
        where = here(made, f"/besluit/{draft.pk}")
        assert "mag eerst reageren" in text(decider.get(where))
        with clock.at(props.OPENED + timedelta(days=30)):
            decider = client_of("decision-maker")
            shown = text(decider.get(where))
            assert "De koppeling kwam er niet." in shown
            assert "Awb 4:46.2.a" in shown
            assert "bezwaar" in shown
            assert officer.post(where, {"digest": draft.digest, "sure": "on"}).status_code in (302, 403)
            assert decider.post(where, {"digest": draft.digest}).status_code == 422
            assert decider.post(where, {"digest": draft.digest, "sure": "on"}).status_code == 303
            assert decider.get(where).status_code == 409
        made.refresh_from_db()
        draft.refresh_from_db()
        assert (made.state, made.objection_state) == ("vastgesteld", "open")
        assert draft.announced_on is not None
        assert "€ 9.000" in made.messages.get(kind="decision").body

    def test_a_draft_is_stale_when_the_account_changed_after_it(self) -> None:
        """T58: what was read is what is decided."""
        made = running()
        officer = client_of("officer")
        invoice = {"supplier": "Netwerk BV", "number": "14", "dated_on": "2027-03-01", "cents": "20.000"}
        officer.post(here(made, "/factuur"), invoice)
        props.step(made, "verantwoording_openen", "officer", reason="Einde")
        assert officer.post(here(made, "/concept/vaststellen"), {"cents": "15000"}).status_code == 303
        draft = Decision.objects.get(kind="settle")
        officer.post(here(made, f"/factuur/{Invoice.objects.get().pk}"), {"cents": "1000"})
        where = here(made, f"/besluit/{draft.pk}")
        decider = client_of("decision-maker")
        assert "veranderde iets" in text(decider.get(where))
        assert decider.post(where, {"digest": draft.digest, "sure": "on"}).status_code == 422

    def test_what_was_overpaid_comes_back(self) -> None:
        """Claimed by who decides, booked by who pays."""
        made = overpaid()
        with clock.at(AFTER + timedelta(days=40)):
            officer, decider, payer = client_of("officer"), client_of("decision-maker"), client_of("payer")
            assert officer.post(here(made, "/concept/terugvorderen"), {"cents": "6000"}).status_code == 303
            draft = Decision.objects.get(kind="reclaim")
            where = here(made, f"/besluit/{draft.pk}")
            assert decider.post(where, {"digest": draft.digest, "sure": "on"}).status_code == 303
            claim = Claim.objects.get()
            where = here(made, f"/vordering/{claim.pk}")
            assert payer.post(where, {"cents": "6000,01", "on": "2028-04-15"}).status_code == 422
            assert payer.post(where, {"cents": "6000", "on": "2028-04-15"}).status_code == 303
        made.refresh_from_db()
        assert made.state == "vastgesteld"

    def test_a_measurement_keeps_to_the_figures_that_were_chosen(self) -> None:
        """Another figure at the end cannot be compared."""
        made = running()
        officer, where = client_of("officer"), here(made, "/meting")
        first = {"moment": "application", "rung": "funderen", "baseline": "no", "figure-lead-time": "12,5"}
        assert officer.post(where, first).status_code == 303
        last = {"moment": "end", "rung": "optimaliseren", "baseline": "yes"}
        assert officer.post(where, last | {"figure-errors": "3"}).status_code == 422
        assert officer.post(where, last | {"figure-lead-time": "8"}).status_code == 303
        shown = text(officer.get(here(made)))
        assert "12.5" in shown
        assert "De veilige basis staat" in shown

    def test_the_page_costs_the_same_however_much_stands_on_it(self, django_assert_max_num_queries: Any) -> None:
        """Ten invoices cost as much as none."""
        made = running()
        for number in range(10):
            client_of("officer").post(
                here(made, "/factuur"),
                {"supplier": "Netwerk BV", "number": str(number), "dated_on": "2027-03-01", "cents": "100"},
            )
        client = client_of("officer")
        client.get(here(made))
        with django_assert_max_num_queries(55):
            client.get(here(made))


def test_a_sample_by_the_pages() -> None:
    """Promised by the manager, drawn by the decision maker, and the check for everybody."""
    made = running()
    assert made.period is not None
    where = f"/balie/subsidie/steekproef/{made.period.pk}"
    with clock.at(AFTER):
        manager, decider = client_of("scheme-manager"), client_of("decision-maker")
        assert "1 subsidie is voorbij" in text(manager.get(where))
        assert manager.post(f"{where}/vastleggen").status_code == 303
        assert manager.post(f"{where}/vastleggen").status_code == 409
        drawn = Sample.objects.get()
        assert manager.post(f"{where}/{drawn.pk}", {"word": "zomer"}).status_code == 403
        assert decider.post(f"{where}/{drawn.pk}", {"word": ""}).status_code == 422
        assert decider.post(f"{where}/{drawn.pk}", {"word": "zomer"}).status_code == 303
        assert "Nagerekend" in text(decider.get(where))
        assert decider.post(f"{where}/{drawn.pk}", {"word": "zomer"}).status_code == 409
        assert sample.is_right(Sample.objects.get())


class TestRegister:
    """Who got what: for everybody."""

    def test_a_grant_appears_with_its_announcement_and_follows_the_decisions(self) -> None:
        """Before it nobody reads it; afterwards the settled amount counts."""
        made = props.application("verleend", firm=props.new_firm("Register BV"))
        assert "Register BV" not in text(Client().get("/subsidies/register"))
        props.step(made, "bekendmaken", "officer", Need.DELIVERED)
        shown = text(Client().get("/subsidies/register"))
        assert "Register BV" in shown
        assert "€ 15.000" in shown
        assert "Emmen" in shown
        assert "Who got a grant?" in text(Client().get("/en/subsidies/register"))

    def test_a_lower_settlement_changes_the_line(self) -> None:
        """And the shape for open data says it is closed."""
        made = overpaid()
        entry = GrantEntry.objects.get(application=made)
        assert entry.settled_cents == 900_000
        found = json.loads(Client().get("/subsidies/register.json").content)
        assert found["items"][0]["awardedAmount"] == {"amount": "9000.00", "currency": "EUR"}
        assert found["items"][0]["status"] == {"value": "closed"}
        assert found["paginationInfo"]["totalItems"] == 1
        rows = list(
            csv.DictReader(
                io.StringIO(Client().get("/subsidies/register.csv").content.decode("utf-8-sig")), delimiter=";"
            )
        )
        assert rows[0]["settled_cents"] == "900000"
        assert rows[0]["number"] == made.number

    def test_a_name_can_be_taken_away_with_a_reason_that_stays_inside(self) -> None:
        """In the page, the JSON and the CSV alike."""
        made = running()
        entry = GrantEntry.objects.get(application=made)
        manager, where = client_of("scheme-manager"), f"/balie/subsidie/register/{entry.pk}"
        assert manager.post(where, {"name": entry.name, "reason": ""}).status_code == 422
        assert manager.post(where, {"name": entry.name, "reason": "Bedreiging van de eigenaar"}).status_code == 303
        for path in ("register", "register.json", "register.csv"):
            body = Client().get(f"/subsidies/{path}").content.decode()
            assert entry.name not in body
            assert "Bedreiging" not in body
        assert register.register_documents()[0]["corrected"] is True

    def test_nothing_of_rung_safety_or_results_is_in_it(self) -> None:
        """A measurement leaves the documents as they were."""
        made = running()
        before = register.register_documents()
        evidence.measure(by=actor("officer"), application=made, moment="application", rung="funderen", baseline=False)
        assert register.register_documents() == before
        assert not {"rung", "baseline", "fte", "kvk"} & set(before[0])

    def test_a_page_that_is_not_there_is_404_and_costs_few_queries(self, django_assert_max_num_queries: Any) -> None:
        """Page 2 of one; words instead of a number."""
        running()
        for wrong in ("2", "0", "x", "99999999999"):
            assert Client().get(f"/subsidies/register?pagina={wrong}").status_code == 404
        with django_assert_max_num_queries(3):
            Client().get("/subsidies/register")


class TestLayers:
    """What a firm shares."""

    def test_a_voluntary_layer_is_given_and_taken_back_at_any_time(self) -> None:
        """By the firm itself; what belongs to the grant stays."""
        made = running()
        firm = props.applicant(made)
        evidence.choose_layers(by=firm, application=made, voluntary=frozenset({"lessons"}))
        assert {layer.key for layer, holds in evidence.layers_of(made) if holds and layer.voluntary} == {"lessons"}
        evidence.choose_layers(by=firm, application=made, voluntary=frozenset())
        assert [holds for layer, holds in evidence.layers_of(made) if not layer.voluntary] == [True, True, True]
        assert not any(holds for layer, holds in evidence.layers_of(made) if layer.voluntary)

    def test_effect_in_public_needs_ten_firms(self) -> None:
        """One firm is nobody's business."""
        made = running()
        for moment in ("application", "after-12"):
            evidence.measure(
                by=actor("officer"), application=made, moment=moment, rung="funderen", figures={"lead-time": 8.0}
            )
        found = evidence.effect_of(scheme_by_key(props.READINESS), "lead-time")
        assert not any(cell.shown for cell in (found.measured, found.risen, found.change))

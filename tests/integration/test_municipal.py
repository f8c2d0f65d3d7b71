"""Signals of municipalities: given by Emma of Emmen, handled by Pim and Kees, never with a firm that did not agree."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.cast import actor, bakker, client_of, jansen, member
from trede.chain.municipal import actions
from trede.chain.municipal.actions import Report
from trede.chain.municipal.jobs import forget_signals
from trede.chain.municipal.models import Signal
from trede.chain.municipal.queries import firm_shown, signals_of
from trede.companies.actions import give_consent, withdraw_consent
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.periods import quarter_of
from trede.journal import clock
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
NEW, HOME = "/balie/gemeente/signalen/nieuw", "/balie/signalen"
TYPED = {"category": "time", "text": "Bakkers in het dorp hebben geen uur over.", "quarter": "", "place": ""}


def given(**changes: str) -> Signal:
    report = Report(**{"category": "money", "text": "Kleine bouwers kunnen het niet voorschieten.", **changes})
    return actions.give(by=actor("emmen"), account=member("emmen"), report=report)


def shown(who: str, address: str) -> str:
    return client_of(who).get(address).content.decode()


def test_a_signal_goes_from_emmen_to_an_answer_and_what_was_done() -> None:
    emma, pim = client_of("emmen"), client_of("programme-manager")
    answer: Any = emma.post(NEW, TYPED)
    assert (answer.status_code, answer["Location"]) == (303, "/balie/gemeente/signalen")
    signal = Signal.objects.get()
    assert (signal.municipality, signal.quarter) == ("GM0114", quarter_of(clock.today()).key)
    own, at = f"/balie/gemeente/signalen/{signal.pk}", f"{HOME}/{signal.pk}"
    assert "nog niet opgepakt" in emma.get(own).content.decode()
    assert TYPED["text"] in pim.get(HOME).content.decode()
    assert pim.post(f"{at}/oppakken").status_code == 303
    assert pim.post(f"{at}/antwoord", {"text": "We vragen IBDO om avonduren."}).status_code == 303
    assert "avonduren" in emma.get(own).content.decode()
    assert pim.post(f"{at}/afsluiten", {"outcome": "solved", "done": "IBDO belt nu ook na zes uur."}).status_code == 303
    assert "na zes uur" in emma.get(own).content.decode()
    types = list(Event.objects.filter(subject_kind="signal").order_by("pk").values_list("type", flat=True))
    assert types == ["signal.given", "signal.taken-up", "signal.answered", "signal.closed"]


def test_no_words_and_no_names_stand_in_the_journal() -> None:
    signal = given(place="Emmen", sector="bouw")
    actions.answer(
        by=actor("chain-owner"), account=member("chain-owner"), signal=signal, text="Dank, we zoeken dit uit."
    )
    data = " ".join(str(event.data) for event in Event.objects.filter(subject_kind="signal"))
    assert "bouwers" not in data
    assert "zoeken" not in data


@pytest.mark.parametrize("text", ["Bel Jan op 06 12 34 56 78.", "Mail jan@bakker.example.", "KVK 68750110 loopt vast."])
def test_contact_details_are_refused_with_a_clear_sentence_and_nothing_is_lost(text: str) -> None:
    answer: Any = client_of("emmen").post(NEW, {**TYPED, "text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Haal dat weg" in page
    assert text in page
    assert not Signal.objects.exists()


def test_a_firm_is_named_only_as_long_as_it_agrees_and_only_to_who_it_agreed_with() -> None:
    firm = bakker()
    for kvk in (firm.kvk, "90001354", "12345678"):
        with pytest.raises(InputError) as refused:
            given(kvk=kvk)
        assert refused.value.code == "no-consent"
    here: dict[str, Any] = {
        "by": actor("adviser"),
        "firm": firm,
        "purpose": "contact",
        "given_on": clock.today(),
        "how": "mondeling",
    }
    consent = give_consent(organisation="gemeente-emmen", **here)
    signal = given(kvk=firm.kvk)
    assert firm_shown(actor("emmen"), signal) == firm.name
    assert firm_shown(actor("chain-owner"), signal) == ""
    give_consent(organisation="ibdo", **here)
    assert firm.name in shown("chain-owner", f"{HOME}/{signal.pk}")
    assert firm.name not in shown("programme-manager", f"{HOME}/{signal.pk}")
    assert Event.objects.filter(type="file.viewed", firm=firm.pk, subject_kind="signal").count() == 1
    withdraw_consent(by=actor("adviser"), consent=consent)
    assert firm.name not in shown("chain-owner", f"{HOME}/{signal.pk}")
    assert firm.name not in shown("emmen", f"/balie/gemeente/signalen/{signal.pk}")


def test_another_municipality_and_other_roles_see_nothing() -> None:
    signal = given()
    Signal.objects.all()
    other = actor("emmen")
    assert other.organisation == signal.organisation
    assert client_of("it-hub").get(f"{HOME}/{signal.pk}").status_code == 403
    assert client_of("emmen").get(f"{HOME}/{signal.pk}").status_code == 403
    assert client_of("emmen").get("/balie/gemeente/signalen/999999").status_code == 404
    with pytest.raises(NotPermitted):
        actions.give(by=actor("it-hub"), account=member("it-hub"), report=Report("time", "Geen tijd."))


def test_signals_that_say_the_same_go_on_together() -> None:
    first, second, third = given(), given(text="Geen geld voor een kassa."), given(text="De bank zegt nee.")
    kees: dict[str, Any] = {"by": actor("chain-owner")}
    account = member("chain-owner")
    actions.take(account=account, signal=first, **kees)
    actions.group(signal=third, lead=second, **kees)
    actions.group(signal=second, lead=first, **kees)
    third.refresh_from_db()
    assert (third.joins, third.state) == (first.pk, "taken")
    with pytest.raises(OutOfOrder):
        actions.answer(account=account, signal=third, text="Los antwoord.", **kees)
    actions.answer(account=account, signal=first, text="De regeling opent in januari.", **kees)
    actions.close(signal=first, outcome="plan", done="Het staat in het plan.", **kees)
    for each in Signal.objects.all():
        assert (each.state, each.answer, each.outcome) == ("closed", "De regeling opent in januari.", "plan")
    found = signals_of(quarter_of(clock.today()))
    assert (found["given"], found["closed"]) == (3, 3)
    assert found["outcomes"] == {"solved": 0, "passed-on": 0, "plan": 3, "no-follow-up": 0}


def test_a_step_that_comes_too_late_changes_nothing() -> None:
    signal = given()
    pim = client_of("programme-manager")
    assert pim.post(f"{HOME}/{signal.pk}/oppakken").status_code == 303
    assert pim.post(f"{HOME}/{signal.pk}/oppakken").status_code == 409
    signal.refresh_from_db()
    with pytest.raises(OutOfOrder):
        actions.group(by=actor("chain-owner"), signal=_closed(given()), lead=signal)
    with pytest.raises(InputError):
        actions.group(by=actor("chain-owner"), signal=signal, lead=signal)


def _closed(signal: Signal) -> Signal:
    kees = actor("chain-owner")
    actions.take(by=kees, account=member("chain-owner"), signal=signal)
    actions.close(by=kees, signal=signal, outcome="no-follow-up", done="Dit doet een ander al.")
    return signal


def test_the_lists_cost_the_same_whatever_is_in_them(django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        given(text=f"Knelpunt nummer {number}.")
    assert jansen().pk
    pim, emma = client_of("programme-manager"), client_of("emmen")
    for client, address in ((pim, HOME), (emma, "/balie/gemeente/signalen")):
        client.get(address)
        with django_assert_max_num_queries(9):
            assert client.get(address).status_code == 200


def test_words_are_erased_two_years_after_closing_and_the_figures_stay() -> None:
    with clock.at(datetime(2026, 11, 21, 12, tzinfo=UTC)):
        _closed(given())
        given(text="Nog open.")
        assert forget_signals() == 0
    with clock.at(datetime(2028, 12, 1, 12, tzinfo=UTC)):
        assert forget_signals() == 1
        assert forget_signals() == 0
    closed, still_open = Signal.objects.order_by("pk")
    assert (closed.text, closed.answer, closed.done, closed.outcome) == ("", "", "", "no-follow-up")
    assert still_open.text == "Nog open."
    assert signals_of(quarter_of(date(2026, 11, 21)))["given"] == 2

"""The desk of a scheme manager, as the cast."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests import subsidies as props
from tests.cast import client_of
from tests.own import text
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies import book, clocks
from trede.subsidies.given import Letter
from trede.subsidies.models import Application, Lot, Message, Outage, Period

pytestmark = pytest.mark.django_db
HERE = "/balie/subsidie/beheer"


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def get(who: str, path: str) -> Any:
    return client_of(who).get(path)


def post(who: str, path: str, **data: str) -> Any:
    return client_of(who).post(path, data)


def overflown() -> tuple[Period, list[Application]]:
    """Return a voucher period in which one day asks more than there is: 31 times 3,000 of 90,000."""
    period = props.period_of(props.VOUCHER)
    made = [props.complete(props.application("ingediend", scheme=props.VOUCHER, cents=300_000)) for _ in range(31)]
    return period, made


def test_before_there_is_a_period_the_page_says_so() -> None:
    assert "Er is nog geen periode" in text(get("officer", HERE))


def test_the_overview_counts_per_period() -> None:
    props.application("in_behandeling")
    shown = text(get("officer", HERE))
    assert "€ 800.000" in shown
    assert "€ 785.000" in shown
    assert "oefening" in shown


def test_a_manager_publishes_a_ceiling_and_others_cannot() -> None:
    period = props.period_of()
    where = f"{HERE}/{period.pk}/plafond"
    wrong = post("scheme-manager", where, euros="900000", effective_on="2027-02-01", reason="meer")
    assert wrong.status_code == 422
    assert "vandaag of later" in text(wrong)
    assert 'value="900000"' in wrong.content.decode()
    done = post("scheme-manager", where, euros="900000", effective_on="2027-03-01", reason="meer geld")
    assert (done.status_code, done["Location"]) == (303, f"{HERE}/{period.pk}")
    assert book.standing(period).ceiling == 90_000_000
    assert post("officer", where, euros="1", effective_on="2027-03-01", reason="x").status_code == 403


def test_sharing_out_by_hand() -> None:
    made = props.application("volledig")
    assert made.period is not None
    where = f"{HERE}/{made.period.pk}"
    assert "1 aanvraag krijgt ruimte" in text(get("scheme-manager", where))
    assert post("scheme-manager", f"{where}/verdelen").status_code == 303
    made.refresh_from_db()
    assert made.state == "in_behandeling"
    assert Event.objects.filter(type="subsidy.allocated", actor_kind="person").exists()


def test_the_account_of_an_earlier_day() -> None:
    with clock.at(datetime(2027, 3, 8, 9, tzinfo=UTC)):
        made = props.application("in_behandeling")
        assert made.period is not None
        now = text(get("payer", f"{HERE}/{made.period.pk}"))
        then = text(get("payer", f"{HERE}/{made.period.pk}?dag=2027-03-07"))
        future = get("payer", f"{HERE}/{made.period.pk}?dag=2030-01-01")
    assert "€ 785.000" in now
    assert "Zo stond het aan het eind van" in then
    assert "€ 785.000" not in then
    assert future.status_code == 200


def test_the_entries_as_a_table_without_names() -> None:
    made = props.application("in_behandeling")
    assert made.period is not None
    answer = get("payer", f"{HERE}/{made.period.pk}/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert made.number is not None
    assert made.number in lines[2]
    assert "15000.00" in lines[2]
    assert made.firm.name not in answer.content.decode()
    assert Event.objects.filter(type="subsidy.account-exported").count() == 1


def test_a_lot_from_promise_to_order() -> None:
    period, made = overflown()
    where = f"{HERE}/{period.pk}"
    assert "Loten voor" in text(get("scheme-manager", where))
    promised = post("scheme-manager", f"{where}/loten", day="2027-03-01")
    lot = Lot.objects.get()
    assert promised["Location"] == f"{HERE}/loting/{lot.pk}"
    page = get("scheme-manager", promised["Location"])
    assert lot.commitment in page.content.decode()
    assert lot.nonce not in page.content.decode(), "the secret stays secret until the draw"
    assert "Een collega trekt het lot" in text(page)
    assert post("scheme-manager", f"{HERE}/loting/{lot.pk}", word="roos").status_code == 403
    assert post("decision-maker", f"{HERE}/loting/{lot.pk}", word="").status_code == 422
    assert post("decision-maker", f"{HERE}/loting/{lot.pk}", word="roos").status_code == 303
    drawn = get("officer", f"{HERE}/loting/{lot.pk}")
    assert "kloppen met elkaar" in text(drawn)
    assert post("decision-maker", f"{HERE}/loting/{lot.pk}", word="tulp").status_code == 409
    props.share_out(period)
    last = Application.objects.get(number=Lot.objects.get().order[-1])
    assert last.state == "volledig"
    assert Application.objects.filter(period=period, state="in_behandeling").count() == len(made) - 1


def test_a_promise_for_a_day_that_needs_none() -> None:
    period = props.period_of()
    assert post("scheme-manager", f"{HERE}/{period.pk}/loten", day="2027-03-01").status_code == 409
    assert post("scheme-manager", f"{HERE}/{period.pk}/loten", day="gisteren").status_code == 404


def test_outages_are_kept() -> None:
    wrong = post(
        "scheme-manager", f"{HERE}/storingen", first="2027-03-01T09:00", until="2027-02-01T09:00", what="De site"
    )
    assert wrong.status_code == 422
    assert post("scheme-manager", f"{HERE}/storingen", first="2027-03-01T09:00", what="De site").status_code == 303
    outage = Outage.objects.get()
    assert outage.first.date() == date(2027, 3, 1)
    over = f"{HERE}/storingen/{outage.pk}/voorbij"
    assert post("scheme-manager", over, until="2027-03-01T09:30").status_code == 303
    assert post("scheme-manager", over, until="2027-03-01T09:40").status_code == 409
    assert "De site" in text(get("officer", f"{HERE}/storingen"))
    assert post("officer", f"{HERE}/storingen", first="2027-03-01T09:00", what="x").status_code == 403


def test_what_is_not_there_is_not_found() -> None:
    for path in (f"{HERE}/999", f"{HERE}/999/csv", f"{HERE}/loting/999"):
        assert get("officer", path).status_code == 404


def asked() -> tuple[Application, Message]:
    """Return an application of a firm without a mail address that was asked to add something."""
    made = props.application("ingediend")
    with props.unguarded("this firm wants post"):
        Application.objects.filter(pk=made.pk).update(by_mail=False)
    made.refresh_from_db()
    letter = Letter("repair", "We missen nog iets", "De offerte ontbreekt.")
    props.step(made, "uitnodigen_aanvullen", "officer", gaps=(("quote", ""),), letter=letter)
    return made, made.messages.get()


def test_a_letter_that_has_to_go_is_work_until_it_went() -> None:
    made, message = asked()
    listed = text(get("second-reader", "/balie/subsidie/post"))
    assert made.firm.name in listed
    assert "wil post" in listed
    where = f"/balie/subsidie/{made.pk}/berichten/{message.pk}"
    assert "De offerte ontbreekt." in text(get("officer", where))
    assert post("officer", where).status_code == 303
    assert post("officer", where).status_code == 409
    assert "Er hoeft geen brief weg" in text(get("officer", "/balie/subsidie/post"))
    assert get("officer", f"/balie/subsidie/{made.pk}/berichten/{message.pk + 1}").status_code == 404
    assert post("payer", where).status_code == 403


def test_the_list_of_letters_costs_the_same_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        asked()
    client = client_of("officer")
    client.get("/balie/subsidie/post")
    with django_assert_max_num_queries(14):
        client.get("/balie/subsidie/post")


def test_the_proof_of_a_file_goes_along_as_table_and_document() -> None:
    made, message = asked()
    where = f"/balie/subsidie/{made.pk}/berichten"
    shown = text(get("objection-officer", where))
    assert "Geen mail: er gaat een brief" in shown
    table = get("objection-officer", f"{where}/csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("message;application;")
    assert len(table) == 2
    document = get("objection-officer", f"{where}/json").json()
    assert document["proof"][0]["message"] == message.pk
    assert document["proof"][0]["event"] == "no-address"
    assert Event.objects.filter(type="subsidy.proof-exported").count() == 2
    assert get("adviser", where).status_code == 403
    assert get("officer", "/balie/subsidie/999/berichten").status_code == 404


def test_a_grant_is_entered_in_the_register_of_small_aid_within_twenty_working_days() -> None:
    made = props.application("verleend")
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    where = f"/balie/subsidie/{made.pk}"
    fresh = Application.objects.get(pk=made.pk)
    assert clocks.clocks_of(fresh)["register"].due == date(2027, 3, 31)
    assert "Het staat in het steunregister" in text(get("officer", where))
    assert post("officer", f"{where}/steunregister").status_code == 303
    assert post("officer", f"{where}/steunregister").status_code == 409
    assert post("payer", f"{where}/steunregister").status_code == 403
    assert clocks.clocks_of(Application.objects.get(pk=made.pk))["register"].light() == "done"
    assert "Het staat in het steunregister" not in text(get("officer", where))


def test_late_decisions_have_their_terms_too() -> None:
    """Two weeks that cost nothing, and two weeks to fix what it cost, after the last day of the penalty."""
    made = props.application("in_behandeling")
    with clock.at(props.day(2027, 6, 7)):
        claim = props.penalty_claim(made)
        found = clocks.clocks_of(Application.objects.get(pk=made.pk))
        assert found["penalty"].due == date(2027, 6, 21)
        assert "penalty-decision" not in found
    with clock.at(props.day(2027, 9, 1)):
        found = clocks.clocks_of(Application.objects.get(pk=made.pk))
        assert found["penalty"].light() == "late"
        assert found["penalty-decision"].due == date(2027, 8, 16)
    assert claim.received_on == date(2027, 6, 7)

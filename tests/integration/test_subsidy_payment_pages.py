"""The pages of payments, as the cast: prepared by the officer, released by the payer, answered by the bank."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import subsidies as props
from tests.cast import actor, client_of, log_in, member
from tests.own import text
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies.models import Application, Payment
from trede.subsidies.payments import actions

pytestmark = pytest.mark.django_db
HERE = "/balie/subsidie/betalingen"


@pytest.fixture(autouse=True)
def _bank(settings: Any) -> Iterator[None]:
    settings.BANK_NAME, settings.BANK_IBAN, settings.BANK_BIC = "Provincie Voorbeeld", "NL91ABNA0417164300", ""
    with clock.at(props.OPENED):
        yield


def granted() -> Application:
    """Return an application that was granted and announced."""
    made = props.application("verleend", firm=props.new_firm())
    return props.step(made, "bekendmaken", "officer", Need.DELIVERED)


def prepared() -> Payment:
    """Return the advance of a grant, ready to be released."""
    return actions.prepare(by=actor("officer"), application=granted())


def test_from_grant_to_paid_by_the_pages() -> None:
    """Every page of the way, and every export leaves a line in the journal."""
    made = granted()
    assert "Zet klaar" in text(client_of("officer").get(HERE))
    assert "Zet klaar" not in text(client_of("payer").get(HERE))
    shown = text(client_of("officer").get(f"{HERE}/klaarzetten/{made.pk}"))
    assert "€ 15.000,00" in shown
    assert client_of("officer").post(f"{HERE}/klaarzetten/{made.pk}").status_code == 303
    payment = Payment.objects.get()
    payer = client_of("payer")
    assert made.firm.name in text(payer.get(f"{HERE}/vrijgeven"))
    unsure = payer.post(f"{HERE}/vrijgeven", {"payments": [payment.pk]})
    assert unsure.status_code == 422
    assert f'value="{payment.pk}" checked' in unsure.content.decode()
    done = payer.post(f"{HERE}/vrijgeven", {"payments": [payment.pk], "sure": "on"})
    assert done.status_code == 303
    where = done["Location"]
    assert "onderweg" in text(payer.get(where))
    file = payer.post(f"{where}/ophalen")
    assert file["Content-Type"] == "application/xml"
    assert b"CstmrCdtTrfInitn" in file.content
    answer = f"reference;status;day;amount;reason\n{actions.reference(payment)};ACSC;2027-03-01;15000.00;\n"
    upload = SimpleUploadedFile("antwoord.csv", answer.encode())
    assert actions.reference(payment) in text(payer.post(f"{HERE}/antwoord", {"answer": upload}))
    made.refresh_from_db()
    assert made.payment_state == "betaald"
    table = payer.post(f"{HERE}/financien", {"first": "2027-03-01", "until": "2027-03-01"})
    assert actions.reference(payment) in table.content.decode()
    kinds = set(Event.objects.values_list("type", flat=True))
    assert {"payment.file-taken", "payment.exported", "payment.released"} <= kinds


def test_releasing_asks_the_second_step_again() -> None:
    """Money: a session that is only logged in is not enough."""
    prepared()
    client = log_in(client_of("anonymous"), member("payer"), sudo=False)
    for page in ("vrijgeven", "antwoord", "financien"):
        assert client.get(f"{HERE}/{page}")["Location"].startswith("/balie/bevestigen")


def test_an_answer_that_cannot_be_read_says_which_line() -> None:
    """Nothing is taken in."""
    upload = SimpleUploadedFile("antwoord.csv", b"reference;status;day;amount\nTREDE-1;WAT;x;1\n")
    refused = client_of("payer").post(f"{HERE}/antwoord", {"answer": upload})
    assert refused.status_code == 422
    assert "Regel 2" in text(refused)
    binary = SimpleUploadedFile("antwoord.csv", b"\xff\xfe\x00")
    assert "geen tekst" in text(client_of("payer").post(f"{HERE}/antwoord", {"answer": binary}))


def test_what_came_too_late_gets_a_page() -> None:
    """Two officers prepare the same payment."""
    payment = prepared()
    answer = client_of("officer").post(f"{HERE}/klaarzetten/{payment.application_id}")
    assert answer.status_code == 409
    assert client_of("payer").post(f"{HERE}/{payment.pk}/terughalen", {"reason": "Fout"}).status_code == 409


def test_cancelling_needs_a_reason_and_a_role() -> None:
    """Who decides does not touch the payment."""
    payment = prepared()
    where = f"{HERE}/{payment.pk}/annuleren"
    assert client_of("decision-maker").post(where, {"reason": "x"}).status_code == 403
    assert client_of("officer").post(where, {"reason": ""}).status_code == 422
    assert client_of("officer").post(where, {"reason": "Verkeerde rekening"}).status_code == 303
    assert "Klaar te zetten" in text(client_of("officer").get(HERE))


def test_suspended_and_on_again() -> None:
    """By who decides, with what is suspected in writing."""
    payment = prepared()
    base = f"/balie/subsidie/{payment.application_id}"
    decider = client_of("decision-maker")
    assert decider.post(f"{base}/opschorten", {"suspicion": " "}).status_code == 422
    assert decider.post(f"{base}/opschorten", {"suspicion": "Facturen lijken vals."}).status_code == 303
    assert "Opgeschort" in text(client_of("payer").get(HERE))
    assert decider.post(f"{base}/hervatten", {"reason": "Uitgezocht"}).status_code == 303
    assert "kan weg" in text(client_of("payer").get(HERE))


def test_the_number_of_finance_is_kept() -> None:
    """It comes back in the form."""
    made = granted()
    where = f"{HERE}/leverancier/{made.pk}"
    assert client_of("payer").post(where, {"vendor": "C-10042"}).status_code == 303
    assert 'value="C-10042"' in client_of("payer").get(where).content.decode()


def test_the_page_costs_the_same_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    """Three prepared and three to prepare cost as much as one."""
    client = client_of("payer")
    for _ in range(3):
        granted()
        prepared()
    client.get(HERE)
    with django_assert_max_num_queries(16):
        client.get(HERE)

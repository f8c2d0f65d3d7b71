"""The data of a firm that applied: only its own comes along, and leaving ends what can end and keeps what must be."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_firm as firm
from tests.own import text
from trede.companies.models import Firm
from trede.companies.own.actions_data import download_own, erase_own
from trede.core.errors import OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.privacy.walk import rows_about
from trede.subsidies.models import Application, Signal, Submission
from trede.subsidies.payments.accounts import change_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMAIL_HOST = "mail.example"
    settings.VAR = tmp_path
    with clock.at(props.OPENED):
        yield


def test_two_firms_that_look_alike_do_not_get_the_data_of_each_other() -> None:
    one, other = props.application("verleend"), props.application("verleend")
    change_account(by=props.applicant(other), application=other, iban=one.iban, holder="Voorbeeld")
    assert Signal.objects.filter(application=other, other=one).exists()
    for mine, theirs in ((one, other), (other, one)):
        rows = rows_about(mine.firm)
        assert {row.pk for row in rows if isinstance(row, Firm)} == {mine.firm_id}
        assert {row.pk for row in rows if isinstance(row, Application)} == {mine.pk}
        document = download_own(by=props.applicant(mine), firm=mine.firm)
        assert theirs.firm.name not in str(document)
        assert mine.firm.name in str(document)


def test_leaving_throws_drafts_away_withdraws_and_keeps_what_was_sent() -> None:
    client, place = firm.applied()
    sent = firm.of(place)
    with clock.at(props.day(2027, 3, 2)):
        client, _ = firm.browser(sent.firm)
        draft = firm.of(firm.begin(client))
        page = text(client.get("/mijn/gegevens/wissen"))
        assert page.count("Je aanvraag voor een subsidie") == 1
        assert "Tien jaar na de dag dat alles klaar is" in page
        firm.post(client, "/mijn/gegevens/wissen", {"sure": "yes"})
    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.state, draft.state) == ("ingetrokken_aanv", "vervallen")
    assert sent.applicant is None, "who it was is not known any more"
    assert sent.firm.name != Submission.objects.get(application=sent).content["firm"]["name"], "what was sent stays"


def test_nobody_leaves_while_a_grant_runs() -> None:
    made = props.application("verleend")
    by = Actor.entrepreneur(made.applicant_id or 0)
    with pytest.raises(OutOfOrder, match="loopt nog een subsidie"):
        erase_own(by=by, firm=made.firm)
    client, _ = firm.browser(made.firm)
    page = firm.post(client, "/mijn/gegevens/wissen", {"sure": "yes"}, status=422)
    assert "Er loopt nog een subsidie" in text(page)
    assert Firm.objects.get(pk=made.firm_id).name == made.firm.name

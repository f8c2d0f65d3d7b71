"""Somebody else's thing does not exist: the right role at the wrong organisation finds nothing."""

import pytest
from django.test import Client

from tests.cast import CAST, SYSTEM, bakker, client_of, log_in, member
from trede.accounts import actions
from trede.accounts.models import OneUseLink, User
from trede.chain.models import AdviceRequest, Case, Referral
from trede.companies.models import Consent
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.scan.actions import complete_scan

pytestmark = pytest.mark.django_db

CASE_PAGES = ("", "/gesprek", "/plannen", "/starttrede", "/veilige-basis", "/bedrijf", "/terugbellen", "/afronden",
              "/uitkomst", "/overnemen", "/toestemming", "/verwijzen")  # fmt: skip
REFERRAL_PAGES = ("", "/versturen", "/oppakken", "/aannemen", "/starten", "/afronden", "/teruggeven")


@pytest.fixture
def other_adviser() -> Client:
    """An adviser of another organisation."""
    who = {"email": "vreemd@founded.example", "organisation": "founded"}
    _, token = actions.invite(by=SYSTEM, roles=["adviser"], **who)
    link = Actor.link(OneUseLink.INVITATION)
    return log_in(Client(), actions.accept(by=link, token=token, password="negen bruine paarden", name="Vera"))


@pytest.fixture
def case() -> Case:
    """A file of Bakker BV at the front door, with a referral to the IT Hub that Bakker agreed to."""
    today = clock.today()
    with unguarded("a file, not made through the whole chain"):
        case = Case.objects.create(firm=bakker(), organisation="ibdo", adviser=member("adviser"), contact_before=today)
        consent = Consent.objects.create(
            firm=bakker(), organisation="it-hub", purpose="referral", given_on=today, how="formulier"
        )
        Referral.objects.create(
            case=case,
            service="it-hub-leren",
            organisation="it-hub",
            state="requested",
            consent=consent,
            requested_on=today,
        )
    return case


def codes(client: Client, paths: list[str]) -> set[int]:
    """Return the status codes of reading and of sending."""
    found = {client.get(path).status_code for path in paths}
    return found | {client.post(path, {"reason": "x"}).status_code for path in paths}


def test_a_file_is_there_for_its_own_organisation_only(case: Case, other_adviser: Client) -> None:
    paths = [f"/balie/dossier/{case.pk}{page}" for page in CASE_PAGES]
    assert client_of("adviser").get(paths[0]).status_code == 200
    assert codes(other_adviser, paths) <= {404, 405}
    assert other_adviser.get(paths[0]).status_code == 404


def test_a_request_is_there_for_its_own_organisation_only(other_adviser: Client) -> None:
    today = clock.today()
    with unguarded("a request"):
        request = AdviceRequest.objects.create(
            reference="RRRRRRRR", nonce="n", organisation="ibdo", name="Bart", firm_name="Bakker BV",
            phone="0591234567", language="nl", consent_on=today, received_on=today, contact_before=today,
        )  # fmt: skip
    paths = [f"/balie/aanvraag/{request.pk}{page}" for page in ("", "/opnemen", "/sluiten")]
    assert client_of("adviser").get(paths[0]).status_code == 200
    assert codes(other_adviser, paths) <= {404, 405}
    request.refresh_from_db()
    assert request.state == "received"


def test_a_partner_sees_its_own_referral_and_no_other_partner_does(case: Case, other_adviser: Client) -> None:
    referral = Referral.objects.get(case=case)
    paths = [f"/balie/verwijzing/{referral.pk}{page}" for page in REFERRAL_PAGES]
    assert client_of("it-hub").get(paths[0]).status_code == 200
    for stranger in (client_of("edih"), other_adviser):
        assert codes(stranger, paths) <= {404, 405}
        assert stranger.get(paths[0]).status_code == 404
        assert "Bakker" not in stranger.get("/balie/werklijst").content.decode()
    referral.refresh_from_db()
    assert referral.state == "requested"


def test_without_standing_consent_the_partner_does_not_know_the_firm(case: Case) -> None:
    referral = Referral.objects.get(case=case)
    with unguarded("consent withdrawn"):
        Consent.objects.update(withdrawn_on=clock.today())
    partner = client_of("it-hub")
    assert partner.get(f"/balie/verwijzing/{referral.pk}").status_code == 404
    assert "Bakker" not in partner.get("/balie/werklijst").content.decode()


def test_an_account_page_takes_no_number_from_somebody_else() -> None:
    anna = member("adviser")
    client_of("it-hub").post("/balie/mijn-account", {"name": "X", "language": "en", "user": anna.pk, "id": anna.pk})
    assert User.objects.get(pk=anna.pk).name == CAST["adviser"].name


def test_a_session_of_one_cannot_carry_the_device_of_another() -> None:
    from django_otp import DEVICE_ID_SESSION_KEY

    theirs = client_of("administrator").session[DEVICE_ID_SESSION_KEY]
    client = client_of("adviser")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = theirs
    session.save()
    assert client.get("/balie/mijn-account")["Location"].startswith("/balie/tweede-stap")


def test_scans_cannot_be_listed_by_their_number() -> None:
    scan = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    for typed in (str(scan.pk), "1", "00000000"):
        assert Client().get(f"/uitkomst/{typed}").status_code == 404

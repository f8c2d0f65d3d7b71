"""People's rights: see everything, be forgotten, and not be kept longer than was said."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import CharField, JSONField, TextField

from tests.cast import CAST, SYSTEM, actor, bakker, client_of, jansen, member
from trede.accounts import actions as accounts
from trede.accounts.models import OneUseLink, User
from trede.chain.jobs import forget_words
from trede.chain.models import AdviceRequest, BaselineCheck, Case, Handover, Intake, Referral, Trajectory
from trede.companies.actions import add_contact, give_consent
from trede.companies.models import Consent, ContactPerson, Firm
from trede.core.errors import NotPermitted, OutOfOrder
from trede.journal import clock, jobs
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.journal.types import SHREDDED
from trede.privacy.erase import erase_subject
from trede.privacy.export import document_of, export_subject
from trede.privacy.fields import declaration, declarations, house_models, unclassified
from trede.privacy.subjects import subject
from trede.scan.actions import complete_scan
from trede.scan.jobs import erase_old_scans, months_before
from trede.scan.models import ScanResult
from trede.web.jobs import delete_old_buckets
from trede.web.models import Bucket

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
OWN_WORDS = "Mijn dochter neemt de zaak over"


@pytest.fixture
def firm() -> Firm:
    """Bakker BV with a contact, consent, a request, a file and two scans, beside Jansen Techniek with a contact."""
    firm = bakker()
    add_contact(by=actor("adviser"), firm=firm, name="Bart Bakker", phone="0591234567", email="bart@bakker.example")
    add_contact(by=actor("adviser"), firm=jansen(), name="Jan Jansen", phone="0592345678")
    give_consent(
        by=actor("adviser"),
        firm=firm,
        organisation="it-hub",
        purpose="referral",
        given_on=clock.today(),
        how="formulier",
    )
    first = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    complete_scan(by=Actor.anonymous(), answers="DDDDDDD", previous=first)
    with unguarded("a firm with everything, not made through the whole chain"):
        ScanResult.objects.filter(pk=first.pk).update(firm=firm)
        request = AdviceRequest.objects.create(
            reference="RRRRRRRR", nonce="n", scan=first, organisation="ibdo", name="Bart Bakker", firm_name="Bakker BV",
            phone="0591234567", question=OWN_WORDS, language="nl", consent_on=clock.today(),
            received_on=clock.today(), contact_before=clock.today(), state="taken",
        )  # fmt: skip
        case = Case.objects.create(
            firm=firm, request=request, scan=first, organisation="ibdo", adviser=member("adviser"),
            contact_before=clock.today(), closing_note=OWN_WORDS,
        )  # fmt: skip
        _further(case)
    return firm


def _further(case: Case) -> None:
    """Add a talk, a check and a referral that was handed over and done."""
    today = clock.today()
    Intake.objects.create(case=case, held_on=today, wish=OWN_WORDS, obstacles=["time"], agreed=OWN_WORDS)
    BaselineCheck.objects.create(
        case=case, scan_key="cyber-basis", version="1", rule="baseline-1", answers={"updates": "A"}, reached=False
    )
    referral = Referral.objects.create(
        case=case, service="it-hub-leren", organisation="it-hub", state="completed", ended_on=today, question=OWN_WORDS,
        consent=Consent.objects.get(firm=case.firm), requested_by=member("adviser"), handler=member("it-hub"),
    )  # fmt: skip
    Handover.objects.create(
        referral=referral, planned_on=today, from_person="Anna", to_person="Bart Bakker", channel="call"
    )
    Trajectory.objects.create(referral=referral, started_on=today, result=OWN_WORDS, rung_after="starten")


def test_every_field_of_every_table_is_classified() -> None:
    assert list(unclassified()) == []


def test_every_personal_field_can_be_blanked_or_its_row_is_deleted() -> None:
    own_way = {"accounts.user", "accounts.membership", "accounts.oneuselink", "journal.event", "web.bucket"}
    wrong = []
    for model in house_models():
        said = declaration(model)
        if said.erase == "delete" or said.label in own_way or said.label.startswith("monitor."):
            continue
        for name in said.personal:
            column: Any = model._meta.get_field(name)
            text = isinstance(column, CharField | TextField | JSONField)
            if not column.is_relation and not column.null and (not text or column.unique):
                wrong.append(f"{said.label}.{name}")
    assert wrong == [], 'say `erase = "delete"` in Privacy: these cannot be blanked'


def test_the_export_of_a_firm_holds_all_of_it_and_nothing_of_another(firm: Firm) -> None:
    document = document_of(subject("firm"), firm)
    text = json.dumps(document, ensure_ascii=False)
    assert {label: len(rows) for label, rows in document["records"].items()} == {
        "companies.firm": 1,
        "companies.contactperson": 1,
        "companies.consent": 1,
        "scan.scanresult": 2,
        "chain.advicerequest": 1,
        "chain.case": 1,
        "chain.intake": 1,
        "chain.baselinecheck": 1,
        "chain.referral": 1,
        "chain.handover": 1,
        "chain.trajectory": 1,
    }
    assert "bart@bakker.example" in text
    assert OWN_WORDS in text
    assert "Jansen" not in text
    assert {event["type"] for event in document["journal"]} >= {"firm.registered", "contact.added", "consent.given"}
    assert set(document["terms"]) == set(document["records"])


def test_an_export_needs_the_right_and_is_noted(firm: Firm) -> None:
    with pytest.raises(NotPermitted):
        export_subject(by=actor("adviser"), kind=subject("firm"), thing=firm)
    export_subject(by=actor("chain-owner"), kind=subject("firm"), thing=firm)
    assert Event.objects.latest("id").type == "privacy.exported"


def _everything() -> Iterator[str]:
    """Yield the content of all rows that could say something about a firm."""
    kinds = (
        Firm,
        ContactPerson,
        AdviceRequest,
        Case,
        Intake,
        BaselineCheck,
        Referral,
        Handover,
        Trajectory,
        ScanResult,
    )
    for model in (*kinds, Event):
        yield from (str(row) for row in model.objects.values())


def test_erasing_a_firm_leaves_no_word_about_a_person_and_the_figures_stand(firm: Firm) -> None:
    phases = list(Event.objects.filter(type="scan.completed").values_list("data__phase", flat=True))
    erase_subject(by=actor("chain-owner"), kind=subject("firm"), thing=firm, reason="owner-asked")
    text = "\n".join(_everything())
    for word in ("Bart", "bart@", "0591234567", OWN_WORDS, "68750110", "Bakker", "CCCCDDD", "DDDDDDD"):
        assert word not in text
    assert "Jan Jansen" in text
    assert Firm.objects.get(pk=firm.pk).municipality == "GM0114"
    case = Case.objects.get(firm=firm)
    assert (case.closing_note, case.organisation, case.request) == ("", "ibdo", None)
    assert not ScanResult.objects.exists()
    assert list(Event.objects.filter(type="scan.completed").values_list("data__phase", flat=True)) == phases
    last = Event.objects.latest("id")
    assert (last.type, last.subject) == ("privacy.erased", str(firm.pk))
    assert last.data["deleted"] == ["chain.advicerequest", "companies.contactperson", "scan.scanresult"]


def test_a_scan_is_found_by_its_code_and_a_shared_one_goes_with_its_firm(firm: Firm) -> None:
    kind = subject("scan")
    loose = complete_scan(by=Actor.anonymous(), answers="AAAAAAA")
    found = kind.find(f" {loose.code[:4].lower()}-{loose.code[4:]} ")
    assert found == loose
    assert kind.find("geen code") is None
    erase_subject(by=actor("chain-owner"), kind=kind, thing=loose, reason="owner-asked")
    assert not ScanResult.objects.filter(pk=loose.pk).exists()
    assert Event.objects.get(type="scan.completed", subject=str(loose.pk)).data["answers"] == SHREDDED
    shared = ScanResult.objects.get(firm=firm)
    with pytest.raises(OutOfOrder, match=str(firm.pk)):
        erase_subject(by=actor("chain-owner"), kind=kind, thing=shared, reason="owner-asked")


def test_an_account_exports_itself_without_its_hash_and_can_be_forgotten() -> None:
    user = member("it-hub")
    document = document_of(subject("account"), user)
    text = json.dumps(document)
    assert user.email in text
    assert user.password not in text
    assert subject("account").find(CAST["it-hub"].email.upper()) == user
    erase_subject(by=actor("administrator"), kind=subject("account"), thing=user, reason="owner-asked")
    assert User.objects.get(pk=user.pk).email.endswith("@erased.invalid")


# The desk


def test_the_desk_finds_shows_downloads_and_erases(firm: Firm) -> None:
    browser = client_of("chain-owner")
    assert browser.get("/beheer/privacy").status_code == 200
    page = browser.post("/beheer/privacy", {"kind": "firm", "typed": "68750110"}).content.decode()
    assert "Bakker BV" in page
    path = f"/beheer/privacy/firm/{firm.pk}"
    answer = browser.post(f"{path}/download")
    assert answer["Content-Disposition"] == f'attachment; filename="firm-{firm.pk}.json"'
    assert json.loads(answer.content)["records"]["companies.firm"][0]["name"] == "Bakker BV"
    assert browser.post(f"{path}/wissen").status_code == 422
    assert Firm.objects.get(pk=firm.pk).name == "Bakker BV"
    assert browser.post(f"{path}/wissen", {"sure": "yes"}).status_code == 302
    assert Firm.objects.get(pk=firm.pk).name == SHREDDED


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "firm", "typed": "99999999"}, "Dit vinden we niet"),
        ({"kind": "firm", "typed": "9" * 60}, "Dit vinden we niet"),
        ({"kind": "scan", "typed": "K7M49QXT"}, "Dit vinden we niet"),
        ({"kind": "king", "typed": "1"}, "Kies waar het om gaat"),
        ({"kind": "account", "typed": ""}, "Vul het nummer of de code in"),
    ],
)
def test_the_desk_says_what_it_does_not_find(given: dict[str, str], sentence: str) -> None:
    answer = client_of("chain-owner").post("/beheer/privacy", given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_desk_shows_why_a_shared_scan_cannot_go_alone(firm: Firm) -> None:
    shared = ScanResult.objects.get(firm=firm)
    answer = client_of("chain-owner").post(f"/beheer/privacy/scan/{shared.pk}/wissen", {"sure": "yes"})
    assert answer.status_code == 422
    assert f"bedrijf {firm.pk}" in answer.content.decode()
    assert client_of("chain-owner").post("/beheer/privacy/scan/999999/download").status_code == 404


# Retention


def test_scans_go_after_their_term_unless_a_firm_shared_them() -> None:
    with clock.at(clock.now() - timedelta(days=800)):
        old = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
        shared = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    new = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    with unguarded("shared with a firm"):
        ScanResult.objects.filter(pk=shared.pk).update(firm=bakker())
    assert erase_old_scans() == 1
    assert erase_old_scans() == 0
    assert set(ScanResult.objects.values_list("pk", flat=True)) == {shared.pk, new.pk}
    completed = Event.objects.get(type="scan.completed", subject=str(old.pk))
    assert (completed.data["answers"], completed.data["phase"]) == (SHREDDED, "funderen")


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 1), 24, date(2024, 3, 1)),
    ],
)
def test_months_back(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


def test_links_buckets_and_failed_logins_do_not_stay() -> None:
    Bucket.objects.create(key="old", tokens=1, filled_at=clock.now() - timedelta(days=2))
    Bucket.objects.create(key="new", tokens=1, filled_at=clock.now())
    accounts.invite(by=SYSTEM, email="nieuw@ibdo.example", organisation="ibdo", roles=["adviser"])
    attempt = AccessAttempt.objects.create(username="x@y.example", ip_address="192.0.2.1", failures_since_start=1)
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=clock.now() - timedelta(days=2))
    done = jobs.run_jobs()
    assert (done["old-buckets"], done["failed-logins"], done["old-links"]) == (1, 1, 0)
    with clock.at(clock.now() + timedelta(days=40)):
        assert jobs.run_jobs()["old-links"] == 1
    assert not OneUseLink.objects.exists()
    assert delete_old_buckets() == 0


def test_words_and_contacts_go_two_years_after_the_last_file_closed(firm: Firm) -> None:
    closed = clock.today()
    with unguarded("the file closes, and a request that never became one"):
        Case.objects.filter(firm=firm).update(state="completed", closed_on=closed)
        AdviceRequest.objects.create(
            reference="SSSSSSSS", nonce="m", organisation="ibdo", name="Piet", firm_name="Piet", phone="0591234567",
            language="nl", consent_on=closed, received_on=closed, contact_before=closed, state="closed",
            closed_on=closed, way_on="firm-stops",
        )  # fmt: skip
    assert forget_words() == 0
    with clock.at(clock.now() + timedelta(days=731)):
        assert forget_words() == 2
        assert forget_words() == 0
    text = "\n".join(_everything())
    for word in ("Bart", "bart@", OWN_WORDS, "Piet"):
        assert word not in text
    assert "Jan Jansen" in text
    assert Firm.objects.get(pk=firm.pk).name == "Bakker BV"
    assert Case.objects.get(firm=firm).closed_on == closed


def test_an_open_file_keeps_its_words(firm: Firm) -> None:
    with clock.at(clock.now() + timedelta(days=2000)):
        assert forget_words() == 0


def test_a_job_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise RuntimeError("bart@bakker.example")

    jobs.register_job("a-broken-job", fail)
    try:
        done = jobs.run_jobs()
    finally:
        jobs._registry.pop("a-broken-job")
    assert done["a-broken-job"] is None
    assert done["old-buckets"] == 0
    assert "a-broken-job failed: RuntimeError" in caplog.text
    assert "bakker" not in caplog.text


# The concept DPIA


def test_the_dpia_names_every_model_with_personal_data() -> None:
    text = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
    missing = [said.label for said in declarations() if said.personal and f"`{said.label}`" not in text]
    assert missing == []

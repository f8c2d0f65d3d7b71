"""Nobody gets stuck: every state that is no end shows staff a step that opens; and what leaves the desk as a file."""

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import SYSTEM, client_of
from tests.subsidy_firm import PDF
from trede.core.errors import InputError
from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY
from trede.journal import clock
from trede.journal.actions import action, record
from trede.journal.models import Event
from trede.subsidies import files
from trede.subsidies.desk import drafting
from trede.subsidies.desk.archive import rows_of
from trede.subsidies.models import Application, Upload

pytestmark = pytest.mark.django_db

STAFF = ("officer", "second-reader", "decision-maker", "payer", "objection-officer")
MAIN_STATES = [state.key for state in MAIN.states if not state.end and state.key != "concept"]
BESIDE = [
    (field, state.key)
    for field, region in (("objection_state", OBJECTION), ("payment_state", PAYMENT), ("penalty_state", PENALTY))
    for state in region.states
    if not state.closed
]


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


@action
def put(application: Application, **fields: str) -> None:
    """Put an application in a state, whatever the road: this is about the page."""
    record("application.note", by=SYSTEM, data={"step": "put"})
    Application.objects.filter(pk=application.pk).update(**fields)


def steps_on(application: Application) -> dict[str, list[str]]:
    """Return per role the addresses of steps in the box of what to do now, each of them opened."""
    found: dict[str, list[str]] = {}
    for who in STAFF:
        client = client_of(who)
        page = client.get(f"/balie/subsidie/{application.pk}").content.decode()
        box = page.partition('aria-labelledby="nu"')[2].partition("</section>")[0]
        addresses = re.findall(rf'href="(/balie/subsidie/{application.pk}/[^"]+)"', box)
        for address in addresses:
            assert client.get(address).status_code == 200, (who, address)
        found[who] = addresses
    return found


@pytest.mark.parametrize("state", MAIN_STATES)
def test_every_state_shows_somebody_a_step_that_opens(state: str) -> None:
    made = props.application("in_behandeling")
    if state == "conceptbesluit":
        desk.draft_without_reading(made)
    put(made, state=state)
    found = steps_on(made)
    assert any(found.values()), found


@pytest.mark.parametrize(("field", "state"), BESIDE)
def test_every_state_beside_the_main_line_too(field: str, state: str) -> None:
    made = Application.objects.get(pk=desk.decided().application_id)
    before = steps_on(made)
    put(made, **{field: state})
    if field == "objection_state":
        desk.objection_row(made)
    after = steps_on(made)
    if field == "objection_state" and state == "open":
        before = {who: [] for who in STAFF}
    assert any(set(after[who]) - set(before[who]) for who in STAFF), (before, after)


def test_less_than_computed_needs_that_the_firm_could_reply() -> None:
    made = props.application("in_behandeling")
    desk.with_costs(made)
    desk.read(made)
    officer, address = client_of("officer"), f"/balie/subsidie/{made.pk}/concept"
    sent = {"kind": "grant", "reasons": "De kosten van de website tellen niet mee.", "aid_checked": "on"}
    assert officer.post(address, {**sent, "lower": "9.000"}).status_code == 422
    assert officer.post(address, {**sent, "lower": "99.000", "heard": "own-facts"}).status_code == 422
    assert officer.post(address, {**sent, "lower": "negen", "heard": "own-facts"}).status_code == 422
    assert officer.post(address, {**sent, "lower": "9.000", "heard": "own-facts"}).status_code == 303
    found = drafting.draft_of(made)
    assert found is not None
    assert found.cents == 900_000
    assert "Je krijgt een deel van de subsidie" in found.letter
    assert "Minder, om wat hierboven staat | € 6.000" in found.letter


def test_a_refusal_for_what_stayed_away_needs_no_hearing() -> None:
    made = props.application("herstel")
    with clock.at(props.day(2027, 3, 16)):
        props.step(made, "herstel_verlopen", SYSTEM)
        address = f"/balie/subsidie/{made.pk}/concept/afwijzen"
        assert client_of("officer").post(address, {"reasons": "De offerte kwam niet."}).status_code == 303
        found = drafting.draft_of(made)
        assert found is not None
        with pytest.raises(InputError) as refusal:
            desk.decide(found)
        assert refusal.value.code == "not-approved"
        desk.approve(found)
        assert desk.decide(found).state == "afgewezen"


def test_the_file_as_a_zip() -> None:
    found = desk.decided()
    officer = client_of("officer")
    answer = officer.get(f"/balie/subsidie/{found.application_id}/dossier")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        assert {"index.html", "dossier.json", "digests.txt", f"brieven/{found.pk}-grant.pdf"} <= names
        rows = json.loads(archive.read("dossier.json"))
        page = archive.read("index.html").decode()
    assert rows["decision"][0]["approvals"]
    assert "proof" in rows["message"][0]
    assert rows["events"]
    assert "Je krijgt subsidie" in page
    assert Event.objects.filter(type="application.file-exported").count() == 1
    assert set(rows_of(found.application)) >= {"submission", "costline", "assessment", "note"}


@action
def uploads(application: Application) -> dict[str, Upload]:
    """Put a file of each kind of scan in a file, with one whose content is no longer on the disk."""
    record("application.note", by=SYSTEM, data={"step": "put"})
    made = {}
    for scan in (*Upload.SCANS, "gone"):
        stored = files.store(f"{scan}.pdf", PDF)
        row = Upload(
            application=application,
            document="quote",
            name=stored.name,
            media_type=stored.media_type,
            size=stored.size,
            digest=stored.digest,
            stored_as=stored.stored_as,
            scan="clean" if scan == "gone" else scan,
            uploaded_at=clock.now(),
            removed_at=clock.now() if scan == "refused" else None,
        )
        row.save(force_insert=True)
        made[scan] = row
    files.remove(made["gone"].stored_as)
    return made


def test_the_zip_leaves_out_what_the_scanner_did_not_let_through(settings: Any, tmp_path: Path) -> None:
    """What nobody may open at the desk does not leave it in an archive either; the archive says what is not in it."""
    settings.VAR = tmp_path
    found = desk.decided()
    rows = uploads(found.application)
    answer = client_of("officer").get(f"/balie/subsidie/{found.application_id}/dossier")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        along = {name.split("-", 1)[1] for name in archive.namelist() if name.startswith("stukken/")}
        left = {item["upload"]: item["why"] for item in json.loads(archive.read("dossier.json"))["left_out"]}
        page = archive.read("index.html").decode()
    assert along == {"clean.pdf", "not-scanned.pdf"}
    assert left == {rows[why].pk: why for why in ("waiting", "refused", "gone")}
    assert "Niet in dit archief" in page
    for sentence in ("waiting.pdf: de controle op virussen is nog niet klaar", "refused.pdf: de controle vertrouwde"):
        assert sentence in page


def test_a_set_to_read_holds_no_views_of_others() -> None:
    made = props.application("in_behandeling")
    desk.with_costs(made)
    desk.read_first(made)
    page = client_of("second-reader").get("/balie/subsidie/lezen?tab=alle").content.decode()
    assert made.firm.name in page
    assert "Back-up buiten de deur" in page
    assert "Je plan past bij de regeling." not in page
    assert Event.objects.filter(type="subsidy.set-printed").count() == 1

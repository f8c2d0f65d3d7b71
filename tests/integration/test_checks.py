"""The checks beside the ladder scan: asked, kept under a code, ticked, taken along, thrown away."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import html5lib
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import chain
from tests.cast import client_of
from trede.chain.models import AdviceRequest, Case
from trede.companies.models import Firm
from trede.core import autonomy, baseline, readiness
from trede.core.errors import InputError, OutOfOrder
from trede.core.pack import Scan
from trede.core.stored_answers import lengthen_answers, shorten_answers
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.journal.types import SHREDDED
from trede.regions.registry import pack
from trede.scan.actions import discard_scan
from trede.scan.checks import views
from trede.scan.checks.actions import NOTHING, Detail, complete_check, correct_check, submit_check, tick_tasks
from trede.scan.checks.models import CheckDetail, CheckTask
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db

VISITOR = Actor.anonymous()
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
MUSTS = ("updates", "malware", "second-factor", "access-rules", "backup")
FORBIDDEN = re.compile(r"\d+\s*%|\b\d+ van de \d+\b|\bscore\b|\bpunten\b(?! )", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.at(NOON):
        yield


def scan_of(rule: str) -> Scan:
    """The questionnaire of Drenthe with this rule."""
    return next(scan for scan in pack().scans.values() if scan.rule == rule)


def form(rule: str, answer: str = "ja", **others: str) -> dict[str, str]:
    """A form with the same answer to everything but what `others` names (dashes as underscores)."""
    given = {f"q-{question.key}": answer for question in scan_of(rule).questions}
    return given | {f"q-{key.replace('_', '-')}": value for key, value in others.items()}


def systems_form(**systems: str) -> dict[str, Any]:
    """A form about systems: each with one answer to all questions."""
    questions = scan_of(autonomy.RULE).questions
    given = {f"q-{system}-{question.key}": answer for system, answer in systems.items() for question in questions}
    return {"s": list(systems), **given}


def post(client: Client, path: str, data: dict[str, Any], **headers: str) -> HttpResponse:
    """Send a form as a browser on our own pages does."""
    answer: Any = client.post(path, data, headers={"sec-fetch-site": "same-origin", **headers})
    return answer  # type: ignore[no-any-return]


def keep(client: Client, path: str, data: dict[str, Any]) -> ScanResult:
    """Send a form that is right and return what was stored."""
    answer = post(client, path, data)
    assert answer.status_code == 303, answer.content.decode()
    code = answer.headers["Location"].rsplit("/", 1)[1]
    return ScanResult.objects.get(code=code)


def page(client: Client, path: str, status: int = 200) -> str:
    """Return a page after checking its status, its HTML and that it set no cookie."""
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == status, html
    assert not answer.cookies
    check_html(html)
    return html


def check_html(html: str) -> None:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands twice"
    named = {name for group in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html) for name in group.split()}
    assert named <= set(ids), "an id that is pointed at is not there"
    assert "<script" not in html
    assert " style=" not in html


START = {"/veilig": baseline.RULE, "/ai-check": readiness.RULE}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", [*START, "/kiezen", "/kiezen?s=mail&s=files", "/kiezen/blad", "/ai-check/lijst"])
def test_every_page_is_there_in_both_languages(client: Client, path: str, language: str) -> None:
    html = page(client, language + path)
    assert f'<html lang="{"en" if language else "nl"}">' in html
    assert "/en" + path.replace("&", "&amp;") in html or language


@pytest.mark.parametrize("path", START)
def test_a_fresh_form_is_made_once_and_numbered_each_time(client: Client, path: str) -> None:
    page(client, path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        first, second = (client.get(path).content.decode() for _ in range(2))
    assert len(queries) == 0
    numbers = [re.findall(r'name="f" value="([^"]+)"', html)[0] for html in (first, second)]
    assert numbers[0] != numbers[1]


def test_all_questions_stand_under_the_five_principles(client: Client) -> None:
    html = page(client, "/veilig")
    scan = scan_of(baseline.RULE)
    headings = re.findall(r'<h2 id="deel-[a-z]+">([^<]+)</h2>', html)
    assert headings == [group.name.nl.replace("'", "&#x27;") for group in scan.groups]
    assert html.count('type="radio"') == 4 * len(scan.questions)
    assert " checked" not in html


def test_the_baseline_reached(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE))
    assert (result.rule, result.answers, result.phase, result.pattern) == (baseline.RULE, "j" * 14, None, None)
    html = page(client, f"/uitkomst/{result.code}")
    assert "De basis van je veiligheid staat" in html
    assert "Je lijst is leeg" in html
    assert f"{result.code[:4]}-{result.code[4:]}" in html
    assert 'name="klaar"' not in html


def test_the_baseline_not_reached_is_a_list_and_never_a_mark(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, backup="deels", logs="weet-niet", updates="nee"))
    html = page(client, f"/uitkomst/{result.code}")
    assert "De basis van je veiligheid is nog niet klaar" in html
    assert re.findall(r'name="klaar" value="([^"]+)"', html) == ["updates", "backup", "logs"]
    assert html.count("vast punt") >= 2
    main = html.partition("<main")[2].partition("</main>")[0]
    assert not FORBIDDEN.search(re.sub(r"<[^>]+>", " ", main))
    english = page(client, f"/en/uitkomst/{result.code}")
    assert "The base of your safety is not finished yet" in english


def test_the_emergency_box_holds_no_number_to_call(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, "nee"))
    for path in ("/veilig", f"/uitkomst/{result.code}"):
        html = page(client, path)
        box = html.partition("Is er nu een aanval?")[2].partition("</ol>")[0]
        assert "politie" in box
        assert not re.search(r"\d{3,}", box)


@pytest.mark.parametrize("rung", ["orienteren", "transformeren"])
def test_what_fits_the_rung(client: Client, rung: str) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, "nee") | {"trede": rung})
    html = page(client, f"/uitkomst/{result.code}")
    assert scan_of(baseline.RULE).by_rung[rung].nl.partition(".")[0] in html.partition("<details>")[0]


def test_a_risk_class_and_a_rung_ask_the_higher_protection(client: Client) -> None:
    extra = {"trede": "starten", "klasse": "4", "klasse-dag": "03-02-2026"}
    result = keep(client, "/veilig", form(baseline.RULE, "nee") | extra)
    detail = CheckDetail.objects.get(result=result)
    assert (detail.rung, detail.risk_class, str(detail.class_on)) == ("starten", 4, "2026-02-03")
    html = page(client, f"/uitkomst/{result.code}")
    assert "Je risicoklasse is 4. Die kreeg je op 3 februari 2026." in html
    wanted = next(rung for rung in pack().ladder.rungs if rung.key == "innoveren")
    assert wanted.safety.nl in html
    data = Event.objects.get(type="scan.completed", subject=str(result.pk)).data
    assert "4" not in {str(value) for value in data.values()}, "the class stays out of the journal"


@pytest.mark.parametrize(
    ("extra", "field", "says"),
    [
        ({"klasse": "2"}, "klasse-dag", "Vul de dag in"),
        ({"klasse": "2", "klasse-dag": "gisteren"}, "klasse-dag", "Schrijf hem als 27-11-2026"),
        ({"klasse": "2", "klasse-dag": "21-11-2026"}, "klasse-dag", "moet nog komen"),
        ({"klasse": "2", "klasse-dag": "2020-12-31"}, "klasse-dag", "nog geen klassen"),
        ({"klasse": "5", "klasse-dag": "2026-01-01"}, "klasse", "Deze keuze kennen we niet"),
        ({"trede": "top"}, "trede", "Deze keuze kennen we niet"),
    ],
)
def test_what_is_added_must_make_sense(client: Client, extra: dict[str, str], field: str, says: str) -> None:
    answer = post(client, "/veilig", form(baseline.RULE) | extra)
    html = answer.content.decode()
    assert answer.status_code == 422
    check_html(html)
    assert f'<a href="#{field}">' in html
    assert says in html
    assert html.count(" checked") == 14, "the answers are still filled in"
    assert not ScanResult.objects.exists()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_form_with_errors_comes_back_filled_in(client: Client, language: str) -> None:
    data: dict[str, Any] = form(baseline.RULE, logs="misschien", updates="deels")
    del data["q-backup"]
    data["q-malware"] = ["ja", "nee"]
    answer = post(client, f"{language}/veilig", data)
    html = answer.content.decode()
    assert answer.status_code == 422
    check_html(html)
    wrong = re.findall(r'<li><a href="#q-([a-z-]+)-ja">', html)
    assert wrong == ["malware", "logs", "backup"]
    assert 'id="q-updates-deels" checked' in html
    assert re.search(r"<title>(Fout|Error):", html)
    assert not ScanResult.objects.exists()


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"q-updates=" + b"j" * 5000, b"q-updates=%00&klasse-dag=%00"])
def test_what_cannot_be_read_is_a_form_again(client: Client, body: bytes) -> None:
    answer = client.post("/veilig", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 422}
    assert not ScanResult.objects.exists()


def test_a_form_from_another_site_is_refused(client: Client) -> None:
    assert post(client, "/veilig", form(baseline.RULE), **{"sec-fetch-site": "cross-site"}).status_code == 403


def test_the_same_form_twice_is_one_check(client: Client) -> None:
    data = form(baseline.RULE, backup="nee") | {"f": "abcdefghijklmnop"}
    first, second = keep(client, "/veilig", data), keep(client, "/veilig", data | {"q-backup": "ja"})
    assert first.pk == second.pk
    assert ScanResult.objects.get().answers == "j" * 14
    assert list(Event.objects.values_list("type", flat=True)) == ["scan.completed", "scan.corrected"]


def test_ticks_are_kept_under_the_code(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, backup="nee", logs="nee"))
    path = f"/uitkomst/{result.code}/lijst"
    answer = post(client, path, {"klaar": ["backup", "geen-regel"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/uitkomst/{result.code}?bewaard=1#lijst")
    assert [(task.task, str(task.done_on)) for task in CheckTask.objects.all()] == [("backup", "2026-11-20")]
    html = page(client, f"/uitkomst/{result.code}?bewaard=1")
    assert 'value="backup" checked' in html
    assert "Je vinkjes zijn bewaard." in html
    post(client, path, {"klaar": ["backup", "logs"]})
    assert "Alles op je lijst is klaar" in page(client, f"/uitkomst/{result.code}")
    post(client, path, {})
    assert not CheckTask.objects.exists()
    post(client, path, {})
    events = Event.objects.filter(type="check.updated")
    assert [(event.data["ticked"], event.data["unticked"]) for event in events] == [
        (["backup"], []),
        (["logs"], []),
        ([], ["backup", "logs"]),
    ]


def test_throwing_away_erases_ticks_class_and_answers(client: Client) -> None:
    extra = {"klasse": "3", "klasse-dag": "2026-02-03"}
    result = keep(client, "/veilig", form(baseline.RULE, backup="nee") | extra)
    post(client, f"/uitkomst/{result.code}/lijst", {"klaar": ["backup"]})
    assert "Gooi je uitkomst weg" in page(client, f"/uitkomst/{result.code}/weg")
    assert post(client, f"/uitkomst/{result.code}/weg", {}).status_code == 303
    assert not ScanResult.objects.exists()
    assert not CheckTask.objects.exists()
    assert not CheckDetail.objects.exists()
    kept = [value for event in Event.objects.all() for key, value in event.data.items() if key in {"answers", "ticked"}]
    assert set(kept) == {SHREDDED}
    assert client.get(f"/uitkomst/{result.code}").status_code == 404
    assert client.get(f"/uitkomst/{result.code}/lijst").status_code == 404


@pytest.mark.parametrize("tail", ["", "/lijst", "/blad", "/weg", "/pdf", "/opnieuw"])
def test_an_unknown_code_leads_to_the_form_for_a_code(client: Client, tail: str) -> None:
    answer = client.get(f"/uitkomst/00000000{tail}")
    assert answer.status_code == 404
    assert 'name="code"' in answer.content.decode()


def test_the_code_works_as_people_write_it(client: Client) -> None:
    result = keep(client, "/ai-check", form(readiness.RULE))
    typed = f"{result.code[:4]} {result.code[4:]}".lower()
    answer = post(client, "/code", {"code": typed})
    assert answer.headers["Location"] == f"/uitkomst/{result.code}"
    assert client.get(f"/uitkomst/{result.code}/pdf").headers["Location"] == f"/uitkomst/{result.code}"
    assert client.get(f"/uitkomst/{result.code}/opnieuw").headers["Location"] == f"/ai-check?v={result.code}"


def test_then_and_now(client: Client) -> None:
    with clock.at(datetime(2026, 5, 4, 9, tzinfo=UTC)):
        before = keep(client, "/veilig", form(baseline.RULE, backup="nee", logs="nee", updates="ja"))
    asked = page(client, f"/veilig?v={before.code}")
    assert " checked" not in asked, "the old answers stay out of sight"
    after = keep(client, "/veilig", form(baseline.RULE, logs="nee", updates="deels") | {"v": before.code})
    assert after.previous_id == before.pk
    html = page(client, f"/uitkomst/{after.code}")
    assert "Je vulde dit eerder in op 4 mei 2026." in html
    assert "<p>Dit kwam erbij:</p>\n<ul>\n<li>Back-up</li>\n</ul>" in html
    assert "<p>Dit staat nu niet meer:</p>\n<ul>\n<li>Updates</li>\n</ul>" in html
    same = keep(client, "/veilig", form(baseline.RULE, logs="nee", updates="deels") | {"v": after.code})
    assert "evenveel als toen" in page(client, f"/uitkomst/{same.code}")


def test_an_earlier_outcome_of_other_questions_is_not_followed(client: Client) -> None:
    other = keep(client, "/ai-check", form(readiness.RULE))
    assert keep(client, "/veilig", form(baseline.RULE) | {"v": other.code}).previous_id is None


def test_go_with_ai(client: Client) -> None:
    result = keep(client, "/ai-check", form(readiness.RULE, transparency="deels") | {"trede": "funderen"})
    html = page(client, f"/uitkomst/{result.code}")
    assert "Je kunt klein beginnen met AI" in html
    assert re.findall(r'name="klaar" value="([^"]+)"', html) == ["transparency"]
    assert scan_of(readiness.RULE).by_rung["funderen"].nl in html
    assert 'href="/ai-check/lijst"' in html


def test_first_this_then_ai_in_the_order_of_the_pack(client: Client) -> None:
    result = keep(client, "/ai-check", form(readiness.RULE, "nee", people="deels"))
    html = page(client, f"/uitkomst/{result.code}")
    assert "Regel eerst dit, begin dan met AI" in html
    order = list(scan_of(readiness.RULE).attention_order)
    musts = [key for key in order if key in {"safety", "human-control", "safe-base", "value"}]
    rest = [key for key in order if key not in {*musts, "people"}]
    assert re.findall(r'name="klaar" value="([^"]+)"', html) == [*musts, *rest, "people"]


@pytest.mark.parametrize(("language", "first"), [("", "Systeem"), ("/en", "System")])
def test_the_list_of_ai_is_a_file_that_spreadsheets_open(client: Client, language: str, first: str) -> None:
    answer = client.get(f"{language}/ai-check/lijst.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == first
    assert {len(row) for row in rows} == {7}
    html = page(client, f"{language}/ai-check/lijst")
    assert html.count("<td>&nbsp;</td>") == 7 * 10


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("", 200, "Naar de vragen"),
        ("?k=1", 422, "Kies ten minste één systeem."),
        ("?k=1&s=niets", 422, "Kies ten minste één systeem."),
        ("?k=1&s=mail&s=files&s=accounts&s=customers&s=website&s=planning", 422, "Kies er hoogstens 5."),
        ("?k=1&s=mail&s=mail", 200, "Je koos: Mail en agenda."),
    ],
)
def test_choosing_systems(client: Client, query: str, status: int, says: str) -> None:
    assert says in page(client, f"/kiezen{query}", status)


def test_systems_without_any_in_the_form(client: Client) -> None:
    answer = post(client, "/kiezen", {"q-mail-without": "ja"})
    assert answer.status_code == 422
    assert "Kies ten minste één systeem." in answer.content.decode()


def test_a_missing_answer_names_the_system(client: Client) -> None:
    data = systems_form(mail="ja", files="nee")
    del data["q-files-stop"]
    answer = post(client, "/kiezen", data)
    html = answer.content.decode()
    assert answer.status_code == 422
    check_html(html)
    assert 'href="#q-files-stop-ja">Bestanden online: ' in html
    assert html.count(" checked") == 13


def test_a_picture_per_system_and_a_sheet_for_the_supplier(client: Client) -> None:
    result = keep(client, "/kiezen", systems_form(mail="ja", files="nee", accounts="weet-niet"))
    html = page(client, f"/uitkomst/{result.code}")
    headings = re.findall(r'<h2 id="systeem-\d">([^<]+)</h2>', html)
    assert headings == [
        "Bestanden online: Je zit vast",
        "Boekhouding: Nog niet bekend",
        "Mail en agenda: Je kunt ook zonder",
    ]
    assert "Bij Bestanden online zit je vast" in html
    sheet = page(client, f"/uitkomst/{result.code}/blad")
    assert sheet.count('<th scope="row">') == 14
    assert "In welk land staan onze gegevens?" in sheet
    post(client, f"/uitkomst/{result.code}/lijst", {"klaar": ["files.stop", "mail.stop"]})
    assert [task.task for task in CheckTask.objects.all()] == ["files.stop"]


def test_there_is_a_sheet_only_for_systems(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE))
    assert client.get(f"/uitkomst/{result.code}/blad").status_code == 404


def test_most_systems_fit_what_is_stored(client: Client) -> None:
    keys = [subject.key for subject in scan_of(autonomy.RULE).subjects][-5:]
    result = keep(client, "/kiezen", systems_form(**dict.fromkeys(keys, "deels")))
    assert len(result.answers) == 40
    assert list(lengthen_answers(scan_of(autonomy.RULE), result.answers)) == keys


def test_the_outcome_of_old_questions_says_so(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE))
    with unguarded("an outcome of before"):
        ScanResult.objects.filter(pk=result.pk).update(version="2019-01")
    for tail in ("", "?bewaard=1"):
        assert "De vragen zijn veranderd" in page(client, f"/uitkomst/{result.code}{tail}")
    assert post(client, f"/uitkomst/{result.code}/lijst", {"klaar": ["backup"]}).status_code == 303
    assert not CheckTask.objects.exists()


def test_a_full_disk_keeps_the_form_filled_in(client: Client) -> None:
    with mock.patch.object(ScanResult, "save", side_effect=OperationalError("database or disk is full")):
        answer = post(client, "/veilig", form(baseline.RULE, backup="nee"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    html = answer.content.decode()
    check_html(html)
    assert "Je antwoorden zijn nog niet bewaard" in html
    assert 'id="q-backup-nee" checked' in html
    assert not ScanResult.objects.exists()
    assert not Event.objects.exists()


def test_a_shared_outcome_stays_and_can_still_be_ticked(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, backup="nee") | {"f": "abcdefghijklmnop"})
    with unguarded("shared"):
        firm = Firm.objects.create(name="Bakker BV")
        ScanResult.objects.filter(pk=result.pk).update(firm=firm)
    with pytest.raises(OutOfOrder):
        correct_check(by=VISITOR, result=result, scan=scan_of(baseline.RULE), answers="j" * 14, detail=NOTHING)
    again = keep(client, "/veilig", form(baseline.RULE) | {"f": "abcdefghijklmnop"})
    assert (again.pk != result.pk, again.previous_id) == (True, result.pk)
    with pytest.raises(OutOfOrder):
        discard_scan(by=VISITOR, result=result)
    tick_tasks(by=VISITOR, result=result, tasks=["backup"], done=["backup"])
    assert CheckTask.objects.get().task == "backup"


def test_actions_refuse_what_is_not_an_answer() -> None:
    scan = scan_of(baseline.RULE)
    for answers in ("jjj", "C" * 14, ""):
        with pytest.raises(InputError):
            complete_check(by=VISITOR, scan=scan, answers=answers, detail=NOTHING)
    with pytest.raises(InputError):
        submit_check(by=VISITOR, scan=scan, answers="j" * 14, detail=Detail(risk_class=7), nonce=None, language="nl")
    assert not ScanResult.objects.exists()


def test_a_further_questionnaire_is_a_pack_file(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    region = pack()
    second = msgspec.structs.replace(scan_of(baseline.RULE), key="cyber-zorg")
    wider = msgspec.structs.replace(region, scans=region.scans | {"cyber-zorg": second})
    for module in ("views", "asking", "page", "actions"):
        monkeypatch.setattr(f"trede.scan.checks.{module}.pack", lambda: wider)
    monkeypatch.setattr("trede.scan.outcome_views.pack", lambda: wider)
    monkeypatch.setattr(views, "_fresh", {})
    result = keep(client, "/check/cyber-zorg", form(baseline.RULE, backup="nee"))
    assert result.scan_key == "cyber-zorg"
    assert "nog niet klaar" in page(client, f"/uitkomst/{result.code}")
    assert client.get("/check/cyber-basis").headers["Location"] == "/veilig"
    for unknown in ("mkb-zelfscan", "niets"):
        assert client.get(f"/check/{unknown}").status_code == 404


def test_a_region_without_the_questions_has_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from trede.regions.registry import pack as any_pack

    small = any_pack("minimal")
    monkeypatch.setattr("trede.scan.checks.views.pack", lambda: small)
    for path in ("/ai-check", "/kiezen", "/kiezen/blad", "/ai-check/lijst", "/ai-check/lijst.csv"):
        assert client.get(path).status_code == 404


def test_what_an_outcome_costs(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, backup="nee"))
    with CaptureQueriesContext(connection) as queries:
        page(client, f"/uitkomst/{result.code}")
    assert len(queries) == 3, "the outcome with its earlier one, what was added, the ticks"


def test_codes_and_names_stay_out_of_the_journal(client: Client) -> None:
    result = keep(client, "/kiezen", systems_form(mail="nee"))
    post(client, f"/uitkomst/{result.code}/lijst", {"klaar": ["mail.stop"]})
    assert result.code not in str(list(Event.objects.values()))


def test_answers_are_stored_in_question_order() -> None:
    scan = scan_of(readiness.RULE)
    answers = {"": dict.fromkeys((question.key for question in scan.questions), None) | {"data": "weet-niet"}}
    stored = shorten_answers(scan, answers)
    assert stored == "w" + "-" * 10
    assert lengthen_answers(scan, stored) == answers


def test_every_must_is_named(client: Client) -> None:
    result = keep(client, "/veilig", form(baseline.RULE, "nee"))
    html = page(client, f"/uitkomst/{result.code}")
    assert re.findall(r'name="klaar" value="([^"]+)"', html)[:5] == list(MUSTS)


def test_an_adviser_sees_the_check_that_came_along(client: Client) -> None:
    result = keep(client, "/kiezen", systems_form(mail="nee"))
    chain.ask(result.code)
    adviser = client_of("adviser")
    request = AdviceRequest.objects.get()
    asked = adviser.get(f"/balie/aanvraag/{request.pk}").content.decode()
    assert "Mail en agenda: Opzeggen" in asked
    chain.post(adviser, f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get()
    file = adviser.get(f"/balie/dossier/{case.pk}").content.decode()
    assert "Hoe vrij ben je in je systemen?" in file
    assert "Je kunt niet zonder en je kunt ook niet weg." in file
    claimed = Event.objects.get(type="scan.claimed")
    assert (claimed.data["rule"], claimed.data["phase"]) == (autonomy.RULE, None)


def test_a_check_stands_beside_the_ladder_scan_of_a_file(client: Client) -> None:
    ladder = chain.answered_scan("CCCCBDD")
    chain.ask(ladder.code)
    adviser = client_of("adviser")
    chain.post(adviser, f"/balie/aanvraag/{AdviceRequest.objects.get().pk}/opnemen", {})
    case = Case.objects.get()
    check = keep(client, "/veilig", form(baseline.RULE, backup="nee"))
    chain.post(adviser, f"/balie/dossier/{case.pk}/uitkomst", {"code": check.code})
    case.refresh_from_db()
    assert (case.scan_id, case.scan_phase) == (ladder.pk, "funderen")
    file = adviser.get(f"/balie/dossier/{case.pk}").content.decode()
    assert "De scan geeft aan: Funderen." in file
    assert "Is je bedrijf digitaal veilig?" in file

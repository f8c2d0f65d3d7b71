"""Applying on the own pages: both schemes through the same pages, from draft to status; nothing counts twice."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests import subsidies as props
from tests import subsidy_firm as firm
from tests.cast import actor
from tests.own import text
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies.after.obligations import end_of
from trede.subsidies.applying import answering
from trede.subsidies.applying.emptying import remind
from trede.subsidies.jobs import let_terms_end
from trede.subsidies.messages import READ, register_outage
from trede.subsidies.models import Application, Message, Objection, Submission, Upload
from trede.web.models import Message as Mail

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("scheme", [props.READINESS, props.VOUCHER])


@pytest.fixture(autouse=True)
def _open(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EMAIL_HOST = "mail.example"
    settings.VAR = tmp_path
    with clock.at(props.OPENED):
        yield


def plain(answer: Any) -> str:
    """Return the words of a page with common spaces."""
    return text(answer).replace("\u00a0", " ").replace("&nbsp;", " ")


# The story


@BOTH
def test_from_draft_to_receipt_and_status(scheme: str) -> None:
    client, _ = firm.browser()
    place = firm.begin(client, scheme)
    assert "0 van 6 delen zijn klaar" in plain(client.get(place))
    firm.fill(client, place, scheme)
    page = plain(client.get(place))
    assert "6 van 6 delen zijn klaar" in page
    assert "Bewaard om 10.00 uur" in page
    check = plain(client.get(f"{place}/controleren"))
    assert "Orders zonder overtypen" in check
    assert "Dit is nog niet klaar" not in check
    assert "Dit past niet" not in check
    answer = firm.sign(client, place)
    assert answer["Location"] == f"{place}/ontvangen"
    made = firm.of(place)
    receipt = plain(client.get(f"{place}/ontvangen"))
    assert made.number is not None
    assert made.number in receipt
    assert "maandag 1 maart 2027, 10.00 uur" in receipt
    assert made.state == "ingediend"
    assert made.requested_cents == (1_500_000 if scheme == props.READINESS else made.requested_cents)
    assert made.requested_cents > 0
    status = plain(client.get(place))
    assert made.number in status
    assert "Waar staat je aanvraag?" in status
    assert "We hebben je aanvraag" in status
    row = Mail.objects.filter(kind="subsidy-message").get()
    assert row.about_kind == "subsidy-message"


@BOTH
def test_what_was_sent_is_frozen_and_comes_back_as_page_pdf_and_json(scheme: str) -> None:
    client, place = firm.applied(scheme)
    sent = Submission.objects.get(application=firm.of(place))
    copy = json.loads(client.get(f"{place}/kopie.json").content)
    assert copy["sha256"] == sent.digest
    assert copy["content"] == sent.content
    assert copy["content"]["budget"]["asked_cents"] == firm.of(place).requested_cents
    assert copy["content"]["version"]
    pdf = client.get(f"{place}/kopie.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert b"pdfuaid" in pdf.content
    for prefix, words in (("", "Getekend door Bart Bakker"), ("/en", "Signed by Bart Bakker")):
        assert words in plain(client.get(f"{prefix}{place}/kopie"))
        assert client.get(f"{prefix}{place}/kopie.pdf").status_code == 200


def test_a_double_click_a_reload_and_another_window_make_one_application() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    assert firm.begin(client) == place, "of two windows one makes the draft"
    firm.fill(client, place)
    nonce = client.get(f"{place}/controleren").content.decode().split('name="nonce" value="')[1][:32]
    firm.sign(client, place, nonce=nonce)
    number = firm.of(place).number
    firm.sign(client, place, nonce=nonce)
    firm.sign(client, place)
    assert Application.objects.count() == 1
    assert firm.of(place).number == number
    assert Submission.objects.count() == 1
    assert Message.objects.filter(kind="receipt").count() == 1
    assert firm.post(client, f"{place}/onderdeel/firm", {})["Location"] == place, "a form that came too late"
    assert Submission.objects.count() == 1


def test_a_second_application_is_stopped_only_where_the_scheme_allows_one() -> None:
    client, place = firm.applied()
    other = firm.begin(client)
    firm.fill(client, other)
    page = plain(client.get(f"{other}/controleren"))
    assert f"Je hebt al een aanvraag die telt: {firm.of(place).number}" in page
    refused = firm.sign(client, other, status=422)
    assert 'href="#f-teken"' in refused.content.decode()
    assert firm.of(other).state == "concept"


def test_nobody_sends_before_or_after_the_opening_but_a_draft_may_begin() -> None:
    with clock.at(props.day(2027, 1, 5)):
        client, _ = firm.browser()
        place = firm.begin(client)
        firm.fill(client, place)
        firm.sign(client, place, status=422)
    with clock.at(props.day(2027, 12, 31, 22)):
        client, _ = firm.browser()
        place = firm.begin(client)
        firm.fill(client, place)
    with clock.at(props.day(2027, 12, 31, 23)):  # midnight in Amsterdam: the moment itself is too late
        client, _ = firm.browser(firm.of(place).firm)
        page = firm.sign(client, place, status=422)
        assert "niet open" in plain(page) or "dicht" in plain(page)
        assert 'value="Bart Bakker"' in page.content.decode(), "nothing typed is lost"
        assert client.post(f"/mijn/aanvraag/nieuw/{props.VOUCHER}").status_code == 422
    assert firm.of(place).state == "concept"


def test_an_outage_on_the_last_day_keeps_the_door_open() -> None:
    with clock.at(props.day(2027, 12, 31, 12)):
        client, _ = firm.browser()
        place = firm.begin(client)
        firm.fill(client, place)
        register_outage(by=actor("scheme-manager"), first=clock.now(), until=None, what="De site was er niet")
    with clock.at(props.day(2028, 1, 1, 9)):
        client, _ = firm.browser(firm.of(place).firm)
        assert "dicht" not in plain(client.get(f"{place}/controleren"))
        firm.sign(client, place)
    assert firm.of(place).outage is not None


# What is typed


def test_wrong_answers_are_kept_and_said_and_may_wait() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    wrong = {"titel": "Plan", "plan": "", "start": "2027-09-01", "einde": "2027-01-01", "begonnen": "nee"}
    page = firm.post(client, f"{place}/onderdeel/plan", wrong, status=422)
    body = page.content.decode()
    assert 'value="Plan"' in body
    assert 'href="#f-plan"' in body
    assert 'href="#f-einde"' in body
    firm.post(client, f"{place}/onderdeel/plan", {**wrong, "later": "1"})
    assert 'value="2027-01-01"' in client.get(f"{place}/onderdeel/plan").content.decode()
    assert "begonnen" in plain(client.get(place))
    page = firm.post(client, f"{place}/onderdeel/details", {**firm.DETAILS, "iban": "NL00BANK0"}, status=422)
    assert "Dit rekeningnummer klopt niet" in plain(page)
    assert client.get(f"{place}/onderdeel/nergens").status_code == 404


def test_the_budget_counts_along_and_lines_can_change_and_go() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.post(client, f"{place}/begroting", {"regel-wat": "", "regel-bedrag": "veel"}, status=422)
    firm.post(client, f"{place}/begroting", firm.LINES[props.READINESS])
    assert "€ 15.000" in plain(client.get(f"{place}/begroting"))
    line = firm.of(place).costs.get()
    page = client.get(f"{place}/begroting?regel={line.pk}").content.decode()
    assert 'value="30.000"' in page or 'value="30000"' in page
    changed = {**firm.LINES[props.READINESS], "regel-bedrag": "60.000", "regel": str(line.pk)}
    firm.post(client, f"{place}/begroting", changed)
    page = plain(client.get(f"{place}/begroting"))
    assert firm.of(place).costs.count() == 1
    assert "€ 20.000" in page, "the most of the scheme"
    firm.post(client, f"{place}/begroting/{line.pk}/weg", {})
    firm.post(client, f"{place}/begroting/{line.pk}/weg", {})
    assert "Er staan nog geen kosten in" in plain(client.get(f"{place}/begroting"))


def test_incomplete_may_be_sent_with_a_warning_and_without_a_signature_not() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.fill(client, place, documents=False)
    assert "Dit is nog niet klaar" in plain(client.get(f"{place}/controleren"))
    page = firm.post(client, f"{place}/controleren", {"naam": "Bart"}, status=422)
    assert 'href="#f-tekenen"' in page.content.decode()
    firm.sign(client, place)
    assert firm.of(place).state == "ingediend"


def test_somebody_else_applies_only_with_a_mandate() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.fill(client, place)
    other = {**firm.DETAILS, "namens": "ander", "naam-ander": "Loket en Co"}
    firm.post(client, f"{place}/onderdeel/details", {**other, "naam-ander": ""}, status=422)
    firm.post(client, f"{place}/onderdeel/details", other)
    assert "volmacht" in plain(firm.sign(client, place, status=422))
    firm.upload(client, f"{place}/bestanden", "mandate")
    firm.sign(client, place)
    made = firm.of(place)
    assert (made.sent_by, made.intermediary) == ("intermediary", "Loket en Co")
    assert made.mandate is not None


def test_what_we_know_comes_along_only_when_the_firm_agrees() -> None:
    client, _ = firm.browser()
    page = plain(client.get(f"/mijn/aanvraag/nieuw/{props.READINESS}?nieuw=nee&nu=nieuw"))
    assert "Dit weten we al van je bedrijf" in page
    assert "Emmen" in page
    place = firm.begin(client)
    assert "gemeente" not in firm.of(place).draft["answers"]
    firm.post(client, f"{place}/weggooien", {})
    place = firm.begin(client, mee="ja", nieuw="nee")
    assert firm.of(place).draft["answers"] == {"gemeente": ["GM0114"], "banen": ["5"], "nieuw": ["nee"]}


def test_a_better_way_can_be_chosen_and_is_counted() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    low = {**firm.PARTS[props.READINESS]["firm"], "trede": "starten"}
    firm.post(client, f"{place}/onderdeel/firm", low)
    page = client.get(place)
    assert "Adviesvoucher" in plain(page)
    key = page.content.decode().split('name="deur" value="')[1].split('"')[0]
    answer = firm.post(client, place, {"deur": key})
    assert answer["Location"].startswith("/subsidies")
    assert Event.objects.get(type="application.door-chosen").data == {"scheme": props.READINESS, "door": key}
    assert firm.post(client, place, {"deur": "nergens"})["Location"] == place


# After sending


def asked(place: str) -> None:
    """Let the officer ask for two things."""
    gaps = (("quote", "De offerte is niet te lezen"), ("plan", "Wie doet het werk?"))
    props.step(firm.of(place), "uitnodigen_aanvullen", "officer", gaps=gaps)


def test_an_answer_to_what_was_asked_is_a_new_version() -> None:
    client, place = firm.applied()
    asked(place)
    page = plain(client.get(place))
    assert "We wachten op jou" in page
    assert "Stuur wat er mist" in page
    assert "De offerte is niet te lezen" in plain(client.get(f"{place}/aanvullen"))
    firm.post(client, f"{place}/aanvullen", {}, status=422)
    with clock.at(props.later(props.OPENED, days=2)):
        client, _ = firm.browser(firm.of(place).firm)
        assert firm.upload(client, f"{place}/aanvullen", "quote").status_code == 303
        gap = firm.of(place).gaps.get(code="plan")
        part = firm.post(client, f"{place}/aanvullen", {}, status=422)
        assert "Er mist nog iets" in plain(part)
        firm.post(client, f"{place}/aanvullen", {f"tekst-{gap.pk}": "Kabel BV doet het werk."})
    made = firm.of(place)
    assert made.state == "ingediend"
    assert not made.gaps.filter(came_on=None).exists()
    second = made.submissions.get(place=2)
    assert [item["code"] for item in second.content["additions"]] == ["quote", "plan"]
    assert len(second.content["documents"]) == len(made.submissions.get(place=1).content["documents"]) + 1
    assert client.get(f"{place}/aanvullen").status_code == 303, "nothing is asked any more"


def test_a_part_may_be_all_there_is_but_after_the_last_day_it_is_too_late() -> None:
    client, place = firm.applied()
    asked(place)
    gap = firm.of(place).gaps.get(code="plan")
    firm.post(client, f"{place}/aanvullen", {f"tekst-{gap.pk}": "Kabel BV.", "meer": "ja"})
    assert firm.of(place).state == "ingediend"
    asked(place)
    gap = firm.of(place).gaps.filter(came_on=None, code="plan").get()
    with clock.at(props.later(props.OPENED, days=60)):
        client, _ = firm.browser(firm.of(place).firm)
        page = firm.post(client, f"{place}/aanvullen", {f"tekst-{gap.pk}": "Te laat.", "meer": "ja"}, status=422)
        assert "Te laat." in page.content.decode()


def test_reading_a_message_is_proof_and_only_the_first_time() -> None:
    client, place = firm.applied()
    message = Message.objects.get(kind="receipt")
    assert "nieuw" in plain(client.get(place))
    for _ in range(2):
        assert client.get(f"{place}/bericht/{message.pk}").status_code == 200
    assert message.proof.filter(kind=READ).count() == 1
    assert client.get(f"{place}/bericht/{message.pk + 100}").status_code == 404


def test_a_firm_takes_the_proof_of_its_messages_along() -> None:
    """Awb 2:25: what stood ready, what was told and what was read; no address and no words of anybody else."""
    client, place = firm.applied()
    message = Message.objects.get(kind="receipt")
    client.get(f"{place}/bericht/{message.pk}")
    assert f"{place}/berichten.csv" in client.get(place).content.decode()
    table = client.get(f"{place}/berichten.csv")
    assert table["Content-Type"].startswith("text/csv")
    assert "read" in table.content.decode("utf-8-sig")
    document = json.loads(client.get(f"/en{place}/berichten.json").content)
    assert document["application"] == firm.of(place).number
    assert {line["message"] for line in document["proof"]} == {message.pk}
    assert "read" in {line["event"] for line in document["proof"]}
    found = Event.objects.filter(type="subsidy.proof-exported")
    assert [(event.actor_kind, event.data) for event in found] == [("firm", {"messages": len(document["proof"])})] * 2
    draft = firm.begin(client, props.VOUCHER)
    assert client.get(f"{draft}/berichten.csv").status_code == 404, "a draft has no messages"


def test_withdrawing_asks_first_and_ends_it() -> None:
    client, place = firm.applied()
    firm.post(client, f"{place}/intrekken", {}, status=422)
    firm.post(client, f"{place}/intrekken", {"zeker": "ja"})
    assert firm.of(place).state == "ingetrokken_aanv"
    assert "intrekken" not in answering.possible(firm.of(place))
    firm.post(client, f"{place}/intrekken", {"zeker": "ja"}, status=422)
    assert firm.begin(client) != place, "one may ask again"


def test_another_account_is_told_and_only_while_money_is_to_come() -> None:
    client, place = firm.applied()
    new = props.iban_of(firm.of(place).firm)
    page = firm.post(client, f"{place}/rekening", {"iban": "NL00", "naam-rekening": "Wij"}, status=422)
    assert 'href="#f-iban"' in page.content.decode()
    firm.post(client, f"{place}/rekening", {"iban": new, "naam-rekening": ""}, status=422)
    firm.post(client, f"{place}/rekening", {"iban": new, "naam-rekening": "Wij"})
    firm.post(client, f"{place}/rekening", {"iban": new, "naam-rekening": "Wij"})
    assert firm.of(place).iban == new
    assert Event.objects.filter(type="application.account-changed").count() == 1
    firm.post(client, f"{place}/intrekken", {"zeker": "ja"})
    firm.post(client, f"{place}/rekening", {"iban": firm.IBAN, "naam-rekening": "Wij"}, status=422)


def test_a_reply_and_a_letter_stand_in_the_file_once() -> None:
    client, place = firm.applied()
    nonce = "0" * 32
    for _ in range(2):
        firm.post(client, f"{place}/schrijven", {"antwoord": "Wanneer hoor ik iets?", "nonce": nonce})
    assert Message.objects.filter(kind="letter", from_firm=True).count() == 1
    firm.post(client, f"{place}/schrijven", {"antwoord": " "}, status=422)
    made = firm.of(place)
    props.complete(made)
    props.share_out(made.period)  # type: ignore[arg-type]  # it was sent, so it has one
    made.refresh_from_db()
    assert client.get(f"{place}/reageren").status_code == 303, "nothing is asked"
    props.step(made, "voornemen_afwijzen", "officer", reason="Het plan past niet.")
    firm.post(client, f"{place}/reageren", {"antwoord": "Het past wel."})
    assert firm.of(place).state == "in_behandeling"


def test_an_objection_is_taken_in_once_also_when_it_is_late() -> None:
    client, place = firm.applied()
    made = firm.of(place)
    assert client.get(f"{place}/bezwaar").status_code == 303
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Oneens."}, status=422)
    props.complete(made)
    props.share_out(made.period)  # type: ignore[arg-type]  # it was sent, so it has one
    made.refresh_from_db()
    props.decide(made, kind="refuse")
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    assert "Maak bezwaar" in plain(client.get(place))
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Ik ben het oneens.", "nonce": "1" * 32})
    firm.post(client, f"{place}/bezwaar", {"antwoord": "Ik ben het oneens.", "nonce": "1" * 32})
    assert Objection.objects.get().text == "Ik ben het oneens."
    assert firm.of(place).objection_state == "in_behandeling"


def test_after_the_grant_a_change_is_told_and_invoices_are_handed_in_at_the_end() -> None:
    client, place = firm.applied()
    made = firm.of(place)
    props.complete(made)
    props.share_out(made.period)  # type: ignore[arg-type]  # it was sent, so it has one
    made.refresh_from_db()
    props.decide(made)
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    props.step(made, "start_uitvoering", "officer")
    firm.post(client, f"{place}/melden", {"antwoord": "We zijn een maand later klaar."})
    assert made.change_notices.get().text == "We zijn een maand later klaar."
    firm.post(client, f"{place}/afrekenen", {"antwoord": "Alles werkt."}, status=422)
    bill = {"leverancier": "Kabel BV", "nummer": "2027-18", "dag": "2027-06-01", "bedrag": "30.000", "doel": "A"}
    firm.post(client, f"{place}/factuur", {**bill, "dag": "ooit"}, status=422)
    firm.post(client, f"{place}/factuur", bill)
    again = firm.post(client, f"{place}/factuur", {**bill, "leverancier": " kabel  bv"}, status=422)
    assert "Deze factuur staat er al." in firm.complaints(again)
    for name, value in {"leverancier": "", "nummer": " ", "bedrag": "0"}.items():
        wrong = firm.post(client, f"{place}/factuur", {**bill, name: value}, status=422)
        assert f'href="#f-{name}"' in wrong.content.decode()
    assert "Kabel BV, 2027-18" in plain(client.get(f"{place}/afrekenen"))
    end = end_of(made)
    assert end is not None
    with clock.at(props.day(end.year, end.month, end.day) + timedelta(days=1)):
        client, _ = firm.browser(made.firm)
        firm.post(client, f"{place}/afrekenen", {"antwoord": "Alles werkt."})
    assert firm.of(place).state == "verantwoording"


def test_the_firm_measures_what_it_chose_and_takes_a_yes_back() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.fill(client, place)
    chosen: dict[str, str | list[str]] = {
        "cijfers": ["hours-per-order"],
        "delen": ["lessons"],
        "iban": props.iban_of(firm.of(place).firm),
    }
    firm.post(client, f"{place}/onderdeel/details", {**firm.DETAILS, **chosen})
    firm.sign(client, place)
    made = firm.of(place)
    assert "lessons" in made.share_layers
    assert "Meet hoe het gaat" in plain(client.get(place))
    firm.post(client, f"{place}/meten", {"trede": "funderen"}, status=422)
    firm.post(client, f"{place}/meten", {"trede": "funderen", "hours-per-order": "3,5"})
    row = made.measurements.get()
    assert (row.moment, row.rung, row.figures) == ("application", "funderen", {"hours-per-order": 3.5})
    assert client.get(f"{place}/meten").status_code == 303, "once a moment"
    fixed = [layer for layer in made.share_layers if layer != "lessons"]
    firm.post(client, f"{place}/delen", {"delen": ["linkage", "nergens"]})
    assert sorted(firm.of(place).share_layers) == sorted([*fixed, "linkage"])
    firm.post(client, f"{place}/delen", {})
    assert sorted(firm.of(place).share_layers) == sorted(fixed)


# Whose it is


def test_an_application_of_another_firm_does_not_exist() -> None:
    _, place = firm.applied()
    row, message = Upload.objects.first(), Message.objects.first()
    assert row is not None
    assert message is not None
    other, _ = firm.browser()
    words = "onderdeel/firm begroting bestanden controleren ontvangen kopie kopie.json kopie.pdf weggooien"
    third = "aanvullen berichten.csv berichten.json"
    more = "meten delen intrekken aanbod reageren bezwaar bezwaar-intrekken schrijven melden rekening afrekenen factuur"
    pages = [*words.split(), *more.split(), *third.split(), f"bestanden/{row.pk}", f"bericht/{message.pk}"]
    for tail in ("", *(f"/{page}" for page in pages)):
        assert other.get(f"{place}{tail}").status_code == 404, tail
        assert Client().get(f"{place}{tail}").status_code == 302, "others log in first"
    assert other.post(f"{place}/bestanden/{row.pk}/weg").status_code == 404
    assert other.post(f"{place}/intrekken", {"zeker": "ja"}).status_code == 404


# Drafts that are not sent


def test_a_draft_is_remembered_once_and_goes_with_its_files(settings: Any) -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    firm.fill(client, place)
    files = Path(settings.VAR) / "files"
    assert len(list(files.iterdir())) == 4
    mail.outbox.clear()
    with clock.at(props.later(props.OPENED, days=80)):
        assert remind() == 1
        assert remind() == 0
        assert Mail.objects.get(kind="subsidy-draft").to
        assert let_terms_end() == 0
    with clock.at(props.later(props.OPENED, days=92)):
        assert let_terms_end() == 1
    made = firm.of(place)
    assert (made.state, made.draft, made.iban) == ("vervallen", {}, "")
    assert not made.costs.exists()
    assert not Upload.objects.exists()
    assert client.get(place).status_code in (302, 404)


def test_saving_keeps_a_draft_longer() -> None:
    client, _ = firm.browser()
    place = firm.begin(client)
    with clock.at(props.later(props.OPENED, days=85)):
        client, _ = firm.browser(firm.of(place).firm)
        firm.post(client, f"{place}/onderdeel/firm", firm.PARTS[props.READINESS]["firm"])
    assert firm.of(place).draft_until == (props.OPENED + timedelta(days=175)).date()


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    client, place = firm.applied()
    made = firm.of(place)
    for _ in range(3):
        firm.post(client, f"{place}/schrijven", {"antwoord": "Nog een vraag."})
    with django_assert_max_num_queries(26):
        client.get(place)
    with django_assert_max_num_queries(32):
        client.get("/mijn")
    with clock.at(props.later(props.OPENED, minutes=5)):
        for scheme in (props.READINESS, props.VOUCHER):
            firm.begin(client, scheme)
    with django_assert_max_num_queries(32):
        page = client.get("/mijn")
    assert plain(page).count("is nog niet verstuurd") == 2
    assert str(made.number) in plain(page)

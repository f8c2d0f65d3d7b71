"""Advisers type in a paper or spoken scan: 1–6 or A–F, in boxes or in one row, and get the code to hand over."""

import re
from typing import Any

import html5lib
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import CAST, actor, client_of, log_in, member
from tests.strategies import answers as any_answers
from tests.strategies import answers_with_blanks
from trede.core.codes import spoken
from trede.core.errors import NotPermitted, Unavailable
from trede.core.scan import LETTERS
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.scan.actions import complete_scan
from trede.scan.entry import views as entry_views
from trede.scan.entry.actions import enter_scan
from trede.scan.entry.reading import Typed, read, shortened
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db
ADDRESS, DONE = "/balie/scan", "/balie/scan/uitkomst"
TRANSLATED = str.maketrans(LETTERS, "123456")


@pytest.fixture
def adviser() -> Client:
    return client_of("adviser")


def boxes(answers: str, **more: str) -> dict[str, str]:
    return {f"q{number}": letter for number, letter in enumerate(answers, 1)} | more


def nonce_of(client: Client) -> str:
    found = re.search(r'name="f" value="([A-Za-z0-9_-]{16})"', valid(client.get(ADDRESS)))
    assert found
    return found[1]


def valid(response: Any) -> str:
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<script" not in text
    return str(text)


def entered(client: Client, fields: dict[str, str]) -> ScanResult:
    """Send the form and return the scan that came of it."""
    response = client.post(ADDRESS, fields)
    assert response.status_code == 303, response.content.decode()
    assert response.headers["Location"] == DONE
    return ScanResult.objects.order_by("-pk")[0]


@pytest.mark.parametrize(
    "fields",
    [
        boxes("3334244"),
        boxes("CCCDBDD"),
        boxes("cccdbdd"),
        {"row": "3334244"},
        {"row": "333 42 44"},
        {"row": "3,3,3,4,2,4,4"},
        {"row": "c c c d 2 4 D"},
        boxes("3334244", row="CCCDBDD"),
        boxes("", q1="3", row="3334244"),
    ],
)
def test_every_way_of_typing_gives_the_same_scan(adviser: Client, fields: dict[str, str]) -> None:
    result = entered(adviser, fields)
    assert (result.answers, result.channel, result.language) == ("CCCDBDD", "adviser", "nl")
    (event,) = Event.objects.filter(type="scan.completed")
    assert (event.actor_kind, event.actor, event.organisation) == ("person", str(member("adviser").pk), "ibdo")
    assert event.data["channel"] == "adviser"


def test_the_adviser_sees_the_outcome_and_the_code_to_hand_over(adviser: Client) -> None:
    result = entered(adviser, {"row": "3334244"})
    text = valid(adviser.get(DONE))
    assert "<h1>Je bedrijf staat tussen Funderen en Optimaliseren</h1>" in text
    assert f'<p class="code">{spoken(result.code)}</p>' in text
    assert f'href="/uitkomst/{result.code}"' in text
    assert f'href="/uitkomst/{result.code}/bewaren"' in text
    assert re.search(r"5\. Digitale veiligheid <span class=\"tag tag--wait\">aandacht</span></th><td>B</td>", text)
    assert "Dit is voorlopig" not in text
    assert Client().get(f"/uitkomst/{result.code}").status_code == 200


def test_a_file_opens_with_it_in_one_press(adviser: Client) -> None:
    result = entered(adviser, {"row": "3334244"})
    text = valid(adviser.get(DONE))
    assert '<form method="post" action="/balie/code">' in text
    response = adviser.post("/balie/code", {"code": result.code}, follow=True)
    assert response.redirect_chain == [("/balie/code/uitkomst", 303)]
    assert response.status_code == 200


def test_the_code_stays_out_of_addresses(adviser: Client) -> None:
    response = adviser.post(ADDRESS, {"row": "3334244"}, follow=True)
    assert response.redirect_chain == [(DONE, 303)]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_an_open_question_is_a_dash_and_makes_it_provisional(adviser: Client) -> None:
    assert entered(adviser, {"row": "33-4244"}).answers == "CC-DBDD"
    text = valid(adviser.get(DONE))
    assert "Dit is voorlopig" in text
    assert "open gelaten" in text
    assert entered(adviser, boxes("33-----")).phase is None
    assert valid(adviser.get(DONE))


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        (boxes("333424"), "q7", "Vraag 7: typ 1 tot en met 6"),
        (boxes("3334247"), "q7", "Vraag 7: dit is geen antwoord."),
        (boxes("333424X"), "q7", "Vraag 7: dit is geen antwoord."),
        (boxes("333424", q7="12"), "q7", "Vraag 7: typ één cijfer of letter."),
        ({"row": "333424"}, "row", "Je typte 6 antwoorden."),
        ({"row": "33342444"}, "row", "Je typte 8 antwoorden."),
        ({"row": "3334247"}, "row", "De rij mag alleen"),
        ({"row": "٣٣٣٤٢٤٤"}, "row", "De rij mag alleen"),
        (boxes("3334244", row="1111111"), "row", "De rij en de vakjes zijn niet gelijk."),
        (boxes("-------"), "q1", "Er is nog geen enkel antwoord."),
        ({"row": "-------"}, "row", "Er is nog geen enkel antwoord."),
        (boxes("3334244", before="K7M4-9QXT"), "before", "Deze code kennen we niet."),
        (boxes("3334244", before="geen code"), "before", "Deze code kennen we niet."),
    ],
)
def test_a_mistake_comes_back_filled_in(adviser: Client, fields: dict[str, str], field: str, said: str) -> None:
    response = adviser.post(ADDRESS, fields | {"language": "en"})
    assert response.status_code == 422
    text = valid(response)
    assert f'<li><a href="#{field}">{said}' in text
    assert "<title>Fout: " in text
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-hint {field}-fout" aria-invalid="true"', text)
    for name, value in fields.items():
        if len(value) == 1 or name == "row":
            assert re.search(rf'name="{name}" value="{re.escape(value)}"', text)
    assert '<option value="en" selected lang="en">' in text
    assert not ScanResult.objects.exists()


def test_nothing_typed_names_every_box(adviser: Client) -> None:
    text = valid(adviser.post(ADDRESS, {}))
    assert [f"q{number}" for number in range(1, 8)] == re.findall(r'<li><a href="#(\w+)">', text)


@pytest.mark.parametrize("typed", ["<b>", '"><script>', "\x00\x00", "x" * 5000])
def test_nonsense_is_shown_as_text_and_no_more(adviser: Client, typed: str) -> None:
    response = adviser.post(ADDRESS, {"row": typed, "q1": typed, "before": typed, "f": typed, "language": typed})
    assert response.status_code == 422
    assert len(valid(response)) < 20_000


def test_the_same_form_sent_twice_is_one_scan(adviser: Client) -> None:
    fields = {"row": "3334244", "f": nonce_of(adviser)}
    first = entered(adviser, fields)
    assert entered(adviser, fields).pk == first.pk
    assert ScanResult.objects.count() == 1


def test_an_earlier_code_joins_the_two(adviser: Client) -> None:
    earlier = complete_scan(by=Actor.anonymous(), answers="BBBBBBB")
    result = entered(adviser, {"row": "3334244", "before": spoken(earlier.code).lower(), "language": "en"})
    assert result.previous_id == earlier.pk
    assert result.language == "en"
    text = valid(adviser.get(DONE))
    assert "Deze scan volgt op een eerdere." in text
    assert f'href="/en/uitkomst/{result.code}"' in text


def test_guessing_earlier_codes_ends(adviser: Client) -> None:
    fields = {"row": "3334244", "before": "K7M4-9QXT"}
    statuses = [adviser.post(ADDRESS, fields).status_code for _ in range(entry_views.TRIES + 1)]
    assert set(statuses[:-1]) == {422}
    assert statuses[-1] == 429


def test_what_could_not_be_saved_stays_in_the_form(adviser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise Unavailable("not-saved", "Het opslaan lukte niet.", "Saving did not work.")

    monkeypatch.setattr(entry_views, "enter_scan", full)
    response = adviser.post(ADDRESS, {"row": "3334244"})
    assert response.status_code == 503
    text = valid(response)
    assert "Het opslaan lukte niet." in text
    assert 'name="row" value="3334244"' in text


@pytest.mark.parametrize("who", [*CAST, "anonymous"])
def test_who_may_type_in_scans(who: str) -> None:
    client = client_of(who)
    may = {"adviser", "it-hub", "hub-lead", "edih", "chain-owner"}
    expected = 200 if who in may else 302 if who == "anonymous" else 403
    assert client.get(ADDRESS).status_code == expected
    assert ('href="/balie/scan"' in client.get("/balie/mijn-account").content.decode()) == (who in may)
    if expected != 200:
        assert client.post(ADDRESS, {"row": "3334244"}).status_code == expected
        assert client.get(DONE).status_code == expected
        assert not ScanResult.objects.exists()


def test_the_action_asks_for_the_permission_itself() -> None:
    with pytest.raises(NotPermitted):
        enter_scan(by=actor("emmen"), answers="CCCCCCC", nonce="x" * 16)
    with pytest.raises(NotPermitted):
        enter_scan(by=Actor.anonymous(), answers="CCCCCCC", nonce="x" * 16)


def test_a_partner_is_not_offered_to_open_a_file() -> None:
    partner = client_of("it-hub")
    entered(partner, {"row": "3334244"})
    assert "Open een dossier" not in valid(partner.get(DONE))


def test_nobody_sees_what_a_colleague_typed(adviser: Client) -> None:
    entered(adviser, {"row": "3334244"})
    assert client_of("chain-owner").get(DONE).status_code == 404


def test_a_form_without_its_token_is_refused() -> None:
    client = log_in(Client(enforce_csrf_checks=True), member("adviser"))
    assert client.post(ADDRESS, {"row": "3334244"}).status_code == 403
    assert not ScanResult.objects.exists()


def test_the_page_is_a_script_to_read_out(adviser: Client) -> None:
    text = valid(adviser.get(ADDRESS))
    assert text.count("<ol>") == 7
    assert text.count('class="one"') == 7
    assert re.search(r'id="row"[^>]* autofocus', text)
    assert '<a href="/balie/scan" aria-current="page">' in text


# Reading


@given(answers=answers_with_blanks.filter(lambda text: text.strip("-")))
def test_boxes_and_row_read_the_same_in_digits_and_letters(answers: str) -> None:
    digits = answers.translate(TRANSLATED)
    for given_text in (answers, digits, answers.lower(), " ".join(digits), ",".join(answers)):
        assert read(Typed(row=given_text)).answers == answers
    for given_text in (answers, digits, answers.lower()):
        assert read(Typed(boxes=tuple(given_text))).answers == answers


@given(first=any_answers, second=any_answers)
def test_row_and_boxes_that_differ_are_never_guessed(first: str, second: str) -> None:
    reading = read(Typed(boxes=tuple(first), row=second))
    assert (reading.answers == second) == (first == second)
    assert bool(reading.errors) == (first != second)


@given(boxes=st.tuples(*[st.text(max_size=3)] * 7), row=st.text(max_size=12))
def test_reading_ends_in_seven_answers_or_in_what_is_wrong(boxes: tuple[str, ...], row: str) -> None:
    reading = read(Typed(boxes=boxes, row=row))
    assert bool(reading.errors) != bool(reading.answers)
    assert not reading.answers or (len(reading.answers) == 7 and set(reading.answers) <= set(LETTERS + "-"))
    assert set(reading.errors) <= {"row", *(f"q{number}" for number in range(1, 8))}
    assert "\x00" not in shortened(row)

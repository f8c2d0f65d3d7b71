"""Mail me when it opens: asked, confirmed by a link, told once, and gone; without a cookie and without a trace."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.test import Client

from tests import subsidies as props
from tests.mailing import mail_on, mails
from tests.own import text
from trede.core.errors import InputError, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.subsidies import opening
from trede.subsidies.models import OpeningNotice
from trede.subsidies.registry import scheme_by_key
from trede.web.outbox import send_due

pytestmark = pytest.mark.django_db

BEFORE = props.day(2027, 1, 4)
"""A day on which both schemes of a rehearsal open a week later."""
OPEN = props.day(2027, 1, 11)
HERE = f"/subsidies/{props.READINESS}"
ASK = f"{HERE}/bericht"
ANNA = "anna@bedrijf.example"


@pytest.fixture(autouse=True)
def _stage(settings: Any) -> Iterator[None]:
    mail_on(settings)
    settings.REHEARSAL = True
    with clock.at(BEFORE):
        yield


def ask(email: str = ANNA, language: str = "nl") -> Any:
    return Client().post(f"/en{ASK}" if language == "en" else ASK, {"email": email})


def path() -> str:
    """Return the page of the link in the last mail about the list."""
    (found,) = re.findall(r"https://site\.example(/\S*bericht/\S*)", mails()[-1].text)
    return str(found)


def listed(email: str = ANNA, language: str = "nl") -> OpeningNotice:
    """Return an address that was confirmed."""
    ask(email, language)
    assert Client().post(path(), {"do": "confirm"}).status_code == 303
    return OpeningNotice.objects.get(email=email)


def test_from_asking_to_the_one_mail_by_the_pages() -> None:
    """Nothing is promised before the yes, and nothing is left after the mail."""
    browser = Client()
    page = browser.get(HERE)
    assert f'action="{ASK}"' in page.content.decode()
    answer = browser.post(ASK, {"email": f" {ANNA} "})
    assert (answer.status_code, answer["Location"]) == (303, "/subsidies/bericht/verstuurd")
    assert "binnen drie dagen" in text(browser.get(answer["Location"]))
    assert opening.tell() == 0
    link = path()
    assert "Mogen we je mailen?" in text(browser.get(link))
    assert OpeningNotice.objects.get().confirmed_at is None, "looking at a link says nothing yet"
    browser.post(link, {"do": "confirm"})
    assert "Je staat op de lijst" in text(browser.get(link))
    with clock.at(OPEN - timedelta(hours=3)):
        assert opening.tell() == 0
    with clock.at(OPEN):
        assert opening.tell() == 1
        assert opening.tell() == 0
        assert not OpeningNotice.objects.exists()
        send_due()
        assert "staat niet op de lijst" in text(browser.get(link))
    sent = str(mail.outbox[-1].body)
    assert mail.outbox[-1].to == [ANNA]
    assert f"https://site.example{HERE}" in sent
    assert link in sent
    assert "oefening" in sent
    assert not browser.cookies


@pytest.mark.parametrize("do", ["stop", "confirm"])
def test_an_address_can_always_be_taken_away(do: str) -> None:
    """Before the yes and after it; a second click finds that it is gone."""
    ask()
    link = path()
    if do == "confirm":
        Client().post(link, {"do": "confirm"})
    answer = Client().post(link, {"do": "stop"})
    assert answer["Location"] == "/subsidies/bericht/gewist"
    assert "gewist" in text(Client().get(answer["Location"]))
    assert not OpeningNotice.objects.exists()
    assert Client().post(link, {"do": "stop"}).status_code == 404
    with clock.at(OPEN):
        assert opening.tell() == 0


def test_who_asks_again_gets_the_same_page_and_at_most_one_mail_an_hour() -> None:
    """Nobody learns from the page who is on the list; the mail says it to whoever reads it."""
    first = ask()
    again = ask(ANNA.upper())
    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    assert len(mails()) == 1
    with clock.at(BEFORE + timedelta(hours=2)):
        ask()
        assert [row.kind for row in mails()] == ["opening-confirm", "opening-confirm"]
        Client().post(path(), {"do": "confirm"})
    with clock.at(BEFORE + timedelta(hours=4)):
        ask()
        assert mails()[-1].kind == "opening-known"
        assert "Je staat op de lijst" in text(Client().get(path()))
    assert OpeningNotice.objects.count() == 1


def test_an_address_stands_once_on_a_list() -> None:
    """Whoever is second in a race finds the first."""
    listed()
    now = clock.now()
    twice = OpeningNotice(scheme=props.READINESS, email=ANNA.upper(), asked_at=now, mailed_at=now)
    with pytest.raises(IntegrityError), transaction.atomic(), unguarded("the database is the last to say no"):
        twice.save()


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Vul je e-mailadres in."), ("anna@", "niet af"), ("x" * 300, "niet af")]
)
def test_a_form_with_a_mistake_comes_back_as_it_was(typed: str, said: str) -> None:
    """With the sentence above it and beside the field."""
    answer = ask(typed)
    assert answer.status_code == 422
    assert text(answer).count(said) == 2
    assert not OpeningNotice.objects.exists()


def test_a_link_that_is_wrong_or_too_old_says_so() -> None:
    """Forged, of another kind, of a number that came back, and three days late."""
    ask()
    link, row = path(), OpeningNotice.objects.get()
    signed = Signer(salt="trede.subsidies.opening", sep=".").sign(f"{row.pk}-1")
    for token in ("geen-link", link.rpartition("/")[2] + "x", Signer(sep=".").sign(f"{row.pk}-1"), signed, "x" * 500):
        found = Client().get(f"/subsidies/bericht/{token}")
        assert found.status_code == 404
        assert "Deze link werkt niet meer" in text(found)
    with clock.at(BEFORE + timedelta(days=3, minutes=1)):
        assert Client().get(link).status_code == 404
        assert Client().post(link, {"do": "confirm"}).status_code == 404
    assert OpeningNotice.objects.get().confirmed_at is None


def test_an_address_goes_without_a_yes_after_three_days_and_in_any_case_after_a_year() -> None:
    """The job says how many, and writes no address."""
    listed("anna@bedrijf.example")
    ask("kees@bedrijf.example")
    with clock.at(BEFORE + timedelta(days=2)):
        assert opening.forget() == 0
    with clock.at(BEFORE + timedelta(days=4)):
        assert opening.forget() == 1
        assert opening.forget() == 0
        assert OpeningNotice.objects.get().email == "anna@bedrijf.example"
    with clock.at(BEFORE + timedelta(days=366)):
        assert opening.forget() == 1
    assert Event.objects.get(type="opening.forgotten", recorded_at__gt=BEFORE + timedelta(days=300)).data == {
        "addresses": 1
    }


def test_the_log_of_mails_forgets_an_address_as_soon_as_its_mail_was_sent() -> None:
    """The page says that the address is erased: then it stands nowhere. A mail that did not go yet keeps it."""
    listed()
    assert opening.forget() == 0
    send_due()
    assert opening.forget() == 1
    assert opening.forget() == 0
    with clock.at(OPEN):
        opening.tell()
        send_due()
        assert opening.forget() == 1
    assert {(row.to, row.text, row.state) for row in mails()} == {("", "", "sent")}


def test_the_journal_holds_no_address() -> None:
    """Of every step there is an event, by nobody with a name."""
    row = listed()
    with clock.at(OPEN):
        opening.tell()
    ask("kees@bedrijf.example")
    Client().post(path(), {"do": "stop"})
    found = Event.objects.filter(type__startswith="opening.")
    assert set(found.values_list("type", flat=True)) == {
        "opening.asked",
        "opening.confirmed",
        "opening.told",
        "opening.stopped",
    }
    assert {event.subject for event in found} >= {str(row.pk)}
    assert "@" not in str(list(Event.objects.values_list("data", "actor", "subject")))


def test_a_draft_can_be_waited_for_and_what_is_open_cannot(settings: Any) -> None:
    """Open: the page of the scheme says how to apply, and the form is gone."""
    with clock.at(OPEN):
        assert ASK not in Client().get(HERE).content.decode()
        assert Client().post(ASK, {"email": ANNA})["Location"] == HERE
        with pytest.raises(OutOfOrder):
            opening.ask(by=Actor.anonymous(), scheme=scheme_by_key(props.READINESS), email=ANNA, language="nl")
    settings.REHEARSAL = False
    with clock.at(OPEN):
        assert ASK in Client().get(HERE).content.decode()
        assert ASK in Client().get("/subsidies").content.decode()
        listed()
        assert opening.tell() == 0, "a draft is not open, whatever day it is"
    elsewhere = f"/subsidies/{props.VOUCHER}"
    assert "bericht" not in Client().get(elsewhere).content.decode(), "it may be open at another desk already"
    assert Client().post(f"{elsewhere}/bericht", {"email": ANNA})["Location"] == elsewhere
    assert Client().get("/subsidies/nergens/bericht").status_code == 404


def test_the_mail_is_in_the_language_of_who_asked() -> None:
    """And so is the page behind it."""
    listed(language="en")
    assert mails()[0].subject == "May we mail you about a grant?"
    assert path().startswith("/en/")
    with clock.at(OPEN):
        opening.tell()
        assert "You can now send an application" in mails()[-1].text


def test_without_a_mail_server_there_is_no_form(settings: Any) -> None:
    """Whoever comes to its address reads why, and nothing is kept."""
    settings.EMAIL_HOST = ""
    assert ASK not in Client().get(HERE).content.decode()
    answer = Client().post(ASK, {"email": ANNA})
    assert answer.status_code == 503
    assert "geen mail sturen" in text(answer)
    assert not OpeningNotice.objects.exists()


def test_nobody_floods_the_post_boxes_of_others() -> None:
    """Five addresses from one place, then a pause; and forms of other sites are refused."""
    browser = Client()
    for number in range(5):
        assert browser.post(ASK, {"email": f"a{number}@bedrijf.example"}).status_code == 303
    assert browser.post(ASK, {"email": "a6@bedrijf.example"}).status_code == 429
    assert OpeningNotice.objects.count() == 5
    foreign = Client(REMOTE_ADDR="10.1.1.1").post(ASK, {"email": ANNA}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    tries = [Client(REMOTE_ADDR="10.1.1.2").get("/subsidies/bericht/geen-link").status_code for _ in range(21)]
    assert set(tries[:20]) == {404}
    assert tries[20] == 429


def test_an_action_of_its_own_refuses_too() -> None:
    """Whoever calls it, from wherever."""
    scheme = scheme_by_key(props.READINESS)
    with pytest.raises(InputError):
        opening.ask(by=Actor.anonymous(), scheme=scheme, email=" ", language="nl")
    row = listed()
    opening.stop(by=opening.HOLDER, notice=row)
    with pytest.raises(OutOfOrder):
        opening.confirm(by=opening.HOLDER, notice=OpeningNotice(pk=999))

"""Getting in to the own pages: one link, one use, one firm; nobody learns whether an address is known."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import actor, bakker, client_of, jansen
from tests.own import BART, asked_link, contact, firm_client, link_in_mail, text
from trede import cli
from trede.chain.actions import open_case
from trede.companies.actions import add_contact
from trede.companies.models import AccessRequest, ContactPerson, Firm, OwnLink
from trede.companies.own.actions import forget_page, make_login_link, start_page, use_link
from trede.companies.own.jobs import forget_old_links, forget_unused_pages
from trede.companies.own.rules import hashed, own_page
from trede.companies.own.session import COOKIE
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.web.models import Message

pytestmark = pytest.mark.django_db

NEW = {"firm_name": "Nieuw Houtwerk", "kvk": "12345678", "name": "Nina Nieuw", "phone": "", "fte": "3"}
HOLDER = Actor.link("own-login")


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"


def later(**time: int) -> Any:
    """Let the clock stand later."""
    return clock.at(clock.now() + timedelta(**time))


def test_a_link_lets_in_once_and_only_after_a_button() -> None:
    firm = contact(bakker()).firm
    browser = Client()
    path = asked_link(BART, browser)
    for _ in range(3):  # programs that look at links in mail
        assert browser.get(path).status_code == 200
        assert browser.head(path).status_code == 200
    answer: Any = browser.post(path)
    assert (answer.status_code, answer["Location"]) == (303, "/mijn")
    assert firm.name in text(browser.get("/mijn"))
    again: Any = Client().post(path)
    assert again.status_code == 410
    assert "Deze link werkt niet meer" in text(again)


def test_the_address_and_the_subject_say_nothing_and_the_token_is_kept_nowhere() -> None:
    contact(bakker())
    path = asked_link(BART)
    token = path.rsplit("/", 1)[1]
    assert len(token) >= 40
    assert "bart" not in path
    assert "Bakker" not in mail.outbox[-1].subject + str(mail.outbox[-1].body)
    link = OwnLink.objects.get()
    assert link.token == hashed(token)
    with connection.cursor() as cursor:
        for table in ("journal_event", "django_session", "companies_ownlink"):
            cursor.execute(f"SELECT * FROM {table}")
            assert token not in str(cursor.fetchall())
    assert BART not in str(list(Event.objects.values_list("data", "subject", "actor")))


def test_a_link_works_for_fifteen_minutes() -> None:
    contact(bakker())
    path = asked_link(BART)
    with later(minutes=14):
        assert Client().get(path).status_code == 200
    with later(minutes=16):
        assert Client().get(path).status_code == 410
        assert Client().post(path).status_code == 410


def test_known_and_unknown_addresses_get_the_same_answer() -> None:
    contact(bakker())
    seen = []
    for address in (BART, BART.upper(), "niemand@elders.example"):
        browser = Client()
        asked: Any = browser.post("/mijn/inloggen", {"email": address})
        seen.append((asked.status_code, asked["Location"], text(browser.get(asked["Location"]))))
    assert len(set(seen)) == 1
    assert len(mail.outbox) == 3


def test_a_mailbox_gets_five_mails_an_hour_and_the_answer_stays_the_same() -> None:
    for number in range(7):
        answer: Any = Client(REMOTE_ADDR=f"10.0.0.{number}").post("/mijn/inloggen", {"email": BART.upper()})
        assert answer.status_code == 303
    assert len(mail.outbox) == 5
    with later(minutes=61):
        asked_link(BART)


def test_an_address_of_the_network_gets_a_limit() -> None:
    answers = [Client().post("/mijn/inloggen", {"email": f"a{n}@b.example"}).status_code for n in range(7)]
    assert answers == [303] * 5 + [429] * 2


def test_of_two_clicks_one_gets_through() -> None:
    token = make_login_link(by=Actor.anonymous(), email=BART)
    assert token is not None
    use_link(by=HOLDER, token=token)
    with pytest.raises(OutOfOrder):
        use_link(by=HOLDER, token=token)
    assert Event.objects.filter(type="own.link-used").count() == 1


@pytest.mark.parametrize("typed", ["", "x", "a@b", "a b@c.example", "<script>@x.example\n"])
def test_an_address_that_is_none_comes_back(typed: str) -> None:
    answer: Any = Client().post("/mijn/inloggen", {"email": typed})
    assert answer.status_code == 422
    assert "Vul een heel e-mailadres in" in text(answer)
    assert not mail.outbox


def test_without_a_mail_server_the_page_says_so(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert "stuurt nog geen mail" in text(Client().get("/mijn/inloggen"))
    assert Client().post("/mijn/inloggen", {"email": BART}).status_code == 503


def test_a_mail_that_does_not_get_away_keeps_what_was_typed(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer: Any = Client().post("/mijn/inloggen", {"email": BART})
    assert answer.status_code == 503
    assert f'value="{BART}"' in answer.content.decode()


def test_whoever_is_not_logged_in_is_led_to_the_login_and_back() -> None:
    contact(bakker())
    browser = Client()
    answer: Any = browser.get("/mijn/toestemming")
    assert answer["Location"] == "/mijn/inloggen?verder=/mijn/toestemming"
    path = asked_link(BART, browser, verder="/mijn/toestemming")
    assert browser.post(path)["Location"] == "/mijn/toestemming"


@pytest.mark.parametrize(
    "wanted", ["https://x.example/mijn", "//x.example/mijn", "/mijn//x", "/mijnx", "/balie", "/mijn/\\x", "/mijn/é", ""]
)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert own_page(wanted) == ""


@given(st.text(max_size=30))
def test_a_way_back_is_always_a_page_of_ours(tail: str) -> None:
    found = own_page(f"/mijn{tail}")
    assert found == "" or (found.startswith("/mijn") and "//" not in found and found.isascii())


def test_a_session_ends_after_half_an_hour_without_use_and_after_eight_hours() -> None:
    contact(bakker())
    browser = firm_client()
    with later(minutes=29):
        assert browser.get("/mijn").status_code == 200
    with later(minutes=58):
        assert browser.get("/mijn").status_code == 200
    with later(minutes=89):
        late: Any = browser.get("/mijn")
        assert late["Location"].startswith("/mijn/inloggen?lang-weg=1")
        assert "Je was lang weg" in text(browser.get(late["Location"]))
    browser = firm_client()
    for hour in range(1, 16):
        with clock.at(clock.now() + timedelta(minutes=28 * hour)):
            assert browser.get("/mijn").status_code == 200
    with later(hours=8, minutes=1):
        assert browser.get("/mijn").status_code == 302


def test_signing_out_ends_the_session_and_a_get_does_not() -> None:
    contact(bakker())
    browser = firm_client()
    key = browser.cookies[COOKIE].value
    assert browser.get("/mijn/uitloggen")["Location"] == "/mijn"
    assert browser.post("/mijn/uitloggen").status_code == 303
    stolen = Client()
    stolen.cookies[COOKIE] = key
    assert stolen.get("/mijn").status_code == 302


def test_who_belongs_to_two_firms_chooses_and_no_third_one() -> None:
    own = [contact(bakker()), add_contact(by=actor("adviser"), firm=jansen(), name="B.", email="Bart@Bakker.example")]
    browser = Client()
    assert browser.post(asked_link(BART, browser))["Location"] == "/mijn/kies"
    page = text(browser.get("/mijn/kies"))
    assert "Bakker BV" in page
    assert "Jansen Techniek" in page
    assert browser.get("/mijn")["Location"] == "/mijn/kies"
    with unguarded("a third firm"):
        other = ContactPerson.objects.create(
            firm=Firm.objects.create(name="Derde", source="adviser"), name="C.", email="c@derde.example"
        )
    assert browser.post("/mijn/kies", {"person": other.pk}).status_code == 404
    assert browser.post("/mijn/kies", {}).status_code == 422
    assert browser.post("/mijn/kies", {"person": own[1].pk})["Location"] == "/mijn"
    assert "Jansen Techniek" in text(browser.get("/mijn"))


def test_who_is_removed_is_out_at_once() -> None:
    person = contact(bakker())
    browser = firm_client()
    with unguarded("removed"):
        person.delete()
    assert browser.get("/mijn").status_code == 302


# A page for who is not known


def started(browser: Client, email: str, **changes: str) -> Any:
    """Log in with an unknown address and send the form of a new page."""
    assert browser.post(asked_link(email, browser))["Location"] == "/mijn/begin"
    return browser.post("/mijn/begin", {**NEW, **changes})


def test_an_unknown_address_starts_a_page_without_the_number_until_somebody_checked_it() -> None:
    browser = Client()
    answer = started(browser, "nina@nieuw.example")
    assert answer["Location"] == "/mijn"
    page = text(browser.get("/mijn"))
    assert "Nieuw Houtwerk" in page
    assert "We kijken je KVK-nummer nog na" in page
    firm = Firm.objects.get(name="Nieuw Houtwerk")
    assert (firm.kvk, str(firm.fte)) == ("", "3.00")
    question = AccessRequest.objects.get()
    desk = client_of("adviser")
    assert "12345678" in text(desk.get("/balie/toegang"))
    assert desk.post(f"/balie/toegang/{question.pk}", {"answer": "yes"}).status_code == 303
    firm.refresh_from_db()
    assert firm.kvk == "12345678"
    assert "nog na" not in text(browser.get("/mijn"))


def test_a_known_number_opens_nothing_and_waits_for_a_yes() -> None:
    contact(bakker())
    browser = Client()
    answer = started(browser, "vreemd@elders.example", kvk=bakker().kvk, firm_name="Bakker")
    assert answer["Location"] == "/mijn/wacht"
    assert "Bakker" not in text(browser.get("/mijn/wacht"))
    for page in ("/mijn", "/mijn/reis", "/mijn/gegevens", "/mijn/scans"):
        assert browser.get(page).status_code == 302
    assert not ContactPerson.objects.filter(email="vreemd@elders.example").exists()
    assert Message.objects.get().to == BART
    assert "Bakker" not in Message.objects.get().subject


def test_a_contact_of_the_firm_says_yes_and_the_colleague_comes_in() -> None:
    contact(bakker())
    colleague = Client()
    started(colleague, "carla@bakker.example", kvk=bakker().kvk, name="Carla")
    started(Client(), "carla@bakker.example", kvk=bakker().kvk, name="Carla")  # twice is once
    question = AccessRequest.objects.get()
    owner = firm_client()
    assert "Carla wil ook inloggen" in text(owner.get("/mijn"))
    assert "carla@bakker.example" in text(owner.get(f"/mijn/toegang/{question.pk}"))
    assert owner.post(f"/mijn/toegang/{question.pk}", {"answer": "?"}).status_code == 422
    assert owner.post(f"/mijn/toegang/{question.pk}", {"answer": "yes"}).status_code == 303
    assert owner.get(f"/mijn/toegang/{question.pk}").status_code == 404
    assert Message.objects.filter(to="carla@bakker.example").count() == 1
    assert "Bakker BV" in text(firm_client("carla@bakker.example").get("/mijn"))


def test_a_no_keeps_the_door_shut_and_another_firm_cannot_answer() -> None:
    contact(bakker())
    contact(jansen(), "jan@jansen.example", "Jan")
    started(Client(), "vreemd@elders.example", kvk=bakker().kvk)
    question = AccessRequest.objects.get()
    assert firm_client("jan@jansen.example").post(f"/mijn/toegang/{question.pk}", {"answer": "yes"}).status_code == 404
    assert firm_client().post(f"/mijn/toegang/{question.pk}", {"answer": "no"}).status_code == 303
    browser = Client()
    assert browser.post(asked_link("vreemd@elders.example", browser))["Location"] == "/mijn/begin"


def test_nobody_confirms_the_number_of_the_own_page() -> None:
    browser = Client()
    started(browser, "nina@nieuw.example")
    question = AccessRequest.objects.get()
    assert browser.post(f"/mijn/toegang/{question.pk}", {"answer": "yes"}).status_code == 404
    from trede.companies.own.actions import give_access

    with pytest.raises(NotPermitted):
        give_access(by=Actor.entrepreneur(question.person_id or 0), question=question)
    with pytest.raises(NotPermitted):
        give_access(by=actor("it-hub"), question=question)


def test_a_number_that_somebody_else_got_meanwhile_is_not_given_twice() -> None:
    started(Client(), "nina@nieuw.example", kvk="68750110")
    other = bakker()
    question = AccessRequest.objects.get()
    answer: Any = client_of("adviser").post(f"/balie/toegang/{question.pk}", {"answer": "yes"}, follow=True)
    assert f"bedrijf {other.pk}" in text(answer)
    question.refresh_from_db()
    assert question.state == "waiting"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kvk": "123"}, "kvk"),
        ({"kvk": ""}, "kvk"),
        ({"firm_name": " "}, "firm"),
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"fte": "veel"}, "fte"),
        ({"municipality": "GM9999"}, "municipality"),
    ],
)
def test_a_form_that_is_not_right_comes_back_filled_in(changes: dict[str, str], field: str) -> None:
    browser = Client()
    answer = started(browser, "nina@nieuw.example", **changes)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in html
    assert f'id="f-{field}"' in html
    assert ("Nieuw Houtwerk" in html) == ("firm_name" not in changes)
    assert not AccessRequest.objects.exists()


def test_a_new_page_needs_a_mailbox_that_was_proven() -> None:
    assert Client().get("/mijn/begin")["Location"] == "/mijn/inloggen"
    assert Client().post("/mijn/begin", NEW)["Location"] == "/mijn/inloggen"
    with pytest.raises(InputError):
        start_page(by=HOLDER, email="x@y.example", firm_name="X", kvk="", name="Y")


def test_a_small_firm_and_one_elsewhere_get_another_door() -> None:
    browser = Client()
    started(browser, "nina@nieuw.example", fte="1", municipality="GM0114")
    assert "/andere-route/zzp" in browser.get("/mijn").content.decode()
    other = Client()
    started(other, "otto@elders.example", kvk="87654321", municipality="elders")
    assert "/andere-route/buiten-regio" in other.get("/mijn").content.decode()


# Colleagues and addresses


def test_a_colleague_comes_in_by_an_invitation_that_works_once() -> None:
    contact(bakker())
    owner = firm_client()
    given = {"name": "Carla", "email": "carla@bakker.example"}
    assert owner.post("/mijn/gegevens/collega", given)["Location"] == "/mijn/gegevens"
    assert "uitgenodigd" in text(owner.get("/mijn/gegevens"))
    path = link_in_mail()
    with later(days=6):
        browser = Client()
        assert "Bakker BV" in text(browser.get(path))
        assert browser.post(path)["Location"] == "/mijn"
        assert "Carla" in text(browser.get("/mijn/gegevens"))
        assert Client().post(path).status_code == 410
    assert owner.post("/mijn/gegevens/collega", given).status_code == 422


def test_an_invitation_can_be_stopped_and_is_not_somebody_elses() -> None:
    contact(bakker())
    contact(jansen(), "jan@jansen.example", "Jan")
    owner = firm_client()
    owner.post("/mijn/gegevens/collega", {"name": "Carla", "email": "carla@bakker.example"})
    path = link_in_mail()
    number = OwnLink.objects.get(purpose="invite").pk
    assert firm_client("jan@jansen.example").post(f"/mijn/gegevens/uitnodiging/{number}/stop").status_code == 404
    assert owner.post(f"/mijn/gegevens/uitnodiging/{number}/stop").status_code == 303
    assert Client().post(path).status_code == 410


def test_a_new_address_counts_once_it_was_proven() -> None:
    person = contact(bakker())
    browser = firm_client()
    browser.post("/mijn/gegevens/mailadres", {"email": "Bart@Nieuw.example"})
    path = link_in_mail()
    assert mail.outbox[-1].to == ["Bart@Nieuw.example"]
    person.refresh_from_db()
    assert person.email == BART
    assert Client().post(path)["Location"] == "/mijn"
    person.refresh_from_db()
    assert person.email == "bart@nieuw.example"


def test_links_and_questions_do_not_stay() -> None:
    contact(bakker())
    asked_link(BART)
    started(Client(), "nina@nieuw.example")
    assert forget_old_links() == 0
    with later(days=2):
        assert forget_old_links() == 2
    with later(days=91):
        assert forget_old_links() == 1
    assert not OwnLink.objects.exists()
    assert not AccessRequest.objects.exists()


def test_a_page_that_nobody_uses_goes_after_two_years_and_one_with_a_file_does_not() -> None:
    browser = Client()
    started(browser, "nina@nieuw.example")
    firm = Firm.objects.get(name="Nieuw Houtwerk")
    other = started(Client(), "otto@nieuw.example", firm_name="Otto Hout")
    assert other["Location"] == "/mijn"
    with_file = Firm.objects.get(name="Otto Hout")
    given: dict[str, Any] = {"firm_name": "Otto Hout", "contact_name": "O.", "email": "otto@nieuw.example"}
    open_case(by=actor("adviser"), firm=with_file, consent_given_on=clock.today(), **given)
    with later(days=729):
        assert forget_unused_pages() == 0
    with later(days=732):
        assert forget_unused_pages() == 1
        assert forget_unused_pages() == 0
    assert not ContactPerson.objects.filter(firm=firm).exists()
    assert Firm.objects.get(pk=with_file.pk).name == "Otto Hout"
    with pytest.raises(NotPermitted):
        forget_page(by=actor("adviser"), firm=with_file)


def test_an_operator_prints_a_link_without_mail(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.EMAIL_HOST = ""
    contact(bakker())
    assert cli.main(["account", "firm-link", BART]) == 0
    assert Client().post(capsys.readouterr().out.strip())["Location"] == "/mijn"
    assert not mail.outbox
    for _ in range(4):
        assert cli.main(["account", "firm-link", BART]) == 0
    assert cli.main(["account", "firm-link", BART]) == 1

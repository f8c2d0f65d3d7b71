"""An organisation without an account answers about an agreement: one link, one version, one answer."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import actor, client_of, member
from tests.mailing import link_in, mail_on, mails, read, working_day
from trede.chain.agreements import actions, links
from trede.chain.agreements.actions import Terms
from trede.chain.agreements.models import Agreement, AgreementLink
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.models import Event
from trede.web.models import Message

pytestmark = pytest.mark.django_db
ROLE = "De hogeschool neemt dertig studenten mee naar bedrijven."
TO = "beslist@hogeschool.example"
SIDE = "kennisinstellingen"
WHY = "Dertig is te veel. Twintig kan wel."


@pytest.fixture(autouse=True)
def on(settings: Any) -> Any:
    """A working day on a site that sends mail."""
    mail_on(settings)
    with working_day():
        yield


def draft(**changes: Any) -> Agreement:
    """Return a draft between the province and a school that has no account."""
    today = clock.today()
    terms: dict[str, Any] = {
        "first": "provincie-drenthe",
        "second": SIDE,
        "role": ROLE,
        "valid_from": today,
        "valid_until": today + timedelta(days=365),
        "review_on": today + timedelta(days=90),
        "capacity": 30,
        "capacity_unit": "places",
        "money_cents": 1_250_000,
    }
    return actions.write(by=actor("chain-owner"), account=member("chain-owner"), terms=Terms(**terms | changes))


def sent(agreement: Agreement) -> str:
    """Mail the link and return its path."""
    before = len(mails(kind="agreement-link"))
    links.send_link(by=actor("chain-owner"), agreement=agreement, organisation=SIDE, email=TO)
    found = mails(kind="agreement-link")
    assert len(found) == before + 1
    return link_in(found[-1])


def fresh(agreement: Agreement) -> Agreement:
    """Return the agreement as it stands."""
    return Agreement.objects.get(pk=agreement.pk)


def types() -> list[str]:
    """Return what happened to agreements, oldest first."""
    return list(Event.objects.filter(subject_kind="agreement").order_by("pk").values_list("type", flat=True))


def test_from_the_mail_to_a_yes_without_an_account() -> None:
    made = draft()
    kees = client_of("chain-owner")
    here = f"/balie/afspraken/{made.pk}"
    assert f"{here}/link" in kees.get(here).content.decode()
    typed = {"organisation": SIDE, "email": TO, "mail_language": "nl"}
    assert kees.post(f"{here}/link", typed).status_code == 303
    (mail,) = mails(kind="agreement-link")
    assert mail.to == TO
    path = link_in(mail)
    for word in ("studenten", "12.500", "Kennis", TO):
        assert word not in mail.subject + mail.text.replace(path, "")
    shown = read(path)
    for word in (ROLE, "12.500", "30 plaatsen", "Provincie Drenthe"):
        assert word in shown
    assert "Kees" not in shown
    assert read(path) == shown, "reading uses nothing up"
    assert Client().get(f"{path}/ja").status_code == 303, "looking says nothing"
    assert fresh(made).second_agreed_on is None
    assert Client().post(f"{path}/ja").status_code == 303
    assert fresh(made).second_agreed_on == clock.today()
    done = read(path)
    assert "Je antwoord is binnen" in done
    assert ROLE not in done
    assert actions.confirm(by=actor("programme-manager"), agreement=made, version=1).state == Agreement.AGREED
    assert types() == [
        "agreement.written",
        "agreement.link-made",
        "agreement.link-used",
        "agreement.confirmed",
        "agreement.confirmed",
        "agreement.agreed",
    ]
    said = Event.objects.get(type="agreement.link-used")
    assert (said.actor_kind, said.actor, said.organisation) == ("link", f"agreement-{made.pk}", SIDE)
    assert TO not in str(list(Event.objects.values_list("data", flat=True)))
    (told,) = mails(kind="agreement-answered")
    assert told.to == member("chain-owner").email
    assert here in told.text


def test_no_comes_with_a_reason_and_the_text_is_written_anew() -> None:
    made = draft()
    path = sent(made)
    assert "Wat moet er anders?" in read(f"{path}/nee")
    empty = Client().post(f"{path}/nee", {"because": "  "})
    assert empty.status_code == 422
    assert "Schrijf waarom." in empty.content.decode()
    assert AgreementLink.objects.get().used_at is None, "a refused form does not use the link up"
    assert Client().post(f"{path}/nee", {"because": WHY}).status_code == 303
    refused = fresh(made)
    assert (refused.state, refused.refused_by, refused.refused_on, refused.refused_because) == (
        Agreement.DRAFT,
        SIDE,
        clock.today(),
        WHY,
    )
    page = client_of("chain-owner").get(f"/balie/afspraken/{made.pk}").content.decode()
    assert WHY in page
    assert "zei nee met de link" in page
    assert Client().post(f"{path}/ja").status_code == 200, "the second time it says that the answer came in"
    assert fresh(made).second_agreed_on is None
    assert "twintig" not in str(list(Event.objects.values_list("data", flat=True))).lower()
    changed = actions.write(
        by=actor("chain-owner"), account=member("chain-owner"), terms=terms_of(refused, capacity=20), agreement=refused
    )
    assert (changed.version, changed.refused_by, changed.refused_because) == (2, "", "")
    assert Client().post(f"{sent(changed)}/ja").status_code == 303
    assert fresh(made).second_agreed_on == clock.today()


def terms_of(agreement: Agreement, **changes: Any) -> Terms:
    """Return what an agreement says, with changes."""
    names = ("first", "second", "role", "valid_from", "valid_until", "review_on", "capacity", "capacity_unit")
    return Terms(**{name: getattr(agreement, name) for name in names} | changes)


def test_a_link_is_for_one_version_and_says_so_when_the_text_changed() -> None:
    made = draft()
    path = sent(made)
    actions.write(
        by=actor("chain-owner"), account=member("chain-owner"), terms=terms_of(made, capacity=20), agreement=made
    )
    for address in (path, f"{path}/nee"):
        gone = read(address, 404)
        assert "Er is een nieuwere tekst" in gone
        assert ROLE not in gone
    assert Client().post(f"{path}/ja").status_code == 404
    assert fresh(made).second_agreed_on is None
    newer = sent(fresh(made))
    newest = sent(fresh(made))
    assert "nieuwere link" in read(newer, 404)
    assert "20 plaatsen" in read(newest)


def test_a_link_stops_when_it_is_over_or_expired_or_never_was() -> None:
    made = draft()
    path = sent(made)
    with at(clock.now() + links.VALID_FOR):
        assert "Een link werkt dertig dagen." in read(path, 404)
        assert Client().post(f"{path}/ja").status_code == 404
    with at(clock.now() + links.VALID_FOR + links.KEPT_AFTER - timedelta(minutes=1)):
        assert links.forget_links() == 0
    with at(clock.now() + links.VALID_FOR + links.KEPT_AFTER + timedelta(minutes=1)):
        assert links.forget_links() == 1
        assert "Een link werkt dertig dagen." in read(path, 404)
    again = sent(made)
    actions.end(by=actor("chain-owner"), agreement=made, because="Niet meer nodig.")
    assert "Hier valt niets meer te beslissen." in read(again, 404)
    for other in ("/afspraak/geen-link", f"{again}x", f"/afspraak/{'a' * 300}"):
        assert "Een link werkt dertig dagen." in read(other, 404)


def test_a_forged_link_costs_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert links.find("geen-link.abc") is None
    path = sent(draft())
    with django_assert_num_queries(1):
        assert links.find(path.rpartition("/")[2]) is not None


def test_two_clicks_at_once_are_one_answer() -> None:
    made = draft()
    found = links.find(sent(made).rpartition("/")[2])
    assert found is not None
    links.answer(by=links.answerer(found.link), link=found.link, said="yes")
    with pytest.raises(OutOfOrder):
        links.answer(by=links.answerer(found.link), link=found.link, said="no", words=WHY)
    assert fresh(made).refused_on is None
    assert AgreementLink.objects.get().said == "yes"


def test_who_has_an_account_gets_no_link_and_nobody_else_sends_one() -> None:
    member("programme-manager")
    made = draft()
    assert links.can_get_a_link(made) == (SIDE,)
    with pytest.raises(InputError, match="account"):
        links.send_link(by=actor("chain-owner"), agreement=made, organisation="provincie-drenthe", email=TO)
    with pytest.raises(NotPermitted):
        links.send_link(by=actor("it-hub"), agreement=made, organisation=SIDE, email=TO)
    with pytest.raises(OutOfOrder):
        links.send_link(by=actor("chain-owner"), agreement=made, organisation="it-hub", email=TO)
    for email in ("", "geen-adres"):
        with pytest.raises(InputError):
            links.send_link(by=actor("chain-owner"), agreement=made, organisation=SIDE, email=email)
    hub = draft(second="it-hub")
    assert client_of("it-hub").get(f"/balie/afspraken/{hub.pk}/link").status_code == 403
    assert client_of("chain-owner").get(f"/balie/afspraken/{hub.pk}/link").status_code == 404, "both have accounts"
    assert not AgreementLink.objects.exists()
    assert not Message.objects.exists()


def test_a_site_without_mail_says_so(settings: Any) -> None:
    made = draft()
    settings.EMAIL_HOST = ""
    typed = {"organisation": SIDE, "email": TO, "mail_language": "nl"}
    answer = client_of("chain-owner").post(f"/balie/afspraken/{made.pk}/link", typed)
    assert answer.status_code == 422
    assert "Deze site verstuurt geen mail." in answer.content.decode()
    assert not AgreementLink.objects.exists()


def test_an_account_says_no_too_and_may_change_its_mind() -> None:
    made = draft(second="it-hub")
    hessel = client_of("it-hub")
    here = f"/balie/afspraken/{made.pk}"
    assert f"{here}/nee" in hessel.get(here).content.decode()
    assert hessel.post(f"{here}/nee", {"because": ""}).status_code == 422
    assert hessel.post(f"{here}/nee", {"because": WHY}).status_code == 303
    assert fresh(made).refused_by == "it-hub"
    assert client_of("edih").get(f"{here}/nee").status_code == 404
    actions.confirm(by=actor("it-hub"), agreement=made, version=1)
    agreed = fresh(made)
    assert (agreed.second_agreed_on, agreed.refused_by, agreed.refused_because) == (clock.today(), "", "")
    with pytest.raises(OutOfOrder):
        actions.refuse(by=actor("it-hub"), agreement=agreed, version=1, because=WHY)
    with pytest.raises(NotPermitted):
        actions.refuse(by=actor("edih"), agreement=agreed, version=1, because=WHY)
    with pytest.raises(NotPermitted):
        actions.confirm(by=Actor("link", "agreement-1", "it-hub"), agreement=agreed, version=1)


def test_the_page_is_in_english_for_who_reads_that() -> None:
    made = draft()
    links.send_link(by=actor("chain-owner"), agreement=made, organisation=SIDE, email=TO, language="en")
    (mail,) = mails(kind="agreement-link")
    path = link_in(mail)
    assert path.startswith("/en/afspraak/")
    shown = read(path)
    assert "Do you say yes?" in shown
    assert "We say no" in shown
    assert not re.search(r"\b(Wij|tot en met|Looptijd)\b", shown.replace(ROLE, ""))
    assert Client().post(f"{path}/nee", {"because": "Too many."}).status_code == 303
    assert "Your answer came in" in read(path)

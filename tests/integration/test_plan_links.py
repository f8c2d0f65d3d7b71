"""An organisation without an account answers about an action of the yearly plan: yes, no, and later how it ended."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.cast import actor, client_of, member
from tests.mailing import link_in, mail_on, mails, read, working_day
from trede.chain import digest
from trede.chain.agreements import actions_plan, links
from trede.chain.agreements.actions_plan import Deed
from trede.chain.agreements.models import AgreementLink, PlanAction, YearPlan
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.web.models import Message

pytestmark = pytest.mark.django_db
PLAN = "/balie/jaarplan"
SIDE = "kennisinstellingen"
TO = "beslist@hogeschool.example"
GOAL = "Meer stages bij bedrijven."
WHAT = "De hogeschool plaatst dertig stagiairs."
WHY = "Dertig is te veel. Twintig kan wel."
CAME_OF_IT = "Het werden er 24."
DEED = Deed(WHAT, SIDE, date(2027, 6, 30), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def on(settings: Any) -> Any:
    """A working day on a site that sends mail."""
    mail_on(settings)
    with working_day():
        yield


def written(**changes: Any) -> PlanAction:
    """Return an action in a draft of next year's plan, for a school that has no account."""
    kees = actor("chain-owner")
    plan = YearPlan.objects.filter(year=2027).first() or actions_plan.begin(by=kees, year=2027)
    goal = actions_plan.write_goal(by=kees, plan=plan, text=GOAL)
    return actions_plan.write_action(by=kees, goal=goal, deed=replace(DEED, **changes))


def fresh(deed: PlanAction) -> PlanAction:
    """Return the action as it stands."""
    return PlanAction.objects.select_related("goal__plan").get(pk=deed.pk)


def sent(deed: PlanAction, language: str = "nl") -> str:
    """Mail the link and return its path."""
    before = Message.objects.count()
    links.send_plan_link(by=actor("chain-owner"), deed=fresh(deed), email=TO, language=language)
    assert Message.objects.count() == before + 1
    return link_in(mails()[-1])


def settled() -> PlanAction:
    """Return an action that the school said yes to, in a plan that is settled."""
    deed = written()
    assert Client().post(f"{sent(deed)}/ja").status_code == 303
    actions_plan.settle(by=actor("chain-owner"), plan=deed.goal.plan)
    return fresh(deed)


def types() -> list[str]:
    """Return what happened to actions of the plan, oldest first."""
    return list(Event.objects.filter(subject_kind="plan-action").order_by("pk").values_list("type", flat=True))


def test_from_the_mail_to_a_yes_that_lets_the_plan_be_settled() -> None:
    deed = written()
    kees = client_of("chain-owner")
    here = f"{PLAN}/actie/{deed.pk}"
    assert f"{here}/link" in kees.get(here).content.decode()
    assert f"{here}/link" in kees.get(f"{PLAN}/2027").content.decode(), "who has no account stands on the plan"
    typed = {"organisation": SIDE, "email": TO, "mail_language": "nl"}
    assert kees.post(f"{here}/link", typed).status_code == 303
    (mail,) = mails(kind="plan-link")
    assert mail.to == TO
    path = link_in(mail)
    assert re.fullmatch(r"/afspraak/[\w.-]+", path)
    for word in ("stagiairs", "stages", "Kennis", TO):
        assert word not in mail.subject + mail.text.replace(path, "")
    shown = read(path)
    for word in (WHAT, GOAL, "2027", "30 juni 2027"):
        assert word in shown
    assert "Kees" not in shown
    assert read(path) == shown, "reading uses nothing up"
    assert Client().get(f"{path}/ja").status_code == 303, "looking says nothing"
    assert fresh(deed).agreed_on is None
    assert Client().get(f"{path}/klaar").status_code == 404, "nobody asked that yet"
    assert Client().post(f"{path}/ja").status_code == 303
    assert fresh(deed).agreed_on == clock.today()
    done = read(path)
    assert "Je antwoord is binnen" in done
    assert WHAT not in done
    assert kees.post(f"{PLAN}/2027/vaststellen").status_code == 303
    assert types() == ["plan.action-written", "plan.link-made", "plan.link-used", "plan.action-agreed"]
    said = Event.objects.get(type="plan.link-used")
    assert (said.actor_kind, said.actor, said.organisation) == ("link", f"plan-action-{deed.pk}", SIDE)
    assert TO not in str(list(Event.objects.values_list("data", flat=True)))
    (told,) = mails(kind="plan-answered")
    assert told.to == member("chain-owner").email
    assert here in told.text
    assert "stagiairs" not in told.subject + told.text


def test_no_comes_with_a_reason_and_holds_the_plan_up_until_the_action_is_changed() -> None:
    deed = written()
    path = sent(deed)
    assert "Wat moet er anders?" in read(f"{path}/nee")
    empty = Client().post(f"{path}/nee", {"because": "  "})
    assert empty.status_code == 422
    assert "Schrijf waarom." in empty.content.decode()
    assert AgreementLink.objects.get().used_at is None, "a refused form does not use the link up"
    assert Client().post(f"{path}/nee", {"because": WHY}).status_code == 303
    refused = fresh(deed)
    assert (refused.agreed_on, refused.refused_on, refused.refused_because) == (None, clock.today(), WHY)
    kees = client_of("chain-owner")
    page = kees.get(f"{PLAN}/actie/{deed.pk}").content.decode()
    assert WHY in page
    assert "zei nee met de link" in page
    assert "zei nee" in kees.get(f"{PLAN}/2027").content.decode()
    with pytest.raises(InputError):
        actions_plan.settle(by=actor("chain-owner"), plan=refused.goal.plan)
    assert Client().post(f"{path}/ja").status_code == 200, "the second time it says that the answer came in"
    assert fresh(deed).agreed_on is None
    assert "twintig" not in str(list(Event.objects.values_list("data", flat=True))).lower()
    changed = actions_plan.write_action(
        by=actor("chain-owner"), goal=refused.goal, deed=replace(DEED, what="Twintig stagiairs."), instead_of=refused
    )
    assert (changed.version, changed.refused_on, changed.refused_because) == (2, None, "")
    assert Client().post(f"{sent(changed)}/ja").status_code == 303
    assert fresh(deed).agreed_on == clock.today()


@pytest.mark.parametrize(("step", "state"), [("klaar", "done"), ("nee", "dropped")])
def test_how_it_ended_comes_in_with_a_note(step: str, state: str) -> None:
    deed = settled()
    path = sent(deed)
    mail = mails()[-1]
    assert mail.kind == "plan-report"
    shown = read(path)
    assert WHAT in shown
    assert f"{path}/klaar" in shown
    assert f"{path}/ja" not in shown
    assert Client().post(f"{path}/ja").status_code == 404
    assert "Schrijf geen namen" in read(f"{path}/{step}")
    assert Client().post(f"{path}/{step}", {"result": ""}).status_code == 422
    assert fresh(deed).state == "planned"
    assert Client().post(f"{path}/{step}", {"result": CAME_OF_IT}).status_code == 303
    after = fresh(deed)
    assert (after.state, after.result, after.moved_on) == (state, CAME_OF_IT, clock.today())
    assert "Je antwoord is binnen" in read(path)
    assert CAME_OF_IT in client_of("chain-owner").get(f"{PLAN}/2027").content.decode()
    assert types()[-3:] == ["plan.link-made", "plan.link-used", "plan.action-moved"]
    moved = Event.objects.get(type="plan.action-moved")
    assert (moved.actor_kind, moved.data["state"]) == ("link", state)
    with pytest.raises(OutOfOrder):
        sent(deed)


def test_who_keeps_the_plan_is_asked_to_look_again_for_who_has_no_account() -> None:
    """Else nobody would hear that the day came: the school has nobody here to tell."""
    deed = settled()
    kees, hessel, anna = (member(name) for name in ("chain-owner", "it-hub", "adviser"))
    with at(datetime(2027, 4, 1, 9, tzinfo=UTC)):
        assert digest.counts_for(kees, clock.today()).reviews == 1
        assert digest.counts_for(hessel, clock.today()).reviews == digest.counts_for(anna, clock.today()).reviews == 0
        for address in ("/balie/werklijst", "/balie/afspraken"):
            assert f"{PLAN}/actie/{deed.pk}" in client_of("chain-owner").get(address).content.decode()
            assert f"{PLAN}/actie/{deed.pk}" not in client_of("it-hub").get(address).content.decode()
        assert f"{PLAN}/actie/{deed.pk}/link" in client_of("chain-owner").get(f"{PLAN}/2027").content.decode()
        assert Client().post(f"{sent(deed)}/klaar", {"result": CAME_OF_IT}).status_code == 303
        assert digest.counts_for(kees, clock.today()).reviews == 0


def test_a_link_is_for_one_text_and_one_question() -> None:
    deed = written()
    path = sent(deed)
    actions_plan.write_action(
        by=actor("chain-owner"), goal=deed.goal, deed=replace(DEED, what="Twintig."), instead_of=deed
    )
    for address in (path, f"{path}/nee"):
        gone = read(address, 404)
        assert "Er is een nieuwere tekst" in gone
        assert "Twintig." not in gone
    assert Client().post(f"{path}/ja").status_code == 404
    assert fresh(deed).agreed_on is None
    newer, newest = sent(deed), sent(deed)
    assert "nieuwere link" in read(newer, 404)
    assert "Twintig." in read(newest)
    gone = sent(deed)
    actions_plan.remove_action(by=actor("chain-owner"), deed=fresh(deed))
    assert "Een link werkt dertig dagen." in read(gone, 404)


def test_a_link_stops_when_it_expired_or_somebody_said_it_already() -> None:
    deed = settled()
    path = sent(deed)
    with at(clock.now() + links.VALID_FOR):
        assert "Een link werkt dertig dagen." in read(path, 404)
        assert Client().post(f"{path}/klaar", {"result": CAME_OF_IT}).status_code == 404
    actions_plan.move(
        by=actor("chain-owner"), deed=deed, state="done", result="De hogeschool belde.", review_on=DEED.review_on
    )
    assert "Hier valt niets meer te beslissen." in read(path, 404)
    assert fresh(deed).result == "De hogeschool belde."
    with at(clock.now() + links.VALID_FOR + links.KEPT_AFTER + timedelta(minutes=1)):
        assert links.forget_links() == 2


def test_a_forged_link_costs_no_query(django_assert_num_queries: Any) -> None:
    path = sent(written())
    with django_assert_num_queries(1):
        found = links.find(path.rpartition("/")[2])
        assert found is not None
        assert found.link.deed is not None
        assert found.link.deed.goal.plan.year == 2027
    with django_assert_num_queries(0):
        assert links.find(f"{path.rpartition('/')[2]}x") is None


def test_two_clicks_at_once_are_one_answer() -> None:
    deed = written()
    found = links.find(sent(deed).rpartition("/")[2])
    assert found is not None
    links.answer(by=links.answerer(found.link), link=found.link, said="yes")
    with pytest.raises(OutOfOrder):
        links.answer(by=links.answerer(found.link), link=found.link, said="no", words=WHY)
    assert fresh(deed).refused_on is None
    assert AgreementLink.objects.get().said == "yes"


def test_a_link_says_nothing_about_another_action() -> None:
    one, other = written(), written(what="De hogeschool geeft vijf avonden.")
    path = sent(one)
    with pytest.raises(NotPermitted):
        actions_plan.agree(by=Actor("link", f"plan-action-{one.pk}", SIDE), deed=other)
    assert "avonden" not in read(path)
    assert Client().post(f"{path}/ja").status_code == 303
    assert fresh(other).agreed_on is None


def test_who_has_an_account_gets_no_link_and_nobody_else_sends_one() -> None:
    member("it-hub")
    hub, school = written(organisation="it-hub"), written()
    with pytest.raises(InputError, match="account"):
        links.send_plan_link(by=actor("chain-owner"), deed=hub, email=TO)
    with pytest.raises(NotPermitted):
        links.send_plan_link(by=actor("it-hub"), deed=school, email=TO)
    for email in ("", "geen-adres"):
        with pytest.raises(InputError):
            links.send_plan_link(by=actor("chain-owner"), deed=school, email=email)
    assert client_of("it-hub").get(f"{PLAN}/actie/{school.pk}/link").status_code == 403
    assert client_of("chain-owner").get(f"{PLAN}/actie/{hub.pk}/link").status_code == 404, "it has an account"
    assert f"{PLAN}/actie/{hub.pk}/link" not in client_of("chain-owner").get(f"{PLAN}/2027").content.decode()
    assert not AgreementLink.objects.exists()
    assert not Message.objects.exists()


def test_a_site_without_mail_says_so(settings: Any) -> None:
    deed = written()
    settings.EMAIL_HOST = ""
    typed = {"organisation": SIDE, "email": TO, "mail_language": "nl"}
    answer = client_of("chain-owner").post(f"{PLAN}/actie/{deed.pk}/link", typed)
    assert answer.status_code == 422
    assert "Deze site verstuurt geen mail." in answer.content.decode()


def test_an_account_says_no_too_and_a_yes_is_to_the_text_that_was_read() -> None:
    deed = written(organisation="it-hub")
    hessel, here = client_of("it-hub"), f"{PLAN}/actie/{deed.pk}"
    assert f"{here}/nee" in hessel.get(here).content.decode()
    assert hessel.post(f"{here}/nee", {"because": ""}).status_code == 422
    assert hessel.post(f"{here}/nee", {"because": WHY}).status_code == 303
    assert fresh(deed).refused_because == WHY
    assert client_of("edih").get(f"{here}/nee").status_code == 404
    hub = replace(DEED, organisation="it-hub")
    actions_plan.write_action(by=actor("chain-owner"), goal=deed.goal, deed=hub, instead_of=deed)
    assert hessel.post(f"{here}/akkoord", {"versie": "1"}).status_code == 409
    assert fresh(deed).agreed_on is None
    assert hessel.post(f"{here}/akkoord", {"versie": "2"}).status_code == 303
    agreed = fresh(deed)
    assert (agreed.agreed_on, agreed.refused_on) == (clock.today(), None)
    with pytest.raises(OutOfOrder):
        actions_plan.refuse(by=actor("it-hub"), deed=agreed, because=WHY)


def test_the_database_keeps_a_link_to_one_thing_and_no_without_a_reason_out() -> None:
    deed = written()
    sent(deed)
    with unguarded("a test of a constraint"):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementLink.objects.update(deed=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanAction.objects.update(refused_on=clock.today())
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanAction.objects.update(refused_on=clock.today(), refused_because=WHY, agreed_on=clock.today())


def test_the_page_is_in_english_for_who_reads_that() -> None:
    path = sent(written(), "en")
    assert path.startswith("/en/afspraak/")
    shown = read(path)
    assert "Will you do this?" in shown
    assert "We say no" in shown
    bare = shown.replace(WHAT, "").replace(GOAL, "")
    assert not re.search(r"\b(Wij|Doel|Klaar op|jaarplan)\b", bare)
    assert Client().post(f"{path}/nee", {"because": "Too many."}).status_code == 303
    assert "Your answer came in" in read(path)

"""Permissions over the whole URL map with real things in it: firms at desks, strangers, withdrawn consent, looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from scripts.docs import walk_routes
from tests.cast import SYSTEM, bakker, client_of, log_in, member
from tests.chain import HANDOVER, INTAKE, answered_scan, ask, post
from tests.own import contact, firm_client, text
from trede.accounts import actions as accounts
from trede.accounts.models import OneUseLink, User
from trede.chain.models import AdviceRequest, Case, Note, Referral, Transfer
from trede.companies.models import Consent
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.privacy.looks import VIEWED

pytestmark = pytest.mark.django_db
DESKS = {address: view.access for address, _, view in walk_routes() if address.startswith(("balie", "beheer"))}
CHAIN = ("balie/aanvraag/", "balie/dossier/", "balie/verwijzing/", "balie/overdragen/")
"""Where the things of firms in the chain live; the subsidy desk and the firm's own pages have tests of their own."""
OF_FIRMS = [address for address in DESKS if address.startswith(CHAIN) and "<" in address]
LISTS = (
    "/balie/werklijst",
    "/balie/werklijst?tab=alle",
    "/balie/werklijst?tab=afgerond",
    "/balie/werklijst/csv?tab=alle",
    "/balie/overdragen",
    "/balie/team",
)
STEPS = ("accept", "reject", "start", "hold", "resume", "complete", "fail", "cancel", "correct")
NAME = "Bakker BV"


@dataclass(frozen=True, slots=True)
class World:
    """Bakker BV at the front door: a request, a file, a referral to the hub that runs, a note, work handed over."""

    request: AdviceRequest
    case: Case
    referral: Referral
    transfer: Transfer

    def addresses(self, route: str) -> list[str]:
        """Return the addresses of a route about Bakker BV; a route of a kind that is not known here fails the test."""
        kinds: dict[str, int] = {
            "balie/aanvraag/": self.request.pk,
            "balie/dossier/": self.case.pk,
            "balie/verwijzing/": self.referral.pk,
            "balie/overdragen/": self.transfer.pk,
        }
        number = next(number for prefix, number in kinds.items() if route.startswith(prefix))
        address = "/" + route.replace("<int:number>", str(number))
        for other, what in {"<int:note>": Note}.items():
            found = what.objects.first()
            address = address.replace(other, str(found.pk if found else 1))
        addresses = [address.replace("<slug:step>", step) for step in STEPS] if "<slug:step>" in address else [address]
        assert not any("<" in item for item in addresses), f"say in World what {route} is about"
        return addresses


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"


@pytest.fixture
def world() -> World:
    adviser, hub = client_of("adviser"), client_of("it-hub")
    firm = bakker()
    contact(firm)
    first = AdviceRequest.objects.get(reference=ask(answered_scan("CCCCDDD").code, firm=NAME))
    post(adviser, f"/balie/aanvraag/{first.pk}/opnemen", {"firm": firm.pk})
    case = Case.objects.get(request=first)
    post(adviser, f"/balie/dossier/{case.pk}/gesprek", {**INTAKE, "rung": "funderen"})
    post(adviser, f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get(case=case)
    post(adviser, f"/balie/verwijzing/{referral.pk}/versturen", HANDOVER)
    post(hub, f"/balie/verwijzing/{referral.pk}/accept", {})
    post(hub, f"/balie/verwijzing/{referral.pk}/start", {"started_on": clock.today().isoformat()})
    second = AdviceRequest.objects.get(reference=ask(answered_scan("CCCCDDD").code, firm=NAME, question="Nog iets"))
    with unguarded("work and a note that a colleague left"):
        hessel = member("it-hub")
        transfer = Transfer.objects.create(referral=referral, organisation="it-hub", giver=hessel, taker=hessel)
        Note.objects.create(
            referral=referral, organisation="it-hub", author=hessel, kind="gesprek", happened_on=clock.today(), text="x"
        )
        scan = second.scan
        if scan is not None:
            type(scan).objects.filter(pk=scan.pk).update(firm=firm)
    referral.refresh_from_db()
    return World(AdviceRequest.objects.get(pk=second.pk), case, referral, transfer)


def newcomer(organisation: str, role: str) -> Client:
    """Return somebody with the right role at another organisation."""
    email = f"vreemd@{organisation}.example"
    _, token = accounts.invite(by=SYSTEM, email=email, organisation=organisation, roles=[role])
    link = Actor.link(OneUseLink.INVITATION)
    user: User = accounts.accept(by=link, token=token, password="negen bruine paarden", name="Vera Vreemd")
    return log_in(Client(), user)


def test_a_firm_stands_outside_every_desk(world: World) -> None:
    """Logged in at its own pages, and with the number of its own file: to the desks it is nobody."""
    browser = firm_client()
    assert browser.get("/mijn").status_code == 200
    for route, access in DESKS.items():
        if access.kind == "account":
            continue
        known = world.addresses(route) if route in OF_FIRMS else [f"/{_any(route)}"]
        for address in known:
            for method in (browser.get, browser.post):
                answer: Any = method(address)
                assert answer.status_code == 302, address
                assert answer["Location"].startswith("/balie/inloggen"), address


def _any(route: str) -> str:
    while "<" in route:
        before, _, rest = route.partition("<")
        kind, _, after = rest.partition(">")
        route = before + ("1" if kind.startswith("int:") else "x") + after
    return route


STRANGERS: dict[str, Callable[[], Client]] = {
    "another partner": lambda: client_of("edih"),
    "a partner that nothing was sent to": lambda: newcomer("pvo", "partner"),
    "an adviser of another front door": lambda: newcomer("founded", "adviser"),
    "a chain owner of another front door": lambda: newcomer("founded", "chain-owner"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_firm_of_another_does_not_exist_on_any_route(world: World, stranger: str) -> None:
    client, before = STRANGERS[stranger](), _state(world)
    tried = 0
    for route in OF_FIRMS:
        for address in world.addresses(route):
            for answer in (client.get(address), client.post(address, {"reason": "x", "note": "x"})):
                assert answer.status_code in {403, 404, 405}, f"{address}: {answer.status_code}"
                assert NAME not in answer.content.decode(), address
                tried += 1
    assert tried > 2 * len(OF_FIRMS)
    for address in LISTS:
        assert NAME not in client.get(address).content.decode(), address
    assert NAME not in client.post("/balie/zoek", {"woord": "bakker"}).content.decode()
    assert _state(world) == before


def _state(world: World) -> tuple[object, ...]:
    return (
        Case.objects.values_list("state", "adviser").get(pk=world.case.pk),
        Referral.objects.values_list("state", "handler").get(pk=world.referral.pk),
        AdviceRequest.objects.values_list("state").get(pk=world.request.pk),
        Transfer.objects.values_list("back_on").get(pk=world.transfer.pk),
    )


@pytest.mark.parametrize("who", ["firm", "adviser"])
def test_consent_withdrawn_is_not_found_in_the_same_second(world: World, who: str) -> None:
    """The partner had the page open a moment ago; whoever withdraws, each route and list is shut from then on."""
    partner = client_of("it-hub")
    page = f"/balie/verwijzing/{world.referral.pk}"
    consent = Consent.objects.get(organisation="it-hub")
    moment = clock.now()
    with at(moment):
        assert NAME in partner.get(page).content.decode()
        assert NAME in partner.get("/balie/werklijst?tab=alle").content.decode()
        assert NAME in partner.post("/balie/zoek", {"woord": "bakker"}).content.decode()
        before = Referral.objects.values_list("state", "handler").get(pk=world.referral.pk)
        if who == "firm":
            answer: Any = firm_client().post(f"/mijn/toestemming/{consent.pk}/intrekken")
            assert answer.status_code == 303
        else:
            post(client_of("adviser"), f"/balie/dossier/{world.case.pk}/toestemming", {"consent": consent.pk})
        for route in (route for route in OF_FIRMS if route.startswith(("balie/verwijzing/", "balie/overdragen/"))):
            for address in world.addresses(route):
                assert partner.get(address).status_code in {404, 405}, address
                assert partner.post(address, {"reason": "x", "text": "x"}).status_code in {404, 405}, address
        for address in LISTS:
            assert NAME not in partner.get(address).content.decode(), address
        assert NAME not in partner.post("/balie/zoek", {"woord": "bakker"}).content.decode()
    assert partner.get(page).status_code == 404
    assert Referral.objects.values_list("state", "handler").get(pk=world.referral.pk) == before


@pytest.mark.parametrize("who", ["adviser", "chain-owner", "it-hub"])
def test_every_look_at_a_file_is_an_event_that_the_firm_sees(world: World, who: str) -> None:
    """Each page that shows Bakker BV to somebody adds a look, and the firm reads from which organisation."""
    client = client_of(who)
    shown = 0
    for route in OF_FIRMS:
        for address in world.addresses(route):
            before = _looks(world)
            answer = client.get(address)
            sees = answer.status_code == 200 and NAME in answer.content.decode()
            assert _looks(world) > before or not sees, address
            shown += sees
    assert shown >= 2
    seen = text(firm_client().get("/mijn/wie-keek"))
    organisation = "IT Hub" if who == "it-hub" else "Ik Ben Drents Ondernemer"
    assert organisation in seen


def test_a_firm_sees_that_it_was_searched_for_and_taken_along(world: World) -> None:
    """Pages that show many firms at once: what was found, and a file with lines of the work list."""
    hub, adviser = client_of("it-hub"), client_of("adviser")
    for client in (hub, adviser):
        before = _looks(world)
        assert NAME in client.post("/balie/zoek", {"woord": "bakker"}).content.decode()
        assert _looks(world) == before + 1
        assert NAME in client.get("/balie/werklijst/csv?tab=alle").content.decode()
        assert _looks(world) == before + 2
        client.post("/balie/zoek", {"woord": "iets anders"})
        assert _looks(world) == before + 2
    seen = text(firm_client().get("/mijn/wie-keek"))
    assert "een lijst met wat gevonden is" in seen
    assert "een lijst waar je bedrijf op staat" in seen


def _looks(world: World) -> int:
    return Event.objects.filter(type=VIEWED, firm=world.case.firm_id).count()


def test_a_look_that_cannot_be_noted_shows_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from trede.core.errors import Unavailable

    def broken(**_: object) -> None:
        raise Unavailable("not-saved", "Het lukt nu niet.", "It does not work now.")

    monkeypatch.setattr("trede.chain.desk.note_look", broken)
    answer = client_of("adviser").get(f"/balie/dossier/{world.case.pk}")
    assert answer.status_code == 503
    assert NAME not in answer.content.decode()


def test_a_role_that_ended_yesterday_opens_nothing_today(world: World) -> None:
    from trede.accounts.models import Membership

    client = client_of("adviser")
    with unguarded("the role ended"):
        Membership.objects.filter(user=member("adviser")).update(until=clock.today())
    assert client.get(f"/balie/dossier/{world.case.pk}").status_code == 403
    assert client.get("/balie/werklijst").status_code == 403

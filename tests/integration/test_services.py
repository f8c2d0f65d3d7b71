"""The desk of services, played by the cast: write, publish, confirm, full and open, withdraw and put back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import actor, bakker, client_of, member
from trede.chain.models import Case
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.periods import quarter_of
from trede.core.routing import Situation, propose
from trede.core.white_spots import Lack
from trede.journal.actions import Actor, action, record
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.partners import actions
from trede.partners.actions import Room
from trede.partners.models import Catalogue, ServiceState, ServiceVersion
from trede.partners.queries import current_pack, find_service, fitting, forget, offers, to_confirm
from trede.partners.white import needs_of, white_spots_of
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAY = date(2026, 11, 20)
LEARN = "/balie/diensten/it-hub-leren"
TALK = "ibdo-eerste-gesprek"
FORM: dict[str, Any] = {
    "name_nl": "Spreekuur",
    "name_en": "Consulting hour",
    "what_nl": "Je komt langs met een vraag.",
    "what_en": "You come by with a question.",
    "kind": "advice",
    "rungs": ["starten", "funderen"],
    "topics": ["tools", "data"],
    "response_working_days": "3",
    "languages": ["nl", "en"],
}


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """One day, and no list of services of another test."""
    forget()
    with at(NOW):
        yield
    forget()


@pytest.fixture
def hub() -> Client:
    return client_of("it-hub")


def go(client: Client, path: str, form: dict[str, Any] | None = None) -> str:
    """Send a form that must be accepted and return where it leads."""
    answer: Any = client.post(path, form or {})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer.headers["Location"])


def read(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def service(key: str) -> Any:
    return current_pack().service(key)[1]


def kinds() -> list[str]:
    return list(Event.objects.filter(type__startswith="service.").order_by("pk").values_list("type", flat=True))


def test_nothing_changed_costs_nothing() -> None:
    assert current_pack() is pack()


def test_a_new_service_from_draft_to_list(hub: Client) -> None:
    place = go(hub, "/balie/diensten/nieuw", FORM)
    assert place == "/balie/diensten/it-hub-spreekuur/voorbeeld"
    preview = read(hub, place)
    assert "Je komt langs met een vraag." in preview
    assert "You come by with a question." in preview
    assert find_service("it-hub-spreekuur") is None, "a draft is nowhere but at the desk"
    assert "Spreekuur" not in read(Client(), "/hulp")
    go(hub, "/balie/diensten/it-hub-spreekuur/publiceren")
    found = service("it-hub-spreekuur")
    assert (found.response_working_days, found.languages, found.confirmed_on) == (3, ("nl", "en"), DAY)
    assert "Spreekuur" in read(Client(), "/hulp?taal=en")
    assert kinds() == ["service.drafted", "service.published"]
    assert "it-hub-spreekuur" in {item.service for item in propose(current_pack(), Situation("starten"), DAY)}


def test_a_changed_service_keeps_its_room(hub: Client) -> None:
    go(hub, f"{LEARN}/plaats", {"status": "open", "waiting": "10", "capacity": "4", "alternative": ""})
    go(hub, f"{LEARN}/wijzigen", {**FORM, "name_nl": "Leren samen", "rungs": ["starten", "funderen", "optimaliseren"]})
    assert service("it-hub-leren").name.nl == "Leren met je team"
    go(hub, f"{LEARN}/publiceren")
    found = service("it-hub-leren")
    assert (found.name.nl, found.waiting_working_days, found.capacity) == ("Leren samen", 10, 4)
    again = read(hub, LEARN)
    assert "Leren samen" in again
    assert "Hessel Hub" in again, "history says who"
    go(hub, f"{LEARN}/wijzigen", {**FORM, "name_nl": "Leren, derde keer"})
    go(hub, f"{LEARN}/publiceren")
    assert ServiceVersion.objects.filter(service="it-hub-leren", state="replaced").count() == 1


def test_a_wrong_form_comes_back_filled_in(hub: Client) -> None:
    wrong = {
        **FORM,
        "rungs": [],
        "response_working_days": "snel",
        "cost_nl": "Gratis",
        "minimum_fte": "9",
        "maximum_fte": "3",
    }
    answer = hub.post("/balie/diensten/nieuw", wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Kies minstens één trede.", "Schrijf een heel getal.", "in allebei de talen", "minder dan het minste"):
        assert said in html
    for kept in ('value="Spreekuur"', 'value="snel"', "Je komt langs met een vraag.", "<details open>"):
        assert kept in html
    assert ServiceVersion.objects.count() == 0


def test_a_draft_that_would_shut_the_last_door_waits() -> None:
    """Without the help with first steps, the first talk is the last door of the first rung."""
    owner = client_of("chain-owner")
    go(owner, "/balie/diensten/ibdo-begeleiding/intrekken")
    before = current_pack()
    go(owner, f"/balie/diensten/{TALK}/wijzigen", {**FORM, "minimum_fte": "50"})
    page = read(owner, f"/balie/diensten/{TALK}/voorbeeld")
    assert "Publiceren kan nog niet" in page
    assert "nergens meer hulp die voor elk bedrijf open is" in page
    assert "op Oriënteren" in page
    assert go(owner, f"/balie/diensten/{TALK}/publiceren") == f"/balie/diensten/{TALK}/voorbeeld"
    assert current_pack() is before
    assert "service.published" not in kinds()


def test_hints_help_to_write_plainly(hub: Client) -> None:
    long = "Je krijgt hulp van iemand die met je meekijkt en die bedenkt " + "wat je nu doet en " * 4 + "meer."
    go(hub, "/balie/diensten/nieuw", {**FORM, "what_nl": long})
    assert "Maak er twee van" in read(hub, "/balie/diensten/it-hub-spreekuur/voorbeeld")


def test_full_asks_for_an_alternative_that_serves_the_same_rungs(hub: Client) -> None:
    for other, said in (("", "Kies een andere dienst"), ("edih-test", "is er niet voor Starten")):
        answer = hub.post(f"{LEARN}/plaats", {"status": "full", "alternative": other, "waiting": "60"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="60"' in answer.content.decode()
    go(hub, f"{LEARN}/plaats", {"status": "full", "alternative": TALK})
    found = service("it-hub-leren")
    assert (found.status, found.status_since, found.alternative) == ("full", DAY, TALK)
    offered = propose(current_pack(), Situation("starten", ("skills",)), DAY)
    assert "it-hub-leren" not in {item.service for item in offered}
    with at(datetime(2026, 12, 1, 10, tzinfo=UTC)):
        go(hub, f"{LEARN}/plaats", {"status": "full", "alternative": TALK, "capacity": "3"})
        assert service("it-hub-leren").status_since == DAY, "still full"
        go(hub, f"{LEARN}/plaats", {"status": "open", "alternative": ""})
        assert service("it-hub-leren").status_since == date(2026, 12, 1)
    assert [state.status for state in ServiceState.objects.order_by("pk")] == ["full", "full", "open"]


def test_a_service_that_others_lean_on_cannot_fill_up(hub: Client) -> None:
    go(hub, f"{LEARN}/plaats", {"status": "full", "alternative": "ibdo-eerste-gesprek"})
    with pytest.raises(InputError, match="Kies een andere dienst"):
        actions.set_room(by=actor("chain-owner"), key=TALK, room=Room("full"))
    with pytest.raises(InputError) as refused:
        actions.withdraw(by=actor("chain-owner"), key=TALK)
    assert "Leren met je team" in refused.value.message


def test_one_button_confirms(hub: Client) -> None:
    assert [item.key for item in to_confirm("it-hub", DAY)] == [
        "it-hub-invoering",
        "it-hub-praktijkproef",
        "it-hub-leren",
    ]
    assert "Opnieuw bevestigen (3)" in read(hub, "/balie/diensten")
    assert go(hub, f"{LEARN}/klopt", {"toon": "bevestigen"}) == "/balie/diensten?toon=bevestigen"
    assert "it-hub-leren" not in {item.key for item in to_confirm("it-hub", DAY)}
    assert len(to_confirm("it-hub", date(2027, 5, 19))) == 2, "180 days later it still holds"
    assert len(to_confirm("it-hub", date(2027, 5, 20))) == 3
    assert Event.objects.get(type="service.confirmed").data == {"organisation": "it-hub", "service": "it-hub-leren"}


def test_the_chain_owner_changes_for_a_partner_without_confirming_in_its_name() -> None:
    owner = client_of("chain-owner")
    go(owner, f"{LEARN}/plaats", {"status": "open", "waiting": "5", "alternative": ""})
    assert (service("it-hub-leren").waiting_working_days, service("it-hub-leren").confirmed_on) == (5, None)
    place = go(owner, "/balie/diensten/nieuw", {**FORM, "organisation": "edih-noord"})
    assert place == "/balie/diensten/edih-noord-spreekuur/voorbeeld"
    assert owner.post("/balie/diensten/nieuw", FORM).status_code == 422, "which organisation?"


def test_withdraw_and_put_back(hub: Client) -> None:
    assert "van de lijst halen?" in read(hub, f"{LEARN}/intrekken")
    go(hub, f"{LEARN}/intrekken")
    with pytest.raises(KeyError):
        current_pack().service("it-hub-leren")
    found = find_service("it-hub-leren")
    assert found is not None
    assert found[1].name.nl == "Leren met je team", "old referrals keep their name"
    assert "Zet terug op de lijst" in read(hub, LEARN)
    assert "Leren met je team" in read(hub, "/balie/diensten?toon=weg")
    go(hub, f"{LEARN}/terugzetten")
    assert service("it-hub-leren") == pack().service("it-hub-leren")[1]
    assert kinds() == ["service.withdrawn", "service.restored"]
    version = ServiceVersion.objects.get()
    with pytest.raises(OutOfOrder):
        actions.restore(by=actor("it-hub"), version=version)


def test_a_draft_can_be_thrown_away(hub: Client) -> None:
    go(hub, "/balie/diensten/nieuw", FORM)
    assert go(hub, "/balie/diensten/it-hub-spreekuur/weggooien") == "/balie/diensten"
    assert hub.get("/balie/diensten/it-hub-spreekuur").status_code == 404
    go(hub, f"{LEARN}/wijzigen", FORM)
    assert go(hub, f"{LEARN}/weggooien") == LEARN
    assert ServiceVersion.objects.count() == 0


TAILS = ("", "/wijzigen", "/voorbeeld", "/publiceren", "/weggooien", "/klopt", "/plaats", "/intrekken", "/terugzetten")


@pytest.mark.parametrize("who", ["edih", "emmen"])
def test_the_service_of_another_organisation_is_not_there(who: str, hub: Client) -> None:
    go(hub, f"{LEARN}/wijzigen", FORM)
    stranger = client_of(who)
    for tail in TAILS:
        for answer in (stranger.get(LEARN + tail), stranger.post(LEARN + tail, FORM)):
            assert answer.status_code in {404, 405}
    assert "Leren met je team" not in read(stranger, "/balie/diensten")
    by = actor(who)
    for refused in (
        lambda: actions.set_room(by=by, key="it-hub-leren", room=Room()),
        lambda: actions.confirm(by=by, key="it-hub-leren"),
        lambda: actions.withdraw(by=by, key="it-hub-leren"),
        lambda: actions.publish(by=by, version=ServiceVersion.objects.get()),
        lambda: actions.save_draft(by=by, organisation="it-hub", service=service("it-hub-leren")),
        lambda: actions.save_draft(by=by, organisation=by.organisation, service=service("it-hub-leren")),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert kinds() == ["service.drafted"]


def test_a_key_that_another_took_is_refused() -> None:
    extra = actions.save_draft(
        by=actor("it-hub"), organisation="it-hub", service=_named(service("it-hub-leren"), "gedeeld")
    )
    with pytest.raises(InputError):
        actions.save_draft(
            by=actor("edih"), organisation="edih-noord", service=_named(service("edih-test"), extra.service)
        )


def _named(known: Any, key: str) -> Any:
    return msgspec.structs.replace(known, key=key)


def test_a_second_service_with_the_same_name_gets_its_own_key(hub: Client) -> None:
    go(hub, "/balie/diensten/nieuw", FORM)
    assert go(hub, "/balie/diensten/nieuw", FORM) == "/balie/diensten/it-hub-spreekuur-2/voorbeeld"


def test_a_step_taken_twice_is_said(hub: Client) -> None:
    go(hub, "/balie/diensten/nieuw", FORM)
    version = ServiceVersion.objects.get()
    actions.publish(by=actor("it-hub"), version=version)
    for step in (actions.publish, actions.discard_draft):
        with pytest.raises(OutOfOrder):
            step(by=actor("it-hub"), version=version)
    assert go(hub, "/balie/diensten/it-hub-spreekuur/publiceren") == "/balie/diensten/it-hub-spreekuur"


def test_another_process_sees_the_change_by_one_query(hub: Client, django_assert_num_queries: Any) -> None:
    go(hub, f"{LEARN}/klopt")
    with django_assert_num_queries(3):
        first = current_pack()
    with django_assert_num_queries(1):
        assert current_pack() is first
    with django_assert_num_queries(0):
        assert current_pack(seconds=60) is first
    with unguarded("another process changed the list"):
        ServiceState.objects.update(waiting_working_days=9)
        Catalogue.objects.update(revision="anders")
    assert current_pack(seconds=60) is first, "for so long it may be behind"
    assert service("it-hub-leren").waiting_working_days == 9


def test_a_change_that_no_longer_fits_the_pack_is_left_out(hub: Client) -> None:
    go(hub, f"{LEARN}/plaats", {"status": "full", "alternative": TALK})
    go(hub, "/balie/diensten/it-hub-invoering/plaats", {"status": "open", "waiting": "3", "alternative": ""})
    with unguarded("a pack of later on has no such service"):
        ServiceState.objects.filter(service="it-hub-leren").update(alternative="weg-uit-het-pakket")
        Catalogue.objects.update(revision="anders")
    found = fitting(pack(), offers(pack()))
    assert found.service("it-hub-leren")[1].status == "open"
    assert found.service("it-hub-invoering")[1].waiting_working_days == 3
    assert read(Client(), "/hulp")


def test_the_database_refuses_what_the_rules_refuse() -> None:
    wrong = ServiceState(organisation="it-hub", service="it-hub-leren", status="full", alternative="")
    with pytest.raises(IntegrityError), transaction.atomic(), unguarded("past the rules"):
        wrong.save()
    for state in ("draft", "published"):
        two = [ServiceVersion(organisation="it-hub", service="x", record={}, state=state) for _ in range(2)]
        with pytest.raises(IntegrityError), transaction.atomic(), unguarded("past the rules"):
            ServiceVersion.objects.bulk_create(two)


def test_the_list_costs_the_same_however_long_it_is(hub: Client) -> None:
    owner = client_of("chain-owner")
    read(owner, "/balie/diensten")

    def queries(client: Client) -> int:
        with CaptureQueriesContext(connection) as seen:
            read(client, "/balie/diensten")
        return len(seen)

    few = queries(owner)
    for name in ("Een", "Twee", "Drie"):
        go(hub, "/balie/diensten/nieuw", {**FORM, "name_nl": name})
    assert queries(owner) == few


def test_the_account_of_who_wrote_it_can_go() -> None:
    actions.confirm(by=actor("it-hub"), key="it-hub-leren")
    assert ServiceState.objects.get().author_id == member("it-hub").pk
    with unguarded("the account is erased"):
        member("it-hub").delete()
    assert ServiceState.objects.get().author_id is None
    assert "Dienst klopt nog" in read(client_of("chain-owner"), LEARN)


def test_white_spots_hide_few_firms() -> None:
    page = read(client_of("programme-manager"), "/balie/witte-vlekken")
    assert "Nergens vroegen 5 bedrijven of meer" in page
    assert read(client_of("chain-owner"), "/balie/witte-vlekken?kwartaal=onzin")


LAGGING = "CCCACCC"
"""Answers of a firm on rung three that lags in skills."""


@action
def happened(*, by: Actor, kind: str, firm: int, data: dict[str, object]) -> None:
    """Record what other rooms record."""
    record(kind, by=by, firm=firm, data=data)


def _share(firms: range) -> None:
    data: dict[str, object] = {"scan": "mkb-zelfscan", "answers": LAGGING, "phase": "funderen"}
    for firm in firms:
        happened(by=Actor.system("test"), kind="scan.claimed", firm=firm, data=data)


def test_needs_come_from_the_journal_and_meet_what_partners_say() -> None:
    """Nobody trains on rung three any more: as soon as five firms ask for it, the number shows."""
    region = current_pack()
    trainers = [
        one.key
        for item in region.organisations
        for one in item.services
        if item.key != "ibdo" and "funderen" in one.rungs and "skills" in one.topics
    ]
    for key in trainers:
        actions.set_room(by=Actor.system("test"), key=key, room=Room("full", alternative=TALK))
    now, place = quarter_of(DAY), ("funderen", "skills")
    _share(range(1, 5))
    found = {(spot.rung, spot.topic): spot for spot in white_spots_of(now)}
    assert (found[place].lack, found[place].firms, found[place].services) == (Lack.FULL, None, len(trainers))
    _share(range(4, 6))
    assert white_spots_of(now)[0].firms == 5
    page = read(client_of("chain-owner"), "/balie/witte-vlekken")
    assert '<td class="number">5</td>' in page
    assert "vol of gesloten" in page
    assert all(spot.firms is None for spot in white_spots_of(now.previous()))


def test_a_referral_that_came_back_counts_for_what_the_firm_needed() -> None:
    _share(range(1, 3))
    back: dict[str, object] = {"service": "it-hub-leren", "organisation": "it-hub", "rung": "funderen"}
    for firm in (1, 9):
        happened(by=Actor.system("test"), kind="referral.rejected", firm=firm, data=back)
    needs = needs_of(current_pack(), quarter_of(DAY))
    returned = {(need.firm, need.topic) for need in needs if need.returned}
    assert returned == {(1, "skills"), *((9, topic) for topic in ("data", "skills", "ai"))}


def test_a_confirmed_rung_goes_before_the_scan_and_erased_answers_are_no_need() -> None:
    _share(range(1, 2))
    happened(by=Actor.system("test"), kind="rung.confirmed", firm=1, data={"rung": "starten"})
    erased: dict[str, object] = {"scan": "mkb-zelfscan", "answers": "█", "phase": "funderen"}
    happened(by=Actor.system("test"), kind="scan.claimed", firm=2, data=erased)
    needs = needs_of(current_pack(), quarter_of(DAY))
    assert {(need.firm, need.rung, need.topic) for need in needs} == {(1, "starten", "skills")}


def test_an_adviser_is_offered_the_list_of_today() -> None:
    """A full service gives way to its alternative, with the reason; the municipality of the firm is on the list."""
    with unguarded("a file of Bakker BV in Emmen, past its first talk"):
        case = Case.objects.create(
            firm=bakker(),
            organisation="ibdo",
            adviser=member("adviser"),
            contact_before=DAY,
            start_rung="starten",
            start_rung_on=DAY,
        )
    before = read(client_of("adviser"), f"/balie/dossier/{case.pk}/verwijzen")
    assert 'value="it-hub-leren"' in before
    assert 'value="gemeente-emmen-eerste-gesprek"' in before
    assert 'value="gemeente-assen-eerste-gesprek"' not in before
    actions.set_room(by=actor("it-hub"), key="it-hub-leren", room=Room("full", alternative="it-lab-innovatielab"))
    actions.set_room(by=actor("chain-owner"), key="it-lab-innovatielab", room=Room(waiting=25))
    after = read(client_of("adviser"), f"/balie/dossier/{case.pk}/verwijzen")
    assert 'value="it-hub-leren"' not in after
    assert "(Leren met je team)" in after, "instead of what"
    assert "Wachttijd: 25 werkdagen." in after

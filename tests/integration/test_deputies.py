"""Somebody is away and a colleague does the work; an administrator sees what an account still holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SYSTEM, client_of, member
from trede.accounts import actions, load
from trede.accounts.actions_deputies import delete_old_absences, end_deputy, name_deputy
from trede.accounts.jobs import forget_old_absences
from trede.accounts.models import Absence, User
from trede.accounts.queries import deputies_of, possible_deputies, stands_in_for
from trede.core.errors import InputError, OutOfOrder
from trede.journal import clock
from trede.journal.models import Event

pytestmark = pytest.mark.django_db
LIST = "/balie/mijn-account/vervanging"
DAY = timedelta(days=1)


@pytest.fixture
def anna() -> User:
    """An adviser of IBDO."""
    return member("adviser")


@pytest.fixture
def kees() -> User:
    """The chain owner of IBDO, who may all that an adviser may and more."""
    return member("chain-owner")


def colleague(name: str, roles: tuple[str, ...] = ("adviser",)) -> User:
    """Make another account at IBDO."""
    user, _ = actions.invite(by=SYSTEM, email=f"{name}@ibdo.example", organisation="ibdo", roles=roles)
    return user


def away(user: User, deputy: User, first: int = 0, last: int = 7) -> Absence:
    """Let somebody be away from and up to so many days from today."""
    today = clock.today()
    days = {"first_day": today + first * DAY, "last_day": today + last * DAY}
    return name_deputy(by=user.actor(), user=user, deputy=deputy, **days)


def test_a_deputy_does_the_work_on_those_days_only(anna: User, kees: User) -> None:
    away(anna, kees, 1, 3)
    today = clock.today()
    assert [deputies_of(anna.pk, today + n * DAY) for n in range(5)] == [[], [kees.pk], [kees.pk], [kees.pk], []]
    assert [stands_in_for(kees.pk, today + n * DAY) for n in (0, 1, 3, 4)] == [[], [anna.pk], [anna.pk], []]
    event = Event.objects.latest("id")
    assert event.data["deputy"] == kees.pk
    assert anna.name not in str(event.data)


@pytest.mark.parametrize("who", ["it-hub", "administrator", "programme-manager"])
def test_only_a_colleague_who_may_at_least_the_same(anna: User, who: str) -> None:
    with pytest.raises(InputError) as refused:
        away(anna, member(who))
    assert refused.value.code == "deputy-does-not-fit"


def test_wider_is_what_roles_allow_and_not_the_other_way_round(anna: User, kees: User) -> None:
    assert possible_deputies(anna) == [kees]
    assert possible_deputies(kees) == []
    with pytest.raises(InputError):
        away(kees, anna)
    with pytest.raises(InputError):
        away(anna, anna)


@pytest.mark.parametrize(
    ("first", "last", "code"), [(-1, 3, "days-wrong"), (3, 2, "days-wrong"), (0, 400, "days-wrong")]
)
def test_days_must_be_possible(anna: User, kees: User, first: int, last: int, code: str) -> None:
    with pytest.raises(InputError) as refused:
        away(anna, kees, first, last)
    assert refused.value.code == code


def test_for_one_day_there_is_one_deputy(anna: User, kees: User) -> None:
    away(anna, kees, 2, 5)
    other = colleague("olga")
    for first, last in ((0, 2), (5, 9), (3, 4), (0, 9)):
        with pytest.raises(InputError) as refused:
            away(anna, other, first, last)
        assert refused.value.code == "days-taken"
    away(anna, other, 6, 8)


def test_when_the_deputy_is_away_too_the_next_one_does_both(anna: User) -> None:
    olga, pieter = colleague("olga"), colleague("pieter")
    away(anna, olga)
    away(olga, pieter)
    today = clock.today()
    assert deputies_of(anna.pk, today) == [pieter.pk]
    assert stands_in_for(pieter.pk, today) == sorted([anna.pk, olga.pk])
    assert stands_in_for(olga.pk, today) == []


def test_people_who_name_each_other_leave_nobody(anna: User) -> None:
    olga = colleague("olga")
    away(anna, olga)
    away(olga, anna)
    assert deputies_of(anna.pk, clock.today()) == []
    assert stands_in_for(anna.pk, clock.today()) == []


def test_a_deputy_who_may_no_longer_does_not_see_the_work(anna: User, kees: User) -> None:
    member("administrator")
    away(anna, kees)
    actions.change_roles(by=SYSTEM, user=kees, organisation="ibdo", roles=["administrator"])
    assert stands_in_for(kees.pk, clock.today()) == []
    actions.change_roles(by=SYSTEM, user=kees, organisation="ibdo", roles=["chain-owner"])
    assert stands_in_for(kees.pk, clock.today()) == [anna.pk]
    actions.deactivate(by=SYSTEM, user=kees)
    assert deputies_of(anna.pk, clock.today()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(names=st.lists(st.integers(0, 4), min_size=5, max_size=5))
def test_whoever_stands_in_is_the_deputy_and_the_reverse(names: list[int], django_db_blocker: Any) -> None:
    """For any web of people who name each other: work has at most one hand, and both questions agree."""
    from django.db import transaction

    with transaction.atomic():
        people = [colleague(f"p{number}") for number in range(5)]
        for person, deputy in zip(people, names, strict=True):
            if people[deputy] != person:
                away(person, people[deputy])
        today = clock.today()
        stands = {person.pk: stands_in_for(person.pk, today) for person in people}
        for person in people:
            found = deputies_of(person.pk, today)
            assert len(found) <= 1
            assert [other for other, whose in stands.items() if person.pk in whose] == found
            assert person.pk not in stands[person.pk]
        transaction.set_rollback(True)


def test_back_early_ends_what_began_and_takes_away_what_did_not(anna: User, kees: User) -> None:
    first, later = away(anna, kees, 0, 7), away(anna, kees, 20, 30)
    with clock.at(clock.now() + 2 * DAY):
        end_deputy(by=anna.actor(), user=anna, absence=first)
        assert deputies_of(anna.pk, clock.today()) == []
        assert Absence.objects.get(pk=first.pk).last_day == clock.today() - DAY
    end_deputy(by=anna.actor(), user=anna, absence=later)
    assert not Absence.objects.filter(pk=later.pk).exists()
    with pytest.raises(OutOfOrder):
        end_deputy(by=kees.actor(), user=anna, absence=first)


def test_the_page_names_and_ends(anna: User, kees: User) -> None:
    browser = client_of("adviser")
    today = clock.today()
    given_days = {"deputy": str(kees.pk), "first_day": today.isoformat(), "last_day": (today + 3 * DAY).isoformat()}
    assert kees.name in browser.get(LIST).content.decode()
    assert browser.post(LIST, given_days)["Location"] == LIST
    assert kees.name in browser.get("/balie/mijn-account").content.decode()
    assert f"Je vervangt vandaag {anna.name}" in client_of("chain-owner").get("/balie/mijn-account").content.decode()
    number = Absence.objects.get().pk
    assert client_of("it-hub").post(f"{LIST}/{number}/stoppen").status_code == 404
    assert browser.post(f"{LIST}/{number}/stoppen")["Location"] == LIST
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deputy": ""}, "Kies een collega."),
        ({"deputy": "999"}, "Kies een collega uit de lijst."),
        ({"first_day": "morgen"}, "Vul een dag in als"),
        ({"last_day": "2020-01-01"}, "Kies een eerste dag vanaf vandaag"),
    ],
)
def test_the_form_comes_back_filled_in(anna: User, kees: User, wrong: dict[str, str], sentence: str) -> None:
    day = clock.today().isoformat()
    answer = client_of("adviser").post(LIST, {"deputy": str(kees.pk), "first_day": day, "last_day": day} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert ("selected" in page) == ("deputy" not in wrong or not wrong["deputy"])
    assert f'value="{day}"' in page


def test_old_absences_are_forgotten(anna: User, kees: User) -> None:
    away(anna, kees)
    assert forget_old_absences() == 0
    with clock.at(clock.now() + 98 * DAY):
        assert forget_old_absences() == 1
    assert delete_old_absences(by=SYSTEM) == 0


def test_erasing_an_account_erases_who_it_stood_in_for(anna: User, kees: User) -> None:
    away(anna, kees)
    actions.erase_account(by=SYSTEM, user=kees, reason="asked")
    assert not Absence.objects.exists()


def test_looking_costs_one_query_when_nobody_is_away(kees: User, django_assert_num_queries: Any) -> None:
    today: date = clock.today()
    asks: tuple[Callable[[int, date], list[int]], ...] = (deputies_of, stands_in_for)
    for ask in asks:
        with django_assert_num_queries(1):
            assert ask(kees.pk, today) == []


def test_an_administrator_sees_what_an_account_still_holds(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_loads", {})
    load.register_load("cases", lambda user: 3 if user == anna.pk else 0, names=("open dossiers", "open cases"))
    load.register_load("grants", lambda user: 0)
    browser = client_of("administrator")
    page = browser.get(f"/beheer/accounts/{anna.pk}").content.decode()
    assert "open dossiers: 3" in page
    assert "grants" not in page
    assert "open werk" not in browser.get(f"/beheer/accounts/{member('it-hub').pk}").content.decode()
    assert load.load_of(anna.pk, "en") == [("open cases", 3)]

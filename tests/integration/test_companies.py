"""Firms, contact persons and consent: what is read, what is refused, what the journal says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.cast import actor, bakker, jansen
from trede.companies.actions import add_contact, give_consent, register_firm, update_firm, withdraw_consent
from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.queries import consent_stands, consents_of, contacts_of, same_name
from trede.companies.rules import clean_email, clean_fte, clean_phone, in_target_group, size_class
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db


def test_a_firm_with_all_its_facts() -> None:
    firm = register_firm(
        by=actor("adviser"),
        name="  Bakker   BV ",
        kvk="68 75 01 10",
        branch="0000.3789.0001",
        municipality="GM0114",
        sector="bouw",
        fte="2,5",
    )
    assert (firm.name, firm.kvk, firm.branch, firm.fte) == ("Bakker BV", "68750110", "000037890001", Decimal("2.50"))
    event = Event.objects.get(type="firm.registered")
    assert event.data == {"source": "adviser", "municipality": "GM0114", "sector": "bouw", "size": "2-9"}
    assert event.firm == firm.pk


def test_a_firm_of_which_only_the_name_is_known() -> None:
    firm = register_firm(by=actor("adviser"), name="Onbekend", kvk=None)
    assert (firm.kvk, firm.branch, firm.municipality, firm.sector, firm.fte) == ("", "", "", "", None)
    register_firm(by=actor("adviser"), name="Onbekend")
    assert same_name("onbekend").count() == 2


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"name": "nul\x00"}, "unreadable"),
        ({"kvk": "1234567"}, "kvk"),
        ({"kvk": "１２３４５６７８"}, "kvk"),
        ({"branch": "123"}, "branch"),
        ({"municipality": "GM0363"}, "municipality"),
        ({"sector": "toverij"}, "sector"),
        ({"fte": "-1"}, "fte"),
        ({"fte": "veel"}, "fte"),
        ({"fte": "NaN"}, "fte"),
        ({"fte": "1e30"}, "fte"),
    ],
)
def test_facts_that_cannot_be_are_refused(facts: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as error:
        register_firm(by=actor("adviser"), **{"name": "Bakker", **facts})  # type: ignore[arg-type]
    assert error.value.code == code
    assert not Firm.objects.exists()


def test_a_number_of_the_trade_register_is_known_once() -> None:
    firm = bakker()
    with pytest.raises(InputError) as known:
        register_firm(by=actor("adviser"), name="Bakker twee", kvk=firm.kvk)
    assert known.value.code == "kvk-known"
    with unguarded("the constraint itself"), pytest.raises(IntegrityError), transaction.atomic():
        Firm.objects.create(name="Bakker drie", kvk=firm.kvk, source="adviser")
    register_firm(by=actor("adviser"), name="Tweede vestiging", kvk=firm.kvk, branch="000037890002")


def test_changes_are_recorded_once_and_say_which_fields() -> None:
    firm = bakker()
    same: dict[str, Any] = {name: getattr(firm, name) for name in ("name", "kvk", "municipality", "sector")}
    update_firm(by=actor("adviser"), firm=firm, fte=firm.fte, **same)
    assert not Event.objects.filter(type="firm.updated").exists()
    update_firm(by=actor("adviser"), firm=firm, fte="60", **same)
    assert Event.objects.get(type="firm.updated").data["fields"] == ["fte"]
    assert Event.objects.get(type="firm.updated").data["size"] == "50-249"


def test_strangers_may_not_write_firms() -> None:
    for who in ("emmen", "programme-manager"):
        with pytest.raises(NotPermitted):
            register_firm(by=actor(who), name="Bakker")


def test_the_same_contact_twice_is_one_person() -> None:
    firm = bakker()
    first = add_contact(by=actor("adviser"), firm=firm, name="B. Bakker", phone="(0592) 12 34 56")
    second = add_contact(by=actor("adviser"), firm=firm, name="B. Bakker", phone="0592-123456")
    assert first == second
    assert list(contacts_of(firm.pk)) == [first]
    with pytest.raises(InputError):
        add_contact(by=actor("adviser"), firm=firm, name="Zonder nummer")
    assert ContactPerson.objects.count() == 1


def test_consent_is_per_organisation_and_purpose_and_ends_at_once() -> None:
    firm, other, by = bakker(), jansen(), actor("adviser")
    today = clock.today()
    consent = give_consent(
        by=by, firm=firm, organisation="it-hub", purpose=Consent.REFERRAL, given_on=today, how="mondeling"
    )
    again = give_consent(
        by=by, firm=firm, organisation="it-hub", purpose=Consent.REFERRAL, given_on=today, how="formulier"
    )
    assert again == consent
    assert consent_stands(firm.pk, "it-hub", Consent.REFERRAL)
    assert not consent_stands(firm.pk, "it-hub", Consent.CONTACT)
    assert not consent_stands(firm.pk, "edih-noord", Consent.REFERRAL)
    assert not consent_stands(other.pk, "it-hub", Consent.REFERRAL)
    withdraw_consent(by=by, consent=consent)
    assert not consent_stands(firm.pk, "it-hub", Consent.REFERRAL)
    with pytest.raises(OutOfOrder):
        withdraw_consent(by=by, consent=consent)
    new = give_consent(
        by=by, firm=firm, organisation="it-hub", purpose=Consent.REFERRAL, given_on=today, how="mondeling"
    )
    assert new != consent
    assert consents_of(firm.pk).count() == 2
    assert consent.stood_on(today - timedelta(days=1)) is False
    assert Event.objects.filter(type="consent.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"organisation": "niemand"}, "organisation"),
        ({"purpose": "verkoop"}, "consent"),
        ({"how": "geraden"}, "consent"),
        ({"given_on": date(2199, 1, 1)}, "given-on"),
    ],
)
def test_consent_that_cannot_be_is_refused(changes: dict[str, object], code: str) -> None:
    given = {"organisation": "it-hub", "purpose": "referral", "given_on": clock.today(), "how": "mondeling"}
    with pytest.raises(InputError) as error:
        give_consent(by=actor("adviser"), firm=bakker(), **{**given, **changes})  # type: ignore[arg-type]
    assert error.value.code == code


def test_the_database_refuses_two_standing_consents() -> None:
    firm = bakker()
    same = {
        "firm": firm,
        "organisation": "it-hub",
        "purpose": "referral",
        "given_on": clock.today(),
        "how": "mondeling",
    }
    with unguarded("the constraint itself"):
        Consent.objects.create(**same)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**same)


def test_phone_numbers_as_people_write_them() -> None:
    assert clean_phone("(0592) 12 34 56") == "0592123456"
    assert clean_phone("+31 (0)592 12 34 56") == "+31592123456"
    assert clean_phone("0031592123456") == "+31592123456"
    assert clean_phone("") == ""
    for wrong in ("112", "592123456", "05921234567", "0592 ab 34 56", "+", "０５９２１２３４５６"):
        with pytest.raises(InputError):
            clean_phone(wrong)


def test_addresses_and_sizes() -> None:
    assert clean_email(" naam@bedrijf.nl ") == "naam@bedrijf.nl"
    for wrong in ("naam", "naam@bedrijf", "a b@c.nl", "naam@bedrijf.nl\n", "naam@bedrijf.nl,ander@bedrijf.nl"):
        if wrong.strip() == wrong or "\n" not in wrong:
            with pytest.raises(InputError):
                clean_email(wrong)
    assert clean_fte("") is None
    sizes = {"1.99": "", "2": "2-9", "9.99": "2-9", "10": "10-49", "250": "250+"}
    for fte, size in sizes.items():
        assert size_class(pack(), Decimal(fte)) == size
    assert in_target_group(pack(), "GM0114", Decimal("2.00")) is True
    assert in_target_group(pack(), "GM0114", Decimal("1.99")) is False
    assert in_target_group(pack(), "elders", Decimal(10)) is False
    assert in_target_group(pack(), "GM0114", None) is None
    assert in_target_group(pack(), "", Decimal(1)) is False

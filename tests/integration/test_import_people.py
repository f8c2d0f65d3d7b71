"""Existing registrations: whom to speak to with the consent for that, and the start rung confirmed elsewhere."""

import re
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import actor, client_of
from tests.integration.test_import import counted, take_in, wrong
from trede import cli
from trede.chain.actions import confirm_rung, hold_intake, open_case
from trede.chain.models import Case
from trede.chain.queries import current_rung
from trede.companies.actions import add_contact, withdraw_consent
from trede.companies.earlier import EarlierRung
from trede.companies.imports.jobs import forget_imported_contacts
from trede.companies.imports.kinds import KINDS
from trede.companies.imports.tables import read_table, write_csv
from trede.companies.models import Consent, ContactPerson, Firm
from trede.companies.own.actions_data import remove_person
from trede.core.indicators import EVENTS
from trede.core.scan import RUNGS
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.privacy.export import document_of
from trede.privacy.subjects import subject

pytestmark = pytest.mark.django_db
HEAD = "kvk;naam;contactpersoon;e-mail;telefoon;functie;toestemming op;starttrede;starttrede op;starttrede door"
ROW = "11111111;Smid BV;An Jansen;an@smid.example;0592 123456;directeur;01-06-2026;Funderen;03-06-2026;IT Hub"
PERSONAL = ("An", "Jansen", "an@smid.example", "0592", "directeur")


@pytest.fixture(autouse=True)
def _in_september() -> Any:
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        yield


def rows(*lines: str, head: str = HEAD) -> str:
    """Return a file of existing registrations."""
    return "\n".join((head, *lines))


def events() -> QuerySet[Event]:
    """Return what happened, oldest first."""
    return Event.objects.order_by("pk")


def test_a_registration_comes_in_whole_and_a_second_time_changes_nothing() -> None:
    assert counted(take_in("companies", rows(ROW))) == (1, 0, 0, 0)
    firm = Firm.objects.get()
    person = ContactPerson.objects.get()
    assert (person.firm, person.name, person.email, person.phone, person.role) == (
        firm,
        "An Jansen",
        "an@smid.example",
        "0592123456",
        "directeur",
    )
    consent = Consent.objects.get()
    assert (consent.organisation, consent.purpose, consent.how) == ("ibdo", Consent.CONTACT, "formulier")
    assert consent.given_on == date(2026, 6, 1)
    rung = EarlierRung.objects.get()
    assert (rung.firm, rung.rung, rung.confirmed_on, rung.organisation) == (
        firm,
        "funderen",
        date(2026, 6, 3),
        "it-hub",
    )
    types = [event.type for event in events()]
    assert types == ["firm.registered", "consent.given", "contact.added", "rung.confirmed"]
    count = Event.objects.count()
    assert counted(take_in("companies", rows(ROW))) == (0, 0, 1, 0)
    assert Event.objects.count() == count


def test_events_say_nothing_of_people() -> None:
    take_in("companies", rows(ROW))
    told = str([(event.data, event.subject, event.actor) for event in events()])
    assert not [word for word in PERSONAL if word in told]
    confirmed = Event.objects.get(type="rung.confirmed")
    assert confirmed.occurred_on == date(2026, 6, 3)
    assert confirmed.data == {
        "rung": "funderen",
        "by_role": "partner",
        "source": "intake",
        "rung_before": "",
        "organisation": "it-hub",
    }
    assert "rung.confirmed" in EVENTS["flow"]


def test_the_front_door_confirms_as_adviser() -> None:
    take_in("companies", rows(ROW.replace("IT Hub", "ibdo")))
    assert Event.objects.get(type="rung.confirmed").data["by_role"] == "adviser"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1;;;;;;", [("kvk", "kvk")]),
        (ROW.replace("01-06-2026", ""), [("consent_on", "no-consent")]),
        (ROW.replace("01-06-2026", "02-09-2026"), [("consent_on", "day")]),
        (ROW.replace("an@smid.example;0592 123456", ";"), [("contact_email", "reach")]),
        (ROW.replace("an@smid.example", "an"), [("contact_email", "email")]),
        (ROW.replace("0592 123456", "12"), [("contact_phone", "phone")]),
        (ROW.replace("An Jansen", ""), [("contact", "empty")]),
        (ROW.replace("directeur", "d" * 81), [("contact_role", "role")]),
        (ROW.replace("Funderen", "Trede 3"), [("start_rung", "rung")]),
        (ROW.replace("Funderen", ""), [("start_rung", "empty")]),
        (ROW.replace("03-06-2026", ""), [("start_rung_on", "empty")]),
        (ROW.replace("03-06-2026", "2027-01-01"), [("start_rung_on", "day")]),
        (ROW.replace("IT Hub", "Onbekend"), [("start_rung_by", "organisation")]),
        (ROW.replace("IT Hub", ""), [("start_rung_by", "empty")]),
    ],
)
def test_what_is_wrong_is_said_per_cell_and_nothing_of_the_row_is_kept(row: str, said: list[tuple[str, str]]) -> None:
    report = take_in("companies", rows(row, "22222222;Goed BV;;;;;;;;"))
    assert [(column, code) for _row, column, code in wrong(report)] == said
    assert list(Firm.objects.values_list("name", flat=True)) == ["Goed BV"]
    assert not ContactPerson.objects.exists()
    assert not EarlierRung.objects.exists()


def test_a_file_from_before_has_columns_too_few_and_still_comes_in() -> None:
    assert counted(take_in("companies", "kvk;naam\n11111111;Smid BV\n")) == (1, 0, 0, 0)
    assert counted(take_in("companies", rows(ROW))) == (0, 1, 0, 0)
    assert ContactPerson.objects.get().role == "directeur"


def test_consent_can_be_spoken_and_for_another_organisation() -> None:
    head = "kvk;naam;contactpersoon;e-mail;toestemming op;toestemming hoe;toestemming voor"
    row = "11111111;Smid BV;An;an@smid.example;2026-06-01;mondeling;it-hub"
    assert counted(take_in("companies", rows(row, head=head))) == (1, 0, 0, 0)
    consent = Consent.objects.get()
    assert (consent.organisation, consent.how) == ("it-hub", "mondeling")
    assert wrong(take_in("companies", rows(row.replace("mondeling", "geraden"), head=head))) == [
        (2, "consent_how", "how")
    ]
    assert wrong(take_in("companies", rows(row.replace("it-hub", "x"), head=head))) == [
        (2, "consent_for", "organisation")
    ]


def test_what_we_know_of_a_person_is_filled_in_and_never_replaced() -> None:
    take_in("companies", rows(ROW.replace("directeur", "").replace("0592 123456", "")))
    assert counted(take_in("companies", rows(ROW))) == (0, 1, 0, 0)
    person = ContactPerson.objects.get()
    assert (person.phone, person.role) == ("0592123456", "directeur")
    assert events().last().data == {"fields": ["phone", "role"]}  # type: ignore[union-attr]  # there is one
    changed = ROW.replace("An Jansen", "An de Vries").replace("directeur", "eigenaar")
    assert counted(take_in("companies", rows(changed))) == (0, 0, 1, 0), "same address: the same person"
    assert ContactPerson.objects.get().name == "An Jansen"


def test_consent_that_was_withdrawn_is_not_given_again_by_an_old_file() -> None:
    take_in("companies", rows(ROW))
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get())
    report = take_in("companies", rows(ROW))
    assert wrong(report) == [(2, "", "consent-withdrawn")]
    assert not Consent.objects.filter(withdrawn_on=None).exists()
    with clock.at(datetime(2026, 9, 5, 9, tzinfo=UTC)):
        assert counted(take_in("companies", rows(ROW.replace("01-06-2026", "04-09-2026")))) == (0, 1, 0, 0)
    assert Consent.objects.filter(withdrawn_on=None).get().given_on == date(2026, 9, 4)


def test_who_was_taken_away_does_not_come_back_with_an_old_file() -> None:
    take_in("companies", rows(ROW))
    person = ContactPerson.objects.get()
    add_contact(by=actor("adviser"), firm=person.firm, name="Bo", email="bo@smid.example")
    remove_person(by=Actor.entrepreneur(person.pk), person=person)
    assert wrong(take_in("companies", rows(ROW))) == [(2, "", "contact-removed")]
    assert ContactPerson.objects.get().name == "Bo"


def test_a_rung_that_was_confirmed_here_is_not_changed_by_a_file() -> None:
    take_in("companies", rows(ROW))
    other = ROW.replace("Funderen", "Innoveren")
    assert wrong(take_in("companies", rows(other))) == [(2, "", "rung-known")]
    case = filed(Firm.objects.get())
    assert current_rung(case) == "funderen"
    hold_intake(by=actor("adviser"), case=case, held_on=clock.today(), wish="Meer doen.", rung="optimaliseren")
    assert current_rung(case) == "optimaliseren"
    confirmed = Event.objects.filter(type="rung.confirmed").latest("pk")
    assert confirmed.data["rung_before"] == "funderen"
    assert counted(take_in("companies", rows(ROW))) == (0, 0, 1, 0), "the same again is still the same"
    confirm_rung(by=actor("adviser"), case=case, rung="innoveren")
    assert current_rung(Case.objects.get()) == "innoveren"


def filed(firm: Firm) -> Case:
    """Open a file for a firm that came in."""
    return open_case(
        by=actor("adviser"),
        firm=firm,
        firm_name=firm.name,
        contact_name="An Jansen",
        email="an@smid.example",
        consent_given_on=clock.today(),
    )


def test_the_file_shows_what_was_confirmed_before_and_by_whom() -> None:
    take_in("companies", rows(ROW))
    case = filed(Firm.objects.get())
    page = client_of("adviser").get(f"/balie/dossier/{case.pk}").content.decode()
    assert "Eerder vastgelegd" in page
    assert re.search(r"Funderen.*IT Hub.*3 juni 2026", page, re.DOTALL)
    assert "An Jansen, directeur" in page


def test_the_place_gives_the_municipality_only_when_nobody_chose_one() -> None:
    head = "kvk;naam;gemeente;woonplaats"
    text = rows(
        "11111111;A;;Beilen", "22222222;B;Emmen;Beilen", "33333333;C;;Zuidwolde", "44444444;D;;Lollum", head=head
    )
    assert counted(take_in("companies", text)) == (4, 0, 0, 0)
    found = dict(Firm.objects.values_list("name", "municipality"))
    assert found == {"A": "GM1731", "B": "GM0114", "C": "", "D": ""}
    assert counted(take_in("companies", text)) == (0, 0, 4, 0)
    moved = rows("11111111;A;;Emmen", head=head)
    assert counted(take_in("companies", moved)) == (0, 0, 1, 0), "what is known stays"


def test_what_comes_out_comes_in_again_and_no_person_comes_out() -> None:
    take_in("companies", rows(ROW, "22222222;Kaal BV;;;;;;;;"))
    kind = KINDS["companies"]
    written = write_csv(kind.headers, kind.rows())
    assert not [word for word in PERSONAL if word.encode() in written]
    assert b"funderen" in written
    assert counted(take_in("companies", written)) == (0, 0, 2, 0)


BO = "11111111;Smid BV;Bo Smid;bo@smid.example;;planner;05-06-2026;;;"


@pytest.mark.parametrize("name", ["Smid BV", ""])
def test_a_firm_stands_in_several_rows_each_with_another_person(name: str) -> None:
    """As a partner exports them: a row for each contact person, with the facts of the firm again or left out."""
    text = rows(ROW, BO.replace("Smid BV", name), "22222222;Bakker BV;Cor;;0592 654321;;01-06-2026;;;")
    tried = take_in("companies", text, dry_run=True)
    assert not ContactPerson.objects.exists()
    assert counted(tried) == counted(take_in("companies", text)) == (2, 1, 0, 0)
    found = ContactPerson.objects.order_by("pk").values_list("firm__name", "name", "role")
    assert list(found) == [
        ("Smid BV", "An Jansen", "directeur"),
        ("Smid BV", "Bo Smid", "planner"),
        ("Bakker BV", "Cor", ""),
    ]
    assert Consent.objects.filter(firm__kvk="11111111").count() == 1
    assert EarlierRung.objects.get().rung == "funderen"
    count = Event.objects.count()
    assert counted(take_in("companies", text)) == (0, 0, 3, 0)
    assert Event.objects.count() == count


def test_a_row_too_many_is_refused_by_itself() -> None:
    """Each person by consent, and what contradicts an earlier row is not guessed at. The rest comes in."""
    wrongs = {
        BO.replace("05-06-2026", ""): ("consent_on", "no-consent"),
        BO.replace("Smid BV", "Smit BV"): ("", "double-row"),
        BO.replace("bo@smid", "an@smid"): ("", "double-row"),
        BO.replace(";;;", ";Innoveren;03-06-2026;IT Hub"): ("", "double-row"),
    }
    for row, (column, code) in wrongs.items():
        for dry_run in (True, False):
            report = take_in("companies", rows(ROW, row, BO), dry_run=dry_run)
            assert wrong(report) == [(3, column, code)], row
        assert ContactPerson.objects.count() == 2
    assert {person.name for person in ContactPerson.objects.all()} == {"An Jansen", "Bo Smid"}


def test_what_one_row_was_refused_for_does_not_stop_the_next() -> None:
    take_in("companies", rows(ROW))
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get())
    with clock.at(datetime(2026, 9, 5, 9, tzinfo=UTC)):
        again = rows(ROW, ROW, BO.replace("05-06-2026", "04-09-2026"))
        assert wrong(take_in("companies", again)) == [(2, "", "consent-withdrawn"), (3, "", "consent-withdrawn")]
    assert ContactPerson.objects.count() == 2


def test_a_row_without_an_address_is_the_same_person_again() -> None:
    by_phone = "11111111;Smid BV;An Jansen;;0592 123456;;01-06-2026;;;"
    for first, second in ((by_phone, ROW), (ROW, by_phone)):
        text = rows(first, second)
        take_in("companies", text)
        assert ContactPerson.objects.get().email == "an@smid.example"
        assert counted(take_in("companies", text)) == (0, 0, 2, 0)


people = st.tuples(
    st.sampled_from(["An", "Bo"]),
    st.sampled_from(["", "an@smid.example", "bo@smid.example"]),
    st.sampled_from(["", "0592 123456", "0592 654321"]),
    st.sampled_from(["", "directeur"]),
    st.sampled_from(["2026-06-01", "2026-07-01"]),
    st.sampled_from(["", "it-hub"]),
)


@settings(max_examples=40)
@given(st.lists(people, max_size=6))
def test_people_come_in_once_and_come_out_as_they_came_in(drawn: list[tuple[str, ...]]) -> None:
    """Whatever the rows say: a second time changes nothing, and what comes out gives the same in an empty house."""
    head = "kvk;naam;contactpersoon;e-mail;telefoon;functie;toestemming op;toestemming voor"
    text = rows("11111111;Smid BV;;;;;;", *(";".join(("11111111", "", *person)) for person in drawn), head=head)
    kind = KINDS["companies"]
    assert kind.rows_with_people is not None
    by = Actor.system("export")
    with transaction.atomic():
        tried, first, again = (take_in("companies", text, dry_run=turn == 0) for turn in range(3))
        assert counted(tried) == counted(first)
        assert counted(again) == (0, 0, len(drawn) + 1 - len(first.refused), len(first.refused))
        out = list(kind.rows_with_people(by))
        assert counted(take_in("companies", write_csv(kind.headers, out))) == (0, 0, len(out), 0)
        transaction.set_rollback(True)
    with transaction.atomic():
        report = take_in("companies", write_csv(kind.headers, out))
        assert not report.refused
        assert list(kind.rows_with_people(by)) == out
        transaction.set_rollback(True)


def test_people_who_share_an_address_go_out_and_come_in_again() -> None:
    take_in("companies", rows(ROW))
    add_contact(by=actor("adviser"), firm=Firm.objects.get(), name="Bo", email="an@smid.example")
    kind = KINDS["companies"]
    assert kind.rows_with_people is not None
    out = list(kind.rows_with_people(Actor.system("export")))
    assert len(out) == 2
    assert counted(take_in("companies", write_csv(kind.headers, out))) == (0, 0, 2, 0)


def test_people_leave_only_when_asked_for_on_consent_and_the_firm_reads_it(tmp_path: Path) -> None:
    take_in("companies", rows(ROW, BO, "22222222;Kaal BV;Cor;;0592 654321;;01-06-2026;;;"))
    withdraw_consent(by=actor("adviser"), consent=Consent.objects.get(firm__kvk="22222222"))
    for name, options in (("plain.csv", []), ("people.csv", ["--with-people"])):
        assert cli.main(["export", "companies", str(tmp_path / name), *options]) == 0
    assert "Smid;" not in (tmp_path / "plain.csv").read_text("utf-8-sig")
    lines = (tmp_path / "people.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(";")[9] for line in lines] == ["contact", "An Jansen", "Bo Smid", ""]
    seen = Event.objects.get(type="file.viewed")
    assert (seen.firm, seen.data) == (Firm.objects.get(kvk="11111111").pk, {"what": "export"})
    assert cli.main(["export", "dma", str(tmp_path / "x.csv"), "--with-people"]) == 1
    assert not (tmp_path / "x.csv").exists()


def test_what_we_hold_of_the_firm_says_it_all_to_the_firm() -> None:
    take_in("companies", rows(ROW))
    document = document_of(subject("firm"), Firm.objects.get())
    told = str(document)
    assert "directeur" in told
    assert "2026-06-03" in told


def test_contacts_of_a_file_go_after_two_years_without_anything_happening() -> None:
    take_in("companies", rows(ROW, ROW.replace("11111111", "22222222").replace("Smid", "Bakker")))
    kept = Firm.objects.get(kvk="22222222")
    filed(kept)
    assert forget_imported_contacts() == 0
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC) + timedelta(days=2 * 365 + 1)):
        assert forget_imported_contacts() == 1
        assert forget_imported_contacts() == 0
        assert set(ContactPerson.objects.values_list("firm", flat=True)) == {kept.pk}
        assert Event.objects.latest("pk").type == "contacts.erased"
        again = take_in("companies", rows(ROW))
        assert wrong(again) == [(2, "", "contact-removed")]


def test_the_desk_gives_an_empty_file_with_every_column() -> None:
    page = client_of("chain-owner").get("/balie/import").content.decode()
    assert "Geef elke persoon een eigen regel" in page
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="companies.csv"', page)
    assert found
    table = read_table(b64decode(found[1]) + b"68750110;;Test;;;;;;;;;;;;;;;;\r\n")
    assert set(table.headers) == {column.dutch for column in KINDS["companies"].columns}


@settings(max_examples=25)
@given(
    rung=st.sampled_from([*RUNGS, "", "zeven"]),
    on=st.sampled_from(["2026-06-03", "", "31-02-2026", "2027-01-01"]),
    door=st.sampled_from(["ibdo", "IT Hub", "", "nergens"]),
    consent=st.sampled_from(["2026-06-01", "", "gisteren"]),
    mail=st.sampled_from(["an@smid.example", "", "an"]),
)
def test_a_row_is_kept_whole_or_not_at_all(rung: str, on: str, door: str, consent: str, mail: str) -> None:
    """Whatever a row says: what is refused left nothing behind, and what was kept is the same the second time."""
    number = f"{crc32(f'{rung}/{on}/{door}/{consent}/{mail}'.encode()) % 10**8:08}"
    row = f"{number};Rij BV;An;{mail};;;{consent};{rung};{on};{door}"
    already = Firm.objects.filter(kvk=number).exists()  # the same example once more
    first = take_in("companies", rows(row))
    assert not already or counted(first) == (0, 0, 1, 0)
    firm = Firm.objects.filter(kvk=number).first()
    if first.refused:
        assert firm is None
        return
    assert firm is not None
    assert ContactPerson.objects.filter(firm=firm).count() == 1
    assert Consent.objects.filter(firm=firm, withdrawn_on=None).count() == 1
    assert EarlierRung.objects.filter(firm=firm).count() == bool(rung)
    assert counted(take_in("companies", rows(row))) == (0, 0, 1, 0)

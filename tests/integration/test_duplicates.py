"""Firms that are in the house twice: found with the reason, merged into one, and taken apart exactly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import actor, bakker, client_of, jansen
from trede.chain.models import Case
from trede.companies.actions import add_contact, give_consent, register_firm, update_firm, withdraw_consent
from trede.companies.imports.kinds import KINDS
from trede.companies.imports.run import run_import
from trede.companies.imports.tables import read_table
from trede.companies.merging.actions import keep_apart, merge_firms, unmerge_firms
from trede.companies.merging.candidates import candidates, reasons_for, standing_merges
from trede.companies.merging.models import UNDO_DAYS, FirmMerge
from trede.companies.merging.moving import relations
from trede.companies.models import Consent, ContactPerson, Firm, MaturityAssessment
from trede.companies.naming import name_key
from trede.companies.queries import consent_stands, firm_known, same_name
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.indicators import REACH, measure
from trede.core.periods import quarter_of
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.journal.queries import events_of_firm, firms_in
from trede.monitor.queries import ledger_of
from trede.privacy.export import document_of
from trede.privacy.subjects import subject
from trede.scan.models import ScanResult

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
"""The rules are the same for whoever may; who that is has a test of its own."""


def firm(name: str, **facts: Any) -> Firm:
    """Add a firm."""
    return register_firm(by=SYSTEM, name=name, **facts)


def merged(kept: Firm, gone: Firm) -> FirmMerge:
    """Merge two firms and read both again."""
    merge = merge_firms(by=SYSTEM, kept=kept, gone=gone)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return merge


def consent(of: Firm, organisation: str = "it-hub", *, day: date | None = None) -> Consent:
    """Let a firm agree."""
    return give_consent(
        by=SYSTEM,
        firm=of,
        organisation=organisation,
        purpose=Consent.REFERRAL,
        given_on=day or clock.today(),
        how="mondeling",
    )


def reasons() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the pairs that are alike, by name, with why."""
    return [(each.first.name, each.second.name, each.reasons) for each in candidates()]


# Alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bakker & Zn. B.V.", "bakker en zn", True),
        ("Café 't Hoekje", "CAFE T HOEKJE", True),
        ("Jansen VOF", "V.O.F. Jansen", True),
        ("De Boer", "De Boerderij", False),
        ("B.V.", "N.V.", False),
        ("!!!", "???", True),
    ],
)
def test_names_are_compared_without_signs_and_legal_form(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same
    assert name_key("!!!") == ""


def test_pairs_are_found_with_every_reason_and_the_strongest_first() -> None:
    seat = firm("Bakker B.V.", kvk="11111111", municipality="GM0114")
    branch = firm("Bakker Emmen", kvk="11111111", branch="000011111111")
    alike = firm("bakker bv", municipality="GM0114")
    far = firm("Bakker BV", municipality="GM0106")
    for each, mail in ((seat, "Info@Bakker.example"), (branch, "info@bakker.example")):
        add_contact(by=SYSTEM, firm=each, name="B. Bakker", email=mail)
    assert reasons() == [
        ("Bakker B.V.", "Bakker Emmen", ("kvk", "email")),
        ("Bakker B.V.", "bakker bv", ("name",)),
    ]
    assert reasons_for(seat, branch) == ("kvk", "email")
    assert reasons_for(seat, far) == ()
    update_firm(by=SYSTEM, firm=alike, name="Heel anders", municipality="GM0114")
    assert len(reasons()) == 1


def test_two_branches_are_a_weaker_reason_and_one_phone_of_many_firms_is_no_crowd() -> None:
    for number in range(9):
        each = firm(f"Klant {number}", kvk="22222222", branch=f"00000000000{number}")
        add_contact(by=SYSTEM, firm=each, name="Boekhouder", phone="0592123456")
    found = candidates()
    assert len(found) == 8
    assert {each.reasons for each in found} == {("branch", "phone")}


def test_who_were_kept_apart_are_not_shown_again() -> None:
    one, other = firm("Twee", municipality="GM0114"), firm("Twee BV", municipality="GM0114")
    assert len(candidates()) == 1
    assert keep_apart(by=SYSTEM, one=other, other=one) == keep_apart(by=SYSTEM, one=one, other=other)
    assert candidates() == []
    assert Event.objects.filter(type="firm.kept-apart").count() == 1


def test_the_list_costs_the_same_for_many_firms() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            candidates()
        return len(seen)

    for number in range(2):
        add_contact(
            by=SYSTEM,
            firm=firm(f"Paar{number % 1}", kvk="33333333", branch=f"{number:012}"),
            name="A",
            phone="0592123456",
        )
    few = cost()
    for number in range(2, 40):
        firm(f"Paar {number // 2}", kvk=f"4444{number // 2:04}", branch=f"{number:012}")
    assert cost() == few <= 10


# Merging


def test_everything_moves_and_facts_that_were_missing_come_along() -> None:
    kept, gone = firm("Bakker"), bakker()
    add_contact(by=SYSTEM, firm=gone, name="B. Bakker", email="b@bakker.example")
    with unguarded("a case is all it takes here"):
        case = Case.objects.create(firm=gone, organisation="ibdo", contact_before=clock.today())
    merge = merged(kept, gone)
    assert (kept.kvk, kept.municipality, kept.sector, str(kept.fte)) == ("68750110", "GM0114", "maakindustrie", "12.50")
    assert (kept.name, gone.merged_into) == ("Bakker", kept)
    assert ContactPerson.objects.get().firm == Case.objects.get().firm == kept
    assert merge.moved["chain.case.firm"] == [case.pk]
    event = Event.objects.get(type="firm.merged")
    assert (event.firm, event.subject, event.data) == (kept.pk, str(gone.pk), {"moved": 2, "stayed": 0, "ended": 0})
    assert firm_known("68750110", "") == kept
    assert list(same_name("Bakker BV")) == []


def test_every_table_of_the_house_that_hangs_on_a_firm_moves() -> None:
    known = {f"{model._meta.label_lower}.{field.name}" for model, field in relations(Firm)}
    pointing = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and field.is_relation and field.related_model is Firm
    }
    stay = {"companies.firmmerge", "companies.firmpair"}
    assert known == {name for name in pointing if name.rsplit(".", 1)[0] not in stay}
    assert {"chain.case.firm", "scan.scanresult.firm", "companies.consent.firm", "companies.firm.merged_into"} <= known


def test_a_fact_that_is_known_is_never_replaced() -> None:
    kept = firm("Een", kvk="11111111", municipality="GM0106", fte="3")
    gone = firm("Twee", kvk="11111111", branch="000011111111", municipality="GM0114", sector="bouw", fte="9")
    merged(kept, gone)
    facts = (kept.name, kept.branch, kept.municipality, kept.sector, str(kept.fte))
    assert facts == ("Een", "000011111111", "GM0106", "bouw", "3.00")


def test_only_who_may_merge_does() -> None:
    one, other = bakker(), jansen()
    for who in ("adviser", "it-hub", "programme-manager", "administrator"):
        with pytest.raises(NotPermitted):
            merge_firms(by=actor(who), kept=one, gone=other)
        with pytest.raises(NotPermitted):
            keep_apart(by=actor(who), one=one, other=other)
    merge = merge_firms(by=actor("chain-owner"), kept=one, gone=other)
    with pytest.raises(NotPermitted):
        unmerge_firms(by=actor("adviser"), merge=merge)


def test_a_firm_is_merged_once_and_not_with_itself() -> None:
    one, other, third = bakker(), jansen(), firm("Derde")
    merged(one, other)
    for kept, gone in ((one, one), (third, other), (other, third)):
        with pytest.raises(OutOfOrder) as refused:
            merge_firms(by=SYSTEM, kept=kept, gone=gone)
        assert refused.value.code == "merged"


def test_an_action_that_merges_many_keeps_the_way_short() -> None:
    a, b, c = firm("A"), firm("B"), firm("C")
    merged(b, c)
    merged(a, b)
    c.refresh_from_db()
    assert c.merged_into == a
    assert firms_in(a.pk) == {a.pk, b.pk, c.pk}
    assert firms_in(b.pk) == {b.pk, c.pk}


# Consent


def test_consent_keeps_its_day_and_reaches_no_further_than_it_did() -> None:
    one, other = bakker(), jansen()
    early = clock.today() - timedelta(days=40)
    given_by_other = consent(other, day=early)
    merged(one, other)
    given_by_other.refresh_from_db()
    assert (given_by_other.firm_id, given_by_other.given_on, given_by_other.stands) == (one.pk, early, True)
    assert not consent_stands(one.pk, "edih-noord", Consent.REFERRAL)


def test_what_one_withdrew_after_the_other_gave_it_ends_and_stands_again_after_the_undo() -> None:
    one, other = bakker(), jansen()
    given_by_other = consent(other, day=clock.today() - timedelta(days=9))
    withdraw_consent(by=SYSTEM, consent=consent(one, day=clock.today() - timedelta(days=20)))
    merge = merged(one, other)
    assert not consent_stands(one.pk, "it-hub", Consent.REFERRAL)
    assert not consent_stands(other.pk, "it-hub", Consent.REFERRAL)
    unmerge_firms(by=SYSTEM, merge=merge)
    given_by_other.refresh_from_db()
    assert given_by_other.stands


def test_what_was_given_after_a_withdrawal_stands() -> None:
    one, other = bakker(), jansen()
    with clock.at(clock.now() - timedelta(days=10)):
        withdraw_consent(by=SYSTEM, consent=consent(one))
    consent(other)
    merged(one, other)
    assert consent_stands(one.pk, "it-hub", Consent.REFERRAL)


def test_a_withdrawal_reaches_the_same_consent_that_could_not_move_and_the_undo_gives_nothing_back() -> None:
    one, other = bakker(), jansen()
    mine, theirs = consent(one), consent(other, day=clock.today() - timedelta(days=3))
    merge = merged(one, other)
    theirs.refresh_from_db()
    assert (theirs.firm_id, theirs.stands) == (other.pk, True)
    withdraw_consent(by=SYSTEM, consent=mine)
    theirs.refresh_from_db()
    assert not theirs.stands
    unmerge_firms(by=SYSTEM, merge=merge)
    assert not consent_stands(other.pk, "it-hub", Consent.REFERRAL)


def test_what_the_firm_decided_since_the_merge_goes_before_the_undo() -> None:
    one, other = bakker(), jansen()
    consent(other)
    withdraw_consent(by=SYSTEM, consent=consent(one))
    merge = merged(one, other)
    withdraw_consent(by=SYSTEM, consent=consent(one))
    unmerge_firms(by=SYSTEM, merge=merge)
    assert not consent_stands(other.pk, "it-hub", Consent.REFERRAL)


# Taking apart


def test_thirty_days_and_no_longer() -> None:
    merge = merged(bakker(), jansen())
    with clock.at(clock.now() + timedelta(days=UNDO_DAYS)):
        assert list(standing_merges()) == [merge]
    with clock.at(clock.now() + timedelta(days=UNDO_DAYS + 1)):
        assert list(standing_merges()) == []
        with pytest.raises(OutOfOrder) as refused:
            unmerge_firms(by=SYSTEM, merge=merge)
    assert refused.value.code == "too-late"
    unmerge_firms(by=SYSTEM, merge=merge)
    with pytest.raises(OutOfOrder) as again:
        unmerge_firms(by=SYSTEM, merge=merge)
    assert again.value.code == "undone"


def test_the_last_merge_is_taken_apart_first() -> None:
    a, b, c = firm("A"), firm("B"), firm("C")
    first, last = merged(b, c), merged(a, b)
    for merge in (first,):
        with pytest.raises(OutOfOrder) as refused:
            unmerge_firms(by=SYSTEM, merge=merge)
        assert refused.value.code == "later-merge"
    for merge in (last, first):
        unmerge_firms(by=SYSTEM, merge=merge)
    assert Firm.objects.filter(merged_into=None).count() == 3
    assert firms_in(a.pk) == {a.pk}


def test_a_number_that_somebody_else_has_now_is_not_given_twice() -> None:
    one, other = firm("Een", kvk="11111111"), bakker()
    merge = merged(one, other)
    with pytest.raises(InputError) as known:
        firm("Derde", kvk=other.kvk)
    assert known.value.message.endswith(f"bedrijf {one.pk}.")
    update_firm(by=SYSTEM, firm=one, name="Een", kvk=other.kvk)
    with pytest.raises(OutOfOrder) as refused:
        unmerge_firms(by=SYSTEM, merge=merge)
    assert refused.value.code == "kvk-known"


def test_what_came_after_the_merge_stays_where_it_was_written() -> None:
    one, other = bakker(), jansen()
    add_contact(by=SYSTEM, firm=other, name="Oud", phone="0592123456")
    merge = merged(one, other)
    add_contact(by=SYSTEM, firm=one, name="Nieuw", phone="0592123457")
    unmerge_firms(by=SYSTEM, merge=merge)
    assert set(ContactPerson.objects.values_list("name", "firm")) == {("Oud", other.pk), ("Nieuw", one.pk)}


DAY = date(2026, 6, 1)
people = st.lists(
    st.tuples(st.sampled_from(("An", "Bo")), st.sampled_from(("0592123456", ""))), max_size=3, unique=True
)
agreed = st.lists(
    st.tuples(st.sampled_from(("it-hub", "edih-noord")), st.integers(0, 20), st.none() | st.integers(0, 20)),
    max_size=3,
)
drawn_firm = st.fixed_dictionaries(
    {
        "facts": st.fixed_dictionaries(
            {
                "kvk": st.sampled_from(("", "11111111", "22222222")),
                "municipality": st.sampled_from(("", "GM0114")),
                "sector": st.sampled_from(("", "bouw")),
                "fte": st.sampled_from((None, "2.5")),
            }
        ),
        "people": people,
        "agreed": agreed,
        "cases": st.integers(0, 2),
        "scans": st.integers(0, 2),
        "measured": st.sets(st.sampled_from(("T0", "T1"))),
    }
)


def build(number: int, drawn: dict[str, Any]) -> Firm:
    """Write a firm with everything that was drawn, without the actions: any state that the tables allow."""
    facts = {key: value or ("" if key != "fte" else None) for key, value in drawn["facts"].items()}
    made: Firm = Firm.objects.create(
        name=f"Bedrijf {number}", source="adviser", branch=f"{number:012}" if facts["kvk"] else "", **facts
    )
    for name, phone in drawn["people"]:
        ContactPerson.objects.create(firm=made, name=name, phone=phone, email="" if phone else "x@y.example")
    for organisation, given_after, withdrawn_after in drawn["agreed"]:
        day = DAY + timedelta(days=given_after)
        ended = None if withdrawn_after is None else day + timedelta(days=withdrawn_after)
        standing = Consent.objects.filter(firm=made, organisation=organisation, withdrawn_on=None).exists()
        if ended is not None or not standing:
            Consent.objects.create(
                firm=made,
                organisation=organisation,
                purpose="referral",
                given_on=day,
                withdrawn_on=ended,
                how="mondeling",
            )
    for _ in range(drawn["cases"]):
        Case.objects.create(firm=made, organisation="ibdo", contact_before=DAY)
    for place in range(drawn["scans"]):
        ScanResult.objects.create(
            firm=made, code=f"{number}{place}CODE{number}", form_nonce=f"{number}-{place}", **SCAN
        )
    for moment in drawn["measured"]:
        scores = dict.fromkeys(MaturityAssessment.SCORES, 40)
        MaturityAssessment.objects.create(firm=made, moment=moment, day=DAY, source="EDIH", row_hash="x", **scores)
    return made


SCAN: dict[str, Any] = {"scan_key": "mkb-zelfscan", "day": DAY, "created_at": datetime(2026, 6, 1, 9, tzinfo=UTC)}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of the house, but the journal and the record of the merge itself."""
    rooms = [model for model in apps.get_models() if model.__module__.startswith("trede.")]
    kept = [model for model in rooms if model._meta.label_lower not in {"journal.event", "companies.firmmerge"}]
    return {model._meta.label_lower: list(model.objects.order_by("pk").values()) for model in kept}  # type: ignore[attr-defined]  # every model has objects


@contextmanager
def thrown_away() -> Iterator[None]:
    """Run the block and take back everything it wrote."""
    with transaction.atomic(), unguarded("any state that the tables allow"):
        yield
        transaction.set_rollback(True)


@given(drawn_firm, drawn_firm, drawn_firm)
@settings(deadline=None)
def test_any_firms_merged_and_taken_apart_are_as_they_were(
    one: dict[str, Any], other: dict[str, Any], bystander: dict[str, Any]
) -> None:
    with thrown_away():
        kept, gone = build(1, one), build(2, other)
        build(3, bystander)
        before = everything()
        stood = {
            (row["organisation"], row["given_on"]) for row in before["companies.consent"] if not row["withdrawn_on"]
        }
        merge = merge_firms(by=SYSTEM, kept=kept, gone=gone)
        for each in Consent.objects.filter(firm=kept, withdrawn_on=None):
            assert (each.organisation, each.given_on) in stood
            later = Consent.objects.filter(
                firm__in=(kept, gone), organisation=each.organisation, withdrawn_on__gte=each.given_on
            )
            assert not later.exists()
        assert not Case.objects.filter(firm=gone).exists()
        unmerge_firms(by=SYSTEM, merge=merge)
        assert everything() == before


# What the others see of it


@action
def _reach(*, of: Firm, day: date) -> None:
    record("intake.held", by=SYSTEM, firm=of.pk, subject=("case", 1), occurred_on=day)


def test_the_monitor_counts_a_merged_firm_once_and_as_it_was_known() -> None:
    day = date(2026, 5, 12)
    with clock.at(clock.now().replace(year=2026, month=5, day=12)):
        one, other, third = bakker(), jansen(), firm("Derde")
        for each in (one, other, third):
            _reach(of=each, day=day)
    with clock.at(clock.now().replace(year=2026, month=8, day=3)):
        merge = merged(one, other)
        merged_day = clock.today()
    quarter = quarter_of(day)

    def reached(known_on: date) -> frozenset[int]:
        return measure(ledger_of(known_on), quarter, known_on=known_on)[REACH].total

    assert reached(merged_day - timedelta(days=1)) == {one.pk, other.pk, third.pk}
    assert reached(merged_day) == {one.pk, third.pk}
    with clock.at(clock.now().replace(year=2026, month=8, day=20)):
        unmerge_firms(by=SYSTEM, merge=merge)
        assert reached(clock.today()) == {one.pk, other.pk, third.pk}
    assert reached(merged_day) == {one.pk, third.pk}


def test_the_journey_and_the_download_are_those_of_both() -> None:
    one, other = bakker(), jansen()
    add_contact(by=SYSTEM, firm=other, name="An Ander", phone="0592123456")
    merge = merged(one, other)
    types = [event.type for event in events_of_firm(one.pk)]
    assert types.count("firm.registered") == 2
    kind = subject("firm")
    assert kind.find(str(other.pk)) == one
    assert kind.find(other.kvk) == one
    assert "An Ander" in str(document_of(kind, one))
    assert "Jansen Techniek" in str(document_of(kind, one))
    unmerge_firms(by=SYSTEM, merge=merge)
    assert [event.type for event in events_of_firm(one.pk)].count("firm.registered") == 1


def test_a_file_with_the_number_of_a_merged_firm_brings_it_not_back() -> None:
    one, other = bakker(), jansen()
    merged(one, other)
    table = read_table(f"kvk;naam\n{other.kvk};Jansen Techniek\n{one.kvk};Bakker BV\n".encode())
    report = run_import(KINDS["companies"], table, by=SYSTEM)
    assert [report.counts[outcome] for outcome in report.counts] != []
    assert Firm.objects.count() == 2
    assert len(list(KINDS["companies"].rows())) == 1


# The desk


def test_the_desk_compares_merges_and_takes_apart() -> None:
    one, other = bakker(), jansen()
    update_firm(by=SYSTEM, firm=other, name="Bakker B.V.", kvk=other.kvk)
    add_contact(by=SYSTEM, firm=other, name="An Ander", phone="0592123456")
    consent(other)
    client = client_of("chain-owner")
    listed = client.get("/balie/bedrijven/dubbel").content.decode()
    address = f"/balie/bedrijven/dubbel/{one.pk}/{other.pk}"
    assert address in listed
    assert "zelfde naam" in listed
    shown = client.get(address).content.decode()
    for words in ("An Ander, 0592123456", "IT Hub", "KVK-nummers verschillen", "Maakindustrie", "12,5"):
        assert words in shown
    assert Event.objects.filter(type="file.viewed", firm=other.pk).exists()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"keuze": "999"}).status_code == 422
    sent = client.post(address, {"keuze": str(one.pk)})
    assert (sent.status_code, sent["Location"]) == (303, "/balie/bedrijven/dubbel")
    other.refresh_from_db()
    assert other.merged_into == one
    assert client.get(address).status_code == 404
    merge = FirmMerge.objects.get()
    assert f"samengevoegd/{merge.pk}/terug" in client.get("/balie/bedrijven/dubbel").content.decode()
    assert client.post(f"/balie/bedrijven/samengevoegd/{merge.pk}/terug").status_code == 303
    late = client.post(f"/balie/bedrijven/samengevoegd/{merge.pk}/terug")
    assert late.status_code == 409
    assert "al teruggedraaid" in late.content.decode()
    assert client.post("/balie/bedrijven/samengevoegd/999/terug").status_code == 404
    assert client.post(address, {"keuze": "apart"}).status_code == 303
    assert "geen bedrijven die op elkaar lijken" in client.get("/balie/bedrijven/dubbel").content.decode()


def test_a_long_list_has_pages() -> None:
    for number in range(60):
        firm(f"Paar {number // 2}")
    client = client_of("chain-owner")
    for page, words in (
        ("1", "Bladzijde 1 van 2"),
        ("2", "Bladzijde 2 van 2"),
        ("99", "Bladzijde 2 van 2"),
        ("x", "1 van"),
    ):
        assert words in client.get("/balie/bedrijven/dubbel", {"pagina": page}).content.decode()

"""The trade register: the stand-in is as the register is described, the client reads it, and a desk survives it."""

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from tests.trade_register import (
    BOLDERBAST,
    DAGOBERT,
    DESCRIPTION,
    DONALD,
    ENDED,
    FOUND,
    GARAGE,
    GLOBAL,
    KEY,
    PROFILES,
    SHIELDED,
    Stand,
    json_answer,
    refusal,
    search,
    standing,
)
from trede.commands import doctor
from trede.companies.register import client
from trede.companies.register.answers import error_code, read_page, read_profile
from trede.companies.register.client import Register, register
from trede.companies.register.errors import NotFound, RegisterDown
from trede.companies.register.facts import Facts, facts_of, find, seen_in
from trede.config.env import SettingError
from trede.config.env import register as register_address
from trede.core.errors import TredeError
from trede.regions.registry import pack


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Return the stand-in, connected, with nothing remembered."""
    client._register.cache_clear()
    with standing() as found, override_settings(KVK_URL=found.url, KVK_KEY=KEY, KVK_CA=""):
        yield found
    client._register.cache_clear()


def code_of(typed: str) -> str:
    """Return the code of the refusal of a search."""
    with pytest.raises(TredeError) as refused:
        find(typed)
    assert refused.value.message.endswith((".", "naam."))
    return refused.value.code


# The stand-in against the description


def check(document: object, name: str) -> None:
    """Check a document against a schema of the description."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(whole).validate(document)


def test_the_stand_in_answers_as_the_register_is_described() -> None:
    for query in ({"kvkNummer": DAGOBERT}, {"naam": "Test"}, {"naam": "Keten", "pagina": "3"}):
        status, body = search(query)
        assert status == 200
        check(json.loads(body), "Page")
    for profile in PROFILES.values():
        check(profile, "Profile")
    check(json.loads(refusal(404, "IPD5200")[1]), "Refusal")
    for each in FOUND:
        check(each, "Result")


def test_the_client_asks_only_what_the_register_is_described_to_take(stand: Stand) -> None:
    for typed in (DAGOBERT, "000038509520", "Keten"):
        find(typed)
    facts_of(pack(), DAGOBERT, "000038509520")
    for asked in stand.asked:
        parts = urlsplit(asked)
        path = re.sub(r"/[0-9]{8}$", "/{kvkNummer}", parts.path.removeprefix("/api"))
        known = {each["name"]: each["schema"] for each in DESCRIPTION["paths"][path]["get"]["parameters"]}
        for name, value in parse_qsl(parts.query):
            jsonschema.validate(value, known[name])


# What is found


def test_a_firm_with_several_branches_is_found_by_its_number(stand: Stand) -> None:
    found = find("69 59 90 84")
    assert [(hit.branch, hit.name, hit.place, hit.kind) for hit in found.hits] == [
        ("000038509520", "Test EMZ Nevenvestiging Govert", "Maastricht", "nevenvestiging"),
        ("000038509504", "Test EMZ Dagobert", "Amsterdam", "hoofdvestiging"),
    ]
    assert (found.total, found.more) == (2, False)
    assert [hit.branch for hit in find("0000.3850.9520").hits] == ["000038509520"]


def test_a_name_gives_pages_of_ten(stand: Stand) -> None:
    sizes = [(len(found.hits), found.more) for found in (find("keten", page) for page in (1, 2, 3))]
    assert sizes == [(10, True), (10, True), (5, False)]
    with pytest.raises(NotFound):
        find("keten", 4)


def test_the_seat_and_another_branch_give_their_own_name_and_place(stand: Stand) -> None:
    seat, other = facts_of(pack(), DAGOBERT), facts_of(pack(), DAGOBERT, "000038509520")
    assert (seat.name, seat.place, seat.seen.branch) == ("Test EMZ Dagobert", "Amsterdam", "000038509504")
    assert (other.name, other.place, other.seen.branch) == (
        "Test EMZ Nevenvestiging Govert", "Maastricht", "000038509520",
    )  # fmt: skip
    assert seat.seen.sbi == other.seen.sbi == "10110"
    assert (seat.sector, seat.municipality, seat.no_post) == ("agribusiness", "", True)
    with pytest.raises(NotFound):
        facts_of(pack(), DONALD, "000038509520")


@pytest.mark.parametrize(
    ("kvk", "known"),
    [
        (GARAGE, ("Emmen", "GM0114", "handel", 12, "")),
        (DONALD, ("Lollum", "", "ict", 15, "")),
        (BOLDERBAST, ("Lochem", "", "", None, "")),
        (GLOBAL, ("Dordrecht", "", "overig", None, "")),
        (SHIELDED, ("", "", "zorg", 4, "")),
        (ENDED, ("Emmen", "GM0114", "handel", 0, "2023-12")),
    ],
)
def test_what_the_register_knows_becomes_a_proposal(stand: Stand, kvk: str, known: tuple[object, ...]) -> None:
    facts = facts_of(pack(), kvk)
    assert (facts.place, facts.municipality, facts.sector, facts.seen.people, facts.ended_on) == known


def test_a_firm_that_ended_is_found_by_number_and_marked(stand: Stand) -> None:
    assert [hit.active for hit in find(ENDED).hits] == [False]
    assert code_of("gestopt") == "register-unknown"


def test_what_travels_with_a_form_comes_back_as_it_was_or_not_at_all(stand: Stand) -> None:
    facts: Facts = facts_of(pack(), GARAGE)
    same = {"kvk": "55.34.45.26", "branch": "000055344526"}
    assert seen_in(facts.token, **same) == facts.seen
    assert seen_in(f"{facts.token}x", **same) is None
    assert seen_in("", **same) is None
    assert seen_in(facts.token, kvk=DONALD, branch="000055344526") is None
    assert "Garage" not in facts.token


# What goes wrong


@pytest.mark.parametrize("typed", ["", "x", "1234567", "1234567890", "123456789", "x" * 161, "nul\x00"])
def test_what_is_nothing_to_look_for_is_not_asked(stand: Stand, typed: str) -> None:
    assert code_of(typed) == "register-number"
    assert stand.asked == []


def test_an_rsin_with_a_right_check_digit_is_asked(stand: Stand) -> None:
    assert code_of("992340597") == "register-unknown"
    assert "rsin=992340597" in stand.asked[0]


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        ([refusal(404, "IPD5200")], "register-unknown", 1),
        ([refusal(404, "IPD1003")], "register-silent", 1),
        ([refusal(400, "IPD1999")], "register-number", 1),
        ([json_answer(401, {})], "register-key", 1),
        ([json_answer(403, {})], "register-key", 1),
        ([json_answer(429, {})], "register-busy", 1),
        ([refusal(500, "IPD9999"), json_answer(503, {})], "register-silent", 2),
        ([(404, b"<html>")], "register-unreadable", 1),
        ([(200, b"<html>")], "register-unreadable", 1),
        ([(200, b"[" * 100_000)], "register-unreadable", 1),
        ([(200, b" " * 1_000_001)], "register-unreadable", 1),
        ([json_answer(200, [])], "register-unreadable", 1),
        ([json_answer(200, {"pagina": 1})], "register-unreadable", 1),
        ([json_answer(301, {})], "register-unreadable", 1),
    ],
)
def test_every_failure_has_its_own_sentence_and_is_asked_again_once_at_most(
    stand: Stand, answers: list[tuple[int, bytes]], code: str, asked: int
) -> None:
    stand.next = list(answers)
    assert code_of(DONALD) == code
    assert len(stand.asked) == asked


def test_a_hiccup_is_asked_again(stand: Stand) -> None:
    stand.next = [json_answer(502, {})]
    assert find(DONALD).total == 1
    assert len(stand.asked) == 2


def test_another_firm_than_was_asked_is_not_taken(stand: Stand) -> None:
    stand.next = [json_answer(200, PROFILES[DONALD])]
    with pytest.raises(RegisterDown) as refused:
        facts_of(pack(), GARAGE)
    assert refused.value.code == "register-unreadable"


def test_a_slow_register_is_left_in_time(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_SECONDS", 0.1)
    stand.wait = 0.4
    assert code_of(DONALD) == "register-silent"
    assert len(stand.asked) == 1


def test_a_wrong_key_a_dead_address_and_no_key_are_told_apart(stand: Stand, tmp_path: Path) -> None:
    with override_settings(KVK_KEY="anders"):
        assert code_of(DONALD) == "register-key"
    with override_settings(KVK_URL="http://127.0.0.1:9/api"):
        assert code_of(DONALD) == "register-silent"
    with override_settings(KVK_CA=str(tmp_path / "not-there.pem")):
        assert code_of(DONALD) == "register-silent"
    with override_settings(KVK_KEY=""):
        assert code_of(DONALD) == "register-off"


def test_an_answer_is_remembered_for_some_minutes_and_a_failure_is_not(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.next = [json_answer(429, {})]
    assert code_of(DONALD) == "register-busy"
    for _ in range(3):
        find(DONALD)
    assert len(stand.asked) == 2
    now = time.monotonic()
    monkeypatch.setattr(client, "monotonic", lambda: now + client.KEPT_SECONDS + 1)
    find(DONALD)
    assert len(stand.asked) == 3


def test_the_memory_stays_small(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_KEPT", 2)
    for kvk in (DONALD, GARAGE, DAGOBERT):
        find(kvk)
    find(DONALD)
    assert len(stand.asked) == 4


def test_no_number_reaches_the_log(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        find(DONALD)
        facts_of(pack(), GARAGE)
        code_of("123456782")
    assert not re.search(r"[0-9]{8}|sleutel", caplog.text)


def test_the_register_is_asked_over_tls_unless_it_is_on_this_machine() -> None:
    assert register_address("https://api.kvk.nl/api/") == "https://api.kvk.nl/api"
    assert register_address("http://127.0.0.1:8001/api") == "http://127.0.0.1:8001/api"
    for wrong in ("http://api.kvk.nl/api", "api.kvk.nl", "https://", "https://key@api.kvk.nl/api", "ftp://localhost"):
        with pytest.raises(SettingError):
            register_address(wrong)


def test_the_doctor_says_how_the_register_is(stand: Stand) -> None:
    def said() -> tuple[str, bool]:
        (finding,) = doctor._register()
        return finding.detail, bool(finding.hint)

    assert said() == (f"{stand.url} lets us in", False)
    with override_settings(KVK_KEY="anders"):
        detail, wrong = said()
        assert detail.startswith("The trade register does not let us in.")
        assert wrong
    with override_settings(KVK_KEY=""):
        assert said()[1] is False


FIELDS = (
    *("kvkNummer", "vestigingsnummer", "naam", "adres", "binnenlandsAdres", "plaats", "resultaten", "pagina"),
    *("totaal", "resultatenPerPagina", "sbiActiviteiten", "materieleRegistratie", "datumEinde", "_embedded"),
    *("hoofdvestiging", "eigenaar", "adressen", "totaalWerkzamePersonen", "fout", "code"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=15,
)


@given(anything)
def test_whatever_comes_back_it_is_read_or_refused(answer: Any) -> None:
    for read in (read_page, read_profile):
        with suppress(ValueError):
            read(answer)
    assert isinstance(error_code(answer), str)


def test_one_connection_serves_all(stand: Stand) -> None:
    assert register() is register()
    assert isinstance(register(), Register)

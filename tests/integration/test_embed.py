"""The scan on somebody else's site: counted per referrer, framed only where the pack allows it, nobody followed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SYSTEM, log_in
from tests.packs.pack_tree import copy_minimal, put
from tests.timing import least_seconds
from trede.accounts.actions import invite
from trede.core.codes import ALPHABET
from trede.core.pack_embed import Referrer, Referrers, broken_rules
from trede.core.periods import parse_period
from trede.journal import clock
from trede.journal.models import Event
from trede.monitor.queries import scans_per_referrer
from trede.regions.load import load_pack
from trede.regions.registry import forget, pack
from trede.scan.embed import carried, known, with_via
from trede.scan.models import ScanResult
from trede.web.middleware import HEADERS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
VIA = "gemeente-voorbeeld"
MANAGER = "programme-manager"
ORIGINS = "https://www.voorbeeld.example https://intranet.voorbeeld.example:8443"
PAGES = ("/scan", "/scan/alles", "/scan/vraag/1", "/scan/vraag/5?a=CCCC---")
SEVEN = {f"q{number}": "C" for number in range(1, 8)}
NO_FRAMES = HEADERS["Content-Security-Policy"]


@pytest.fixture
def framed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The minimal region, with one site that may use a frame and one that only links."""
    copy = copy_minimal(tmp_path)
    copy.change("referrers.yml", put("referrers[0].origins", ORIGINS.split()))
    copy.change("referrers.yml", lambda tree: tree["referrers"].append({"key": "bank", "name": "Bank", "source": "x"}))
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))
    monkeypatch.setenv("TREDE_REGION", "minimal")
    forget()
    yield
    monkeypatch.undo()
    forget()


def joined(address: str, via: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}via={via}"


def links(page: str) -> dict[str, str]:
    """Return the address of each link, unescaped, and the rest of its tag."""
    return {
        found[2].replace("&amp;", "&"): found[1] + found[3]
        for found in re.finditer(r'<a ([^>]*)href="([^"]*)"([^>]*)>', page)
    }


def valid(response: Any) -> str:
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert not response.cookies
    return str(text)


@pytest.mark.usefixtures("framed")
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_scan_may_stand_in_a_frame_of_a_known_site(client: Client, prefix: str, address: str) -> None:
    response = client.get(joined(prefix + address, VIA))
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == NO_FRAMES.replace(
        "frame-ancestors 'none'", f"frame-ancestors {ORIGINS}"
    )
    assert response.headers["Content-Security-Policy"].endswith(f"; frame-ancestors {ORIGINS}")
    assert "X-Frame-Options" not in response.headers
    assert {name for name in HEADERS if name not in response.headers} == {"X-Frame-Options"}
    text = valid(response)
    assert f'<input type="hidden" name="via" value="{VIA}">' in text or "<form" not in text


@pytest.mark.usefixtures("framed")
@pytest.mark.parametrize(
    "via", ["", "onbekend", "bank", "Gemeente-Voorbeeld", f"{VIA} ", "*", f"{VIA}'; frame-ancestors *"]
)
@pytest.mark.parametrize("address", PAGES)
def test_no_other_page_may_stand_in_a_frame(client: Client, address: str, via: str) -> None:
    response = client.get(joined(address, via))
    assert response.headers["Content-Security-Policy"] == NO_FRAMES
    assert response.headers["X-Frame-Options"] == "DENY"
    assert ('name="via"' in valid(response)) == (via == "bank" and address != "/scan")


@pytest.mark.usefixtures("framed")
@pytest.mark.parametrize(
    "address", ["/", "/hulp", "/code", "/privacy", "/adviseur", "/balie/inloggen", "/scan/weggegooid"]
)
def test_what_is_not_the_scan_never_stands_in_a_frame(client: Client, address: str) -> None:
    response = client.get(joined(address, VIA))
    assert response.headers["Content-Security-Policy"] == NO_FRAMES
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.usefixtures("framed")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_whole_scan_stays_in_the_frame_and_is_counted_once(client: Client, prefix: str) -> None:
    page = client.get(f"{prefix}/scan?via={VIA}")
    start = f"{prefix}/scan/vraag/1?via={VIA}"
    assert links(valid(page))[start] == 'class="button" '
    page = client.get(start)
    for number in range(1, 8):
        state = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', valid(page)))
        assert state["via"] == VIA
        response = client.post(f"{prefix}/scan/vraag/{number}", state | {f"q{number}": "C"})
        assert response.status_code == 303
        assert f"via={VIA}" in response.headers["Location"]
        page = client.get(response.headers["Location"])
        assert "X-Frame-Options" not in page.headers
    result = ScanResult.objects.get()
    assert response.headers["Location"] == f"{prefix}/uitkomst/{result.code}?via={VIA}"
    assert [event.data["via"] for event in Event.objects.filter(type="scan.completed")] == [VIA]
    assert not client.cookies


@pytest.mark.usefixtures("framed")
def test_links_out_of_the_frame_take_the_whole_window(client: Client) -> None:
    response = client.post("/scan/alles", SEVEN | {"via": VIA})
    assert response.status_code == 303
    outcome = client.get(response.headers["Location"])
    for page in (client.get(f"/scan?via={VIA}"), client.get(f"/scan/alles?via={VIA}"), outcome):
        found = links(valid(page))
        assert 'target="_top"' in found["/hulp"]
        assert 'target="_top"' in found["/privacy"]
        for address, tag in found.items():
            inside = f"via={VIA}" in address or address.startswith("#")
            assert ('target="_top"' in tag) != inside, address
    code = ScanResult.objects.get().code
    assert {f"/adviseur/{code}", f"/uitkomst/{code}/pdf", f"/uitkomst/{code}/weg"} <= links(valid(outcome)).keys()
    assert f"/scan/vraag/3?a=CCCCCCC&u={code}&via={VIA}" in links(valid(outcome))


@pytest.mark.usefixtures("framed")
def test_a_form_with_a_mistake_comes_back_in_the_frame(client: Client) -> None:
    for address, given_fields in (("/scan/alles", SEVEN | {"q3": ""}), ("/scan/vraag/3", {"q3": ""})):
        response = client.post(address, given_fields | {"via": VIA})
        assert response.status_code == 422
        assert "X-Frame-Options" not in response.headers
        assert f'name="via" value="{VIA}"' in valid(response)


@pytest.mark.usefixtures("framed")
def test_an_answer_can_be_changed_in_the_frame(client: Client) -> None:
    code = client.post("/scan/alles", SEVEN | {"via": VIA}).headers["Location"].split("/")[2].partition("?")[0]
    response = client.post("/scan/vraag/3", {"u": code, "a": "CCCCCCC", "q3": "D", "via": VIA})
    assert response.headers["Location"] == f"/uitkomst/{code}?via={VIA}"
    assert "via" not in Event.objects.get(type="scan.corrected").data


@pytest.mark.usefixtures("framed")
def test_a_form_of_the_surrounding_page_is_refused(client: Client) -> None:
    response = client.post("/scan/alles", SEVEN | {"via": VIA}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert response.headers["X-Frame-Options"] == "DENY"


def test_who_comes_by_themselves_sees_the_page_as_it_was(client: Client) -> None:
    for address in PAGES:
        text = valid(client.get(address))
        assert "via=" not in text
        assert "_top" not in text
    client.post("/scan/alles", SEVEN | {"via": "onbekend"})
    assert "via" not in Event.objects.get(type="scan.completed").data


@pytest.mark.usefixtures("framed")
def test_scans_are_counted_per_referrer_and_period(client: Client, django_assert_num_queries: Any) -> None:
    with clock.at(datetime(2027, 2, 3, 12, tzinfo=UTC)):
        for via in (VIA, VIA, "bank", "", "onbekend"):
            assert client.post("/scan/alles", SEVEN | {"via": via}).status_code == 303
    with clock.at(datetime(2027, 6, 3, 12, tzinfo=UTC)):
        client.post("/scan/alles", SEVEN | {"via": VIA})
    with django_assert_num_queries(1):
        assert scans_per_referrer(parse_period("2027-Q1")) == {VIA: 2, "bank": 1}
    assert scans_per_referrer(parse_period("2027")) == {VIA: 3, "bank": 1}
    assert scans_per_referrer(parse_period("2026")) == {VIA: 0, "bank": 0}


@pytest.mark.usefixtures("framed")
def test_a_referrer_that_left_the_pack_stays_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/scan/alles", SEVEN | {"via": VIA})
    year = parse_period(str(clock.today().year))
    monkeypatch.setenv("TREDE_REGION", "drenthe")
    monkeypatch.delenv("TREDE_PACKS")
    forget()
    assert scans_per_referrer(year)[VIA] == 1
    assert set(scans_per_referrer(year)) == {VIA, *pack().referrers}


def test_drenthe_counts_its_municipalities_and_frames_nobody_yet() -> None:
    assert {f"gemeente-{item.name.lower().replace(' ', '-')}" for item in pack().info.municipalities} <= set(
        pack().referrers
    )
    assert all(not referrer.origins for referrer in pack().referrers.values())


# Links


paths = st.sampled_from(
    ["/scan", "/scan/alles", "/scan/vraag/3", "/hulp", "/", "/uitkomst/K7M49QXT", "/en/scan", "/scan/x"]
)
queries = st.sampled_from(["", "?a=CCCCCCC", "?a=CC-----&amp;f=abcdefghijklmnop"])


@given(path=paths, query=queries, tags=st.sampled_from(["", 'class="button" ']))
def test_a_link_either_carries_who_sent_the_visitor_or_leaves(path: str, query: str, tags: str) -> None:
    once = carried(f'<a {tags}href="{path}{query}">x</a>', VIA)
    assert once.count(f"via={VIA}") + once.count('target="_top"') == 1
    assert carried(once, VIA).count(f"via={VIA}") == once.count(f"via={VIA}"), "carrying twice adds nothing"
    assert not re.search(r"&(?!amp;)", once)


@given(code=st.text(ALPHABET, min_size=8, max_size=8))
def test_any_outcome_stays_in_the_frame(code: str) -> None:
    assert carried(f'<a href="/uitkomst/{code}">x</a>', VIA) == f'<a href="/uitkomst/{code}?via={VIA}">x</a>'
    assert 'target="_top"' in carried(f'<a href="/uitkomst/{code}/pdf">x</a>', VIA)


def test_a_link_within_the_page_stays_as_it_is() -> None:
    assert carried('<a class="skip" href="#inhoud">x</a>', VIA) == '<a class="skip" href="#inhoud">x</a>'
    assert with_via("/scan", "") == "/scan"
    assert known("onbekend") == ""


def test_carrying_costs_next_to_nothing(client: Client) -> None:
    page = client.get("/scan/alles").content.decode()
    best = least_seconds(lambda: carried(page, VIA), goal=0.001)
    assert best < 0.001, f"{best * 1e6:.0f} µs"


# The pack


@pytest.mark.parametrize(
    ("key", "origin", "message"),
    [
        ("Gemeente", "https://a.example", "cannot stand in the address"),
        ("a b", "https://a.example", "cannot stand in the address"),
        ("x" * 41, "https://a.example", "cannot stand in the address"),
        ("a", "http://a.example", "not an origin"),
        ("a", "https://a.example/", "not an origin"),
        ("a", "https://*.example", "not an origin"),
        ("a", "https://a.example; script-src *", "not an origin"),
        ("a", "https://localhost", "not an origin"),
        ("a", "*", "not an origin"),
    ],
)
def test_a_referrer_that_cannot_be_used_is_named(tmp_path: Path, key: str, origin: str, message: str) -> None:
    copy = copy_minimal(tmp_path)
    copy.change("referrers.yml", put("referrers[0].key", key))
    copy.change("referrers.yml", put("referrers[0].origins", [origin]))
    (error,) = copy.errors()
    assert error.file == "referrers.yml"
    assert message in error.message


def test_a_key_stands_once(tmp_path: Path) -> None:
    copy = copy_minimal(tmp_path)
    copy.change("referrers.yml", lambda tree: tree["referrers"].append(dict(tree["referrers"][0])))
    assert [(error.key, error.message) for error in copy.errors()] == [("referrers[1].key", f"`{VIA}` is used twice")]


def test_the_file_may_be_left_out(tmp_path: Path) -> None:
    copy = copy_minimal(tmp_path)
    (copy.folder / "referrers.yml").unlink()
    assert load_pack(copy.folder).referrers == {}


@given(origin=st.text("htps:/*.;'\" a-z0e\n,", max_size=40).map(lambda tail: f"https://{tail}"))
def test_what_passes_cannot_break_out_of_the_header(origin: str) -> None:
    referrers = Referrers(referrers=(Referrer(key="a", name="A", source="x", origins=(origin,)),))
    if not list(broken_rules(referrers)):
        assert re.fullmatch(r"https://[a-z0-9.:-]+", origin)


@pytest.mark.usefixtures("framed")
def test_the_desk_shows_from_five_scans_on_who_sent_visitors(client: Client) -> None:
    for via in (VIA,) * 5 + ("bank",) * 4:
        client.post("/scan/alles", SEVEN | {"via": via})
    user, _ = invite(by=SYSTEM, email="pim@voorbeeld.example", organisation=pack().info.front_door, roles=[MANAGER])
    desk = log_in(client, user).get("/balie/cijfers").content.decode()
    rows = desk[desk.index('id="verwijzers-tabel"') :]
    rows = rows[: rows.index("</table>")]
    assert "<td>5</td>" in rows
    assert "<td>minder dan 5</td>" in rows
    assert "<td>4</td>" not in rows

"""A stand-in for the trade register, on loopback, with the companies that KVK published for testing.

It answers as tests/trade_register.yml describes the register, which a test checks. What should go wrong is said with
`Stand.next` (an answer to give once) or `Stand.wait` (seconds to wait first).
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

KEY = "sleutel-van-de-test"
DESCRIPTION: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("trade_register.yml").read_text(encoding="utf-8"))

Answer = tuple[int, bytes]


@dataclass
class Stand:
    """The register: what was asked, and what goes wrong next."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    next: list[Answer] = field(default_factory=list)
    wait: float = 0.0


def json_answer(status: int, document: object) -> Answer:
    """Return an answer with a document."""
    return status, json.dumps(document).encode()


def refusal(status: int, code: str) -> Answer:
    """Return a refusal as the register writes it."""
    return json_answer(status, {"fout": [{"code": code, "omschrijving": "omschrijving van de fout"}]})


def branch(kvk: str, number: str, name: str, place: str, kind: str = "hoofdvestiging") -> dict[str, Any]:
    """Return one result of a search."""
    found: dict[str, Any] = {"kvkNummer": kvk, "naam": name, "type": kind, "_links": {}}
    if number:
        found["vestigingsnummer"] = number
    if place:
        found["adres"] = {"binnenlandsAdres": {"type": "bezoekadres", "straatnaam": "Testweg", "plaats": place}}
    return found


DAGOBERT, DONALD, BOLDERBAST, GLOBAL = "69599084", "68750110", "69599068", "90000749"
"""Sole trader with two branches; company with one; foundation; association without a branch. All of them fictional."""
ENDED, SHIELDED, GARAGE, SMITHY = "90004760", "90001354", "55344526", "90004973"
"""Numbers of the test set; what they answer here is made up to show an end, a shielded address, places of Drenthe."""

FOUND = [
    branch(DAGOBERT, "000038509520", "Test EMZ Nevenvestiging Govert", "Maastricht", "nevenvestiging"),
    branch(DAGOBERT, "000038509504", "Test EMZ Dagobert", "Amsterdam"),
    branch(DONALD, "000037178598", "Test BV Donald", "Lollum"),
    branch(BOLDERBAST, "", "Test Stichting Bolderbast", "Lochem", "rechtspersoon"),
    branch(GLOBAL, "", "Global Conron", "Dordrecht", "rechtspersoon"),
    {**branch(ENDED, "000090004760", "Test NV Gestopt", "Emmen"), "actief": "Nee"},
    branch(SHIELDED, "000090001354", "Test BV Afgeschermd", ""),
    branch(GARAGE, "000055344526", "Test Garage Emmen", "Emmen"),
    branch(SMITHY, "000090004973", "Test Smederij", "Westerbork"),
    branch(SMITHY, "000090004981", "Test Smederij Zuid", "Ruinen", "nevenvestiging"),
    *(branch("90000102", f"0000900001{number:02}", f"Test Keten {number}", "Assen") for number in range(25)),
]
"""What a search can find."""


def profile(
    kvk: str, name: str, seat: str, place: str, *, sbi: str = "", people: int | None = None, **more: Any
) -> dict[str, Any]:
    """Return a basic profile. Without a seat the address stands with the owner."""
    shielded = more.pop("shielded", "Nee")
    address: dict[str, Any] = {"type": "bezoekadres", "indAfgeschermd": shielded, "land": "Nederland"}
    if shielded == "Nee":
        address |= {"straatnaam": "Testweg", "huisnummer": 1, "postcode": "1234AB", "plaats": place}
    owner: dict[str, Any] = {"rechtsvorm": "BeslotenVennootschap"}
    inside: dict[str, Any] = {"eigenaar": owner}
    if seat:
        inside["hoofdvestiging"] = {
            "vestigingsnummer": seat,
            "kvkNummer": kvk,
            "eersteHandelsnaam": name,
            "indHoofdvestiging": "Ja",
            "adressen": [{"type": "correspondentieadres", "indAfgeschermd": "Nee", "plaats": "Postbusstad"}, address],
        }
    else:
        owner["adressen"] = [address]
    activities = [
        {"sbiCode": "70100", "sbiOmschrijving": "Nevenactiviteit", "indHoofdactiviteit": "Nee"},
        {"sbiCode": sbi, "sbiOmschrijving": "Hoofdactiviteit", "indHoofdactiviteit": "Ja"},
    ]
    found = {
        "kvkNummer": kvk,
        "indNonMailing": "Nee",
        "naam": name,
        "formeleRegistratiedatum": "20170710",
        "materieleRegistratie": {"datumAanvang": "20170100"},
        "handelsnamen": [{"naam": name, "volgorde": 0}],
        "_embedded": inside,
        **({"sbiActiviteiten": activities} if sbi else {}),
        **({"totaalWerkzamePersonen": people} if people is not None else {}),
    }
    return found | more


PROFILES = {
    DAGOBERT: profile(
        DAGOBERT, "Test EMZ Dagobert", "000038509504", "Amsterdam", sbi="10110", people=1, indNonMailing="Ja"
    ),
    DONALD: profile(DONALD, "Test BV Donald", "000037178598", "Lollum", sbi="62100", people=15),
    BOLDERBAST: profile(BOLDERBAST, "Test Stichting Bolderbast", "", "Lochem"),
    GLOBAL: profile(GLOBAL, "Global Conron", "", "Dordrecht", sbi="94997"),
    ENDED: profile(
        ENDED,
        "Test NV Gestopt",
        "000090004760",
        "Emmen",
        sbi="47110",
        people=0,
        materieleRegistratie={"datumAanvang": "20100101", "datumEinde": "20231200"},
    ),
    SHIELDED: profile(SHIELDED, "Test BV Afgeschermd", "000090001354", "", sbi="86210", people=4, shielded="Ja"),
    GARAGE: profile(GARAGE, "Test Garage Emmen", "000055344526", "Emmen", sbi="95310", people=12),
    SMITHY: profile(SMITHY, "Test Smederij", "000090004973", "Westerbork", sbi="25620", people=6),
}


class Handler(BaseHTTPRequestHandler):
    """One question to the register."""

    server: "Server"

    def do_GET(self) -> None:
        """Answer what was asked, or what the test said."""
        stand = self.server.stand
        stand.asked.append(self.path)
        time.sleep(stand.wait)
        status, body = stand.next.pop(0) if stand.next else self._answer()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/hal+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # who asked no longer waits

    def _answer(self) -> Answer:
        if self.headers.get("apikey") != KEY:
            return json_answer(401, {"fault": "no such key"})
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/v2/zoeken":
            return search(query)
        kvk = parts.path.removeprefix("/api/v1/basisprofielen/")
        if kvk == parts.path:
            return refusal(404, "IPD0001")
        return json_answer(200, PROFILES[kvk]) if kvk in PROFILES else refusal(404, "IPD0005")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def search(query: dict[str, str]) -> Answer:
    """Return a page of what fits all that was asked. A name fits by whole words."""
    known = {each["name"] for each in DESCRIPTION["paths"]["/v2/zoeken"]["get"]["parameters"]}
    if query.keys() - known:
        return refusal(400, "IPD1999")
    number, size = int(query.get("pagina", "1")), int(query.get("resultatenPerPagina", "10"))
    inactive = query.get("inclusiefInactieveRegistraties") == "true"
    found = [each for each in FOUND if _fits(each, query) and (inactive or each.get("actief", "Ja") == "Ja")]
    if not found or number > -(-len(found) // size):
        return refusal(404, "IPD5200")
    return json_answer(
        200,
        {
            "pagina": number,
            "resultatenPerPagina": size,
            "totaal": len(found),
            "resultaten": found[(number - 1) * size : number * size],
            "_links": {"self": {"href": "https://api.kvk.nl/api/v2/zoeken"}},
        },
    )


def _fits(each: dict[str, Any], query: dict[str, str]) -> bool:
    words = query.get("naam", "").casefold().split()
    return (
        query.get("kvkNummer", each["kvkNummer"]) == each["kvkNummer"]
        and query.get("vestigingsnummer", each.get("vestigingsnummer")) == each.get("vestigingsnummer")
        and "rsin" not in query
        and set(words) <= set(each["naam"].casefold().split())
    )


class Server(ThreadingHTTPServer):
    """The server with its stand-in."""

    daemon_threads = True
    stand: Stand


@contextmanager
def standing() -> Iterator[Stand]:
    """Run the stand-in while the block runs."""
    server = Server(("127.0.0.1", 0), Handler)
    server.stand = Stand(url=f"http://127.0.0.1:{server.server_address[1]}/api")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.stand
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

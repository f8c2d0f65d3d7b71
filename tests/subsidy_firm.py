"""Props of the tests of applying: what a firm fills in, part by part, through the pages it uses itself."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import subsidies as props
from tests.own import firm_client, text
from trede.companies.models import Firm
from trede.subsidies.models import Application

Answers = Mapping[str, str | list[str]]
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
IBAN = "NL29TEST0000000042"
"""An account of a bank that is not there, with check digits that are right."""

PLAN: Answers = {
    "titel": "Orders zonder overtypen",
    "plan": "We koppelen de webwinkel aan onze voorraad.",
    "resultaat": "Van drie uur naar één uur per dag.",
    "wie": "Ik, mijn planner en Kabel BV.",
    "start": "2027-05-01",
    "einde": "2027-11-30",
    "begonnen": "nee",
}
STATEMENTS: Answers = {
    "steun": "0",
    "zelf": "ja",
    "eerder": "nee",
    "rekeningen": "nee",
    "ander-geld": "nee",
    "mkb-waar": "ja",
}
PARTS: dict[str, dict[str, Answers]] = {
    props.READINESS: {
        "firm": {
            "gemeente": "GM0114",
            "banen": "12,5",
            "trede": "funderen",
            "trede-van": "adviseur",
            "landbouw": "nee",
            "groep": "nee",
        },
        "plan": {**PLAN, "doel": ["A"], "nieuw": "nee"},
        "statements": {**STATEMENTS, "btw": "ja"},
    },
    props.VOUCHER: {
        "firm": {
            "gemeente": "GM0114",
            "omvang": "12,5",
            "trede": "starten",
            "trede-van": "adviseur",
            "landbouw": "nee",
        },
        "plan": PLAN,
        "statements": STATEMENTS,
    },
}
DETAILS: Answers = {"namens": "zelf", "post": "mail", "iban": IBAN, "naam-rekening": "Bakker Bouw BV"}
LINES: dict[str, Answers] = {
    props.READINESS: {"regel-wat": "Link naar de winkel", "regel-doel": "A", "regel-bedrag": "30.000"},
    props.VOUCHER: {"regel-wat": "Advies over de basis", "regel-bedrag": "4000"},
}
SIGNED: Answers = {"naam": "Bart Bakker", "tekenen": "ja", "waar": "ja"}


def browser(firm: Firm | None = None) -> tuple[Client, Firm]:
    """Return the browser of somebody of a firm, logged in by a link from the mail."""
    firm = firm or props.new_firm()
    return firm_client(props.person_of(firm).email), firm


def complaints(answer: Any) -> list[str]:
    """Return what a page says is wrong."""
    return re.findall(r'class="error"[^>]*>([^<]*)', answer.content.decode()) or [text(answer)[:600]]


def post(client: Client, path: str, answers: Answers, status: int = 303) -> Any:
    """Send a form and check how it was answered."""
    answer: Any = client.post(path, dict(answers))
    assert answer.status_code == status, (path, answer.status_code, complaints(answer))
    return answer


def begin(client: Client, scheme: str = props.READINESS, **answers: str) -> str:
    """Begin an application; return the address of its page."""
    return str(post(client, f"/mijn/aanvraag/nieuw/{scheme}", answers)["Location"])


def upload(client: Client, place: str, document: str, content: bytes = PDF, name: str = "stuk.pdf") -> Any:
    """Send a file in with the form of a draft or of an answer."""
    sent = {"document": document, "bestand": "1", "file": SimpleUploadedFile(name, content)}
    return client.post(place, sent)


def fill(client: Client, place: str, scheme: str = props.READINESS, documents: bool = True) -> None:
    """Fill in every part, one line of costs, and the files that are always needed."""
    details = {**DETAILS, "iban": props.iban_of(of(place).firm)}
    for part, answers in {**PARTS[scheme], "details": details}.items():
        post(client, f"{place}/onderdeel/{part}", answers)
    post(client, f"{place}/begroting", LINES[scheme])
    needed = ("quote", "bank", "aid-statement", *(("fte-proof",) if scheme == props.READINESS else ()))
    for document in needed if documents else ():
        answer = upload(client, f"{place}/bestanden", document)
        assert answer.status_code == 303, complaints(answer)


def sign(client: Client, place: str, status: int = 303, **more: str) -> Any:
    """Sign and send."""
    return post(client, f"{place}/controleren", {**SIGNED, **more}, status)


def of(place: str) -> Application:
    """Return the application that a page is about."""
    return Application.objects.get(pk=int(place.rsplit("/", 1)[-1]))


def applied(scheme: str = props.READINESS) -> tuple[Client, str]:
    """Return a browser and the address of an application that it sent."""
    client, _ = browser()
    place = begin(client, scheme)
    fill(client, place, scheme)
    sign(client, place)
    return client, place

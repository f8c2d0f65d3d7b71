"""Props of the chain's tests: a scan, a request through the public form, and forms filled in well."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.scan.actions import complete_scan
from trede.scan.models import ScanResult

REQUEST: dict[str, Any] = {
    "name": "K. Voorbeeld",
    "firm": "Voorbeeld Bouw",
    "phone": "0592 12 34 56",
    "email": "",
    "question": "Onze planning",
    "consent": "ja",
}
INTAKE: dict[str, Any] = {
    "held_on": clock.today().isoformat(),
    "wish": "Minder dubbel werk.",
    "obstacles": ["time", "knowledge"],
    "reason": "",
    "agreed": "We bellen volgende week.",
}
HANDOVER: dict[str, Any] = {
    "question": "Help met de planning.",
    "shared": ["contact", "firm", "outcome", "intake"],
    "agreed": "on",
    "given_on": clock.today().isoformat(),
    "how": "mondeling",
    "handover_on": clock.today().isoformat(),
    "channel": "call",
    "from_person": "Anna Advies",
    "to_person": "Hessel Hub",
}
BASELINE: dict[str, Any] = {
    question.key: "weet-niet" if question.must else "ja"
    for question in pack().scans[pack().info.baseline_scan].questions
}


def answered_scan(answers: str) -> ScanResult:
    """Return a stored scan."""
    return complete_scan(by=Actor.anonymous(), answers=answers)


def ask(code: str, **changes: Any) -> str:
    """Ask for an adviser through the public form and return the reference on the receipt."""
    client = Client()
    address = f"/adviseur/{code}" if code else "/adviseur"
    nonce = client.get(address).content.decode().split('name="nonce" value="')[1][:32]
    response = client.post(address, {**REQUEST, "nonce": nonce, **changes})
    assert response.status_code == 303, response.content.decode()
    return response["Location"].rsplit("/", 1)[1]


def post(client: Client, address: str, sent: dict[str, Any]) -> HttpResponse:
    """Send a form and expect it to be taken."""
    response: Any = client.post(address, sent)
    assert response.status_code == 303, f"{address}: {response.status_code}\n{response.content.decode()[:6000]}"
    found: HttpResponse = response
    return found

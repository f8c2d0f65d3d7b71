"""Props of the tests of a firm's own pages: mail that is kept, and a browser that is logged in by a link."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from tests.cast import actor
from trede.companies.actions import add_contact
from trede.companies.models import ContactPerson, Firm

BART = "bart@bakker.example"


def contact(firm: Firm, email: str = BART, name: str = "Bart Bakker") -> ContactPerson:
    """Return a contact of a firm that can log in."""
    return add_contact(by=actor("adviser"), firm=firm, name=name, phone="0591234567", email=email)


def link_in_mail(number: int = -1) -> str:
    """Return the path of the link in a mail that was sent."""
    found = re.search(r"https?://[^/\s]+(/\S*mijn/inloggen/[\w-]+)", str(mail.outbox[number].body))
    assert found, mail.outbox[number].body
    return found[1]


def asked_link(email: str, client: Client | None = None, **more: str) -> str:
    """Ask for a link and return its path."""
    before = len(mail.outbox)
    answer: Any = (client or Client()).post("/mijn/inloggen", {"email": email, **more})
    assert answer.status_code == 303, answer.content.decode()
    assert len(mail.outbox) == before + 1
    return link_in_mail()


def firm_client(email: str = BART) -> Client:
    """Return a browser of who reads this mailbox, logged in."""
    client = Client()
    answer: Any = client.post(asked_link(email, client))
    assert answer.status_code == 303, answer.content.decode()
    return client


def text(answer: Any) -> str:
    """Return the words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

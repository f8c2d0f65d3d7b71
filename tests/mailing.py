"""Props for mail: a site that sends, what it queued, and what arrived."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import html5lib
from django.test import Client

from tests.cast import actor, bakker
from trede.chain import actions
from trede.chain.digest import forget_who_was_looked_at
from trede.chain.models import Case, Referral
from trede.companies.models import Firm
from trede.journal import clock
from trede.web.models import Message

PARTNER = "petra@pvo.example"
FIRM = "baas@bakker.example"
WORKDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Amsterdam."""


def mail_on(settings: Any) -> None:
    """Give the site a mail server."""
    settings.EMAIL_HOST = "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "Drenthe Digitaal <scan@drenthe.example>"
    settings.SITE = "https://site.example"
    forget_who_was_looked_at()


@contextmanager
def working_day() -> Iterator[None]:
    """Let it be a working day, within office hours."""
    with clock.at(WORKDAY):
        yield


def mails(kind: str = "") -> list[Message]:
    """Return what is in the outbox, oldest first."""
    found = Message.objects.order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def link_in(message: Message) -> str:
    """Return the path of the one link of a mail."""
    (found,) = set(re.findall(r"https://site\.example(/\S*)", message.text))
    return str(found)


def read(path: str, status: int = 200) -> str:
    """Read the page of a mailed link without an account: no cookie, kept by nobody, well-formed."""
    response = Client().get(path)
    assert response.status_code == status
    assert not response.cookies
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("private, no-store", "same-origin")
    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    return str(response.content.decode())


def ready_case(firm: Firm | None = None, email: str = FIRM) -> Case:
    """Return a file with a first talk and a start rung, opened without a request."""
    by = actor("adviser")
    case = actions.open_case(
        by=by,
        firm_name="Bakker BV",
        contact_name="B. Bakker",
        phone="0592123456",
        email=email,
        consent_given_on=clock.today(),
        firm=firm or bakker(),
    )
    actions.hold_intake(by=by, case=case, held_on=clock.today(), wish="Minder dubbel werk.", rung="funderen")
    return case


def sent_referral(
    case: Case | None = None, *, service: str = "pvo-basis", to: str = PARTNER, shared: tuple[str, ...] = ()
) -> Referral:
    """Return a referral that waits for its partner."""
    by = actor("adviser")
    draft = actions.choose_service(by=by, case=case or ready_case(), service=service, question="Help met veiligheid.")
    return actions.send_referral(
        by=by,
        referral=draft,
        agreement=actions.Agreement(clock.today(), shared=shared or actions.Agreement.SHARED),
        handover=actions.HandoverPlan(clock.today(), "Anna Advies", "Petra Veilig", to_email=to),
    )


def fresh(referral: Referral) -> Referral:
    """Return the referral as it is now."""
    return Referral.objects.select_related("case", "consent").get(pk=referral.pk)


def answer(path: str, step: str = "accept", **sent: Any) -> Any:
    """Answer with a link."""
    return Client().post(f"{path}/{step}", sent)

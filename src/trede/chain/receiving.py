"""A form of the public site that is sent twice makes one request."""

import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError

from trede.chain.actions_requests import store_request
from trede.chain.models import AdviceRequest
from trede.chain.queries import request_by_nonce, same_request_waiting
from trede.journal.actions import Actor

if TYPE_CHECKING:
    from trede.scan.models import ScanResult


def new_nonce() -> str:
    """Return the random value that a form carries, so that sending it twice is one request."""
    return secrets.token_hex(16)


def receive_request(
    *,
    by: Actor,
    nonce: str,
    name: str,
    firm_name: str,
    consent: bool,
    phone: str = "",
    email: str = "",
    question: str = "",
    language: str = "nl",
    scan: "ScanResult | None" = None,
) -> AdviceRequest:
    """Store a request and return it; the same form again returns the request that it already made.

    So does a fresh form with all the same facts (the back button gives one) while nobody took the first one yet.
    Raises InputError (codes `name`, `firm`, `reach`, `phone`, `email`, `question`, `consent`) for what is missing.
    """
    known = request_by_nonce(nonce) or same_request_waiting(
        name=name, firm_name=firm_name, phone=phone, email=email, question=question, scan=scan
    )
    if known is not None:
        return known
    try:
        return store_request(
            by=by,
            nonce=nonce,
            name=name,
            firm_name=firm_name,
            consent=consent,
            phone=phone,
            email=email,
            question=question,
            language=language,
            scan=scan,
        )
    except IntegrityError:  # the other half of a double click was first
        known = request_by_nonce(nonce)
        if known is None:
            raise
        return known

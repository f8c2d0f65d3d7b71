"""What is frozen when an application is sent: everything it says, as plain values, with a digest over all of it.

The first submission has place 1; each addition is a whole new version. Keys of the content: `scheme`, `version` (of the
parameters), `number`, `received`, `firm`, `applicant`, `answers` (key to what was chosen or typed), `start` (the day on
which the work starts), `plan` (the texts), `costs`, `budget`, `documents`, `details`, `declaration`, `additions`.
Amounts are integer cents, moments and days ISO 8601.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from trede.core.clocks import AMSTERDAM
from trede.core.grant_life import snapshot
from trede.subsidies.applying import parts
from trede.subsidies.applying.draft import answers_of, budget_of
from trede.subsidies.fields import read_day
from trede.subsidies.models import Application, Submission
from trede.subsidies.questions import one
from trede.subsidies.registry import parameters_of

_TEXTS = (parts.TITLE, parts.PLAN, parts.RESULT, parts.WHO)
_SEPARATE = frozenset({*_TEXTS, parts.IBAN, parts.HOLDER})


def content_of(application: Application) -> dict[str, Any]:
    """Return the content of an application as it is now. Five queries."""
    answers = answers_of(application)
    return {
        "scheme": application.scheme,
        "version": parameters_of(application).key,
        "number": application.number,
        "received": None if application.received_at is None else _moment(application.received_at),
        "language": application.language,
        "firm": _firm(application),
        "applicant": _applicant(application),
        "answers": {key: list(values) for key, values in sorted(answers.items()) if key not in _SEPARATE},
        "plan": {key: one(answers, key) for key in _TEXTS},
        "start": _day(read_day(one(answers, parts.START))),
        "end": _day(read_day(one(answers, parts.END))),
        "costs": _costs(application),
        "budget": _budget(application),
        "documents": documents_of(application),
        "details": {
            "by_mail": application.by_mail,
            "sent_by": application.sent_by,
            "intermediary": application.intermediary,
            "iban": application.iban,
            "iban_holder": application.iban_holder,
            "share_layers": list(application.share_layers),
            "figures": list(answers.get(parts.FIGURES, ())),
        },
        "declaration": {
            "signed_by": application.signed_by,
            "signed_at": None if application.signed_at is None else _moment(application.signed_at),
        },
        "additions": [],
    }


def documents_of(application: Application) -> list[dict[str, Any]]:
    """Return the files that are there: document, name, kind, size and SHA-256. One query."""
    return [
        {
            "document": row.document,
            "name": row.name,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.digest,
        }
        for row in application.uploads.filter(removed_at=None).order_by("pk")
    ]


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content, whatever the order of its keys."""
    return snapshot(content)


def newest(application: Application) -> Submission | None:
    """Return what was sent last; None for a draft. One query."""
    return application.submissions.order_by("-place").first()


def _firm(application: Application) -> dict[str, Any]:
    firm = application.firm
    return {
        "name": firm.name,
        "kvk": firm.kvk,
        "branch": firm.branch,
        "municipality": firm.municipality,
        "fte": None if firm.fte is None else str(firm.fte),
    }


def _applicant(application: Application) -> dict[str, Any]:
    person = application.applicant
    if person is None:
        return {}
    return {"name": person.name, "email": person.email, "phone": person.phone}


def _costs(application: Application) -> list[dict[str, Any]]:
    return [
        {
            "pillar": row.pillar,
            "what": row.what,
            "supplier": row.supplier,
            "supplier_kvk": row.supplier_kvk,
            "quote": row.quote,
            "cents": row.cents,
            "research_cents": row.research_cents,
        }
        for row in application.costs.order_by("pk")
    ]


def _budget(application: Application) -> dict[str, Any]:
    found = budget_of(application)
    return {
        "total_cents": found.total_cents,
        "eligible_cents": found.eligible_cents,
        "asked_cents": found.amount_cents,
        "own_cents": found.pays_cents,
    }


def _moment(at: Any) -> str:
    return str(at.astimezone(AMSTERDAM).isoformat(timespec="seconds"))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

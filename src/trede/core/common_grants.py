"""Grants in the shape of CommonGrants (protocol 0.4: Award), for open data. Pure: values in, a document out."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """One published grant: only what may be public. Amounts in cents; `recipient` empty when the name is not shown."""

    number: str
    scheme: str
    title: str
    period: str
    recipient: str
    municipality: str
    pillars: tuple[str, ...]
    requested: int
    granted: int
    settled: int | None
    granted_on: date
    changed_at: datetime
    corrected: bool = False

    @property
    def amount(self) -> int:
        """What the firm finally has: settled, and until then granted."""
        return self.granted if self.settled is None else self.settled


def money(cents: int) -> dict[str, str]:
    """Return an amount as the protocol has it: a decimal in text, and the currency."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return {"amount": f"{sign}{whole}.{rest:02d}", "currency": "EUR"}


def award(grant: Grant) -> dict[str, object]:
    """Return one grant as an Award. What the protocol has no word for stands under `customFields`."""
    fields = {
        "scheme": grant.scheme,
        "period": grant.period,
        "municipality": grant.municipality,
        "pillars": list(grant.pillars),
        "corrected": grant.corrected,
    }
    found: dict[str, object] = {
        "id": grant.number,
        "title": grant.title,
        "status": {"value": "closed" if grant.settled is not None else "active"},
        "requestedAmount": money(grant.requested),
        "awardedAmount": money(grant.amount),
        "awardedAt": grant.granted_on.isoformat(),
        "lastModifiedAt": grant.changed_at.isoformat(timespec="seconds"),
        "customFields": {
            key: {"name": key, "fieldType": _type(value), "value": value} for key, value in fields.items()
        },
    }
    if grant.recipient:
        found["recipient"] = {"name": grant.recipient}
    return found


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "array" if isinstance(value, list) else "string"


def awards(grants: list[Grant], *, page: int, size: int, total: int) -> dict[str, object]:
    """Return a page of grants with the paging of the protocol. `page` counts from 1."""
    pages = max(-(-total // size), 1)
    return {
        "status": 200,
        "message": "Success",
        "items": [award(grant) for grant in grants],
        "paginationInfo": {"page": page, "pageSize": size, "totalItems": total, "totalPages": pages},
    }

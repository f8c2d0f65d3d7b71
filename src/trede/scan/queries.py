"""Reading scans."""

from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from trede.core.codes import normalise_code
from trede.journal.insert import stored
from trede.journal.models import Event
from trede.journal.queries import firms_in
from trede.privacy.looks import VIEWED
from trede.scan.models import ScanResult

_SHOWN = (
    *("id", "code", "scan_key", "version", "answers", "day", "firm_id", "previous_id"),
    *("municipality", "sector", "size"),
)
"""Fields of a result page."""
_SHOWN_EARLIER = ("id", "code", "scan_key", "version", "answers", "day")
_BY_CODE = (
    f"SELECT {', '.join(f's.{name}' for name in _SHOWN)}, {', '.join(f'p.{name}' for name in _SHOWN_EARLIER)} "  # noqa: S608
    "FROM scan_scanresult s LEFT JOIN scan_scanresult p ON p.id = s.previous_id WHERE s.code = %s"
)
"""Written out because the ORM takes ten times longer to compose this statement than the database to run it, and every
visitor's result page needs it. Column names are ours; the code is a parameter."""


def by_code(typed: str) -> ScanResult | None:
    """Return the scan with this code as typed by a person, or None. One query, none for what is no code."""
    code = normalise_code(typed)
    return None if code is None else ScanResult.objects.filter(code=code).first()


def with_previous(code: str) -> ScanResult | None:
    """Return the scan with this exact code together with the earlier one it follows. One query.

    Only what a page shows is read; other fields are fetched when somebody asks for them.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_BY_CODE, (code,))
        row = cursor.fetchone()
    if row is None:
        return None
    result = _scan(_SHOWN, row[: len(_SHOWN)])
    if result.previous_id is not None:
        result.previous = _scan(_SHOWN_EARLIER, row[len(_SHOWN) :])
    return result


def _scan(names: tuple[str, ...], row: tuple[Any, ...]) -> ScanResult:
    values = dict(zip(names, row, strict=True))
    if isinstance(values["day"], str):  # SQLite keeps days as text
        values["day"] = date.fromisoformat(values["day"])
    return stored(ScanResult, values)


def by_nonce(nonce: str) -> ScanResult | None:
    """Return the scan that was made with this form, or None. One query."""
    return ScanResult.objects.filter(form_nonce=nonce).first()


def event_data(result: ScanResult) -> dict[str, object]:
    """Return what the journal keeps of an outcome (`OUTCOME` in `events`)."""
    return {
        "scan": result.scan_key,
        "version": result.version,
        "answers": result.answers,
        "phase": result.phase,
        "pattern": result.pattern,
        "cyber": result.cyber,
        "pack": result.pack,
        "rule": result.rule,
        "day_of_scan": result.day.isoformat(),
    }


def scans_of(firm: int) -> list[ScanResult]:
    """Return the outcomes that a firm joined, newest first, with the one each follows. One query."""
    found = ScanResult.objects.select_related("previous").filter(firm=firm)
    return list(found.order_by("-day", "-pk"))


def seen_by_staff(firm: int, results: list[ScanResult]) -> set[int]:
    """Return the numbers of outcomes that staff joined to the firm, or may have seen since the firm did so itself.

    The journal knows: the file of a firm is another room's. Three queries.
    """
    joined = {
        event.subject: event
        for event in Event.objects.filter(
            type="scan.claimed", subject_kind="scan", subject__in=[str(result.pk) for result in results]
        ).order_by("id")
    }
    looked = Event.objects.filter(type=VIEWED, firm__in=firms_in(firm)).order_by("-id")
    last = looked.values_list("id", flat=True).first() or 0
    own = {key for key, event in joined.items() if event.actor_kind == "firm" and event.pk > last}
    return {result.pk for result in results if str(result.pk) not in own}


def has_file(firm: int) -> bool:
    """Say whether an adviser keeps a file of this firm, and so sees what joins it. Two queries."""
    return Event.objects.filter(firm__in=firms_in(firm), type="case.opened").exists()

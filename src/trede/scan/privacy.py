"""A scan as a subject: its code is all that its owner has, and all we need."""

from collections.abc import Iterable
from typing import cast

from django.db import models

from trede.core.codes import normalise_code
from trede.core.errors import OutOfOrder
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.journal.queries import events_about
from trede.privacy.subjects import Subject, register_subject
from trede.scan.actions import discard_scan
from trede.scan.models import CheckDetail, CheckTask, ScanResult


def _find(typed: str) -> ScanResult | None:
    code = normalise_code(typed)
    return ScanResult.objects.filter(code=code).first() if code else None


def _events(thing: models.Model) -> Iterable[Event]:
    return events_about("scan", thing.pk)


def _rows(thing: models.Model) -> list[models.Model]:
    """Return the scan, and what is kept beside a check: added facts and ticks."""
    return [thing, *CheckDetail.objects.filter(result=thing.pk), *CheckTask.objects.filter(result=thing.pk)]


def _erase(by: Actor, thing: models.Model, _reason: str) -> None:
    scan = cast("ScanResult", thing)
    if scan.claimed:
        raise OutOfOrder(
            "scan-shared",
            f"Deze scan hoort bij bedrijf {scan.firm_id}. Wis dat bedrijf, dan gaat de scan mee.",
            f"This scan belongs to firm {scan.firm_id}. Erase that firm, and the scan goes with it.",
        )
    discard_scan(by=by, result=scan)


register_subject(
    Subject(
        kind="scan",
        names=("scan (code)", "scan (code)"),
        model="scan.ScanResult",
        find=_find,
        events=_events,
        rows=_rows,
        erase=_erase,
    )
)

"""Scans that nobody shared are kept for as long as the region says, and then erased."""

from datetime import date

from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job
from trede.regions.registry import pack
from trede.scan.actions import expire_scan
from trede.scan.models import ScanResult

_AT_ONCE = 500


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier; the 31st becomes the 28th where needed."""
    earlier = day.year * 12 + day.month - 1 - months
    return date(earlier // 12, earlier % 12 + 1, min(day.day, 28))


def erase_old_scans() -> int:
    """Erase scans older than `terms.scan_retention_months` of the pack that no firm shared; return how many."""
    last = months_before(clock.today(), pack().info.terms.scan_retention_months)
    old = ScanResult.objects.filter(day__lt=last, firm=None).order_by("day")[:_AT_ONCE]
    erased = 0
    for result in old:
        expire_scan(by=Actor.system("retention"), result=result)
        erased += 1
    return erased


register_job("old-scans", erase_old_scans)

"""What taking an outcome along writes: that it was mailed, never to whom."""

from trede.journal.actions import Actor, action, record
from trede.scan.models import ScanResult


@action
def note_mailed(*, by: Actor, result: ScanResult) -> None:
    """Record that an outcome was mailed to somebody who holds its code. One insert."""
    record("outcome.mailed", by=by, subject=("scan", result.pk))

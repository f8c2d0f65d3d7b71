"""A firm joins an outcome to its own pages by the code, and lets go of it while nobody of the staff saw it."""

from trede.companies.own.queries import must_be_of
from trede.core.errors import OutOfOrder
from trede.journal.actions import Actor, action, record
from trede.scan.models import ScanResult
from trede.scan.queries import event_data, seen_by_staff


@action
def join_own_scan(*, by: Actor, firm: int, result: ScanResult) -> ScanResult:
    """Join an outcome to the firm of the actor; the same firm twice changes nothing.

    Raises OutOfOrder (`scan-claimed`) when it belongs to another firm.
    """
    must_be_of(by, firm)
    if result.firm_id == firm:
        return result
    if not ScanResult.objects.filter(pk=result.pk, firm=None).update(firm=firm):
        raise OutOfOrder(
            "scan-claimed",
            "Deze uitkomst hoort al bij een ander bedrijf.",
            "This outcome already belongs to another business.",
        )
    result.firm_id = firm
    record("scan.claimed", by=by, firm=firm, subject=("scan", result.pk), data=event_data(result))
    return result


@action
def detach_own_scan(*, by: Actor, firm: int, result: ScanResult) -> None:
    """Let go of an outcome; its code works as before. Raises OutOfOrder (`scan-shared`) once staff may have seen it."""
    must_be_of(by, firm)
    if result.firm_id != firm or seen_by_staff(firm, [result]):
        raise OutOfOrder(
            "scan-shared",
            "Deze uitkomst is al gedeeld. Vraag je adviseur om hem te wissen.",
            "This outcome was shared already. Ask your adviser to erase it.",
        )
    ScanResult.objects.filter(pk=result.pk, firm=firm).update(firm=None)
    record("scan.detached", by=by, firm=firm, subject=("scan", result.pk))

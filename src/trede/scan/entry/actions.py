"""What entering a scan writes."""

from trede.core.permissions import Permission
from trede.journal.actions import Actor, check_permission
from trede.scan.actions import submit_form
from trede.scan.models import ScanResult

CHANNEL = "adviser"


def enter_scan(
    *, by: Actor, answers: str, nonce: str, language: str = "nl", previous: ScanResult | None = None
) -> ScanResult:
    """Store a scan that an entrepreneur gave on paper or by phone (seven letters A–F or `-`), once per form.

    `language` is the entrepreneur's own. Raises NotPermitted, and as `complete_scan`.
    """
    check_permission(by, Permission.SCAN_ENTER)
    return submit_form(by=by, answers=answers, nonce=nonce, language=language, previous=previous, channel=CHANNEL)

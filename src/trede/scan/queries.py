"""Reading scans."""

from trede.core.codes import normalise_code
from trede.scan.models import ScanResult


def by_code(typed: str) -> ScanResult | None:
    """Return the scan with this code as typed by a person, or None. One query, none for what is no code."""
    code = normalise_code(typed)
    return None if code is None else ScanResult.objects.filter(code=code).first()


def with_previous(code: str) -> ScanResult | None:
    """Return the scan with this exact code together with the earlier one it follows. One query."""
    return ScanResult.objects.select_related("previous").filter(code=code).first()


def by_nonce(nonce: str) -> ScanResult | None:
    """Return the scan that was made with this form, or None. One query."""
    return ScanResult.objects.filter(form_nonce=nonce).first()

"""The outcomes of a firm on its own pages: see them, join one by its code, let go of one again."""

from typing import Any

from django.http import Http404, HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt, done, page
from trede.core.codes import normalise_code, spoken
from trede.regions.registry import pack
from trede.scan.actions_own import detach_own_scan, join_own_scan
from trede.scan.models import ScanResult
from trede.scan.own_block import scan_rows
from trede.scan.queries import by_code, has_file, scans_of, seen_by_staff
from trede.web import failures
from trede.web.limits import take
from trede.web.methods import only

TRIES, TRIES_PER_MINUTE = 20, 6.0
"""Wrong codes an address may try; the same bucket as that of the public pages."""
PAGE = "scan/own_scans.html"


@firm
@only("GET", "POST")
def own_scans(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """All outcomes, and the form that joins one: first the code, then a yes to what that means."""
    if request.method != "POST":
        return _show(request, language)
    typed = request.POST.get("code", "")[:40].replace("\0", "")
    found = _joinable(request, typed)
    if found is not None:
        return _join(request, language, found)
    if not take("code", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
        return failures.failure(request, "too-many", 429)
    key = "code.unknown" if normalise_code(typed) else "code.malformed" if typed.strip() else "code.empty"
    return _show(request, language, typed=typed, errors=[("code", pack().text(key, language))])


def _joinable(request: FirmRequest, typed: str) -> ScanResult | None:
    """Return the outcome with this code; None for one of another firm too: whose it is, is nobody's business."""
    found = by_code(typed)
    if found is None or found.scan_key not in pack().scans:
        return None
    return found if found.firm_id in {None, request.own.firm.pk} else None


def _join(request: FirmRequest, language: str, found: ScanResult) -> HttpResponse:
    own = request.own
    if found.firm_id is None and "asked" not in request.POST:
        return _ask(request, language, found)
    if found.firm_id is None and request.POST.get("yes") != "yes":
        return _ask(request, language, found, errors=[("yes", pack().text("own.error.yes", language))])
    _, errors = attempt(lambda: join_own_scan(by=own.actor, firm=own.firm.pk, result=found), language)
    if errors:
        return _show(request, language, errors=[("code", errors[0][1])])
    return done(request, language, "/mijn/scans", "scan-joined")


def _show(
    request: FirmRequest, language: str, *, typed: str = "", errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    rows = scan_rows(request.own.firm.pk, language)
    return page(request, PAGE, language, errors=errors, tab="scans", rows=rows, typed=typed)


def _ask(
    request: FirmRequest, language: str, found: ScanResult, errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    region = pack()
    shown: dict[str, Any] = {
        "code": spoken(found.code),
        "day": found.day,
        "has_file": has_file(request.own.firm.pk),
        "front": region.organisation(region.info.front_door).name,
    }
    return page(request, "scan/own_join.html", language, errors=errors, tab="scans", **shown)


@firm
@only("GET", "POST")
def detach(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Let go of an outcome that nobody saw yet."""
    own = request.own
    found = next((item for item in scans_of(own.firm.pk) if item.pk == number), None)
    if found is None:
        raise Http404
    shared = bool(seen_by_staff(own.firm.pk, [found]))
    if request.method == "POST" and not shared:
        detach_own_scan(by=own.actor, firm=own.firm.pk, result=found)
        return done(request, language, "/mijn/scans", "scan-detached")
    status = 409 if request.method == "POST" else 200
    shown: dict[str, Any] = {"code": spoken(found.code), "day": found.day, "shared": shared}
    return page(request, "scan/own_detach.html", language, tab="scans", status=status, **shown)

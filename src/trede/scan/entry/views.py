"""The desk where advisers type in a scan. The code of the outcome stays out of addresses: the session remembers it."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.accounts.models import User
from trede.core.codes import spoken
from trede.core.errors import TredeError
from trede.core.permissions import Permission
from trede.core.scan import QUESTIONS
from trede.journal.actions import Actor
from trede.regions.registry import pack
from trede.scan.entry.actions import enter_scan
from trede.scan.entry.outcome import entered_outcome
from trede.scan.entry.reading import Reading, Typed, read, shortened
from trede.scan.form import new_nonce
from trede.scan.models import ScanResult
from trede.scan.queries import by_code
from trede.web.access import staff
from trede.web.failures import failure
from trede.web.limits import take
from trede.web.methods import only

TRIES, TRIES_PER_MINUTE = 30, 6.0
"""Earlier codes somebody may get wrong: as many as where a file is opened with a code."""
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,32}")
_ENTERED = "entered_scan"
"""Session key of the scan that was typed in last."""
_LANGUAGES = ("nl", "en")


@staff(Permission.SCAN_ENTER)
@only("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """All questions on one page, to read out and to type in."""
    if request.method == "POST":
        return _store(request)
    return _form(request, Typed(), {}, new_nonce())


def _store(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    nonce = sent.get("f", "")
    nonce = nonce if _NONCE.fullmatch(nonce) else new_nonce()
    typed = Typed(tuple(sent.get(f"q{number}", "") for number in range(1, QUESTIONS + 1)), sent.get("row", ""))
    reading = read(typed)
    errors = {field: _sentence(field, code, typed) for field, code in reading.errors.items()}
    previous, refusal = _previous(request)
    if refusal is not None:
        return refusal
    if sent.get("before", "").strip() and previous is None:
        errors["before"] = _("Deze code kennen we niet. Een code heeft acht tekens, zoals K7M4-9QXT.")
    if errors:
        return _form(request, typed, errors, nonce)
    return _save(request, typed, reading, nonce=nonce, previous=previous)


def _save(
    request: HttpRequest, typed: Typed, reading: Reading, *, nonce: str, previous: ScanResult | None
) -> HttpResponse:
    chosen = _language(request)
    try:
        result = enter_scan(
            by=_actor(request), answers=reading.answers, nonce=nonce, language=chosen, previous=previous
        )
    except TredeError as error:
        return _form(request, typed, {}, nonce, trouble=error)
    request.session[_ENTERED] = result.pk
    response = HttpResponseRedirect("/balie/scan/uitkomst")
    response.status_code = 303
    return response


def _previous(request: HttpRequest) -> tuple[ScanResult | None, HttpResponse | None]:
    """Return the earlier scan of this firm by the code that was typed, or a page for who guesses too often."""
    code = request.POST.get("before", "").strip()
    if not code:
        return None, None
    found = by_code(code)
    if found is not None and found.scan_key != pack().info.default_scan:
        found = None  # the outcome of another questionnaire
    if found is None and not take("desk-code", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
        return None, failure(request, "too-many", 429)
    return found, None


def _form(
    request: HttpRequest,
    typed: Typed,
    errors: dict[str, str],
    nonce: str,
    *,
    trouble: TredeError | None = None,
) -> HttpResponse:
    region = pack()
    questions = [
        {"number": number, "field": f"q{number}", "question": question, "typed": shortened(box), "error": error}
        for number, (question, box) in enumerate(
            zip(region.scans[region.info.default_scan].questions, typed.boxes, strict=True), 1
        )
        for error in [errors.get(f"q{number}", "")]
    ]
    context = {
        "questions": questions,
        "row": shortened(typed.row),
        "row_error": errors.get("row", ""),
        "before": shortened(request.POST.get("before", "")),
        "before_error": errors.get("before", ""),
        "chosen": _language(request),
        "nonce": nonce,
        "errors": list(errors.items()),
        "trouble": trouble.in_language(get_language() or "nl") if trouble else "",
    }
    status = trouble.status if trouble else 422 if errors else 200
    return render(request, "scan/entry.html", context, status=status)


def _sentence(field: str, code: str, typed: Typed) -> str:
    if field == "row" and code != "nothing":
        count = sum(1 for mark in typed.row if mark.isalnum() or mark in "-–")
        return {
            "unknown": _("De rij mag alleen 1 tot en met 6, A tot en met F of een streepje hebben."),
            "count": _("Je typte %(count)s antwoorden. Het zijn er zeven.") % {"count": count},
            "both": _("De rij en de vakjes zijn niet gelijk. Maak een van de twee leeg."),
        }[code]
    number = field.removeprefix("q")
    return {
        "empty": _("Vraag %(number)s: typ 1 tot en met 6, of een streepje als hij open is.") % {"number": number},
        "unknown": _("Vraag %(number)s: dit is geen antwoord. Typ 1 tot en met 6.") % {"number": number},
        "long": _("Vraag %(number)s: typ één cijfer of letter.") % {"number": number},
        "nothing": _("Er is nog geen enkel antwoord."),
    }[code]


def _language(request: HttpRequest) -> str:
    chosen = request.POST.get("language", "nl")
    return chosen if chosen in _LANGUAGES else "nl"


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    known: User = user
    return known.actor()


@staff(Permission.SCAN_ENTER)
@only("GET")
def entered(request: HttpRequest) -> HttpResponse:
    """The outcome of the scan that was typed in last, with the code to give to the entrepreneur."""
    result = ScanResult.objects.filter(pk=request.session.get(_ENTERED, 0)).first()
    if result is None:
        raise Http404
    context = {
        "outcome": entered_outcome(pack(), result, get_language() or "nl"),
        "code": result.code,
        "spoken": spoken(result.code),
        "public": f"/en/uitkomst/{result.code}" if result.language == "en" else f"/uitkomst/{result.code}",
        "again": result.previous_id is not None,
    }
    return render(request, "scan/entered.html", context)

"""The desk of a measurement: open a round, hand out links, close it, read it. Only for one's own organisation."""

from dataclasses import dataclass
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trede.accounts.models import User
from trede.core.errors import InputError, OutOfOrder
from trede.core.pack import Scan
from trede.core.permissions import Permission
from trede.regions.registry import pack
from trede.scan.skills.actions import close_round, open_round, renew_link
from trede.scan.skills.answers import least_people, skills_scan
from trede.scan.skills.links import path_of
from trede.scan.skills.models import SkillsInvitation, SkillsRound
from trede.scan.skills.page import organisation_name
from trede.scan.skills.queries import departments, enough_answered, round_of, rounds_of
from trede.scan.skills.results import results
from trede.scan.skills.rules import LONGEST_LABEL, LONGEST_OPEN_DAYS, MOST_DEPARTMENTS, same_questions
from trede.web.access import staff
from trede.web.addresses import absolute
from trede.web.failures import language_of

HOME = "/balie/vaardigheden"
_QR_SIZE = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """The link of one department as it is printed: address and an image with the code to scan."""

    department: str
    address: str
    image: str
    width: int
    height: int


@staff(Permission.SKILLS_MANAGE)
@require_http_methods(["GET"])
def overview(request: HttpRequest) -> HttpResponse:
    """All measurements of one's own organisation, newest first."""
    _scan()
    rounds = rounds_of(_organisation(request))
    context = {
        "rounds": rounds,
        "running": any(kept.is_open for kept in rounds),
        "organisation": organisation_name(pack(), _organisation(request)),
        "least": least_people(pack()),
    }
    return render(request, "scan/skills/overview.html", context)


@staff(Permission.SKILLS_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round; the answer to the form is the page with the links, shown once."""
    scan = _scan()
    earlier = [kept for kept in rounds_of(_organisation(request)) if not kept.is_open and same_questions(kept, scan)]
    if request.method != "POST":
        return _form(request, earlier)
    before = next((kept for kept in earlier if str(kept.pk) == request.POST.get("eerder")), None)
    kind = SkillsRound.FOLLOW_UP if request.POST.get("soort") == "vervolg" else SkillsRound.BASELINE
    try:
        opened, links = open_round(
            by=_person(request).actor(),
            kind=kind,
            labels=request.POST.get("afdelingen", "").splitlines(),
            before=before if kind == SkillsRound.FOLLOW_UP else None,
        )
    except InputError as error:
        return _form(request, earlier, error=error)
    except OutOfOrder as error:
        messages.error(request, error.in_language(language_of(request)))
        return _go(HOME)
    return _sheets(request, opened, links)


@staff(Permission.SKILLS_MANAGE)
@require_http_methods(["GET"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One round: while it is open which departments have enough answers, after closing what it says."""
    kept = _own(request, number)
    context: dict[str, Any] = {"round": kept, "least": least_people(pack()), "days": LONGEST_OPEN_DAYS}
    if kept.is_open:
        enough = enough_answered(kept)
        context["departments"] = [(item, item.pk in enough) for item in departments(kept)]
    else:
        scan = _scan()
        readable = scan if same_questions(kept, scan) else None
        context["groups"] = results(pack(), readable, kept, language_of(request))
    return render(request, "scan/skills/round.html", context)


@staff(Permission.SKILLS_MANAGE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a round. The form asks once more, because it cannot be undone."""
    kept = _own(request, number)
    if request.method == "POST" and kept.is_open:
        try:
            close_round(by=_person(request).actor(), opened=kept)
        except OutOfOrder as error:
            messages.error(request, error.in_language(language_of(request)))
        else:
            messages.success(request, _("De meting is gesloten. Alle antwoorden zijn geteld en gewist."))
        return _go(f"{HOME}/{kept.pk}")
    if not kept.is_open:
        return _go(f"{HOME}/{kept.pk}")
    few = [item.label for item in departments(kept) if item.pk not in enough_answered(kept)]
    return render(request, "scan/skills/close.html", {"round": kept, "few": few, "least": least_people(pack())})


@staff(Permission.SKILLS_MANAGE)
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new link for one department, shown once; the old one stops working."""
    kept = _own(request, number)
    chosen = next((item for item in departments(kept) if str(item.pk) == request.POST.get("afdeling")), None)
    if request.method != "POST" or chosen is None:
        return _go(f"{HOME}/{kept.pk}")
    try:
        token = renew_link(by=_person(request).actor(), invitation=chosen)
    except OutOfOrder as error:
        messages.error(request, error.in_language(language_of(request)))
        return _go(f"{HOME}/{kept.pk}")
    return _sheets(request, kept, ((chosen, token),))


def _form(request: HttpRequest, earlier: list[SkillsRound], *, error: InputError | None = None) -> HttpResponse:
    sentence = error.in_language(language_of(request)) if error else ""
    place = "afdelingen" if error is None or error.code.startswith("department") else "soort"
    context = {
        "earlier": earlier,
        "kind": request.POST.get("soort", "vervolg" if earlier else "nulmeting"),
        "before": request.POST.get("eerder", str(earlier[0].pk) if earlier else ""),
        "departments": request.POST.get("afdelingen", "")[: MOST_DEPARTMENTS * LONGEST_LABEL * 2],
        "error": sentence,
        "error_at": place,
        "errors": [(place, sentence)] if sentence else [],
        "least": least_people(pack()),
    }
    return render(request, "scan/skills/new.html", context, status=error.status if error else 200)


def _sheets(request: HttpRequest, opened: SkillsRound, links: tuple[tuple[SkillsInvitation, str], ...]) -> HttpResponse:
    context = {
        "round": opened,
        "sheets": [_sheet(request, invitation.label, token) for invitation, token in links],
        "organisation": organisation_name(pack(), opened.organisation),
        "scan": _scan(),
    }
    return render(request, "scan/skills/links.html", context)


def _sheet(request: HttpRequest, department: str, token: str) -> Sheet:
    address = absolute(request, path_of(token))
    code = segno.make(address, error="m", micro=False)
    width, height = code.symbol_size(scale=_QR_SIZE)
    image = code.svg_data_uri(scale=_QR_SIZE, dark="#000", light="#fff", xmldecl=False)
    return Sheet(department, address, image, int(width), int(height))


def _scan() -> Scan:
    """Return the questionnaire of the region. Http404 when it has none: then this room is not there."""
    scan = skills_scan(pack())
    if scan is None:
        raise Http404
    return scan


def _own(request: HttpRequest, number: int) -> SkillsRound:
    """Return a round of one's own organisation. Http404 for any other."""
    _scan()
    found = round_of(_organisation(request), number)
    if found is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> User:
    user: Any = request.user
    found: User = user
    return found


def _organisation(request: HttpRequest) -> str:
    return _person(request).actor().organisation


def _go(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response

"""The desk for firms that are in the house twice: a list with reasons, two side by side, and the way back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.companies.merging.actions import keep_apart, merge_firms, unmerge_firms
from trede.companies.merging.candidates import Candidate, candidates, reasons_for, standing_merges
from trede.companies.merging.models import UNDO_DAYS, FirmMerge
from trede.companies.merging.moving import relations
from trede.companies.models import ContactPerson, Firm
from trede.companies.queries import consents_of, contacts_of
from trede.core.errors import OutOfOrder, TredeError, Unavailable
from trede.core.pack import Pack
from trede.core.permissions import Permission
from trede.privacy.looks import note_look
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.failures import language_of
from trede.web.methods import only

LIST = "/balie/bedrijven/dubbel"
PER_PAGE = 25
APART = "apart"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two firms as it is shown: what is known in the order of the rows, and what hangs on it."""

    firm: Firm
    facts: tuple[str, ...]
    contacts: tuple[str, ...]
    consents: tuple[str, ...]
    rows: int


@staff(Permission.FIRMS_MERGE)
@only("GET")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that are alike, strongest reason first, and what was merged in the last thirty days."""
    return _list(request)


def _list(request: HttpRequest, error: TredeError | None = None) -> HttpResponse:
    found = candidates()
    pages = max(1, -(-len(found) // PER_PAGE))
    typed = request.GET.get("pagina", "1")
    number = min(int(typed), pages) if typed.isascii() and typed.isdigit() and typed.strip("0") else 1
    language = language_of(request)
    region, why = pack(), reason_words()
    context = {
        "rows": [_row(each, region, why) for each in found[(number - 1) * PER_PAGE : number * PER_PAGE]],
        "total": len(found),
        "number": number,
        "pages": pages,
        "before": number - 1,
        "after": number + 1 if number < pages else 0,
        "merges": list(standing_merges()),
        "days": UNDO_DAYS,
        "errors": [("samengevoegd", error.in_language(language))] if error else [],
    }
    return render(request, "companies/duplicates.html", context, status=error.status if error else 200)


def reason_words() -> dict[str, str]:
    """Return why two firms are alike, in the words of the desk."""
    return {
        "kvk": _("zelfde KVK-nummer"),
        "branch": _("zelfde KVK-nummer, andere vestiging"),
        "name": _("zelfde naam"),
        "email": _("zelfde e-mailadres"),
        "phone": _("zelfde telefoonnummer"),
    }


def _row(each: Candidate, region: Pack, why: dict[str, str]) -> dict[str, object]:
    sides = [(firm.name, _place(region, firm), firm.kvk, firm.branch) for firm in (each.first, each.second)]
    address = f"{LIST}/{each.first.pk}/{each.second.pk}"
    return {"sides": sides, "reasons": [why[reason] for reason in each.reasons], "address": address}


@staff(Permission.FIRMS_MERGE)
@only("GET", "POST")
def duplicate(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two firms side by side; merge them, or say that they are two."""
    firms = _two(first, second)
    if request.method != "POST":
        return _pair(request, firms)
    user: Any = request.user
    by, choice = user.actor(), request.POST.get("keuze", "")
    kept = [firm for firm in firms if choice == str(firm.pk)]
    if choice != APART and not kept:
        return _pair(request, firms, error=_("Kies welk bedrijf verder gaat."))
    try:
        if choice == APART:
            keep_apart(by=by, one=firms[0], other=firms[1])
            return _done(request, _("We laten deze twee niet meer zien."))
        (gone,) = (firm for firm in firms if firm is not kept[0])
        merge_firms(by=by, kept=kept[0], gone=gone)
    except (OutOfOrder, Unavailable) as error:
        return _pair(request, firms, error=error.in_language(language_of(request)), status=error.status)
    return _done(request, _("De twee zijn samengevoegd. Terugdraaien kan onderaan deze bladzijde."))


def _two(first: int, second: int) -> list[Firm]:
    """Return both firms. Http404 when one is not there or was merged before."""
    found = list(Firm.objects.filter(pk__in=(first, second), merged_into=None).order_by("pk"))
    if len(found) != 2:  # noqa: PLR2004  # two firms
        raise Http404
    return found


def _done(request: HttpRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    response = HttpResponseRedirect(LIST)
    response.status_code = 303
    return response


def _pair(request: HttpRequest, firms: list[Firm], *, error: str = "", status: int = 422) -> HttpResponse:
    user: Any = request.user
    for firm in firms:
        note_look(by=user.actor(), firm=firm.pk, what="file", subject=("firm", firm.pk))
    region, language, why = pack(), language_of(request), reason_words()
    sides = [_side(region, firm, language) for firm in firms]
    names = (
        _("Nummer"),
        _("Naam"),
        _("KVK-nummer"),
        _("Vestigingsnummer"),
        _("Gemeente"),
        _("Branche"),
        _("Volle banen"),
        _("Bekend sinds"),
    )
    numbers = {firm.kvk for firm in firms if firm.kvk}
    context = {
        "sides": sides,
        "facts": [(name, [side.facts[place] for side in sides]) for place, name in enumerate(names)],
        "reasons": [why[reason] for reason in reasons_for(*firms)],
        "other_numbers": len(numbers) > 1,
        "days": UNDO_DAYS,
        "chosen": request.POST.get("keuze", ""),
        "errors": [("keuze", error)] if error else [],
    }
    return render(request, "companies/duplicate.html", context, status=status if error else 200)


def _side(region: Pack, firm: Firm, language: str) -> Side:
    sectors = {sector.key: sector.name.in_language(language) for sector in region.info.sectors}
    partners = {each.key: each.name for each in region.organisations}
    jobs = "" if firm.fte is None else f"{firm.fte.normalize():f}".replace(".", "," if language == "nl" else ".")
    facts = (
        str(firm.pk),
        firm.name,
        firm.kvk,
        firm.branch,
        _place(region, firm),
        sectors.get(firm.sector, ""),
        jobs,
        f"{firm.since:%d-%m-%Y}",
    )
    contacts = tuple(_reach(person) for person in contacts_of(firm.pk))
    consents = tuple(
        f"{partners.get(each.organisation, each.organisation)} ({each.given_on:%d-%m-%Y})"
        for each in consents_of(firm.pk)
        if each.stands
    )
    rows = sum(model.objects.filter(**{field.attname: firm.pk}).count() for model, field in relations(Firm))
    return Side(firm, facts, contacts, consents, rows)


def _reach(person: ContactPerson) -> str:
    return ", ".join(part for part in (person.name, person.phone, person.email) if part)


def _place(region: Pack, firm: Firm) -> str:
    names = {item.code: item.name for item in region.info.municipalities}
    return names.get(firm.municipality, firm.municipality)


@staff(Permission.FIRMS_MERGE)
@only("POST")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a merge apart. A refusal is said on the list."""
    merge = FirmMerge.objects.filter(pk=number).first()
    if merge is None:
        raise Http404
    user: Any = request.user
    try:
        unmerge_firms(by=user.actor(), merge=merge)
    except (OutOfOrder, Unavailable) as error:
        return _list(request, error)
    return _done(request, _("De samenvoeging is teruggedraaid. Beide bedrijven staan er weer."))

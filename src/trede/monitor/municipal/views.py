"""The desk of a municipality: own figures, and the kit to invite firms."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trede.chain.municipal.rules import municipality_of
from trede.core.disclosure import Cell
from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.monitor import queries
from trede.monitor.municipal.figures import TownFigures, rules_for, town_figures
from trede.monitor.municipal.kit import code_svg, kit_of, link_of, poster_pdf
from trede.monitor.words import Words
from trede.regions.registry import pack
from trede.scan.embed import known
from trede.web.access import staff
from trede.web.methods import only

LANGUAGES = ("nl", "en")
YEAR = 4
"""Quarters of the longer count of scans."""


@dataclass(frozen=True, slots=True)
class Scans:
    """How many scans came through the own link, in words when there are too few: this quarter, and a year."""

    now: int | None
    year: int | None


@staff(Permission.SIGNAL_GIVE)
@only("GET")
def town(request: HttpRequest) -> HttpResponse:
    """Own reach and ladder, scans through the own link, and the kit in both languages."""
    region, by = pack(), _actor(request)
    found = municipality_of(by.organisation)
    words = Words(region, _language(), rules_for(region))
    context: dict[str, object] = {
        "town": found,
        "counted": bool(known(by.organisation)),
        "minimum": region.info.disclosure.partner_minimum,
        "scans": _scans(by.organisation, region.info.disclosure.partner_minimum),
        "kits": [kit_of(request, region, by.organisation, language) for language in LANGUAGES],
    }
    if found is not None:
        quarter = quarter_of(clock.today()).previous()
        figures = town_figures(region, queries.live.kept().ledger, found.code, quarter)
        context |= {"figures": figures, "quarter": words.quarter(quarter), **_lines(figures, words)}
    return render(request, "monitor/municipal/town.html", context)


@staff(Permission.SIGNAL_GIVE)
@only("GET")
def poster(request: HttpRequest) -> HttpResponse:
    """The poster as a PDF, with the own code to scan; `taal=en` for English."""
    region, by = pack(), _actor(request)
    language = _chosen(request)
    found = municipality_of(by.organisation)
    if found is None:
        raise Http404
    made = poster_pdf(region, link_of(request, by.organisation, language), found.name, language)
    headers = {"Content-Disposition": f'inline; filename="poster-{by.organisation}-{language}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@staff(Permission.SIGNAL_GIVE)
@only("GET")
def code(request: HttpRequest) -> HttpResponse:
    """The own code to scan as an SVG file; `taal=en` for the English scan."""
    by, language = _actor(request), _chosen(request)
    headers = {"Content-Disposition": f'attachment; filename="qr-{by.organisation}-{language}.svg"'}
    made = code_svg(link_of(request, by.organisation, language))
    return HttpResponse(made, content_type="image/svg+xml", headers=headers)


def _lines(figures: TownFigures, words: Words) -> dict[str, object]:
    names = {rung.key: rung.name.in_language(words.language) for rung in words.pack.ladder.rungs}
    return {
        "reach": [(words.quarter(each.period), _text(each.cell)) for each in reversed(figures.reach)],
        "rungs": [(_joined([names[key] for key in line.rungs]), _text(line.cell)) for line in figures.rungs],
        "firms": _text(figures.firms),
    }


def _joined(names: list[str]) -> str:
    """Return the name of one rung, or from which to which several go."""
    if len(names) == 1:
        return names[0]
    return _("%(first)s tot en met %(last)s") % {"first": names[0], "last": names[-1]}


def _text(cell: Cell) -> str:
    """Return a figure, or nothing when it is hidden: the template says so in words."""
    return cell.text or ""


def _scans(organisation: str, minimum: int) -> Scans:
    """Return the scans through the own link; too few to be read are None. One query per quarter."""
    key = known(organisation)
    if not key:
        return Scans(None, None)
    quarters = quarter_of(clock.today()).last_quarters(YEAR)
    counts = [queries.scans_per_referrer(quarter).get(key, 0) for quarter in quarters]
    return Scans(*(number if number >= minimum else None for number in (counts[-1], sum(counts))))


def _chosen(request: HttpRequest) -> str:
    return "en" if request.GET.get("taal") == "en" else "nl"


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    found: Actor = user.actor()
    return found


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"

"""The desk page of white spots: where firms need help that no partner offers."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.core.white_spots import Lack, ShownSpot
from trede.journal import clock
from trede.partners.forms import language
from trede.partners.queries import current_pack
from trede.partners.white import white_spots_of
from trede.web.access import staff
from trede.web.methods import only

QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A white spot in words."""

    rung: str
    topic: str
    lack: str
    spot: ShownSpot


@staff(Permission.CHAIN_OVERSEE)
@only("GET")
def white(request: HttpRequest) -> HttpResponse:
    """White spots of a quarter. Small numbers of firms are not shown."""
    quarters = quarter_of(clock.today()).last_quarters(QUARTERS)
    chosen = next((item for item in quarters if item.key == request.GET.get("kwartaal")), quarters[-1])
    region, tongue = current_pack(), language()
    rungs = {item.key: item.name.in_language(tongue) for item in region.ladder.rungs}
    questions = region.scans[region.info.default_scan].questions
    topics = {item.key: item.title.in_language(tongue) for item in questions}
    lines = [
        Line(rungs[spot.rung], topics.get(spot.topic, spot.topic), lack_words(spot.lack), spot)
        for spot in white_spots_of(chosen)
    ]
    context = {
        "asked": [line for line in lines if line.spot.firms is not None],
        "few": [line for line in lines if line.spot.firms is None],
        "period": chosen.key,
        "quarters": [item.key for item in reversed(quarters)],
        "minimum": region.info.disclosure.partner_minimum,
    }
    return render(request, "partners/desk/white.html", context)


def lack_words(lack: Lack) -> str:
    """Return what is missing in a sentence."""
    return {
        Lack.NOBODY: _("Geen partner helpt hier."),
        Lack.FULL: _("Er is hulp, maar die is nu vol of gesloten."),
        Lack.SOME: _("Er is alleen hulp voor een deel van de bedrijven."),
        Lack.RETURNED: _("Er is hulp, maar vragen komen terug."),
    }[lack]

"""The report of white spots as a page to print."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.core.white_report import Deed
from trede.core.white_spots import Lack
from trede.journal import clock
from trede.partners.forms import language
from trede.partners.queries import current_pack, find_service
from trede.partners.views_white import QUARTERS, lack_words
from trede.partners.white_report import white_report_of
from trede.web.access import staff
from trede.web.methods import only


@dataclass(frozen=True, slots=True)
class Line:
    """A white spot in words, with what was done about it."""

    topic: str
    rung: str
    lack: str
    firms: int | None
    done: tuple[str, ...]


@staff(Permission.CHAIN_OVERSEE)
@only("GET")
def white_report(request: HttpRequest) -> HttpResponse:
    """The report of a quarter, the latest that ended when none is chosen. Small numbers of firms are not shown."""
    quarters = quarter_of(clock.today()).last_quarters(QUARTERS)
    chosen = next((item for item in quarters if item.key == request.GET.get("kwartaal")), quarters[-2])
    report: Any = white_report_of(chosen)
    lines = [_line(spot) for spot in report["spots"]]
    context = {
        "asked": [line for line in lines if line.firms is not None],
        "few": [line for line in lines if line.firms is None],
        "elsewhere": [_said(deed) for deed in report["elsewhere"]],
        "period": chosen.key,
        "quarters": [item.key for item in reversed(quarters)],
        "minimum": current_pack().info.disclosure.partner_minimum,
        "today": clock.today(),
    }
    return render(request, "partners/desk/white_report.html", context)


def _line(spot: dict[str, Any]) -> Line:
    region, tongue = current_pack(), language()
    rungs = {item.key: item.name.in_language(tongue) for item in region.ladder.rungs}
    questions = region.scans[region.info.default_scan].questions
    topics = {item.key: item.title.in_language(tongue) for item in questions}
    return Line(
        topic=topics.get(spot["topic"], spot["topic"]),
        rung=rungs[spot["rung"]],
        lack=lack_words(Lack(spot["lack"])),
        firms=spot["firms"],
        done=tuple(_said(deed) for deed in spot["done"]),
    )


def _said(deed: dict[str, str]) -> str:
    found = find_service(deed["service"])
    name = deed["service"] if found is None else f"{found[0].name}: {found[1].name.in_language(language())}"
    what = {
        Deed.NEW: _("nieuw op de lijst"),
        Deed.CHANGED: _("aangepast"),
        Deed.ROOM: _("plaats of wachttijd veranderd"),
        Deed.WITHDRAWN: _("van de lijst gehaald"),
        Deed.RESTORED: _("terug op de lijst"),
    }[Deed(deed["what"])]
    return f"{name} ({what})"

"""Where the chain stalls, for whoever leads it: stages, working days between them, and what waits past its term."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trede.core.chain_flow import EVENTS, chain_flow
from trede.core.disclosure import Rules
from trede.core.periods import quarter_of
from trede.core.permissions import Permission
from trede.journal import clock
from trede.monitor import queries
from trede.monitor.figures import TREND_QUARTERS
from trede.monitor.words import Words
from trede.regions.registry import pack
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.CHAIN_OVERSEE)
@only("GET")
def chain(request: HttpRequest) -> HttpResponse:
    """The chain in one quarter. Numbers under the public minimum are not shown: they could be about one partner."""
    region, today = pack(), clock.today()
    rules = Rules.public(region.info.disclosure)
    words = Words(region, (get_language() or "nl")[:2], rules)
    quarters = quarter_of(today).last_quarters(TREND_QUARTERS)
    asked = request.GET.get("kwartaal", "")
    quarter = next((each for each in quarters if each.key == asked), quarters[-1])
    found = chain_flow(queries.rows_of(EVENTS), quarter, today=today, minimum=rules.minimum)
    few = _("minder dan %(minimum)s") % {"minimum": rules.minimum}
    names: dict[str, str] = {
        "inflow": _("Binnengekomen"),
        "intake": _("Eerste gesprek gehouden"),
        "referred": _("Doorverwezen"),
        "started": _("Traject gestart"),
        "completed": _("Traject afgerond"),
    }
    context: dict[str, Any] = {
        "period": quarter.key,
        "quarter": words.quarter(quarter),
        "choices": [(each.key, words.quarter(each)) for each in reversed(quarters)],
        "stages": [
            (names[stage.key], few if stage.firms is None else str(stage.firms), _days(stage.days))
            for stage in found.stages
        ],
        "late": few if found.late is None else str(found.late),
        "minimum": rules.minimum,
    }
    return render(request, "monitor/desk_chain.html", context)


def _days(days: float | None) -> str:
    if days is None:
        return "–"
    whole = round(days)
    return ngettext("%(days)s werkdag", "%(days)s werkdagen", whole) % {"days": whole}

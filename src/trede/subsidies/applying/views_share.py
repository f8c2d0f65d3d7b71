"""Pages on which a firm measures how it goes, and chooses which of its data others may use."""

from django.http import HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt
from trede.core.pack import Pack
from trede.regions.registry import pack
from trede.subsidies import fields as forms
from trede.subsidies.after import evidence
from trede.subsidies.amounts import read_euros
from trede.subsidies.applying import parts
from trede.subsidies.applying.base import said, sent, show
from trede.subsidies.applying.draft import answers_of, rung_of
from trede.subsidies.applying.sharing import may_choose, moment_now
from trede.subsidies.fields import Field
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.methods import only

RUNG = "trede"


@firm
@only("GET", "POST")
def measure(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Give the figures that the firm chose, at the application, at the end, and a year after."""
    application = sent(request, number)
    moment = moment_now(application)
    if not moment:
        return said(request, language, application, "nothing-asked")
    asked = _asked(pack(), application, language)
    known, _, _ = rung_of(request.own.firm)
    values: forms.Answers = {RUNG: (known,)}
    problems: dict[str, str] = {}
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        values, problems = forms.read_all(asked, request.POST, language)
        errors = list(problems.items())
    if request.method == "POST" and not problems:
        figures = {key: (read_euros(found[0]) or 0) / 100 for key, found in values.items() if found and key != RUNG}
        rung = "".join(values[RUNG][:1])
        _, errors = attempt(
            lambda: evidence.measure(
                by=request.own.actor, application=application, moment=moment, rung=rung, figures=figures
            ),
            language,
        )
        if not errors:
            return said(request, language, application, "measured")
    return show(
        request,
        "measure",
        language,
        application,
        errors=errors,
        heading=pack().text(f"apply.measure.{moment}", language),
        fields=forms.show(asked, values, problems),
    )


def _asked(region: Pack, application: Application, language: str) -> tuple[Field, ...]:
    """Return the rung, and the figures that the firm chose in its application."""
    chosen = answers_of(application).get(parts.FIGURES, ())
    measures = [item for item in scheme_of(application).measures if item.key in chosen]
    rungs = tuple((rung.key, rung.name.in_language(language)) for rung in region.ladder.rungs)
    return (
        Field(RUNG, "one", region.text("apply.measure.rung", language), options=rungs),
        *(
            Field(item.key, "money", item.name.in_language(language), item.how.in_language(language))
            for item in measures
        ),
    )


@firm
@only("GET", "POST")
def share(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Say which data is shared, why and with whom, and let the firm choose where it may."""
    application = sent(request, number)
    if not may_choose(application):
        return said(request, language, application, "nothing-asked")
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        layers = {layer.key for layer in scheme_of(application).data_layers if layer.voluntary}
        chosen = frozenset(request.POST.getlist(parts.LAYERS)) & layers
        _, errors = attempt(
            lambda: evidence.choose_layers(by=request.own.actor, application=application, voluntary=chosen), language
        )
        if not errors:
            return said(request, language, application, "shared")
    layers_now = evidence.layers_of(application)
    return show(
        request,
        "share",
        language,
        application,
        errors=errors,
        fixed=[layer for layer, _ in layers_now if not layer.voluntary],
        free=[(layer, holds) for layer, holds in layers_now if layer.voluntary],
    )

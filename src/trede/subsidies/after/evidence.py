"""Evidence of effect: where a firm stood at its application, at the end, and a year after; and what it shares.

Figures of one firm are for the firm and the desk. Others read them only about ten firms or more (`core.effect`).
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch

from trede.core.disclosure import Rules
from trede.core.effect import Effect, Pair, effect
from trede.core.errors import InputError, NotPermitted
from trede.core.grant_life import Role
from trede.core.pack_scheme_terms import DataLayer
from trede.core.pack_schemes import Scheme
from trede.core.periods import Period
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.regions.registry import pack
from trede.subsidies.acting import roles_of
from trede.subsidies.models import Application, Measurement, Obligation
from trede.subsidies.registry import scheme_of

if TYPE_CHECKING:
    from trede.scan.models import ScanResult

MOST_FIGURES = 3
_OBLIGATION = {"end": "measure-end", "after-12": "measure-year"}


@action
def measure(
    *,
    by: Actor,
    application: Application,
    moment: str,
    rung: str = "",
    baseline: bool | None = None,
    figures: Mapping[str, float] | None = None,
    scan: "ScanResult | None" = None,
    on: date | None = None,
) -> Measurement:
    """Write down where a firm stands at a moment; the same moment again replaces what was written, its scan apart.

    The measures are those the firm chose at its application: one to three of the scheme. `on` is the day of measuring,
    today unless said. Raises InputError `moment`, `rung`, `figures` or `on` (a day still to come), NotPermitted for
    somebody of another firm.
    """
    if not roles_of(by, application) & {Role.APPLICANT, Role.OFFICER, Role.SYSTEM}:
        raise NotPermitted("not-yours", "Dit is niet aan jou.", "This is not yours to do.")
    if moment not in Measurement.MOMENTS:
        raise InputError("moment", "Kies wanneer je mat.", "Choose when you measured.")
    if rung and rung not in {item.key for item in pack().ladder.rungs}:
        raise InputError("rung", "Kies een trede.", "Choose a rung.")
    measured_on = on or clock.today()
    if measured_on > clock.today():
        raise InputError("on", "Deze dag moet nog komen.", "This day is still to come.")
    chosen = _checked(application, moment, figures or {})
    row, _ = Measurement.objects.update_or_create(
        application=application,
        moment=moment,
        defaults={
            "on": measured_on,
            "rung": rung,
            "baseline_reached": baseline,
            "figures": chosen,
            **({"scan": scan} if scan is not None else {}),
        },
    )
    code = _OBLIGATION.get(moment, "")
    Obligation.objects.filter(application=application, code=code, met_on=None).update(met_on=measured_on)
    data: dict[str, object] = {
        "scheme": application.scheme,
        "moment": moment,
        "rung": rung,
        "baseline": baseline,
        "figures": len(chosen),
    }
    about = ("application", application.pk)
    record("effect.measured", by=by, firm=application.firm_id, subject=about, data=data, occurred_on=measured_on)
    return row


def _checked(application: Application, moment: str, figures: Mapping[str, float]) -> dict[str, float]:
    known = {item.key for item in scheme_of(application).measures}
    if not set(figures) <= known or len(figures) > MOST_FIGURES or any(value < 0 for value in figures.values()):
        raise InputError("figures", "Kies een tot drie cijfers van de lijst.", "Choose one to three figures.")
    first = application.measurements.filter(moment="application").first()
    if moment != "application" and first is not None and not set(figures) <= set(first.figures):
        raise InputError(
            "figures", "Meet hetzelfde als bij de aanvraag.", "Measure the same as at the application, to compare."
        )
    return dict(figures)


# What a firm shares


def layers_of(application: Application) -> list[tuple[DataLayer, bool]]:
    """Return the layers of the data clause, and whether they hold for this application."""
    chosen = set(application.share_layers)
    return [(layer, not layer.voluntary or layer.key in chosen) for layer in scheme_of(application).data_layers]


@action
def choose_layers(*, by: Actor, application: Application, voluntary: frozenset[str]) -> None:
    """Set which voluntary layers the firm shares; taking one back works at any time, and takes effect at once.

    Raises InputError `layers` for what is no voluntary layer of the scheme.
    """
    if not roles_of(by, application) & {Role.APPLICANT, Role.OFFICER}:
        raise NotPermitted("not-yours", "Dit is niet aan jou.", "This is not yours to do.")
    layers = scheme_of(application).data_layers
    if not voluntary <= {layer.key for layer in layers if layer.voluntary}:
        raise InputError("layers", "Kies uit de lijst.", "Choose from the list.")
    shared = [layer.key for layer in layers if not layer.voluntary or layer.key in voluntary]
    Application.objects.filter(pk=application.pk).update(share_layers=shared)
    application.share_layers = shared
    about = ("application", application.pk)
    record("application.layers", by=by, firm=application.firm_id, subject=about, data={"layers": sorted(voluntary)})


# What others may read


def effect_of(scheme: Scheme, measure_key: str, *, moment: str = "after-12", period: Period | None = None) -> Effect:
    """Return what may be read in public of a scheme: firms measured at the application and at a later moment.

    With `period` only firms that were measured again in it: then no firm stands in two periods, and nothing is learned
    from the difference. A firm with two grants counts once, by its last. Without TREDE_DISCLOSURE_P no figure of firms
    is shown. Three queries.
    """
    places = {item.key: place for place, item in enumerate(pack().ladder.rungs)}
    rows = Application.objects.filter(scheme=scheme.key, measurements__moment=moment).order_by("pk")
    found = rows.prefetch_related(Prefetch("measurements", Measurement.objects.order_by("pk"), to_attr="measured"))
    pairs = []
    for row in found:
        by_moment = {item.moment: item for item in row.measured}
        before, after = by_moment.get("application"), by_moment.get(moment)
        if before is None or after is None or (period is not None and not period.contains(after.on)):
            continue
        pairs.append(
            Pair(
                row.firm_id,
                places.get(before.rung),
                places.get(after.rung),
                before.figures.get(measure_key),
                after.figures.get(measure_key),
            )
        )
    return effect(pairs, Rules.public(pack().info.disclosure), percent=settings.DISCLOSURE_P or None)

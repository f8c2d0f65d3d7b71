"""What a file shows of the EU Digital Maturity Assessment: beside the ladder, in words, never as a rung."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy, ngettext

from trede.companies.models import MaturityAssessment
from trede.core.maturity import DIMENSIONS, MOMENTS, Step, band, series

BAND_WORDS = {
    "basic": gettext_lazy("basis"),
    "average": gettext_lazy("gemiddeld"),
    "moderately-advanced": gettext_lazy("redelijk gevorderd"),
    "advanced": gettext_lazy("gevorderd"),
}
DIMENSION_WORDS = {
    "total": gettext_lazy("Totaal"),
    "strategy": gettext_lazy("Digitale strategie"),
    "readiness": gettext_lazy("Digitale gereedheid"),
    "people": gettext_lazy("Mensgericht digitaal werken"),
    "data": gettext_lazy("Omgaan met data"),
    "automation": gettext_lazy("Automatisering en slimme techniek"),
    "green": gettext_lazy("Groen digitaal werken"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A score with its band in words."""

    band: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """The total or a dimension: its name, one cell per result, and how it moved in words (empty with one result)."""

    name: str
    cells: tuple[Cell, ...]
    moved: str


@dataclass(frozen=True, slots=True)
class MaturityBlock:
    """The newest series of results: from its T0 on. `earlier` counts the results of series before it."""

    results: tuple[MaturityAssessment, ...]
    lines: tuple[Line, ...]
    earlier: int
    compares: bool


def maturity_block(firm: int) -> MaturityBlock | None:
    """Return what `companies/maturity_block.html` shows as `maturity`, or None when the firm has no result. One query.

    For whoever may see the file of the firm: a result does not travel with a referral by itself.
    """
    rows = {row.measurement: row for row in MaturityAssessment.objects.filter(firm=firm).order_by("day", "moment")}
    if not rows:
        return None
    newest = series(rows)[-1]
    results = tuple(rows[measurement] for measurement in newest)
    compares = len(results) > 1 and results[0].moment == MOMENTS[0]
    lines = tuple(_line(name, results, compares=compares) for name in ("total", *DIMENSIONS))
    return MaturityBlock(results, lines, len(rows) - len(results), compares)


def _line(name: str, results: tuple[MaturityAssessment, ...], *, compares: bool) -> Line:
    scores: list[Decimal] = [getattr(result, name) for result in results]
    cells = tuple(Cell(str(BAND_WORDS[band(score)]), score) for score in scores)
    moved = moved_in_words(Step(scores[0], scores[-1])) if compares else ""
    return Line(str(DIMENSION_WORDS[name]), cells, moved)


def moved_in_words(step: Step) -> str:
    """Return how far a score moved in bands: `een niveau hoger`. Within a band it says so, whatever the points."""
    if step.bands == 0:
        return gettext("zelfde niveau")
    count = abs(step.bands)
    if step.bands > 0:
        return ngettext("een niveau hoger", "%(count)d niveaus hoger", count) % {"count": count}
    return ngettext("een niveau lager", "%(count)d niveaus lager", count) % {"count": count}

"""The kind `measurements`: where firms with a grant stood at their application, at the end and a year after.

One row is one moment of one application. A row with the same moment replaces what was written, and a row that says the
same changes nothing.
"""

from collections.abc import Iterator
from decimal import Decimal

from trede.companies.imports.cells import Cells, day, needed, number, written
from trede.companies.imports.frame import Column, Kind, Outcome, Plan
from trede.core.errors import InputError
from trede.core.scan import RUNGS
from trede.journal.actions import Actor
from trede.subsidies.after import evidence
from trede.subsidies.models import Application, Measurement

MOMENTS = {
    "application": "application",
    "end": "end",
    "after-12": "after-12",
    "aanvraag": "application",
    "einde": "end",
    "na een jaar": "after-12",
}
"""What may stand in the column `moment`, in both languages."""
YES_OR_NO = {"": None, "ja": True, "nee": False, "yes": True, "no": False}
FIGURES = tuple(range(1, evidence.MOST_FIGURES + 1))


def _application(text: str) -> Application:
    found = Application.objects.filter(number=text).first()
    if found is None:
        raise InputError(
            "unknown-application",
            "Dit nummer kennen we niet. Schrijf het zoals het op de brieven staat.",
            "We do not know this number. Write it as it stands on the letters.",
        )
    return found


def _moment(text: str) -> str:
    found = MOMENTS.get(text.casefold())
    if found is None:
        raise InputError("moment", "Schrijf: aanvraag, einde of na een jaar.", "Write: application, end or after-12.")
    return found


def _rung(text: str) -> str:
    if text and text.casefold() not in RUNGS:
        raise InputError("rung", f"Kies uit: {', '.join(RUNGS)}.", f"Choose from: {', '.join(RUNGS)}.")
    return text.casefold()


def _baseline(text: str) -> bool | None:
    if text.casefold() not in YES_OR_NO:
        raise InputError("baseline", "Schrijf ja, nee of niets.", "Write yes, no or nothing.")
    return YES_OR_NO[text.casefold()]


def _figures(cells: Cells) -> dict[str, float]:
    """Return the figures of a row by key; a key without a figure, or the other way round, is noted as wrong."""
    found: dict[str, float] = {}
    for place in FIGURES:
        key, value = cells.text(f"measure_{place}"), cells.text(f"value_{place}")
        if bool(key) != bool(value):
            cells.refuse(
                f"value_{place}" if key else f"measure_{place}",
                InputError("half", "Schrijf de maat en het cijfer.", "Write both the measure and the figure."),
            )
        elif key in found:
            cells.refuse(
                f"measure_{place}", InputError("twice", "Deze maat staat er al.", "This measure is there already.")
            )
        elif key and (figure := cells.read(f"value_{place}", number)) is not None:
            found[key] = float(figure)
    return found


def _plan(cells: Cells) -> Plan | None:
    """Judge one row against what was measured. Whether figures fit the scheme is judged when the row is saved."""
    application = cells.read("application", needed(_application))
    moment = cells.read("moment", needed(_moment))
    measured_on = cells.read("on", needed(day))
    rung, baseline, figures = cells.read("rung", _rung), cells.read("baseline", _baseline), _figures(cells)
    if cells.errors or application is None or moment is None or measured_on is None:
        return None
    facts = (measured_on, rung or "", baseline, tuple(sorted(figures.items())))
    known = Measurement.objects.filter(application=application, moment=moment).first()
    if known is None:
        outcome = Outcome.ADDED
    else:
        before = (known.on, known.rung, known.baseline_reached, tuple(sorted(known.figures.items())))
        outcome = Outcome.SAME if before == facts else Outcome.CHANGED

    def apply(by: Actor) -> None:
        evidence.measure(
            by=by,
            application=application,
            moment=moment,
            rung=rung or "",
            baseline=baseline,
            figures=figures,
            on=measured_on,
        )

    return Plan((application.pk, moment), facts, outcome, apply)


def _rows() -> Iterator[tuple[str, ...]]:
    found = Measurement.objects.filter(application__number__isnull=False).select_related("application")
    for row in found.order_by("application__number", "on", "moment"):
        figures = [cell for key, value in sorted(row.figures.items()) for cell in (key, written(Decimal(str(value))))]
        yield (
            row.application.number or "",
            row.moment,
            row.on.isoformat(),
            row.rung,
            {True: "ja", False: "nee", None: ""}[row.baseline_reached],
            *figures,
            *[""] * (2 * len(FIGURES) - len(figures)),
        )


def _left_out() -> int:
    """Count what was measured for applications that were not sent yet: they have no number."""
    return Measurement.objects.filter(application__number=None).count()


MEASUREMENTS = Kind(
    key="measurements",
    names=("Metingen bij bedrijven met subsidie", "Measurements at businesses with a grant"),
    columns=(
        Column("application", "aanvraag", ("nummer", "number"), needed=True),
        Column("moment", "moment", ("meetmoment",), needed=True),
        Column("on", "gemeten op", ("datum", "day"), needed=True),
        Column("rung", "trede"),
        Column("baseline", "veilige basis", ("basis",)),
        *(
            column
            for place in FIGURES
            for column in (Column(f"measure_{place}", f"maat {place}"), Column(f"value_{place}", f"cijfer {place}"))
        ),
    ),
    plan=_plan,
    rows=_rows,
    left_out=_left_out,
)

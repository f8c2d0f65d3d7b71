"""Verbs on results of the EU Digital Maturity Assessment, and on files that leave the house."""

from datetime import date

from trede.companies.models import Firm, MaturityAssessment
from trede.companies.rules import clean_source
from trede.core.errors import InputError
from trede.core.maturity import Measurement, measurement
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record


@action
def attach_maturity(*, by: Actor, firm: Firm, result: Measurement, source: str, row_hash: str) -> MaturityAssessment:
    """Attach a result to a firm. The journal gets the moment and the day, never a score.

    `source` names the organisation that measured, `row_hash` the row it came from.
    Raises InputError: as `core.maturity.measurement`, `source`, and `maturity-known` when the firm has a result of this
    moment and day.
    """
    check_permission(by, Permission.IMPORT)
    checked = _checked(result)
    if MaturityAssessment.objects.filter(firm=firm, moment=checked.moment, day=checked.day).exists():
        raise InputError(
            "maturity-known",
            "Dit bedrijf heeft al een meting van dit moment en deze dag.",
            "This firm already has a result of this moment and day.",
        )
    attached = MaturityAssessment(
        firm=firm,
        moment=checked.moment,
        day=checked.day,
        source=clean_source(source),
        row_hash=row_hash,
        **_scores(checked),
    )
    attached.save(force_insert=True)
    _record("maturity.attached", by, attached)
    return attached


@action
def correct_maturity(
    *, by: Actor, assessment: MaturityAssessment, result: Measurement, source: str, row_hash: str
) -> MaturityAssessment:
    """Replace the scores and the source of a result; nothing is written when nothing changed.

    Moment and day are what a result is known by and stay. Raises as `attach_maturity`; ValueError for another moment.
    """
    check_permission(by, Permission.IMPORT)
    checked = _checked(result)
    if (checked.moment, checked.day) != (assessment.moment, assessment.day):
        raise ValueError("moment and day of a result stay as they are")
    facts: dict[str, object] = {**_scores(checked), "source": clean_source(source)}
    changed = [field for field, value in facts.items() if getattr(assessment, field) != value]
    if not changed:
        return assessment
    for field in changed:
        setattr(assessment, field, facts[field])
    assessment.row_hash = row_hash
    assessment.save(update_fields=[*changed, "row_hash"])
    _record("maturity.corrected", by, assessment, fields=changed)
    return assessment


@action
def note_export(*, by: Actor, kind: str, rows: int) -> None:
    """Write down that a file with data of firms was made: its kind and how many rows, never its content."""
    check_permission(by, Permission.IMPORT)
    record("file.exported", by=by, subject=("file", kind), data={"kind": kind, "rows": rows})


def _checked(result: Measurement) -> Measurement:
    return measurement(
        moment=result.moment, day=result.day, total=result.total, scores=result.scores, today=clock.today()
    )


def _scores(result: Measurement) -> dict[str, object]:
    return dict(zip(MaturityAssessment.SCORES, (result.total, *result.scores), strict=True))


def _record(kind: str, by: Actor, about: MaturityAssessment, **more: object) -> None:
    day: date = about.day
    data: dict[str, object] = {"moment": about.moment, "day": day.isoformat(), **more}
    record(kind, by=by, firm=about.firm_id, subject=("maturity", about.pk), data=data)

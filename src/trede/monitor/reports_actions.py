"""Writing, adopting and correcting the report of a quarter or a year. Adopting a quarter freezes its figures."""

from trede.core.errors import InputError, OutOfOrder
from trede.core.periods import Period
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter
from trede.monitor.figures import year_to_adopt
from trede.monitor.models import MonitorReport
from trede.monitor.overview import overview_of
from trede.monitor.reports import LONGEST_LINE, check_complete, check_lines

PROGRAMME_MANAGER = "programme-manager"


@action
def write_report(
    *, by: Actor, period: Period, message: str, lessons: tuple[str, ...], different: tuple[str, ...]
) -> MonitorReport:
    """Save the draft of a report. It may be incomplete.

    Raises NotPermitted, InputError (too long, too much) and OutOfOrder (adopted already, or the period has not begun).
    """
    check_permission(by, Permission.MONITOR_PUBLISH)
    check_lines(message, lessons, different)
    if period.first > clock.today():
        raise OutOfOrder("report-early", "Dit kwartaal of jaar moet nog beginnen.", "This period has yet to begin.")
    report = queries.report_of(period.key) or MonitorReport(period=period.key)
    _check_draft(report)
    report.message, report.lessons, report.different = message, list(lessons), list(different)
    report.save()
    record("monitor.report-written", by=by, subject=("period", period.key), data={"period": period.key})
    return report


@action
def adopt_report(*, by: Actor, period: Period) -> MonitorReport:
    """Adopt a report: from now on it is public, and its figures stay as they are. Freezes a quarter that is not yet.

    Raises NotPermitted, InputError (no draft, or without lessons, changes or the message of the year) and OutOfOrder:
    adopted already, the period is not over, or the last quarter of the year is not final.
    """
    check_permission(by, Permission.MONITOR_PUBLISH)
    report = queries.report_of(period.key)
    if report is None:
        raise InputError("report-none", "Schrijf eerst het verslag.", "Write the report first.")
    _check_draft(report)
    check_complete(period, report.message, report.lessons, report.different)
    if not period.is_quarter:
        _check_year(period)
        document, report.members = year_to_adopt(period)
        report.document = {**document, "status": "final"}
    elif period.key not in queries.frozen_keys():
        freeze_quarter(by=by, period=period, lessons=tuple(report.lessons))
    report.overview = dict(overview_of(period))
    report.adopted_on = clock.now()
    report.adopted_as = PROGRAMME_MANAGER if PROGRAMME_MANAGER in by.roles else ""
    report.save()
    record("monitor.report-adopted", by=by, subject=("period", period.key), data={"period": period.key})
    return report


@action
def correct_report(*, by: Actor, period: Period, words: str) -> MonitorReport:
    """Say on an adopted report what was wrong in it; what was adopted stays as it is.

    Raises NotPermitted, InputError (nothing said, or too much) and OutOfOrder: there is no adopted report.
    """
    check_permission(by, Permission.MONITOR_PUBLISH)
    if not words or len(words) > LONGEST_LINE:
        raise InputError(
            "correction",
            f"Schrijf wat er niet klopte, in hooguit {LONGEST_LINE} tekens.",
            f"Write what was wrong, in at most {LONGEST_LINE} characters.",
        )
    report = queries.adopted(period.key)
    if report is None:
        raise OutOfOrder("report-draft", "Dit verslag is nog niet vastgesteld.", "This report is not adopted yet.")
    report.corrections = [*report.corrections, {"day": clock.today().isoformat(), "text": words}]
    report.save()
    record("monitor.report-corrected", by=by, subject=("period", period.key), data={"period": period.key})
    return report


def _check_draft(report: MonitorReport) -> None:
    if report.adopted_on is not None:
        raise OutOfOrder(
            "report-adopted",
            "Dit verslag staat vast. Klopt er iets niet? Schrijf dan een verbetering.",
            "This report is final. Is something wrong? Then write a correction.",
        )


def _check_year(period: Period) -> None:
    final = queries.settled()
    if period.last >= clock.today() or f"{period.key}-Q4" not in final.quarters:
        raise OutOfOrder(
            "year-not-over",
            "Stel eerst het laatste kwartaal van dit jaar vast.",
            "Adopt the last quarter of this year first.",
        )
    if any(year > period.key for year in final.years):
        raise OutOfOrder(
            "year-later",
            "Een later jaar staat al vast. Dit jaar kan daarom niet meer vast.",
            "A later year is final already. So this year cannot become final any more.",
        )

"""Measurements at firms with a grant come in and go out as a table."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import subsidies as props
from tests.cast import actor
from trede import cli
from trede.commands._measurements import MEASUREMENTS
from trede.companies.imports.frame import Outcome
from trede.companies.imports.run import Report, run_import
from trede.companies.imports.tables import read_table, write_csv
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.subsidies.after import evidence
from trede.subsidies.models import Application, Measurement
from trede.subsidies.registry import scheme_by_key

pytestmark = pytest.mark.django_db
HEAD = "aanvraag;moment;gemeten op;trede;veilige basis;maat 1;cijfer 1;maat 2;cijfer 2;maat 3;cijfer 3"


@pytest.fixture(autouse=True)
def _year_of_the_scheme() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def take_in(*lines: str, **more: Any) -> Report:
    """Import lines under the Dutch heading."""
    table = read_table("\n".join((HEAD, *lines)).encode())
    return run_import(MEASUREMENTS, table, by=Actor.system("import"), **more)


def counted(report: Report) -> tuple[int, int, int, int]:
    """Return how many rows were added, changed, the same and refused."""
    added, changed, same, refused = (report.counts[outcome] for outcome in Outcome)
    return added, changed, same, refused


def sent() -> Application:
    """Return an application with a number."""
    return props.application("ingediend")


def test_a_row_is_a_moment_and_twice_is_once() -> None:
    made = sent()
    line = f"{made.number};aanvraag;{clock.today().isoformat()};Funderen;nee;lead-time;10,5;hours-per-order;3;;"
    assert counted(take_in(line)) == (1, 0, 0, 0)
    row = Measurement.objects.get(application=made)
    assert (row.moment, row.rung, row.baseline_reached) == ("application", "funderen", False)
    assert row.figures == {"lead-time": 10.5, "hours-per-order": 3.0}
    events = Event.objects.filter(type="effect.measured").count()
    assert counted(take_in(line)) == (0, 0, 1, 0)
    assert Event.objects.filter(type="effect.measured").count() == events == 1
    assert counted(take_in(line.replace("10,5", "9"))) == (0, 1, 0, 0)
    assert Measurement.objects.get(application=made).figures["lead-time"] == 9


def test_the_day_of_measuring_is_the_day_of_the_event_and_of_the_obligation() -> None:
    made = sent()
    measured_on = clock.today() - timedelta(days=3)
    take_in(f"{made.number};end;{measured_on.isoformat()};optimaliseren;ja;;;;;;")
    assert Measurement.objects.get(application=made).on == measured_on
    event = Event.objects.get(type="effect.measured")
    assert (event.occurred_on, event.firm) == (measured_on, made.firm_id)


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        (("NUMBER", "DAG-2099-0001"), "aanvraag", "kennen we niet"),
        (("aanvraag;", "halverwege;"), "moment", "na een jaar"),
        (("DAY", "2099-01-01"), "", "moet nog komen"),
        (("DAY", "gisteren"), "gemeten op", "Schrijf een dag"),
        (("funderen", "hoog"), "trede", "Kies uit"),
        ((";ja;", ";misschien;"), "veilige basis", "ja, nee"),
        ((";10;", ";;"), "cijfer 1", "de maat en het cijfer"),
        ((";10;", ";veel;"), "cijfer 1", "Schrijf een getal"),
        (("lead-time", "omzet"), "", "een tot drie"),
        ((";10;;;", ";10;lead-time;11;"), "maat 2", "staat er al"),
    ],
)
def test_a_wrong_row_says_what_to_do_and_stops_no_other(change: tuple[str, str], column: str, says: str) -> None:
    made, other = sent(), sent()
    good = "NUMBER;aanvraag;DAY;funderen;ja;lead-time;10;;;;"
    day = clock.today().isoformat()
    lines = [
        line.replace("NUMBER", str(number)).replace("DAY", day)
        for line, number in ((good.replace(*change), made.number), (good, other.number))
    ]
    report = take_in(*lines)
    assert counted(report) == (1, 0, 0, 1)
    assert [row.application_id for row in Measurement.objects.all()] == [other.pk]
    _, columns, sentence = report.refused[0].line(MEASUREMENTS, "nl")
    assert columns == column
    assert says in sentence


def test_what_was_measured_by_the_firm_keeps_its_scan_and_later_moments_compare() -> None:
    made = sent()
    day = clock.today().isoformat()
    assert counted(take_in(f"{made.number};aanvraag;{day};;;lead-time;10;;;;")) == (1, 0, 0, 0)
    assert counted(take_in(f"{made.number};na een jaar;{day};;;hours-per-order;10;;;;")) == (0, 0, 0, 1)
    assert counted(take_in(f"{made.number};na een jaar;{day};;;lead-time;8;;;;")) == (1, 0, 0, 0)


def test_what_goes_out_comes_in_and_changes_nothing(tmp_path: Path) -> None:
    made, unsent = sent(), props.concept(firm=props.new_firm())
    keys = [item.key for item in scheme_by_key(props.READINESS).measures]
    for application, figures in ((made, dict.fromkeys(keys[:3], 1.25)), (unsent, {})):
        evidence.measure(by=actor("officer"), application=application, moment="application", figures=figures)
    assert MEASUREMENTS.left_out() == 1
    out = write_csv(MEASUREMENTS.headers, list(MEASUREMENTS.rows()))
    report = run_import(MEASUREMENTS, read_table(out), by=Actor.system("import"))
    assert counted(report) == (0, 0, 1, 0)
    file = tmp_path / "metingen.csv"
    assert cli.main(["export", "measurements", str(file)]) == 0
    assert cli.main(["import", "measurements", str(file)]) == 0
    assert Measurement.objects.get(application=made).on == date.fromisoformat(clock.today().isoformat())

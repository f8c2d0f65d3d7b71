"""Business figures in the report of a year: of ten firms or more, never one that gives a firm away, each firm once."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests.cast import actor
from tests.integration.test_monitor_overview import keep
from tests.integration.test_monitor_reports import MANAGER
from trede.core.effect import Effect
from trede.core.periods import year_of
from trede.journal import clock
from trede.monitor.overview import overview_of
from trede.monitor.reports_actions import write_report
from trede.subsidies.after import evidence
from trede.subsidies.registry import scheme_by_key

pytestmark = pytest.mark.django_db
MEASURE = "lead-time"


@pytest.fixture(autouse=True)
def _year_of_the_scheme() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def measured(figures: list[tuple[float, float]]) -> None:
    """Let firms measure one figure at their application and a year after the end."""
    for before, after in figures:
        made = props.concept(firm=props.new_firm())
        for moment, figure in (("application", before), ("after-12", after)):
            evidence.measure(
                by=actor("officer"), application=made, moment=moment, rung="funderen", figures={MEASURE: figure}
            )


def found(**more: Any) -> Effect:
    return evidence.effect_of(scheme_by_key(props.READINESS), MEASURE, **more)


def test_ten_firms_show_a_change_and_only_with_a_secret_parameter(settings: Any) -> None:
    measured([(10.0, 8.0)] * 10)
    assert not found().change.shown
    settings.DISCLOSURE_P = 10
    assert (found().change.text, found().compared.text) == ("-20", "10")
    this_year = year_of(clock.today())
    assert found(period=this_year).change.shown
    assert not found(period=this_year.previous()).change.shown
    assert overview_of(this_year)["changes"] == [
        {"scheme": props.READINESS, "measure": MEASURE, "change": "-20", "firms": "10"}
    ]
    assert overview_of(this_year.previous())["changes"] == []


@pytest.mark.parametrize("side", [0, 1])
def test_a_firm_that_another_could_compute_closes_the_figure(settings: Any, side: int) -> None:
    """Two large firms and eight small ones: neither weighs more than half, but the one can compute the other."""
    large, small = [100.0, 100.0], [1.0, 1.0]
    large[1 - side] = 1.0
    measured([(large[0], large[1])] * 2 + [(small[0], small[1])] * 8)
    settings.DISCLOSURE_P = 5
    assert found().change.shown
    settings.DISCLOSURE_P = 10
    assert not found().change.shown
    assert not found().compared.shown
    assert overview_of(year_of(clock.today()))["changes"] == []


@pytest.mark.parametrize(("change", "said"), [("-20", "20% omlaag"), ("15", "15% omhoog"), ("0", "ongeveer gelijk")])
def test_a_change_is_said_with_how_many_firms_and_without_a_cause(client: Client, change: str, said: str) -> None:
    period = year_of(clock.today())
    report = write_report(by=MANAGER, period=period, message="", lessons=("Bel.",), different=("Nu.",))
    report.adopted_on = clock.now() - timedelta(hours=1)
    line = {"scheme": props.READINESS, "measure": MEASURE, "change": change, "firms": "20"}
    keep(report, {"spots": [], "signals": [], "changes": [line]})
    page = html.unescape(client.get(f"/cijfers/monitor/{period.key}").content.decode())
    assert f"{said}. Dat is het midden van zo'n 20 bedrijven." in page
    assert page.count("Dat kan ook andere oorzaken hebben.") == 2

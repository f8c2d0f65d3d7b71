"""The monitor: one figure in the page, the file, the command and the snapshot, and never a figure about one firm."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from trede import cli
from trede.accounts.models import Membership, User
from trede.core.disclosure import Reason
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.indicators import EVENTS, KEYS
from trede.core.pack import BaseFigure
from trede.core.periods import parse_period
from trede.core.scan import score
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.monitor import queries
from trede.monitor.actions import freeze_quarter
from trede.monitor.figures import figures
from trede.monitor.models import MonitorSnapshot
from trede.monitor.pages import CSV_COLUMNS
from trede.monitor.report import NOT_MEASURED, CellDocument, Document, IndicatorDocument, cell_of, indicator_of
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Q2, Q3, Q4 = map(parse_period, ("2026-Q2", "2026-Q3", "2026-Q4"))
TODAY = datetime(2026, 10, 5, 10, tzinfo=UTC)
PAGES = ("/cijfers", "/cijfers/methode", "/cijfers/kwartaal/2026-Q3", *(f"/cijfers/{key}" for key in KEYS))


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(TODAY):
        yield
    queries.live.forget()


Happening = tuple[str, date, int, dict[str, object]]


@action
def happened(*, by: Actor, events: list[Happening]) -> None:
    """Record what happened to firms on past days."""
    for kind, day, firm, data in events:
        with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            record(kind, by=by, firm=firm, data=data)


def each(kind: str, day: date, firms: range, **data: object) -> list[Happening]:
    return [(kind, day, firm, data) for firm in firms]


def scans(day: date, firms: range, answers: str) -> list[Happening]:
    data = {"scan": "mkb-zelfscan", "version": "2026-06", "answers": answers, "rule": "trede-1"}
    return each("scan.claimed", day, firms, phase=score(answers).phase, day_of_scan=day.isoformat(), **data)


def intakes(day: date, firms: range) -> list[Happening]:
    return each("intake.held", day, firms, reason=False)


def a_good_quarter() -> None:
    """Fill the third quarter: 47 firms reached, 12 of 30 risen, 20 of 45 safe, two instruments, one tiny."""
    spring, june, summer = date(2026, 3, 2), date(2026, 6, 20), date(2026, 7, 20)
    happened(
        by=SYSTEM,
        events=[
            *scans(spring, range(1, 31), "BBBBBBB"),
            *each("rung.confirmed", june, range(1, 13), rung="funderen", by_role="partner", source="trajectory"),
            *scans(summer, range(1, 13), "CCCCCCC"),
            *scans(summer, range(13, 31), "BBBBBBB"),
            *intakes(date(2026, 8, 3), range(31, 48)),
            *each("baseline.checked", summer, range(1, 21), reached=True),
            *each("baseline.checked", summer, range(21, 46), reached=False),
            *each("instrument.used", summer, range(1, 15), instrument="adviesvoucher"),
            *each("instrument.used", summer, range(1, 4), instrument="efro"),
        ],
    )


def shown(period: str, indicator: str, cell: str) -> str | None:
    """Return the text of a published cell, or its reason between brackets."""
    found = cell_of(indicator_of(figures(parse_period(period)), indicator), cell)
    assert found is not None
    return found["text"] or f"({found['reason']})"


def test_the_six_indicators_of_a_quarter() -> None:
    a_good_quarter()
    assert shown("2026-Q3", "reach", "total") == "45"
    assert shown("2026-Q3", "flow", "total") == "30"
    assert shown("2026-Q3", "flow", "hit") == "10"
    assert shown("2026-Q3", "flow", "share") == "40"
    assert shown("2026-Q3", "resilience", "share") == "45"
    assert shown("2026-Q3", "instruments", "total") == "15"
    assert shown("2026-Q3", "instruments", "part:efro") == "(neighbour)"
    assert shown("2026-Q3", "instruments", "part:adviesvoucher") == "(neighbour)"
    assert not indicator_of(figures(Q3), "talent")["measured"]


def test_an_empty_journal_has_gaps_and_no_zeros(client: Client) -> None:
    document = figures(Q3)
    assert [entry["measured"] for entry in document["indicators"]] == [False] * 6
    page = client.get("/cijfers").content.decode()
    assert page.count("nog niet gemeten") >= 6
    assert client.get("/cijfers/reach.csv").content.decode().count("not-measured") == 8


def test_few_firms_are_not_shown_anywhere(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 10)))
    assert shown("2026-Q3", "reach", "total") == "(too-few)"
    assert "minder dan 10" in client.get("/cijfers").content.decode()
    assert "fewer than 10" in client.get("/en/cijfers").content.decode()
    assert ",total,firms,,too-few" in client.get("/cijfers/reach.csv").content.decode()


def rows_of(page: bytes) -> dict[str, list[str]]:
    """Return the first table of a page: quarter to the texts of its cells."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    table = tree.find(".//table")
    lines = [["".join(cell.itertext()) for cell in line] for line in table.findall("./tbody/tr")]
    return {line[0]: line[1:] for line in lines}


@pytest.mark.parametrize("key", KEYS)
def test_page_file_and_command_give_the_same_figures(
    key: str, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    a_good_quarter()
    table = rows_of(client.get(f"/en/cijfers/{key}").content)
    lines = list(csv.DictReader(io.StringIO(client.get(f"/cijfers/{key}.csv").content.decode())))
    for quarter in Q3.last_quarters(8):
        assert cli.main(["monitor", quarter.key, "--json"]) == 0
        told: Any = json.loads(capsys.readouterr().out)
        cells = {cell["cell"]: cell for cell in indicator_of(told, key)["cells"]}
        filed = {line["cell"]: line for line in lines if line["period"] == quarter.key}
        for name, cell in cells.items():
            assert (filed[name]["text"] or None, filed[name]["reason"] or None) == (cell["text"], cell["reason"])
        drawn = table[f"quarter {quarter.quarter} of {quarter.year}"]
        visible = [text.rstrip("%") for text in drawn if text.rstrip("%").isdigit()]
        assert visible == [cell["text"] for cell in cells.values() if cell["text"] is not None]


def test_a_frozen_quarter_stays_as_it_was() -> None:
    a_good_quarter()
    snapshot = freeze_quarter(by=SYSTEM, period=Q3, lessons=("Bellen werkt beter dan mailen.",))
    before = figures(Q3)
    assert before["status"] == "final"
    happened(by=SYSTEM, events=intakes(date(2026, 8, 4), range(100, 140)))
    assert figures(Q3) == before == snapshot.document
    event = Event.objects.get(type="monitor.frozen")
    assert (event.subject, event.data) == ("2026-Q3", {"period": "2026-Q3", "known_on": "2026-10-05"})


def test_a_frozen_page_is_read_without_the_journal(client: Client) -> None:
    a_good_quarter()
    for quarter in Q3.last_quarters(8):
        freeze_quarter(by=SYSTEM, period=quarter)
    for path, most in (
        ("/cijfers", 3),
        ("/cijfers/kwartaal/2026-Q3", 2),
        ("/cijfers/flow", 3),
        ("/cijfers/flow.csv", 3),
    ):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= most, [query["sql"] for query in seen]
        assert not any("journal_event" in query["sql"] for query in seen)


def test_a_live_page_reads_the_journal_once(client: Client) -> None:
    a_good_quarter()
    client.get("/cijfers")
    with CaptureQueriesContext(connection) as seen:
        client.get("/cijfers")
    assert not any("scan.claimed" in query["sql"] for query in seen)
    assert len(seen) <= 5


@pytest.mark.parametrize(
    ("day", "text"), [(date(2026, 7, 19), None), (date(2026, 8, 2), "30"), (date(2026, 8, 3), "45")]
)
def test_figures_as_known_on_a_past_day(day: date, text: str | None) -> None:
    a_good_quarter()
    reach = cell_of(indicator_of(figures(Q3, as_known_on=day), "reach"), "total")
    assert reach is not None
    assert reach["text"] == text
    assert (reach["reason"] == "too-few") == (text is None)


def test_the_next_figure_waits_until_five_firms_joined_or_left() -> None:
    summer, autumn = date(2026, 8, 3), date(2026, 10, 20)
    happened(by=SYSTEM, events=intakes(summer, range(1, 21)))
    freeze_quarter(by=SYSTEM, period=Q3)
    with clock.at(datetime(2027, 1, 4, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(autumn, range(3, 23)))
        assert shown("2026-Q4", "reach", "total") == "(few-changes)"
        happened(by=SYSTEM, events=intakes(autumn, range(23, 24)))
        queries.live.forget()
        assert shown("2026-Q4", "reach", "total") == "20"
        snapshot = freeze_quarter(by=SYSTEM, period=Q4)
        assert snapshot.members["reach"]["total"] == list(range(3, 24))


def test_a_withheld_cell_is_held_against_its_last_publication() -> None:
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    freeze_quarter(by=SYSTEM, period=Q3)
    with clock.at(datetime(2027, 1, 4, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(date(2026, 10, 20), range(1, 24)))
        assert freeze_quarter(by=SYSTEM, period=Q4).members["reach"] == {}
    with clock.at(datetime(2027, 4, 5, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(date(2027, 2, 1), range(1, 25)))
        assert shown("2027-Q1", "reach", "total") == "(few-changes)"
        happened(by=SYSTEM, events=intakes(date(2027, 2, 1), range(25, 27)))
        queries.live.forget()
        assert shown("2027-Q1", "reach", "total") == "25"


def test_a_cell_is_held_against_every_earlier_publication() -> None:
    """20 firms, then 30, then 22: next to the first figure the third would tell of two firms."""
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    freeze_quarter(by=SYSTEM, period=Q3)
    with clock.at(datetime(2027, 1, 4, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(date(2026, 10, 20), range(1, 31)))
        freeze_quarter(by=SYSTEM, period=Q4)
    with clock.at(datetime(2027, 4, 5, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(date(2027, 2, 1), range(1, 23)))
        assert shown("2027-Q1", "reach", "total") == "(few-changes)"


def test_a_year_does_not_tell_how_few_its_quarter_reached() -> None:
    """Twice 20 firms in a quarter and 47 in the year: seven others came in the quarter that hides its figure."""
    happened(by=SYSTEM, events=intakes(date(2026, 5, 4), range(101, 108)))
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    assert shown("2026-Q2", "reach", "total") == "(too-few)"
    assert shown("2026", "reach", "total") == "25"  # the running quarter hides its figure too, so it may be either
    with clock.at(datetime(2027, 1, 4, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=intakes(date(2026, 10, 20), range(201, 221)))
    with clock.at(datetime(2027, 1, 11, 10, tzinfo=UTC)):
        assert shown("2026-Q4", "reach", "total") == "20"
        assert shown("2026", "reach", "total") == "(neighbour)"


def test_a_year_with_one_quarter_in_it_shows_the_figure_of_that_quarter() -> None:
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 21)))
    assert shown("2026", "reach", "total") == "20"


def test_how_safe_firms_are_at_the_end_of_a_year_is_the_figure_of_its_last_quarter() -> None:
    """A check of December that is recorded in February changes neither the quarter nor the year."""
    checks = [*each("baseline.checked", date(2026, 11, 2), range(1, 31), reached=True)]
    checks += each("baseline.checked", date(2026, 11, 2), range(31, 61), reached=False)
    with clock.at(datetime(2027, 1, 11, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=checks)
        freeze_quarter(by=SYSTEM, period=Q4)
    with clock.at(datetime(2027, 2, 15, 10, tzinfo=UTC)):
        happened(by=SYSTEM, events=each("baseline.checked", date(2026, 12, 1), range(61, 64), reached=False))
    with clock.at(datetime(2027, 3, 1, 10, tzinfo=UTC)):
        queries.live.forget()
        year, quarter = (indicator_of(figures(parse_period(key)), "resilience") for key in ("2026", "2026-Q4"))
        assert year == quarter
        assert shown("2026", "resilience", "total") == "60"


def test_only_quarters_that_ended_freeze_and_in_order() -> None:
    with pytest.raises(OutOfOrder):
        freeze_quarter(by=SYSTEM, period=Q4)
    with pytest.raises(InputError):
        freeze_quarter(by=SYSTEM, period=parse_period("2025"))
    freeze_quarter(by=SYSTEM, period=Q3)
    for period in (Q3, Q2):
        with pytest.raises(OutOfOrder):
            freeze_quarter(by=SYSTEM, period=period)
    with pytest.raises(InputError), clock.at(datetime(2027, 1, 4, tzinfo=UTC)):
        freeze_quarter(by=SYSTEM, period=Q4, lessons=("a", "b", "c", "d"))
    assert MonitorSnapshot.objects.count() == 1


def test_an_adviser_may_not_freeze() -> None:
    adviser = Actor("person", "1", "ibdo", frozenset({"adviser"}))
    with pytest.raises(NotPermitted):
        freeze_quarter(by=adviser, period=Q3)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_valid_light_and_kept_for_a_minute(page: str, language: str, client: Client) -> None:
    a_good_quarter()
    response = client.get(f"{language}{page}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    html5lib.HTMLParser(strict=True).parse(response.content)
    written = response.content.decode()
    assert " style=" not in written
    assert "<script" not in written
    assert len(response.content) < 60_000


@pytest.mark.parametrize(
    "path",
    [
        "/cijfers/winst",
        "/cijfers/winst.csv",
        "/cijfers/kwartaal/2026",
        "/cijfers/kwartaal/2027-Q1",
        "/cijfers/kwartaal/x",
    ],
)
def test_other_addresses_are_not_found(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_the_definitions_of_the_pack_are_the_ones_that_are_computed() -> None:
    definitions = pack().indicators
    assert [definition.key for definition in sorted(definitions, key=lambda item: item.number)] == list(KEYS)
    for definition in definitions:
        if definition.key in EVENTS:
            assert set(definition.events) == set(EVENTS[definition.key])


def test_a_share_of_reach_appears_with_a_base_figure(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    import msgspec

    a_good_quarter()
    assert cell_of(indicator_of(figures(Q3), "reach"), "share") is None
    assert "Daarom staat hier geen aandeel" in client.get("/cijfers").content.decode()
    base = BaseFigure(key="firms-2-fte", name=pack().info.name, value=150, on=date(2026, 1, 1), source="Proef")
    with_base = msgspec.structs.replace(pack(), info=msgspec.structs.replace(pack().info, base_figures=(base,)))
    for module in ("figures", "views"):
        monkeypatch.setattr(f"trede.monitor.{module}.pack", lambda: with_base)
    assert shown("2026-Q3", "reach", "share") == "30"
    page = client.get("/cijfers/reach").content.decode()
    assert "30% van alle bedrijven" in page
    assert "1 januari 2026" in page


def test_landmarks_of_a_page_have_their_own_names(client: Client) -> None:
    a_good_quarter()
    for page in PAGES:
        tree = html5lib.parse(client.get(page).content, namespaceHTMLElements=False)
        regions = [*tree.iter("section"), *(item for item in tree.iter("div") if item.get("role") == "region")]
        labels = [item.get("aria-labelledby") for item in regions if item.get("aria-labelledby")]
        names = ["".join(item.itertext()) for item in tree.iter() if item.get("id") in labels]
        assert len(names) == len(set(names)) == len(labels)


def test_the_command_refuses_what_it_cannot_read(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["2026-Q9"],
        ["2026-Q3", "--as-known-on", "gisteren"],
        ["2026-Q3", "--as-known-on", "2026-10-06"],
    ):
        assert cli.main(["monitor", *arguments]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err
    assert cli.main(["monitor", "2026", "--as-known-on", "2026-10-05"]) == 0
    assert "talent: not measured yet" in capsys.readouterr().out


def test_the_reference_names_every_indicator_event_field_and_reason() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/indicators.md").read_text(encoding="utf-8")
    names = {*KEYS, *(kind for kinds in EVENTS.values() for kind in kinds), *map(str, Reason), NOT_MEASURED}
    fields = {*Document.__annotations__, *IndicatorDocument.__annotations__, *CellDocument.__annotations__}
    assert [name for name in {*names, *fields, *CSV_COLUMNS} - {"indicators", "cells"} if f"{name}`" not in page] == []


def logged_in(client: Client, role: str) -> Client:
    """Log a member of staff in, second step included."""
    with unguarded("a member of the cast"):
        user = User.objects.create(email=f"{role}@voorbeeld.test")
        Membership.objects.create(user=user, organisation="provincie", role=role, since=date(2026, 1, 1))
        client.force_login(user, backend="trede.accounts.backends.LocalBackend")
    device = TOTPDevice.objects.create(user=user, confirmed=True)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def test_the_desk_sees_groups_of_five_exactly(client: Client) -> None:
    happened(by=SYSTEM, events=intakes(date(2026, 8, 3), range(1, 8)))
    assert client.get("/balie/cijfers").status_code == 302
    page = logged_in(client, "adviser").get("/balie/cijfers?kwartaal=2026-Q3")
    written = page.content.decode()
    assert '<p class="figure">7</p>' in written
    assert "vaststellen" not in written
    assert client.post("/balie/verslag/2026-Q3", {"doe": "vaststellen"}).status_code == 403
    html5lib.HTMLParser(strict=True).parse(page.content)

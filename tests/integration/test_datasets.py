"""Open data: files in three forms that say the same, described by their schema, and never more than the pages say."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from tests import subsidies
from tests.cast import actor
from tests.integration import test_benchmark as benchmark
from tests.integration import test_monitor as monitor
from trede.companies.imports.tables import unescaped
from trede.core.breakdowns import TABLES
from trede.core.grant_life import Need
from trede.core.scan import read
from trede.journal import clock
from trede.journal.actions import Actor
from trede.monitor.actions import freeze_quarter
from trede.monitor.figures import figures
from trede.monitor.models import MonitorSnapshot
from trede.monitor.queries import live
from trede.monitor.report import indicator_of
from trede.opendata.datasets import BY_KEY, DATASETS, GRANTS, PRESENT
from trede.opendata.fields import Dataset
from trede.opendata.sets.rules import CASES
from trede.partners.queries import current_pack
from trede.regions.registry import pack, pack_folder
from trede.scan.actions import complete_scan
from trede.subsidies.after import register
from trede.subsidies.models import GrantEntry

pytestmark = pytest.mark.django_db

FIGURES = ("indicatoren", "groepen", "scans", "ladder")
KEYS = [dataset.key for dataset in PRESENT]
LATER = [dataset.key for dataset in DATASETS if dataset.rows is None]


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    live.forget()
    with clock.at(monitor.TODAY):
        yield
    live.forget()


def rows_of(key: str) -> list[dict[str, str]]:
    """Return the CSV of a dataset as a program reads it."""
    answer = Client().get(f"/open-data/{key}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def frozen_quarter() -> None:
    monitor.a_good_quarter()
    freeze_quarter(by=monitor.SYSTEM, period=monitor.Q3)


def many_scans(count: int, answers: str = "CCCCCCC", **more: Any) -> None:
    with clock.at(monitor.TODAY.replace(month=8)):
        for _ in range(count):
            complete_scan(by=Actor.anonymous(), answers=answers, **more)


def filled() -> None:
    """Let every dataset have rows."""
    many_scans(30)
    many_scans(3, channel="api")
    benchmark.scans(180)
    benchmark.freeze()
    frozen_quarter()


def test_csv_json_and_parquet_say_the_same(tmp_path: Path) -> None:
    filled()
    for dataset in PRESENT:
        rows = same_in_every_form(dataset, tmp_path)
        assert rows or dataset is GRANTS, dataset.key


def same_in_every_form(dataset: Dataset, folder: Path) -> Any:
    """Return the rows of a dataset; fail when one of the three forms says something else."""
    told = Client().get(f"/open-data/{dataset.key}.json").json()["rows"]
    path = folder / f"{dataset.key}.parquet"
    path.write_bytes(Client().get(f"/open-data/{dataset.key}.parquet").content)
    kept = duckdb.read_parquet(str(path))
    assert kept.columns == list(dataset.names)
    parquet = [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(kept.columns, row, strict=True)
        }
        for row in kept.fetchall()
    ]
    assert parquet == told
    plain = [{name: "" if value is None else str(value) for name, value in row.items()} for row in told]
    assert [{name: unescaped(value) for name, value in row.items()} for row in rows_of(dataset.key)] == plain
    return told


def test_a_grant_is_in_the_register_from_its_announcement(tmp_path: Path) -> None:
    with clock.at(subsidies.OPENED):
        made = subsidies.application("verleend")
        assert same_in_every_form(GRANTS, tmp_path) == []
        subsidies.step(made, "bekendmaken", "officer", Need.DELIVERED)
        [row] = same_in_every_form(GRANTS, tmp_path)
        entry = GrantEntry.objects.get()
        assert (row["number"], row["granted_cents"], row["corrected"]) == (made.number, 1_500_000, "no")
        assert row["recipient"] == made.firm.name
        assert not {"kvk", "rung", "email"} & set(row)
        schema = Client().get(f"/open-data/{GRANTS.key}/schema.json").json()
        assert _problems(schema, rows_of(GRANTS.key)) == []
        register.correct(by=actor("scheme-manager"), entry=entry, name="", show_name=False, reason="Op verzoek")
        [row] = same_in_every_form(GRANTS, tmp_path)
        assert (row["recipient"], row["corrected"]) == (None, "yes")
        assert made.firm.name not in Client().get(f"/open-data/{GRANTS.key}.csv").content.decode()


def test_every_row_is_as_the_schema_says() -> None:
    filled()
    for key in KEYS:
        schema = Client().get(f"/open-data/{key}/schema.json").json()
        rows = rows_of(key)
        assert _problems(schema, rows) == [], key
        assert Client().get(f"/en/open-data/{key}/schema.json").json()["fields"][0]["description"]


CONVERT: dict[str, Callable[[str], object]] = {"integer": int, "date": date.fromisoformat, "string": str}


def _problems(schema: Any, rows: list[dict[str, str]]) -> list[str]:
    """Return what a checker of Table Schemas would say, in our own few lines."""
    found = []
    names = [field["name"] for field in schema["fields"]]
    if rows and list(rows[0]) != names:
        found.append(f"columns {list(rows[0])}")
    for field in schema["fields"]:
        assert field["description"]
        rule, convert = field["constraints"], CONVERT[field["type"]]
        for row in rows:
            value = row[field["name"]]
            if value == "":
                found += [f"{field['name']} is empty"] if rule["required"] else []
                continue
            convert(value)
            if "enum" in rule and value not in rule["enum"]:
                found.append(f"{field['name']}: {value}")
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    return found + (["the key is not unique"] if len(set(keys)) < len(keys) else [])


def test_figures_are_texts_with_a_reason_and_never_numbers() -> None:
    for key in FIGURES:
        fields = {field["name"]: field for field in Client().get(f"/open-data/{key}/schema.json").json()["fields"]}
        assert fields["value"]["type"] == fields["reason"]["type"] == "string"
    filled()
    for key in FIGURES:
        for row in rows_of(key):
            assert bool(row["value"]) != bool(row["reason"]), row


def test_only_frozen_quarters_are_open() -> None:
    monitor.a_good_quarter()
    many_scans(30)
    assert [rows_of(key) for key in FIGURES] == [[]] * len(FIGURES)
    freeze_quarter(by=monitor.SYSTEM, period=monitor.Q3)
    assert {row["period"] for row in rows_of("indicatoren")} == {"2026-Q3"}


def test_indicators_are_the_very_figures_of_the_page() -> None:
    frozen_quarter()
    document = figures(monitor.Q3)
    rows = rows_of("indicatoren")
    for row in rows:
        cells = {cell["cell"]: cell for cell in indicator_of(document, row["indicator"])["cells"]}
        if row["reason"] == "not-measured":
            assert not cells
        else:
            assert (row["value"] or None, row["reason"] or None) == (
                cells[row["cell"]]["text"],
                cells[row["cell"]]["reason"],
            )
    assert {row["indicator"] for row in rows} == {item.key for item in pack().indicators}


def test_groups_are_the_frozen_tables_cell_by_cell() -> None:
    frozen_quarter()
    tables = MonitorSnapshot.objects.get().breakdowns
    cells = [cell for key in TABLES if key in tables for table in tables[key].values() for cell in table["cells"]]
    rows = rows_of("groepen")
    assert cells
    assert [(row["value"], row["reason"]) for row in rows] == [
        (cell["text"] or "", cell["reason"] or "") for cell in cells
    ]
    assert all(int(row["value"]) >= 10 for row in rows if row["value"] and row["value"] != "0")


def test_the_ladder_shows_what_the_comparison_shows_and_nothing_more() -> None:
    benchmark.scans(180)
    benchmark.scans(9, sector="zorg")
    benchmark.freeze()
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows_of("ladder"):
        groups.setdefault((row["sector"], row["size"]), []).append(row)
    shown = {group for group, rows in groups.items() if rows[0]["value"]}
    assert shown
    assert all(sum(int(row["value"]) for row in groups[group]) == 10 for group in shown)
    assert all(not row["value"] for row in groups["zorg", "all"])


def test_few_scans_hide_and_take_a_neighbour_along() -> None:
    many_scans(40)
    many_scans(12, "DDDDDDD")
    many_scans(4, "FFFFFFF", channel="api")
    many_scans(30, previous=complete_first())
    monitor.a_good_quarter()
    freeze_quarter(by=monitor.SYSTEM, period=monitor.Q3)
    found = {(row["channel"], row["rung"]): row for row in rows_of("scans")}
    assert found["all", "all"]["value"] == "55"  # 57 first scans; the thirty that were done again do not count
    assert not [row for row in found.values() if row["value"] and int(row["value"]) < 10]
    assert ("api", "transformeren") not in found


def complete_first() -> Any:
    with clock.at(monitor.TODAY.replace(month=8)):
        return complete_scan(by=Actor.anonymous(), answers="CCCCCCC")


def test_a_frozen_count_of_scans_never_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by what is recorded later on the same day, nor by a later freeze, nor by other rules in the pack."""
    many_scans(30)
    many_scans(12, "AAAAAAA")
    frozen_quarter()
    before = rows_of("scans")
    assert before[0]["known_on"] == "2026-10-05"
    many_scans(3, "AAAAAAA")
    assert rows_of("scans") == before
    with clock.at(monitor.TODAY.replace(year=2027, month=1)):
        many_scans(14)
        freeze_quarter(by=monitor.SYSTEM, period=monitor.Q4)
        later = rows_of("scans")
        assert [row for row in later if row["period"] == monitor.Q3.key] == before
    region = pack()
    strict = structs.replace(region.info.disclosure, public_minimum=40)
    other = structs.replace(region, info=structs.replace(region.info, disclosure=strict))
    monkeypatch.setattr("trede.opendata.views.pack", lambda: other)
    assert rows_of("scans") == later


def test_the_table_of_the_rule_is_the_rule() -> None:
    rows = rows_of("rekenregel")
    assert len(rows) == CASES
    for row in rows:
        found = read(row["answers"])
        assert (row["phase"], row["pattern"], row["toward"] or None) == (found.phase, found.pattern, found.toward)


def test_services_are_those_of_today() -> None:
    rows = rows_of("diensten")
    offered = [service.key for item in current_pack().organisations for service in item.services]
    assert [row["key"] for row in rows] == offered
    number = rows[0]["id"]
    assert Client().get(f"/api/v1/services/{number}").json()["name"] == rows[0]["name_nl"]


def test_the_pack_can_be_had_file_by_file_and_whole() -> None:
    names = [row["file"] for row in rows_of("regiopakket")]
    assert {"pack.yml", "ladder.yml", "partners.yml"} <= set(names)
    assert Client().get("/open-data/regiopakket/bestand/pack.yml").json()["key"] == pack().info.key
    archive = ZipFile(io.BytesIO(Client().get("/open-data/regiopakket.zip").content))
    assert [name.partition("/")[2] for name in archive.namelist()] == names
    assert archive.read(f"{pack().info.key}/pack.yml") == (pack_folder(pack().info.key) / "pack.yml").read_bytes()


@pytest.mark.parametrize("name", ["../pack.yml", "..%2f..%2fpyproject.toml", "/etc/passwd", "nergens.yml", "pack.yml/"])
def test_nothing_beside_the_pack_can_be_read(name: str) -> None:
    assert Client().get(f"/open-data/regiopakket/bestand/{name}").status_code in {301, 404}


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_who_has_a_file_already_gets_no_second_one(form: str) -> None:
    first = Client().get(f"/open-data/rekenregel.{form}")
    mark = first.headers["ETag"]
    again = Client(headers={"If-None-Match": f'"other", W/{mark}'}).get(f"/open-data/rekenregel.{form}")
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", mark)
    assert "max-age" in first.headers["Cache-Control"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert Client().head(f"/open-data/rekenregel.{form}").status_code == 200


def test_the_mark_changes_with_the_rows() -> None:
    before = Client().get("/open-data/indicatoren.csv").headers["ETag"]
    frozen_quarter()
    assert Client().get("/open-data/indicatoren.csv").headers["ETag"] != before


@pytest.mark.parametrize("key", LATER)
def test_what_is_not_there_yet_says_so_and_has_no_file(key: str) -> None:
    page = Client().get(f"/open-data/{key}").content.decode()
    assert "Nog niet" in page
    assert f"{key}.csv" not in page
    assert Client().get(f"/open-data/{key}.csv").status_code == 404
    assert Client().get(f"/open-data/{key}/schema.json").status_code == 200


@pytest.mark.parametrize(
    "path", ["nergens", "nergens.csv", "indicatoren.xml", "indicatoren.csv.csv", "nergens/schema.json"]
)
def test_other_addresses_are_not_found(path: str) -> None:
    assert Client().get(f"/open-data/{path}").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["", *(f"/{key}" for key in BY_KEY)])
def test_pages_are_valid_and_need_no_cookie(prefix: str, path: str) -> None:
    answer = Client().get(f"{prefix}/open-data{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    html5lib.HTMLParser(strict=True).parse(answer.content)
    assert " style=" not in answer.content.decode()


def test_files_ask_the_database_little() -> None:
    filled()
    for key, most in {
        "indicatoren": 2,
        "groepen": 1,
        "subsidieregister": 2,
        "scans": 1,
        "ladder": 1,
        "diensten": 3,
        "rekenregel": 0,
        "stappen": 0,
    }.items():
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(f"/open-data/{key}.csv").status_code == 200
        assert len(seen) <= most, (key, [query["sql"] for query in seen])


def test_a_formula_in_a_name_is_made_harmless() -> None:
    from trede.opendata.files import csv_bytes

    row = ("=1+1", "-", "x", "y", "z")
    dataset = BY_KEY["regiopakket"]
    assert csv_bytes(dataset, [row]).decode().splitlines()[1].startswith("'=1+1")
    assert json.loads(Client().get("/open-data/regiopakket.json").content)["licence"]["name"] == "EUPL-1.2"

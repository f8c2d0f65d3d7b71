"""A snapshot of the journal: the same figures as the journal on every engine, and what a region shares of it."""

import importlib.util
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.integration.test_monitor import each, happened, scans
from trede import cli
from trede.core.errors import InputError
from trede.core.federation import SHARED, agreed
from trede.core.frames import COLUMNS
from trede.core.periods import parse_period
from trede.journal import clock
from trede.journal.actions import Actor
from trede.monitor import queries
from trede.monitor.engine import ENGINES
from trede.monitor.figures import figures
from trede.monitor.from_snapshots import from_snapshot, together
from trede.monitor.simulate import simulate
from trede.monitor.snapshot import EVENTS, MANIFEST, read_manifest, write

pytestmark = pytest.mark.django_db
QUARTER = parse_period("2026-Q3")
HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
NEEDS_SPARK = pytest.mark.skipif(not HAS_SPARK, reason="Spark is an extra: pip install 'trede[spark]', and Java 17")
EVERY_ENGINE = [pytest.param(engine, marks=NEEDS_SPARK if engine == "spark" else ()) for engine in ENGINES]


@pytest.fixture(autouse=True)
def _october() -> Iterator[None]:
    queries.live.forget()
    with clock.at(datetime(2026, 10, 5, 10, tzinfo=UTC)):
        yield
    queries.live.forget()


@pytest.fixture
def journal() -> None:
    """A quarter in which all four indicators that are measured have figures, and some firms lie elsewhere."""
    events = scans(date(2026, 3, 2), range(1, 41), "AAAAAAA") + scans(date(2026, 8, 3), range(1, 31), "CCCCCCC")
    events += each("rung.confirmed", date(2026, 9, 1), range(1, 26), rung="optimaliseren", by_role="adviser", source="")
    events += each("baseline.checked", date(2026, 7, 1), range(1, 36), reached=True)
    events += each("baseline.checked", date(2026, 7, 1), range(36, 51), reached=False)
    events += each("instrument.used", date(2026, 8, 1), range(1, 24), instrument="it-lab")
    events += each("firm.registered", date(2026, 1, 5), range(1, 45), municipality="GM0114")
    events += each("firm.registered", date(2026, 1, 5), range(45, 48), municipality="elders")
    happened(by=Actor.system("test"), events=events)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
@pytest.mark.parametrize("period", ["2026-Q3", "2026-Q1", "2026"])
@pytest.mark.usefixtures("journal")
def test_a_snapshot_gives_the_figures_of_the_journal(tmp_path: Path, engine: str, period: str) -> None:
    write(tmp_path)
    asked = parse_period(period)
    ours = figures(asked, as_known_on=clock.today())
    assert from_snapshot(tmp_path, asked, engine=engine) == ours
    shown = [cell for indicator in ours["indicators"] for cell in indicator["cells"] if cell["text"]]
    assert shown, "the test proves nothing without figures"


@pytest.mark.usefixtures("journal")
def test_the_command_prints_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshot", str(tmp_path)]) == 0
    capsys.readouterr()
    assert cli.main(["monitor", "2026-Q3", "--snapshot", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == figures(QUARTER, as_known_on=clock.today())
    assert cli.main(["monitor", "2026-Q3", "--snapshot", str(tmp_path)]) == 0
    assert "2026-Q3" in capsys.readouterr().out


@pytest.mark.usefixtures("journal")
def test_a_shared_snapshot_names_no_firm_and_no_more_than_agreed(tmp_path: Path) -> None:
    write(tmp_path / "whole")
    write(tmp_path / "one", shared=agreed(["flow"]))
    write(tmp_path / "two", shared=agreed(["flow"]))
    rows = {
        name: duckdb.read_parquet(str(tmp_path / name / EVENTS)).order("id").fetchall()
        for name in ("whole", "one", "two")
    }
    place = {name: number for number, name in enumerate(COLUMNS)}
    assert {row[place["type"]] for row in rows["one"]} == {"scan.claimed", "rung.confirmed", "firm.registered"}
    assert {row[place["municipality"]] for row in rows["one"]} == {None, "in", "elders"}
    for name in COLUMNS.keys() - SHARED:
        assert {row[place[name]] for row in rows["one"]} <= {None, "drenthe"}, name
    numbers = {name: [row[place["firm"]] for row in each_] for name, each_ in rows.items()}
    assert numbers["one"] != numbers["two"], "the numbers of two files cannot be laid side by side"
    assert set(numbers["one"]) <= set(range(1, 60))
    flow = from_snapshot(tmp_path / "one", QUARTER, engine="duckdb")["indicators"]
    known = figures(QUARTER, as_known_on=clock.today())["indicators"]
    assert flow[1] == known[1]
    assert [each_["measured"] for each_ in flow] == [False, True, False, False, False, False]


@pytest.mark.usefixtures("journal")
def test_regions_together_never_give_one_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three regions: the sum and two of them shown would be the third."""
    for place, region in enumerate(("drenthe", "groningen", "noord-brabant")):
        write(tmp_path / region)
        _rename(tmp_path / region, region, most_firm=200 if place else 6)
    folders = [tmp_path / region for region in ("drenthe", "groningen", "noord-brabant")]
    found = together(folders, QUARTER, engine="duckdb")
    reach = {line["region"]: line["text"] for line in found["lines"] if line["indicator"] == "reach"}
    assert reach.get("drenthe") is None
    assert sum(text is None for text in reach.values()) != 1, "one hidden region is the rest of the sum"
    with pytest.raises(InputError, match="dezelfde regio"):
        together([folders[0], folders[0]], QUARTER, engine="duckdb")


def _rename(folder: Path, region: str, most_firm: int) -> None:
    """Make a snapshot look like that of another region, with fewer firms in it."""
    from trede.monitor.snapshot import digest_of

    file, part = folder / EVENTS, folder / "part.parquet"
    duckdb.execute(f"COPY (SELECT * FROM read_parquet('{file}') WHERE firm <= {most_firm}) TO '{part}'")
    part.replace(file)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest |= {"region": region, "digest": digest_of(file)}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    with (tmp_path / EVENTS).open("ab") as file:
        file.write(b" ")
    with pytest.raises(InputError, match="veranderd nadat"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(InputError, match="geen momentopname"):
        read_manifest(tmp_path)


def test_indicators_that_are_not_there_cannot_be_shared() -> None:
    with pytest.raises(InputError, match="Kies indicatoren"):
        agreed(["reach", "profit"])
    with pytest.raises(InputError, match="Kies indicatoren"):
        agreed([])


def test_a_fictional_journal_is_the_same_for_the_same_seed_and_says_what_it_is(tmp_path: Path) -> None:
    made = [simulate(tmp_path / str(n), firms=300, quarters=4, seed=seed) for n, seed in enumerate((1, 1, 2))]
    assert made[0].fictional
    tables = [duckdb.read_parquet(str(tmp_path / str(n) / EVENTS)).order("id").fetchall() for n in range(3)]
    assert tables[0] == tables[1] != tables[2]
    document = from_snapshot(tmp_path / "0", QUARTER, engine="duckdb")
    assert document["indicators"][0]["cells"][0]["text"]
    with pytest.raises(InputError, match="Kies 1 tot"):
        simulate(tmp_path / "none", firms=0, quarters=4, seed=1)


@pytest.mark.skipif(HAS_SPARK, reason="Spark is installed here")
def test_an_engine_that_is_not_installed_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(InputError, match="is hier niet"):
        from_snapshot(tmp_path, QUARTER, engine="spark")

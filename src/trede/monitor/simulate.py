"""Synthetic journals: many firms over many quarters, made by the database engine itself, marked fictional.

For benchmarks and for trying the engine; never for a figure that anybody reads. The same number of firms, quarters and
seed give the same events.
"""

import tempfile
from pathlib import Path

from trede.core.errors import InputError
from trede.core.frames import COLUMNS, quarter_number
from trede.core.periods import quarter_of
from trede.journal import clock
from trede.monitor.snapshot import EVENTS, SCHEMA, Manifest, digest_of, put
from trede.regions.registry import pack

MOST_FIRMS, MOST_QUARTERS = 20_000_000, 80
EVENTS_A_QUARTER = 1.65
"""About how many events one firm has in a quarter: to choose a number of firms for a number of events."""

# Chance per quarter of each kind of event, in ten-thousandths: slot, event, chance.
_SLOTS = (
    (0, "scan.claimed", 5000),
    (1, "intake.held", 1000),
    (2, "rung.confirmed", 2500),
    (3, "baseline.checked", 3000),
    (4, "referral.started", 2000),
    (5, "trajectory.completed", 1000),
    (6, "instrument.used", 1000),
    (7, "firm.updated", 200),
)


def simulate(folder: Path, *, firms: int, quarters: int, seed: int) -> Manifest:
    """Write a fictional snapshot with this many firms over the quarters up to the one that ended last.

    Raises InputError for numbers out of range and for a folder that cannot be written.
    """
    if not (1 <= firms <= MOST_FIRMS and 1 <= quarters <= MOST_QUARTERS):
        raise InputError(
            "simulate",
            f"Kies 1 tot en met {MOST_FIRMS} bedrijven, en 1 tot en met {MOST_QUARTERS} kwartalen.",
            f"Choose 1 to {MOST_FIRMS} firms and 1 to {MOST_QUARTERS} quarters.",
        )
    import duckdb

    region = pack()
    last = quarter_number(quarter_of(clock.today()).previous().first)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work, duckdb.connect() as connection:
            parquet = Path(work) / EVENTS
            connection.execute("SET preserve_insertion_order = false")
            statement = _statement(region.info.key, [item.code for item in region.info.municipalities])
            numbers = {"firms": firms, "quarters": quarters, "seed": seed, "first": last - quarters + 1}
            connection.execute(f"COPY ({statement}) TO '{parquet}' (FORMAT parquet)", numbers)
            count = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(parquet)]).fetchall()[0][0]
            until = clock.now().isoformat()
            manifest = Manifest(
                SCHEMA, region.info.key, region.reference, int(count), until, digest_of(parquet), fictional=True
            )
            put(folder, parquet, manifest)
    except OSError as error:
        raise InputError(
            "snapshot-folder",
            "In deze map kunnen we niet schrijven. Kies een andere map.",
            f"Cannot write into {folder}. Choose another folder.",
        ) from error
    return manifest


def _statement(region: str, places: list[str]) -> str:
    """Return the statement that makes all events. Words in it are keys of ours; numbers are parameters."""
    slots = ", ".join(f"({slot}, '{kind}', {chance})" for slot, kind, chance in _SLOTS)
    listed = ", ".join(f"'{place}'" for place in places)
    values = {
        "id": "(q * $firms + firm) * 9 + slot",
        "type": "type",
        "occurred_on": "occurred_on",
        "day": "day",
        "quarter": "$first + q",
        "recorded_at": "CAST(occurred_on AS TIMESTAMP) + to_hours(9 + dice // 7 % 240)",
        "firm": "firm + 1",
        "organisation": "'simulation'",
        "region": f"'{region}'",
        "municipality": f"CASE WHEN slot > 6 THEN CASE WHEN home % 33 = 0 THEN 'elders' ELSE "
        f"([{listed}])[1 + home % {len(places)}] END END",
        "sector": "NULL",
        "size": "NULL",
        "version": "CASE WHEN slot = 0 THEN 1 END",
        "scan_day": "CASE WHEN slot = 0 THEN day END",
        "scan_quarter": "CASE WHEN slot = 0 THEN $first + q END",
        "levels": "CASE WHEN slot = 0 THEN " + _levels() + " END",
        "phase": "CASE WHEN slot = 0 THEN level END",
        "rung": "CASE WHEN slot = 2 THEN level END",
        "by_role": "CASE WHEN slot = 2 THEN CASE WHEN dice % 3 = 0 THEN 'adviser' ELSE 'partner' END END",
        "source": "CASE WHEN slot = 2 THEN CASE WHEN dice % 5 = 0 THEN 'intake' ELSE 'trajectory' END END",
        "instrument": "CASE WHEN slot IN (5, 6) THEN (['adviesvoucher', 'digitale-ai-gereedheid', 'efro', 'mit'])"
        "[1 + dice % 4] END",
        "reached": "CASE WHEN slot = 3 THEN CAST(dice // 11 % 100 < 40 + q * 2 AS BIGINT) END",
        "gone": "NULL",
    }
    listed_values = ", ".join(f"CAST({values[name]} AS {kind}) AS {name}" for name, kind in COLUMNS.items())
    start = "make_date(CAST(($first + q) // 4 AS BIGINT), CAST(($first + q) % 4 * 3 + 1 AS BIGINT), 1)"
    return f"""
        WITH slots AS (SELECT * FROM (VALUES {slots}, (8, 'firm.registered', 10000)) AS t (slot, type, chance)),
        drawn AS (
            SELECT f.firm, k.q, s.slot, s.type, s.chance,
                   CAST(hash(f.firm * 1000003 + k.q * 101 + s.slot + $seed * 7919) % 1000000007 AS BIGINT) AS dice,
                   CAST(hash(f.firm + $seed * 104729) % 1000003 AS BIGINT) AS home
            FROM (SELECT range AS firm FROM range($firms)) f
            CROSS JOIN (SELECT range AS q FROM range($quarters)) k CROSS JOIN slots s
        ),
        chosen AS (
            SELECT *, least(6, 1 + home % 4 + q * (home // 7 % 3) // 6) AS level,
                   CAST({start} AS DATE) + CAST(dice // 10000 % 89 AS INTEGER) AS occurred_on
            FROM drawn WHERE dice % 10000 < chance AND (slot < 8 OR q = 0)
        )
        SELECT {listed_values} FROM (SELECT *, occurred_on - DATE '1970-01-01' AS day FROM chosen)
    """  # noqa: S608


def _levels() -> str:
    """Return the sum that packs seven answers around the firm's level, some of them a step higher or lower."""
    steps = [f"greatest(1, least(6, level + dice // {3 ** (place + 1)} % 3 - 1)) * {7**place}" for place in range(7)]
    return "(" + " + ".join(steps) + ")"

"""The six indicators in SQL written by hand for DuckDB: the floor that the expressions are held against."""

from pathlib import Path

STATEMENT = """
CREATE TEMP TABLE elsewhere AS
    SELECT firm FROM events WHERE type IN ('firm.registered', 'firm.updated') AND municipality <> ''
    GROUP BY firm HAVING arg_max(municipality, (recorded_at, id)) = 'elders';
CREATE TEMP TABLE scans AS
    SELECT firm, version, scan_day AS day, scan_quarter AS quarter, max(levels * 7 + phase) AS packed
    FROM events ANTI JOIN elsewhere USING (firm) WHERE type = 'scan.claimed' GROUP BY ALL;
CREATE TEMP TABLE pairs AS
    SELECT a.firm, a.day, a.quarter, a.packed % 7 AS phase, b.packed % 7 AS phase_before, b.day AS day_before,
           {net} AS net
    FROM scans a ASOF JOIN scans b ON a.firm = b.firm AND a.version = b.version AND a.day >= b.day + 90;
CREATE TEMP TABLE rungs AS
    SELECT firm, day, quarter, rung, source, lag(rung) OVER (PARTITION BY firm ORDER BY day, rung, source) AS floor
    FROM (SELECT DISTINCT firm, day, quarter, rung, source FROM events ANTI JOIN elsewhere USING (firm)
          WHERE type = 'rung.confirmed' AND by_role IN ('adviser', 'partner'));
CREATE TEMP TABLE steps AS
    SELECT p.firm, p.day, p.quarter, min(r.day) AS sure, min(r.quarter) AS sure_in
    FROM pairs p LEFT JOIN rungs r ON r.firm = p.firm AND r.day > p.day_before
        AND NOT (r.floor IS NULL AND r.source = 'intake' AND r.day < p.day)
        AND r.rung > coalesce(r.floor, p.phase_before)
    WHERE p.phase > p.phase_before AND p.net >= 3 GROUP BY ALL;
CREATE TEMP TABLE entries AS
    SELECT firm, day, quarter, CASE WHEN phase < phase_before THEN 0 ELSE 2 END AS outcome FROM pairs
    WHERE NOT (phase > phase_before AND net >= 3)
    UNION ALL SELECT firm, day, quarter, 3 FROM steps WHERE sure IS NULL OR sure > day
    UNION ALL SELECT firm, greatest(sure, day), CASE WHEN sure > day THEN sure_in ELSE quarter END, 1
    FROM steps WHERE sure IS NOT NULL;
"""
FIGURES = """
    SELECT 'reach' AS indicator, quarter AS period, 'total' AS cell, count(DISTINCT firm) AS firms
    FROM events ANTI JOIN elsewhere USING (firm)
    WHERE type IN ('scan.claimed', 'intake.held', 'referral.started', 'trajectory.completed', 'instrument.used')
    GROUP BY ALL
UNION ALL
    SELECT 'instruments', quarter, CASE WHEN GROUPING(instrument) = 1 THEN 'total' ELSE 'part:' || instrument END,
           count(DISTINCT firm)
    FROM events ANTI JOIN elsewhere USING (firm)
    WHERE type IN ('instrument.used', 'trajectory.completed') AND instrument <> ''
    GROUP BY GROUPING SETS ((quarter, instrument), (quarter))
UNION ALL
    SELECT 'resilience', period, cell, firms FROM (
        SELECT period, count(*) AS total, sum(reached) AS hit FROM (
            SELECT firm, quarter + later AS period, arg_max(reached, (day, id)) AS reached
            FROM events ANTI JOIN elsewhere USING (firm), (SELECT range AS later FROM range(4))
            WHERE type = 'baseline.checked' AND reached IS NOT NULL GROUP BY ALL)
        GROUP BY ALL) UNPIVOT (firms FOR cell IN (total, hit)) WHERE firms > 0
UNION ALL
    SELECT 'flow', quarter, 'part:' || (['fallen', 'risen', 'unchanged', 'unconfirmed'])[1 + outcome], count(*) FROM (
        SELECT e.firm, e.quarter,
               CASE WHEN max(CAST(e.outcome = 1 AS INT)) = 1 THEN 1 ELSE max(e.day * 4 + e.outcome) % 4 END AS outcome
        FROM entries e LEFT JOIN (
            SELECT firm, quarter // 4 AS year, min(quarter) AS first FROM entries WHERE outcome = 1 GROUP BY ALL) r
            ON r.firm = e.firm AND r.year = e.quarter // 4
        WHERE r.first IS NULL OR e.quarter <= r.first GROUP BY e.firm, e.quarter)
    GROUP BY ALL
"""


def floor(file: Path) -> list[tuple[str, int, str, int]]:
    """Compute the figures of every quarter."""
    import duckdb

    net = " + ".join(
        f"sign(CAST(a.packed // {7**place} % 7 AS INT) - CAST(b.packed // {7**place} % 7 AS INT))"
        for place in range(1, 8)
    )
    with duckdb.connect(config={"memory_limit": "1500MB"}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet('{file}') WHERE firm IS NOT NULL")
        connection.execute(STATEMENT.format(net=net))
        rows = connection.execute(FIGURES).fetchall()
    return [(key, int(period), cell, int(firms)) for key, period, cell, firms in rows]

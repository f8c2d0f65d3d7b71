"""The six indicators in pandas, as somebody would write them in a notebook: the peer of the expressions."""

from pathlib import Path
from typing import Any

REACH = ("scan.claimed", "intake.held", "referral.started", "trajectory.completed", "instrument.used")
OUTCOMES = ("fallen", "risen", "unchanged", "unconfirmed")
Rows = list[tuple[str, int, str, int]]


def with_pandas(file: Path) -> Rows:
    """Compute the figures of every quarter."""
    import duckdb

    with duckdb.connect() as connection:
        events = connection.execute(f"SELECT * FROM read_parquet('{file}') WHERE firm IS NOT NULL").df()
    places = events[events.type.isin(["firm.registered", "firm.updated"]) & events.municipality.notna()]
    last = places.sort_values(["recorded_at", "id"]).groupby("firm").municipality.last()
    events = events[~events.firm.isin(last[last == "elders"].index)]
    rows: Rows = []
    reached = events[events.type.isin(REACH)].groupby("quarter").firm.nunique()
    rows += [("reach", int(quarter), "total", int(firms)) for quarter, firms in reached.items()]
    return rows + _instruments(events) + _resilience(events) + _flow(events)


def _instruments(events: Any) -> Rows:
    used = events[events.type.isin(["instrument.used", "trajectory.completed"]) & events.instrument.notna()]
    whole = used.groupby("quarter").firm.nunique()
    parts = used.groupby(["quarter", "instrument"]).firm.nunique()
    rows = [("instruments", int(quarter), "total", int(firms)) for quarter, firms in whole.items()]
    return rows + [("instruments", int(key[0]), f"part:{key[1]}", int(firms)) for key, firms in parts.items()]


def _resilience(events: Any) -> Rows:
    import pandas as pd

    checks = events[(events.type == "baseline.checked") & events.reached.notna()]
    lasting = pd.concat([checks.assign(period=checks.quarter + later) for later in range(4)])
    latest = lasting.sort_values(["day", "id"]).groupby(["period", "firm"]).reached.last()
    found = latest.groupby("period").agg(["size", "sum"])
    rows: Rows = []
    for period, total, hit in found.itertuples():
        rows.append(("resilience", int(period), "total", int(total)))
        if hit:
            rows.append(("resilience", int(period), "hit", int(hit)))
    return rows


def _flow(events: Any) -> Rows:
    entries = _entries(events)
    entries["year"] = entries.quarter // 4
    first = entries[entries.outcome == 1].groupby(["firm", "year"]).quarter.min().rename("first")
    entries = entries.join(first, on=["firm", "year"])
    entries = entries[entries["first"].isna() | (entries.quarter <= entries["first"])]
    entries = entries.assign(key=entries.day * 4 + entries.outcome, rose=entries.outcome == 1)
    found = entries.groupby(["firm", "quarter"]).agg(rose=("rose", "max"), key=("key", "max")).reset_index()
    found["cell"] = (found.key % 4).where(~found.rose, 1)
    counted = found.groupby(["quarter", "cell"]).size()
    return [("flow", int(key[0]), f"part:{OUTCOMES[int(key[1])]}", int(firms)) for key, firms in counted.items()]


def _entries(events: Any) -> Any:
    import pandas as pd

    scans = events[events.type == "scan.claimed"][["firm", "version", "scan_day", "scan_quarter", "levels", "phase"]]
    scans = scans.drop_duplicates().rename(columns={"scan_day": "day", "scan_quarter": "quarter"})
    met = scans.merge(scans, on=["firm", "version"], suffixes=("", "_before"))
    met = met[met.day - met.day_before >= 90].sort_values(["day_before", "levels_before", "phase_before"])
    pairs = met.groupby(["firm", "version", "day", "levels", "phase"]).last().reset_index()
    pairs["net"] = 0
    for place in range(7):
        now = pairs["levels"].astype("int64") // 7**place % 7
        then = pairs["levels_before"].astype("int64") // 7**place % 7
        both = (now > 0) & (then > 0)
        pairs["net"] += (both & (now > then)).astype("int64") - (both & (now < then)).astype("int64")
    up = (pairs.phase > pairs.phase_before) & (pairs.net >= 3)
    rest = pairs[~up]
    settled = rest.assign(outcome=(rest.phase >= rest.phase_before).astype("int64") * 2)
    steps = _confirmed(events, pairs[up].reset_index(drop=True))
    waiting = steps[steps.sure.isna() | (steps.sure > steps.day)].assign(outcome=3)
    sure = steps[steps.sure.notna()]
    later = sure.sure > sure.day
    risen = sure.assign(
        outcome=1, day=sure.sure.where(later, sure.day), quarter=sure.sure_in.where(later, sure.quarter)
    )
    kept = ["firm", "day", "quarter", "outcome"]
    return pd.concat([settled[kept], waiting[kept], risen[kept]], ignore_index=True)


def _confirmed(events: Any, steps: Any) -> Any:
    rungs = events[(events.type == "rung.confirmed") & events.by_role.isin(["adviser", "partner"])]
    rungs = rungs[["firm", "day", "quarter", "rung", "source"]].drop_duplicates()
    rungs = rungs.sort_values(["firm", "day", "rung", "source"])
    rungs["floor"] = rungs.groupby("firm").rung.shift(1)
    steps = steps.assign(step=range(len(steps)))
    met = steps.merge(rungs, on="firm", suffixes=("", "_rung"))
    first_intake = met.floor.isna() & (met.source == "intake") & (met.day_rung < met.day)
    higher = met.rung > met.floor.fillna(met.phase_before)
    met = met[(met.day_rung > met.day_before) & ~first_intake & higher]
    first = met.groupby("step").agg(sure=("day_rung", "min"), sure_in=("quarter_rung", "min"))
    return steps.join(first, on="step")

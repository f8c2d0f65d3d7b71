"""The six indicators as dataframe expressions: written once, run on any engine that Narwhals knows.

In goes a frame of events (columns in `COLUMNS`), out comes for each indicator a frame of (period, cell, firm). They say
the same as `trede.core.indicators`, which reads event by event; a test holds both to one outcome. Periods are whole
numbers: a quarter is `year * 4 + quarter - 1`, a year is the year itself.

What a row has to carry along through a grouping is packed into one whole number, so that a maximum finds the latest
row without a sort.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import narwhals as nw

from trede.core.indicators import CHECK_MONTHS, ELSEWHERE, EVENTS, PLACE_EVENTS, REACH, known_until
from trede.core.merges import MERGED, UNMERGED
from trede.core.periods import months_before
from trede.core.progress import LEAST_DAYS, LEAST_TOPICS

Frame: TypeAlias = "nw.LazyFrame[Any]"
Unit = Literal["quarter", "year"]

COLUMNS: dict[str, str] = {
    "id": "BIGINT",
    "type": "VARCHAR",
    "occurred_on": "DATE",
    "day": "BIGINT",
    "quarter": "BIGINT",
    "recorded_at": "TIMESTAMP",
    "firm": "BIGINT",
    "organisation": "VARCHAR",
    "region": "VARCHAR",
    "municipality": "VARCHAR",
    "sector": "VARCHAR",
    "size": "VARCHAR",
    "version": "BIGINT",
    "scan_day": "BIGINT",
    "scan_quarter": "BIGINT",
    "levels": "BIGINT",
    "phase": "BIGINT",
    "rung": "BIGINT",
    "by_role": "VARCHAR",
    "source": "VARCHAR",
    "instrument": "VARCHAR",
    "reached": "BIGINT",
    "gone": "BIGINT",
}
"""Columns of a snapshot of the journal, with their type. Empty means: this event says nothing about it.

`day` and `scan_day` count days from 1970; `quarter` and `scan_quarter` are `year * 4 + quarter - 1`, so that no engine
has to do sums with days; `scan_day` is the day a scan was done. `recorded_at` is in UTC. `levels` packs seven answers
(0 for a blank, 1 to 6) as digits of base seven, the first answer first; `version` is a number made from the
questionnaire and its rule; `phase` and `rung` are 1 to 6; `reached` is 0 or 1; `gone` is the firm that was merged into
`firm`.
"""
_COUNTED = tuple(name for name in COLUMNS if name not in {"occurred_on", "organisation", "region", "sector", "size"})
"""Columns that the indicators need: each column more makes every step of a plan dearer to make."""
TOPICS = 7
BASE = 7
_NUMBERS, _SCANS = 1 << 40, BASE ** (TOPICS + 1)
_EPOCH = date(1970, 1, 1)
OUTCOMES = ("fallen", "risen", "unchanged", "unconfirmed")
"""In the order in which the same day is read: the last one counts, but risen wins."""
_RISEN = OUTCOMES.index("risen")


def pack_levels(answers: str) -> int | None:
    """Return seven answers as one number, or None for what is no set of seven answers."""
    letters = "-ABCDEF"
    if len(answers) != TOPICS or any(letter not in letters for letter in answers):
        return None
    number = 0
    for letter in answers:
        number = number * BASE + letters.index(letter)
    return number


Keep: TypeAlias = "Callable[[Frame], Frame]"
"""Computes a frame once and gives it back for use in several places: engines read a plan anew wherever it stands."""


def as_it_is(frame: Frame) -> Frame:
    """Keep nothing: the engine finds by itself what stands in several places."""
    return frame


def prepare(events: Frame, *, known_on: date | None = None, keep: Keep = as_it_is) -> Frame:
    """Return the events that count: known by that day, of a firm of the region, with merged firms as one.

    `number` is added: it orders the events of one day as they were read.
    """
    named = [nw.col(name) for name in _COUNTED]
    found = _merged(known(events, known_on).select(*named, number=nw.col("id"), origin=nw.col("firm")))
    return found.join(keep(_elsewhere(found)), on="firm", how="anti")


def known(events: Frame, known_on: date | None) -> Frame:
    """Return the events of firms that were recorded up to and including a day."""
    counts = ~nw.col("firm").is_null()
    return events.filter(counts if known_on is None else counts & (nw.col("recorded_at") < _moment(known_on)))


def _moment(known_on: date) -> datetime:
    return known_until(known_on).replace(tzinfo=None)


def _merged(events: Frame) -> Frame:
    """Give the events of a merged firm the number of the firm it went into, through any chain of merges."""
    steps = events.filter(nw.col("type").is_in([MERGED, UNMERGED])).with_columns(
        times=nw.when(nw.col("type") == MERGED).then(nw.lit(1)).otherwise(nw.lit(-1))
    )
    edges = (
        steps.group_by("firm", "gone")
        .agg(nw.col("times").sum())
        .filter(nw.col("times") > 0)
        .select(kept=nw.col("firm"), gone=nw.col("gone"))
    )
    pairs = {int(gone): int(kept) for gone, kept in fetch(edges.select("gone", "kept"))}
    if not pairs:
        return events
    for gone in list(pairs):  # follow each chain to its end; merges are few
        seen = {gone}
        while pairs[gone] in pairs and pairs[gone] not in seen:
            seen.add(pairs[gone])
            pairs[gone] = pairs[pairs[gone]]
    moved = edges.select(firm=nw.col("gone"), kept=_replaced(pairs))
    joined = events.join(moved, on="firm", how="left")
    return joined.with_columns(
        firm=nw.coalesce(nw.col("kept"), nw.col("firm")),
        number=nw.when(nw.col("kept").is_null()).then(nw.col("id")).otherwise(nw.col("id") + _NUMBERS // 2),
    ).drop("kept")


def _replaced(pairs: dict[int, int]) -> nw.Expr:
    kept = nw.col("kept")
    for gone, end in pairs.items():
        kept = nw.when(nw.col("gone") == gone).then(nw.lit(end)).otherwise(kept)
    return kept


def _elsewhere(events: Frame) -> Frame:
    """Return the firms whose place known last lies outside the region. Only firms that were ever there are looked at.

    Of a merged firm the place of the firm that goes on counts, and only without one that of the firm that went.
    """
    places = events.filter(
        nw.col("type").is_in(list(PLACE_EVENTS)) & ~nw.col("municipality").is_null() & (nw.col("municipality") != "")
    )
    ever = places.filter(nw.col("municipality") == ELSEWHERE).select("firm").unique()
    found = places.join(ever, on="firm", how="semi")
    found = found.select("firm", "municipality", "recorded_at", "id", own=nw.col("origin") == nw.col("firm"))
    later = nw.col("id").shift(-1).over("firm", order_by=["own", "recorded_at", "id"])
    return found.filter(later.is_null() & (nw.col("municipality") == ELSEWHERE)).select("firm")


def ordinal(day: date) -> int:
    """Return a day as a number that grows by one a day."""
    return (day - _EPOCH).days


def quarter_number(day: date) -> int:
    """Return the quarter of a day as a number that grows by one a quarter."""
    return day.year * 4 + (day.month - 1) // 3


def _period(quarter: str, unit: Unit) -> nw.Expr:
    return nw.col(quarter) if unit == "quarter" else nw.col(quarter) // 4


def reach(events: Frame, unit: Unit) -> Frame:
    """Return the firms reached in each period, cell `total`."""
    found = events.filter(nw.col("type").is_in(list(EVENTS[REACH])))
    return found.select(_period("quarter", unit).alias("period"), nw.lit("total").alias("cell"), "firm")


def instruments(events: Frame, unit: Unit) -> Frame:
    """Return the firms per instrument (cell `part:<key>`) and together (`total`) in each period."""
    used = events.filter(
        nw.col("type").is_in(["instrument.used", "trajectory.completed"])
        & ~nw.col("instrument").is_null()
        & (nw.col("instrument") != "")
    ).select("firm", "instrument", period=_period("quarter", unit))
    part = nw.concat_str([nw.lit("part:"), nw.col("instrument")])
    parts = used.select("period", part.alias("cell"), "firm")
    whole = used.select("period", nw.lit("total").alias("cell"), "firm")
    return nw.concat([parts, whole], how="vertical")


def resilience(events: Frame, unit: Unit, *, until: date, keep: Keep = as_it_is) -> Frame:
    """Return the firms whose latest check is younger than twelve months at the end of each period (`total`), and those
    of them that reached the baseline (`hit`). A period that is not over on the day `until` ends on that day.

    A check counts in its own quarter and the three after it, or its own year. The running period is judged on `until`,
    so there a check counts when it is young enough on that day, one of the period before these too.
    """
    checks = events.filter((nw.col("type") == "baseline.checked") & ~nw.col("reached").is_null()).select(
        "firm",
        "day",
        packed=((nw.col("day") * _NUMBERS + nw.col("number")) * 2 + nw.col("reached")),
        own=_period("quarter", unit),
    )
    own, kept = nw.col("own"), ("firm", "day", "packed")
    lasting = 1 if unit == "year" else CHECK_MONTHS // 3
    running = until.year if unit == "year" else quarter_number(until)
    dated = nw.concat([checks.select(*kept, period=own + nw.lit(later)) for later in range(lasting)], how="vertical")
    first = ordinal(months_before(until, CHECK_MONTHS))
    young = (nw.col("period") < running) | ((nw.col("day") > first) & (nw.col("day") <= ordinal(until)))
    dated = dated.filter(young & (nw.col("period") <= running))
    still = checks.filter((own == running - lasting) & (nw.col("day") > first))
    dated = nw.concat([dated, still.select(*kept, period=nw.lit(running, nw.Int64))], how="vertical")
    latest = keep(dated.group_by("period", "firm").agg(reached=nw.col("packed").max() % 2))
    whole = latest.select("period", nw.lit("total").alias("cell"), "firm")
    hit = latest.filter(nw.col("reached") == 1).select("period", nw.lit("hit").alias("cell"), "firm")
    return nw.concat([whole, hit], how="vertical")


def flow(found: Frame, unit: Unit) -> Frame:
    """Return the firms per outcome of the flow rule in each period: cells `part:risen`, `part:fallen` and so on.

    `found` are the entries of `flow_entries`.
    A firm stands in one cell of a period; one that rose earlier in the year stands in none (rule flow-1).
    """
    year = nw.col("quarter") // 4
    entries = found.select("firm", "day", "outcome", year=year, period=_period("quarter", unit))
    risen = entries.filter(nw.col("outcome") == _RISEN)
    if unit == "quarter":
        first = risen.group_by("firm", "year").agg(first=nw.col("period").min())
        entries = entries.join(first, on=["firm", "year"], how="left").filter(
            nw.col("first").is_null() | (nw.col("period") <= nw.col("first"))
        )
    counted = entries.group_by("firm", "period").agg(
        has_risen=(nw.col("outcome") == _RISEN).cast(nw.Int64).max(),
        last=(nw.col("day") * len(OUTCOMES) + nw.col("outcome")).max(),
    )
    outcome = nw.when(nw.col("has_risen") == 1).then(nw.lit(_RISEN)).otherwise(nw.col("last") % len(OUTCOMES))
    named = counted.select("period", "firm", outcome=outcome)
    cell = nw.lit(f"part:{OUTCOMES[0]}")
    for number, name in enumerate(OUTCOMES[1:], 1):
        cell = nw.when(nw.col("outcome") == number).then(nw.lit(f"part:{name}")).otherwise(cell)
    return named.select("period", cell.alias("cell"), "firm")


def flow_entries(events: Frame, *, keep: Keep = as_it_is) -> Frame:
    """Return what each later scan of a firm says against the one before: (firm, day, quarter, outcome as a number)."""
    pairs = keep(_pairs(events, keep))
    up = (nw.col("phase") > nw.col("phase_before")) & (nw.col("net") >= LEAST_TOPICS)
    rest = pairs.filter(~up)
    fallen = nw.when(nw.col("phase") < nw.col("phase_before")).then(nw.lit(0)).otherwise(nw.lit(2))
    settled = rest.select("firm", "day", "quarter", fallen.alias("outcome"))
    steps = keep(_confirmed(events, pairs.filter(up)))
    late = nw.col("confirmed_on").is_null() | (nw.col("confirmed_on") > nw.col("day"))
    waiting = steps.filter(late).select("firm", "day", "quarter", nw.lit(3).alias("outcome"))
    sure = steps.filter(~nw.col("confirmed_on").is_null())
    later = nw.col("confirmed_on") > nw.col("day")
    day = nw.when(later).then(nw.col("confirmed_on")).otherwise(nw.col("day"))
    quarter = nw.when(later).then(nw.col("confirmed_in")).otherwise(nw.col("quarter"))
    risen = sure.select("firm", day.alias("day"), quarter.alias("quarter"), nw.lit(_RISEN).alias("outcome"))
    return nw.concat([settled, waiting, risen], how="vertical")


def _pairs(events: Frame, keep: Keep) -> Frame:
    """Return each scan with the latest of the same version at least ninety days older, and how many topics rose."""
    scans = keep(
        events.filter(
            (nw.col("type") == "scan.claimed") & ~nw.col("levels").is_null() & ~nw.col("phase").is_null()
        ).select("id", "firm", "version", "phase", "levels", day="scan_day", quarter="scan_quarter")
    )
    packed = nw.col("day") * _SCANS + nw.col("levels") * BASE + nw.col("phase")
    before = scans.select("firm", "version", older=nw.col("day"), packed=packed)
    met = scans.select("id", "firm", "version", "day").join(before, on=["firm", "version"], how="inner")
    latest = met.filter(nw.col("day") - nw.col("older") >= LEAST_DAYS).group_by("id").agg(nw.col("packed").max())
    pairs = scans.drop("version").join(latest, on="id", how="inner")
    answers = {"now": nw.col("levels") * BASE, "then": nw.col("packed")}
    found = pairs.with_columns(
        phase_before=nw.col("packed") % BASE,
        day_before=nw.col("packed") // _SCANS,
        **{f"{name}_{place}": _answer(packed, place) for name, packed in answers.items() for place in range(TOPICS)},
    )
    net = nw.lit(0)
    for place in range(TOPICS):
        now, then = nw.col(f"now_{place}"), nw.col(f"then_{place}")
        both = (now > 0) & (then > 0)
        net = net + (both & (now > then)).cast(nw.Int64) - (both & (now < then)).cast(nw.Int64)
    return found.select("id", "firm", "day", "quarter", "phase", "phase_before", "day_before", net=net)


def _answer(packed: nw.Expr, place: int) -> nw.Expr:
    """Return one answer out of `levels * BASE + phase`, times a power of `BASE` that is the same for every scan.

    Two answers on one question compare as they are; dividing them back costs an engine ten times the plan.
    """
    found: nw.Expr = packed % BASE ** (place + 2) - packed % BASE ** (place + 1)
    return found


def _confirmed(events: Frame, steps: Frame) -> Frame:
    """Add to each step up the first day on which somebody confirmed a higher rung, or nothing.

    Higher than the rung confirmed before it, else than the phase of the earlier scan. The first intake, held before the
    later scan, sets the starting point and confirms nothing.
    """
    confirmations = events.filter(
        (nw.col("type") == "rung.confirmed")
        & ~nw.col("rung").is_null()
        & nw.col("by_role").is_in(["adviser", "partner"])
    )
    confirmations = confirmations.select(
        "firm",
        "rung",
        on="day",
        on_quarter="quarter",
        how="source",
        floor=nw.col("rung").shift(1).over("firm", order_by=["day", "rung", "source"]),
    )
    asked = steps.select("id", "firm", "day", "day_before", "phase_before")
    met = asked.join(confirmations, on="firm", how="inner").filter(nw.col("on") > nw.col("day_before"))
    first_intake = nw.col("floor").is_null() & (nw.col("how") == "intake") & (nw.col("on") < nw.col("day"))
    higher = met.filter(~first_intake & (nw.col("rung") > nw.coalesce(nw.col("floor"), nw.col("phase_before"))))
    first = higher.group_by("id").agg(confirmed_on=nw.col("on").min(), confirmed_in=nw.col("on_quarter").min())
    return steps.select("id", "firm", "day", "quarter").join(first, on="id", how="left")


def began(events: Frame) -> dict[str, date]:
    """Return the first day on which something was registered, per indicator but flow. Firms from elsewhere count here:
    they show that the indicator was being measured.
    """
    tests = {
        "reach": nw.col("type").is_in(list(EVENTS[REACH])),
        "instruments": nw.col("type").is_in(["instrument.used", "trajectory.completed"])
        & ~nw.col("instrument").is_null()
        & (nw.col("instrument") != ""),
        "resilience": (nw.col("type") == "baseline.checked") & ~nw.col("reached").is_null(),
    }
    first = {key: nw.when(test & ~nw.col("firm").is_null()).then(nw.col("occurred_on")) for key, test in tests.items()}
    row = fetch(events.select(**{key: day.min() for key, day in first.items()}))[0]
    return {key: day for key, day in zip(tests, row, strict=True) if day is not None}


ONCE = frozenset({"flow", "resilience"})
"""Indicators of which the rule itself puts a firm in a cell of a period once."""


def counts(members: Frame, *, once: bool = False) -> Frame:
    """Return how many firms stand in each cell of each period. `once`: no firm stands in a cell twice."""
    firms = nw.len() if once else nw.col("firm").n_unique()
    return members.group_by("period", "cell").agg(firms=firms.cast(nw.Int64))


def fetch(frame: Frame) -> list[tuple[Any, ...]]:
    """Return the rows of a small frame. Each engine hands them over in its own way, without a library between."""
    native = frame.to_native()
    if hasattr(native, "fetchall"):
        return list(native.fetchall())  # DuckDB
    found = native.collect()
    return list(found.rows()) if hasattr(found, "rows") else [tuple(row) for row in found]  # Polars, Spark


def members(events: Frame, entries: Frame, *, units: Sequence[Unit], until: date, keep: Keep = as_it_is) -> Frame:
    """Return all indicators at once: (indicator, period, cell, firm), as they stand on the day `until`.

    `entries` are those of `flow_entries`.
    """
    parts = _parts(events, entries, units, until, keep)
    return nw.concat([_of(key, part, "firm").unique() for key, part in parts], how="vertical")


def _of(key: str, part: Frame, what: str) -> Frame:
    return part.select(nw.lit(key).alias("indicator"), "period", "cell", what)


def _parts(events: Frame, entries: Frame, units: Sequence[Unit], until: date, keep: Keep) -> list[tuple[str, Frame]]:
    """Return (period, cell, firm) per indicator and unit; a firm may stand in a cell more than once."""
    return [
        part
        for unit in units
        for part in (
            ("reach", reach(events, unit)),
            ("flow", flow(entries, unit)),
            ("instruments", instruments(events, unit)),
            ("resilience", resilience(events, unit, until=until, keep=keep)),
        )
    ]


def all_counts(events: Frame, *, units: Sequence[Unit], until: date, keep: Keep = as_it_is) -> Frame:
    """Return the number of firms per indicator, period and cell."""
    parts = _parts(events, keep(flow_entries(events, keep=keep)), units, until, keep)
    return nw.concat([_of(key, counts(part, once=key in ONCE), "firms") for key, part in parts], how="vertical")

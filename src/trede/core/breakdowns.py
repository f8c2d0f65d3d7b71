"""Tables of firms per municipality, sector and size: exact, and with the wider categories that small ones merge into.

Which firms stand in a table: those reached in the period (`reach`), all with a known rung at its end (`flow`: where do
firms stand on the ladder), and those with a young check (`resilience`). Firms of which the category is not known have
a row of their own, so all tables of an indicator add up to the same firms and their totals tell nothing by difference.
The tables hold the firms themselves: they never leave the house without `trede.core.tables`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from trede.core.disclosure import Firms
from trede.core.indicators import FLOW, PLACE_EVENTS, REACH, RESILIENCE, EventRow, Ledger, Measure
from trede.core.merges import MERGE_EVENTS, Merges
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.scan import RUNG_LEVEL, RUNGS
from trede.core.table_parts import Base, Table

DIMENSIONS = ("municipality", "sector", "size")
TABLES = (REACH, FLOW, RESILIENCE)
"""Indicators with tables. Instruments have none: a firm can use several, and then margins do not add up."""
FIRMS, REACHED, BELOW = "firms", "reached", "below"
AREA, CLUSTER, FROM = "area:", "cluster:", "from:"
"""What the names of wider categories start with: an area of the pack, a cluster of sectors, a size class and up."""
EVERY = "every"
"""The widest category: the whole region, all sectors, all sizes."""
UNKNOWN = "unknown"
"""The row of firms of which the category is not known, or is not one of the pack."""
LOW, HIGH = "+".join(RUNGS[:2]), "+".join(RUNGS[2:])
LADDER_UP = {
    **dict.fromkeys(RUNGS[:2], LOW),
    **dict.fromkeys(RUNGS[4:], "+".join(RUNGS[4:])),
    **dict.fromkeys((RUNGS[3], "+".join(RUNGS[4:])), "+".join(RUNGS[3:])),
    **dict.fromkeys((RUNGS[2], "+".join(RUNGS[3:])), HIGH),
    **dict.fromkeys((LOW, HIGH), EVERY),
}
"""Few firms stand high on the ladder: rungs merge from the top down to the third, and the lowest two together."""
CLUSTERS: dict[str, str] = {
    **dict.fromkeys("ABCDEF", "make"),
    **dict.fromkeys("GHI", "trade"),
    **dict.fromkeys("JKLMNOPQRSTU", "serve"),
}
"""Sections of the SBI in the three clusters in which Statistics Netherlands groups them."""


@dataclass(slots=True)
class Profiles:
    """The last known place, sector and size of each firm, by the moment of recording."""

    known: dict[str, dict[int, tuple[datetime, str]]] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})
    merges: Merges = field(default_factory=Merges)

    def watch(self, rows: Iterable[EventRow]) -> Iterator[EventRow]:
        """Pass on the rows as they are read, and remember what they say of firms."""
        for row in rows:
            if row.firm is not None:
                self._note(row, row.firm)
            yield row

    def of(self, dimension: str) -> dict[int, str]:
        """Return the category of each firm. Where merged firms both have one, the firm that goes on is right."""
        found = {firm: category for firm, (_, category) in self.known[dimension].items()}
        for gone, kept in self.merges.into().items():
            if gone in found:
                found.setdefault(kept, found.pop(gone))
        return found

    def _note(self, row: EventRow, firm: int) -> None:
        if row.type in MERGE_EVENTS:
            self.merges.note(row.type, kept=firm, gone=row.subject)
        if row.type not in PLACE_EVENTS:
            return
        for name, known in self.known.items():
            given = row.data.get(name)
            if isinstance(given, str) and given and (firm not in known or row.recorded_at >= known[firm][0]):
                known[firm] = (row.recorded_at, given)


def rungs_on(ledger: Ledger, day: date) -> dict[int, str]:
    """Return the rung of each firm on a day: the last one confirmed, else the outcome of its last shared scan."""
    found: dict[int, str] = {}
    for firm, scans in ledger.measurements.items():
        last = max((scan for scan in scans if scan.day <= day), key=lambda scan: scan.day, default=None)
        if last is not None:
            found[firm] = last.phase
    names = {level: rung for rung, level in RUNG_LEVEL.items()}
    for firm, confirmed in ledger.confirmations.items():
        if firm in ledger.measurements:
            sure = max((each for each in confirmed if each.day <= day), key=lambda each: each.day, default=None)
            if sure is not None:
                found[firm] = names[sure.rung]
    return found


def columns_of(indicator: str, ledger: Ledger, measured: Measure, period: Period) -> dict[str, Firms]:
    """Return the columns of the tables of one indicator with their firms. A firm stands in one column."""
    if indicator == REACH:
        return {FIRMS: measured.total}
    if indicator == RESILIENCE:
        hit = measured.hit or frozenset()
        return {REACHED: hit, BELOW: measured.total - hit}
    standing = rungs_on(ledger, period.last)
    return {rung: frozenset(firm for firm, its in standing.items() if its == rung) for rung in RUNGS}


def table(pack: Pack, profiles: Profiles, dimension: str, columns: Mapping[str, Firms]) -> Table:
    """Return the table of these columns by one dimension of the pack."""
    rows, up = _categories(pack)[dimension]
    place = profiles.of(dimension)
    cells: dict[Base, set[int]] = {}
    for column, firms in columns.items():
        for firm in firms:
            row = place.get(firm, UNKNOWN)
            cells.setdefault((row if row in rows else UNKNOWN, column), set()).add(firm)
    held = {base: frozenset(firms) for base, firms in cells.items()}
    sensitive = frozenset(columns) & {REACHED, BELOW}
    return Table((*rows, UNKNOWN), tuple(columns), held, {**up, **LADDER_UP, UNKNOWN: EVERY}, sensitive, UNKNOWN)


def _categories(pack: Pack) -> dict[str, tuple[tuple[str, ...], dict[str, str]]]:
    """Return per dimension the categories in the order of the pack, and what each one merges into."""
    return {"municipality": _places(pack), "sector": _sectors(pack), "size": _sizes(pack)}


def _places(pack: Pack) -> tuple[tuple[str, ...], dict[str, str]]:
    towns = pack.info.municipalities
    up = {town.code: f"{AREA}{town.area}" if town.area else EVERY for town in towns}
    up |= dict.fromkeys(set(up.values()) - {EVERY}, EVERY)
    return tuple(town.code for town in towns), up


def _sectors(pack: Pack) -> tuple[tuple[str, ...], dict[str, str]]:
    up = {sector.key: f"{CLUSTER}{_cluster(sector.sbi)}" for sector in pack.info.sectors}
    up |= dict.fromkeys(set(up.values()), EVERY)
    return tuple(sector.key for sector in pack.info.sectors), up


def _cluster(codes: Iterable[str]) -> str:
    """Return the cluster that most sections of a sector belong to, the first one when they tie."""
    counted = Counter(CLUSTERS[code] for code in codes if code in CLUSTERS)
    return counted.most_common(1)[0][0] if counted else "serve"


def _sizes(pack: Pack) -> tuple[tuple[str, ...], dict[str, str]]:
    """Merge from the largest class down, because those hold the fewest firms."""
    keys = [size.key for size in sorted(pack.info.size_classes, key=lambda size: size.minimum)]
    up: dict[str, str] = {}
    wider = EVERY
    for index, key in enumerate(keys):
        if 0 < index < len(keys) - 1:
            up[f"{FROM}{key}"] = wider
            wider = f"{FROM}{key}"
        up[key] = wider
    return tuple(keys), up

"""Figures of one municipality: how many firms it reached, and where its firms stand on the ladder.

A municipality often passes on what it reads. So its figures stand for at least as many firms as at any desk, are
rounded as in public, are of quarters that ended, and keep their text until enough firms joined or left
(`trede.core.tables`). There is no order of municipalities: nobody sees the figures of another one.
"""

from dataclasses import dataclass

from trede.core.breakdowns import LADDER_UP, rungs_on
from trede.core.disclosure import FEWEST_CHANGES, Cell, Counts, Firms, Rules, publish
from trede.core.indicators import REACH, Ledger, measure
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.scan import RUNGS
from trede.core.table_parts import ALL, Protected, Remembered, Table
from trede.core.tables import protect

TREND = 8
"""Quarters in the trend, as on the other pages of figures."""


@dataclass(frozen=True, slots=True)
class OwnReach:
    """How many firms of the municipality were reached in a quarter."""

    period: Period
    cell: Cell


@dataclass(frozen=True, slots=True)
class OwnRungs:
    """How many firms stand on a rung, or on several that were joined because few firms stand there."""

    rungs: tuple[str, ...]
    cell: Cell


@dataclass(frozen=True, slots=True)
class TownFigures:
    """The figures of one municipality up to a quarter that ended. `rungs` is empty when too few firms have a rung."""

    reach: tuple[OwnReach, ...]
    rungs: tuple[OwnRungs, ...]
    firms: Cell
    """Firms of which the rung is known."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing can be read yet: then the page only helps to invite firms."""
        return not self.firms.shown and not any(quarter.cell.shown for quarter in self.reach)


def rules_for(pack: Pack) -> Rules:
    """Return the rules for a municipality: the minimum of a desk, the rounding and the changes of the public."""
    given = pack.info.disclosure
    return Rules(given.partner_minimum, given.round_counts_to, given.round_shares_to, FEWEST_CHANGES)


def town_figures(pack: Pack, ledger: Ledger, town: str, quarter: Period) -> TownFigures:
    """Return the figures of the municipality with the code `town` up to `quarter`, which ended. Pure."""
    rules, quarters = rules_for(pack), quarter.last_quarters(TREND)
    own = frozenset(firm for firm, (_, place) in ledger.places.items() if place == town)
    reach = tuple(OwnReach(each, _reach(ledger, own, each, rules)) for each in quarters)
    seen = _ladder(ledger, own, town, quarters, rules)
    rungs = tuple(OwnRungs(_rungs(name), seen.cells[town, name]) for name in seen.columns if (town, name) in seen.cells)
    total = next(seen.cells[label] for label in ((town, ALL), (ALL, ALL), *seen.cells) if label in seen.cells)
    return TownFigures(reach, rungs, total)


def _reach(ledger: Ledger, own: Firms, quarter: Period, rules: Rules) -> Cell:
    found = measure(ledger, quarter, known_on=quarter.last)[REACH]
    return publish(Counts(len(found.total & own)), rules).total


def _ladder(ledger: Ledger, own: Firms, town: str, quarters: tuple[Period, ...], rules: Rules) -> Protected:
    """Return where firms stand at the end of the last quarter, each quarter held against all before."""
    before: list[Remembered] = []
    for quarter in quarters:
        standing = rungs_on(ledger, quarter.last)
        cells = {
            (town, rung): frozenset(firm for firm, its in standing.items() if its == rung and firm in own)
            for rung in RUNGS
        }
        seen = protect(Table((town,), RUNGS, cells, LADDER_UP), rules, before)
        before.append(seen.remembered)
    return seen


def _rungs(name: str) -> tuple[str, ...]:
    parts = tuple(name.split("+"))
    return parts if set(parts) <= set(RUNGS) else RUNGS

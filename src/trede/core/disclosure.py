"""Disclosure control: which figures may leave the house, and how round they are. Fails closed.

Rules (docs/explanation/disclosure.md): a figure stands for at least ten firms in public and five inside a desk; a
share also has at least that many firms on the other side; a hidden part of a table takes a neighbour along, so that
it cannot be computed from the total; a sensitive property is withheld when nobody or nearly everybody has it; a
figure that was published before changes only when at least five firms joined or left it.

Figures leave as text. A hidden figure has no text but a reason code, so nothing can sort or add what is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from trede.core.pack import Disclosure

FEWEST_CHANGES = 5
"""Firms that must have joined or left a published cell before its next value appears (monitor rules, point 5)."""
NEARLY_ALL = Fraction(9, 10)
"""From this share on a sensitive property says something about every firm in the group (point 3)."""

Firms = frozenset[int]
TOTAL, HIT, REST = "total", "hit", "rest"


class Reason(StrEnum):
    """Why a figure is not shown. The codes are wide on purpose: a precise one would give the figure away."""

    TOO_FEW = "too-few"
    """Fewer firms than the minimum stand behind the whole figure."""
    ONE_SIDED = "one-sided"
    """Too few firms on one of the two sides of a share, or (sensitive) nobody or nearly everybody on one side."""
    NEIGHBOUR = "neighbour"
    """Too few firms in this part of a table, or in a part that could be computed from this one."""
    FEW_CHANGES = "few-changes"
    """Too few firms joined or left since the last time this figure was published."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers of the rules for one audience. `minimum` and `changes` are firms, `share_step` percentage points."""

    minimum: int
    count_step: int
    share_step: int
    changes: int

    @classmethod
    def public(cls, pack: Disclosure) -> "Rules":
        """The rules for everything that anybody may read."""
        return cls(pack.public_minimum, pack.round_counts_to, pack.round_shares_to, FEWEST_CHANGES)

    @classmethod
    def desk(cls, pack: Disclosure) -> "Rules":
        """The rules inside the desk: a lower minimum, no rounding, no waiting for changes."""
        return cls(pack.partner_minimum, 1, 1, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A published figure. `text` is `245` (firms), `35`, `<5` or `>95` (percent); None when hidden, with a reason."""

    text: str | None
    reason: Reason | None = None

    @property
    def shown(self) -> bool:
        """True when the figure may be read."""
        return self.text is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """Exact numbers of firms, before protection. They never leave the house.

    `hit` are the firms of `total` that have the property (None: the figure is a count, not a share). `parts` break
    `total` down; `hit_part` names the part that is the same group as `hit`.
    """

    total: int
    hit: int | None = None
    parts: tuple[tuple[str, int], ...] = ()
    hit_part: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What may be read of one figure."""

    total: Cell
    hit: Cell | None
    share: Cell | None
    parts: tuple[tuple[str, Cell], ...]


def round_to(value: int | Fraction, step: int) -> int:
    """Return the nearest multiple of `step`, halves upward."""
    return step * int(Fraction(value) / step + Fraction(1, 2))


def share_text(hit: int, total: int, step: int) -> str:
    """Return the share in percent, rounded to `step` points; near the ends `<5` or `>95`, never a hard 0 or 100.

    Only a share that is exactly 0 or 100 and is not rounded (step 1) may say so. `total` is at least 1.
    """
    share = Fraction(hit * 100, total)
    rounded = round_to(share, step)
    if rounded <= 0:
        return "0" if step == 1 and hit == 0 else f"<{step}"
    if rounded >= 100:  # noqa: PLR2004 - percent
        return "100" if step == 1 and hit == total else f">{100 - step}"
    return str(rounded)


def part_name(key: str) -> str:
    """Return the cell name of one part, for `held_back`."""
    return f"part:{key}"


def held_back(now: Mapping[str, Firms], before: Mapping[str, Firms], fewest: int) -> frozenset[str]:
    """Return the names of the cells in which fewer than `fewest` firms joined or left since they were published.

    `before` has the firms of each cell at its last publication; a cell that was never published is not held back.
    """
    return frozenset(name for name, firms in now.items() if name in before and len(firms ^ before[name]) < fewest)


def publish(
    counts: Counts,
    rules: Rules,
    *,
    sensitive: bool = False,
    held: frozenset[str] = frozenset(),
    covering: frozenset[str] = frozenset(),
) -> Published:
    """Return what may be read of `counts`.

    `held` are the cells that changed too little (see `held_back`), `covering` those that would betray a figure
    elsewhere (see `trede.core.year_audit`).
    """
    closed = _reason_for_total(counts, rules, held, covering)
    if closed is not None:
        return _all_hidden(counts, closed)
    hit_reason = _reason_for_share(counts, rules, sensitive=sensitive, held=held)
    if hit_reason is None and covering & {HIT, REST}:
        hit_reason = Reason.NEIGHBOUR
    hidden = _hidden_parts(counts, rules, held | covering, hit_hidden=hit_reason is not None)
    if hit_reason is None and counts.hit_part in hidden:
        hit_reason = Reason.NEIGHBOUR
    parts = tuple(
        (key, Cell(None, Reason.NEIGHBOUR) if key in hidden else _count(number, rules)) for key, number in counts.parts
    )
    total = _count(counts.total, rules)
    if counts.hit is None:
        return Published(total, None, None, parts)
    if hit_reason is not None:
        return Published(total, Cell(None, hit_reason), Cell(None, hit_reason), parts)
    share = Cell(share_text(counts.hit, counts.total, rules.share_step))
    return Published(total, _count(counts.hit, rules), share, parts)


def _count(number: int, rules: Rules) -> Cell:
    return Cell(str(round_to(number, rules.count_step)))


def _all_hidden(counts: Counts, reason: Reason) -> Published:
    cell = Cell(None, reason)
    side = None if counts.hit is None else cell
    return Published(cell, side, side, tuple((key, cell) for key, _ in counts.parts))


def _reason_for_total(counts: Counts, rules: Rules, held: frozenset[str], covering: frozenset[str]) -> Reason | None:
    if counts.total < rules.minimum:
        return Reason.TOO_FEW
    if TOTAL in covering:
        return Reason.NEIGHBOUR
    return Reason.FEW_CHANGES if TOTAL in held else None


def _reason_for_share(counts: Counts, rules: Rules, *, sensitive: bool, held: frozenset[str]) -> Reason | None:
    """Say why hit and share stay hidden. Both sides get the same code: which side is small is itself a figure."""
    if counts.hit is None:
        return None
    small = min(counts.hit, counts.total - counts.hit) < rules.minimum
    if small or (sensitive and counts.hit >= counts.total * NEARLY_ALL):
        return Reason.ONE_SIDED
    return Reason.FEW_CHANGES if held & {HIT, REST} else None


def _hidden_parts(counts: Counts, rules: Rules, held: frozenset[str], *, hit_hidden: bool) -> set[str]:
    hidden = {key for key, number in counts.parts if number < rules.minimum or part_name(key) in held}
    if hit_hidden and counts.hit_part is not None:
        hidden.add(counts.hit_part)
    return protect_parts(dict(counts.parts), hidden, rules.minimum, last=counts.hit_part)


def protect_parts(parts: Mapping[str, int], hidden: set[str], span: int, *, last: str | None = None) -> set[str]:
    """Return `hidden` with as many neighbours as are needed to keep each hidden part unknown; smallest first.

    Someone who knows the true total and all other parts knows the sum of the hidden ones. With two or more hidden and
    a sum of at least `span`, each may be anything from 0 to that sum. Ties fall by key, so the outcome is repeatable.
    `last` is the part to hide only when no other is left, because the indicator is known by it. When the parts
    overlap (a firm uses two instruments) the same rule holds, for whoever assumes that they do not.
    """
    hidden = set(hidden)
    others = sorted((key == last, number, key) for key, number in parts.items() if key not in hidden)
    while hidden and others and (len(hidden) == 1 or sum(parts[key] for key in hidden) < span):
        hidden.add(others.pop(0)[2])
    return hidden

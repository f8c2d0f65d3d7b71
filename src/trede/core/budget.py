"""From the costs of a plan to the amount of a grant, in whole cents, with a remark for everything that changes it.

Policy: the firm pays a share itself (Beleidsaanpak 2026, §10 and bijlage 1); the decision states the amount and how it
was computed (Awb 4:31). How high the share is, and the least and the most, are parameters of the scheme. Amounts are
rounded down to a cent, once, at the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from trede.core.errors import InputError
from trede.core.pack_scheme_terms import cents
from trede.core.pack_schemes import Parameters

NO_PILLAR = ""
"""Pillar of a cost line in a scheme that has no pillars."""
MOST_CENTS = 10**12
"""Ten billion euros: more is a slip of the keyboard, not a plan."""

Level = Literal["note", "warning", "stop"]
"""`note`: good to know; `warning`: look again; `stop`: with this budget there is no grant."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the budget. `cents` is the price without VAT."""

    cents: int
    pillar: str = NO_PILLAR
    supplier: str = ""
    quote: str = ""
    """Number of the quote at this supplier."""
    vat_cents: int = 0
    vat_deductible: bool = True
    """Whether the firm gets the VAT back; then it is no cost."""
    own_hours: bool = False
    """Hours of the firm's own people."""
    research_cents: int = 0
    """The part of `cents` that is research and development: finding out something that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about the budget. The words stand in `packs/common/subsidies.yml` under `budget.<code>`."""

    code: str
    level: Level
    cents: int | None = None
    """The amount that it is about."""
    pillar: str | None = None
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class PillarSum:
    """The costs of one pillar: all of them, those that count, and the most that this pillar can bring."""

    pillar: str
    total_cents: int
    eligible_cents: int
    maximum_cents: int | None


@dataclass(frozen=True, slots=True)
class Budget:
    """What the costs come to. `amount_cents` and `own_share_cents` are None when there is no grant to expect."""

    total_cents: int
    """All costs, with the VAT that the firm pays."""
    eligible_cents: int
    computed_cents: int
    """Share of the eligible costs, before the minimum and the maximum."""
    amount_cents: int | None
    own_share_cents: int | None
    """What the firm pays of the eligible costs itself: eligible costs less the amount."""
    refusal: str | None
    """Code of the reason why there is no grant: `no_costs`, `scope_rd`, `min_amount`, `de_minimis`."""
    pillars: tuple[PillarSum, ...]
    suppliers: tuple[tuple[str, int], ...]
    """Supplier and costs, the largest first."""
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def pays_cents(self) -> int:
        """What the firm pays in all, with what does not count."""
        return self.total_cents - (self.amount_cents or 0)

    @property
    def has_grant(self) -> bool:
        """Whether there is an amount to expect."""
        return self.amount_cents is not None


def compute(version: Parameters, lines: Sequence[CostLine], *, room_cents: int | None = None) -> Budget:
    """Compute the grant for these costs under one version of the parameters.

    `room_cents` is what de minimis aid still fits (None: no limit). Raises InputError for an amount below zero, beyond
    every plan, or with more research than costs.
    """
    _refuse_impossible(lines)
    total = sum(line.cents + _vat_paid(line) for line in lines)
    sums = _pillar_sums(version, lines)
    eligible = sum(item.eligible_cents for item in sums)
    computed = _computed(version, sums)
    capped = computed if version.maximum_cents is None else min(computed, version.maximum_cents)
    offered = capped if room_cents is None else min(capped, max(room_cents, 0))
    refusal = _refusal(version, lines, eligible, capped, offered)
    amount = offered if refusal is None else None
    remarks = (
        *_line_remarks(version, lines),
        *_sum_remarks(version, sums),
        *_remarks(version, computed, capped, offered),
    )
    if refusal is not None:
        remarks = (*remarks, Remark(refusal, "stop", cents=_shortfall(version, eligible, refusal)))
    return Budget(
        total_cents=total,
        eligible_cents=eligible,
        computed_cents=computed,
        amount_cents=amount,
        own_share_cents=None if amount is None else eligible - amount,
        refusal=refusal,
        pillars=sums,
        suppliers=_suppliers(lines),
        remarks=remarks,
    )


def least_costs(version: Parameters) -> int | None:
    """Return the least eligible costs in cents that reach the minimum; None without a minimum or a share."""
    if not version.minimum_cents or version.rate <= 0:
        return None
    exact = Decimal(version.minimum_cents) / _rate(version)
    return int(exact.to_integral_value(rounding="ROUND_CEILING"))


def aid_in_window(granted: Iterable[tuple[date, int]], *, on: date, years: int) -> int:
    """Return the cents of de minimis aid granted in the `years` that end with day `on`.

    Counted from the day of the grant, not of payment (Regulation (EU) 2023/2831, article 3). A grant of exactly `years`
    ago has left the window.
    """
    try:
        edge = on.replace(year=on.year - years)
    except ValueError:  # 29 February
        edge = date(on.year - years, 2, 28)
    return sum(amount for day, amount in granted if edge < day <= on)


def eligible_cents(version: Parameters, line: CostLine) -> int:
    """Return which part of a line counts: nothing of research or own hours that the scheme leaves out."""
    if line.own_hours and not version.own_hours:
        return 0
    net = line.cents - _research_out(version, line)
    if version.vat == "never" or not line.cents:
        return net
    return net + _vat_paid(line) * net // line.cents


def _research_out(version: Parameters, line: CostLine) -> int:
    return line.research_cents if version.research == "excluded" else 0


def _vat_paid(line: CostLine) -> int:
    """VAT that the firm does not get back."""
    return 0 if line.vat_deductible else line.vat_cents


def _rate(version: Parameters) -> Decimal:
    return Decimal(str(version.rate))


def _refuse_impossible(lines: Sequence[CostLine]) -> None:
    for line in lines:
        if not (0 <= line.cents <= MOST_CENTS and 0 <= line.vat_cents <= MOST_CENTS) or not (
            0 <= line.research_cents <= line.cents
        ):
            raise InputError(
                "costs",
                "Dit bedrag kan niet kloppen. Schrijf een bedrag in euro's, nul of meer.",
                "This amount cannot be right. Write an amount in euros, zero or more.",
            )


def _pillar_sums(version: Parameters, lines: Sequence[CostLine]) -> tuple[PillarSum, ...]:
    totals: dict[str, list[int]] = {}
    for line in lines:
        found = totals.setdefault(line.pillar, [0, 0])
        found[0] += line.cents + _vat_paid(line)
        found[1] += eligible_cents(version, line)
    return tuple(
        PillarSum(pillar, total, eligible, _pillar_maximum(version, pillar))
        for pillar, (total, eligible) in sorted(totals.items())
    )


def _pillar_maximum(version: Parameters, pillar: str) -> int | None:
    most = version.pillar_maximums.get(pillar)
    return None if most is None else cents(most)


def _computed(version: Parameters, sums: Sequence[PillarSum]) -> int:
    """Share of the eligible costs, each pillar up to its own maximum, rounded down once."""
    rate = _rate(version)
    exact = Decimal(0)
    for item in sums:
        share = rate * item.eligible_cents
        exact += share if item.maximum_cents is None else min(share, Decimal(item.maximum_cents))
    return int(exact.to_integral_value(rounding=ROUND_DOWN))


def _refusal(version: Parameters, lines: Sequence[CostLine], eligible: int, capped: int, offered: int) -> str | None:
    if not eligible:
        return "scope_rd" if any(_research_out(version, line) for line in lines) else "no_costs"
    if capped < max(version.minimum_cents, 1):
        return "min_amount"
    if offered < max(version.minimum_cents, 1):
        return "de_minimis"
    return None


def _shortfall(version: Parameters, eligible: int, refusal: str) -> int | None:
    """Return how many cents of eligible costs are missing to reach the minimum."""
    least = least_costs(version)
    return least - eligible if refusal == "min_amount" and least is not None and least > eligible else None


def _line_remarks(version: Parameters, lines: Sequence[CostLine]) -> list[Remark]:
    found: list[Remark] = []
    research = sum(_research_out(version, line) for line in lines)
    hours = sum(line.cents for line in lines if line.own_hours and not version.own_hours)
    vat = sum(line.vat_cents for line in lines if line.vat_deductible)
    if research:
        found.append(Remark("research-out", "note", cents=research))
    if hours:
        found.append(Remark("hours-out", "note", cents=hours))
    if vat:
        found.append(Remark("vat-out", "note", cents=vat))
    return [*found, *_doubles(lines)]


def _doubles(lines: Sequence[CostLine]) -> list[Remark]:
    """The same quote of one supplier with the same price, twice: most often typed twice."""
    seen: set[tuple[str, str, int]] = set()
    found = []
    for line in lines:
        key = (line.supplier.strip().casefold(), line.quote.strip().casefold(), line.cents)
        if line.supplier and line.quote and key in seen:
            found.append(Remark("quote-twice", "warning", cents=line.cents, supplier=line.supplier))
        seen.add(key)
    return found


def _sum_remarks(version: Parameters, sums: Sequence[PillarSum]) -> list[Remark]:
    return [
        Remark("pillar-maximum", "note", cents=item.maximum_cents, pillar=item.pillar)
        for item in sums
        if item.maximum_cents is not None and _rate(version) * item.eligible_cents > item.maximum_cents
    ]


def _remarks(version: Parameters, computed: int, capped: int, offered: int) -> list[Remark]:
    found = []
    if capped < computed:
        found.append(Remark("maximum", "note", cents=version.maximum_cents))
    if offered < capped:
        found.append(Remark("de-minimis-less", "warning", cents=offered))
    return found


def _suppliers(lines: Sequence[CostLine]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for line in lines:
        if line.supplier:
            totals[line.supplier] = totals.get(line.supplier, 0) + line.cents
    return tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def lines_of(costs: Mapping[str, int]) -> tuple[CostLine, ...]:
    """Return a line per pillar for plain sums: what a check before applying knows."""
    return tuple(CostLine(amount, pillar) for pillar, amount in costs.items())

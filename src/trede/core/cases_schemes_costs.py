"""The costs of a `scheme:` case: sums per pillar, lines with a supplier and a quote, or one sum."""

from collections.abc import Mapping
from dataclasses import replace

from trede.core.budget import NO_PILLAR, CostLine
from trede.core.cases import CaseError
from trede.core.cases_read import cents, known, maps, yes

Given = Mapping[str, object]

COSTS = ("pillars", "costs", "lines", "rd_costs", "rd", "plan")
"""Keys of `given` that are about costs and what they are for."""
_LINE = ("pillar", "supplier", "quote", "amount", "vat", "vat_deductible", "own_hours", "rd")
_SUM = ("costs", "rd", "vat", "vat_deductible")


def pillar_names(given: Given) -> tuple[str, ...]:
    """Return the pillars that the plan names, with or without costs."""
    pillars = given.get("pillars")
    if isinstance(pillars, str):
        return (pillars,)
    if isinstance(pillars, dict | list):
        return tuple(str(name) for name in pillars)
    if pillars is None:
        return ()
    raise CaseError("`pillars` is a map of pillar to costs, such as {A: 30000.00}, or a list of pillars")


def cost_lines(given: Given) -> tuple[CostLine, ...]:
    """Return the lines of the budget. Nothing given: no lines, so that the amount is not known."""
    if given.get("lines") is not None:
        lines = tuple(_line(item) for item in maps(given["lines"], "lines", "`pillar` and `amount`"))
    elif isinstance(given.get("pillars"), dict):
        lines = tuple(_sum(name, value) for name, value in _map(given["pillars"]).items() if value is not None)
    elif given.get("costs") is not None:
        names = pillar_names(given)
        if len(names) > 1:
            raise CaseError("`costs` is one sum; with more pillars write {A: 12000.00, B: 8000.00} under `pillars`")
        lines = (CostLine(cents(given["costs"], "costs"), names[0] if names else NO_PILLAR),)
    else:
        lines = ()
    return _with_research(lines, given.get("rd_costs"))


def _map(value: object) -> dict[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _sum(pillar: str, value: object) -> CostLine:
    """Return the costs of one pillar: an amount, or `{costs, rd, vat, vat_deductible}`."""
    if not isinstance(value, dict):
        return CostLine(cents(value, f"pillars.{pillar}"), pillar)
    item = _map(value)
    known(item, _SUM, f"`pillars.{pillar}`")
    return CostLine(
        cents(item.get("costs", 0), f"pillars.{pillar}.costs"),
        pillar,
        vat_cents=cents(item.get("vat", 0), f"pillars.{pillar}.vat"),
        vat_deductible=yes(item.get("vat_deductible", True), "vat_deductible"),
        research_cents=cents(item.get("rd", 0), f"pillars.{pillar}.rd"),
    )


def _line(item: Mapping[str, object]) -> CostLine:
    known(item, _LINE, "`lines`")
    return CostLine(
        cents(item.get("amount"), "lines.amount"),
        str(item.get("pillar", NO_PILLAR)),
        supplier=str(item.get("supplier", "")),
        quote=str(item.get("quote", "")),
        vat_cents=cents(item.get("vat", 0), "lines.vat"),
        vat_deductible=yes(item.get("vat_deductible", True), "vat_deductible"),
        own_hours=yes(item.get("own_hours", False), "own_hours"),
        research_cents=cents(item.get("rd", 0), "lines.rd"),
    )


def _with_research(lines: tuple[CostLine, ...], research: object) -> tuple[CostLine, ...]:
    """Take research out of the costs: per pillar, or one sum, of the last pillars first (AI is the last one)."""
    if research is None:
        return lines
    if isinstance(research, dict):
        for name, value in _map(research).items():
            lines = _spread(lines, cents(value, f"rd_costs.{name}"), name)
        return lines
    return _spread(lines, cents(research, "rd_costs"), None)


def _spread(lines: tuple[CostLine, ...], amount: int, pillar: str | None) -> tuple[CostLine, ...]:
    """Mark `amount` cents as research, from the last line back. CaseError when there are not so many costs."""
    found = list(lines)
    for index in reversed(range(len(found))):
        line = found[index]
        if pillar in (None, line.pillar):
            part = max(0, min(amount, line.cents - line.research_cents))
            found[index] = replace(line, research_cents=line.research_cents + part)
            amount -= part
    if amount:
        raise CaseError("`rd_costs` is a part of the costs: it cannot be more than them, or below 0")
    return tuple(found)

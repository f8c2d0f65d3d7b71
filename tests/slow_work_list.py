"""The work list the straightforward way: read every open thing, ask core, sort. The product has to show the same."""

from dataclasses import dataclass
from datetime import date

from trede.chain.queries_work import open_cases, open_referrals, open_requests
from trede.chain.worklist_rows import Row, case_row, referral_rows, request_row
from trede.chain.worklist_sql import Filters
from trede.core.permissions import Permission
from trede.core.work import in_order
from trede.journal.actions import Actor

WAITS = "wacht"


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    rows: tuple[Row, ...]


def work_rows(by: Actor, account: int, today: date) -> tuple[Row, ...]:
    """Return every line that this person sees, overdue first."""
    mine = frozenset({account})
    rows: list[Row] = []
    if by.may(Permission.INTAKE):
        rows += [request_row(item, today) for item in open_requests(by.organisation)]
    if by.may(Permission.CASE_VIEW):
        rows += [row for item in open_cases(by.organisation) if (row := case_row(item, mine, today)) is not None]
    for referral in open_referrals(by):
        rows += referral_rows(referral, by.organisation, mine, today)
    order = {key_of(row): place for place, row in enumerate(_ordered(rows))}
    return tuple(sorted(rows, key=lambda row: order[key_of(row)]))


def _ordered(rows: list[Row]) -> list[Row]:
    """Return rows in the order of core; a reminder stands behind the line that it is about."""
    plain = sorted(rows, key=lambda row: row.line.act == "remind-partner")
    by_line = {id(row.line): row for row in plain}
    return [by_line[id(line)] for line in in_order(row.line for row in plain)]


def key_of(row: Row) -> tuple[str, int, str]:
    return row.line.kind, row.line.subject, row.line.act


def tabs(rows: tuple[Row, ...], *, oversees: bool) -> tuple[Tab, ...]:
    """Return the rows per tab. A row that waits for somebody else stands under `wacht` and `alle` only."""
    tests = {
        "te-doen": lambda row: row.is_ours and (row.is_mine or _is_free(row)),
        "mijn": lambda row: row.is_ours and row.is_mine,
        "niet-opgepakt": lambda row: row.is_ours and _is_free(row),
        WAITS: lambda row: not row.is_ours,
        "alle": lambda _: True,
        "geescaleerd": lambda row: row.line.escalated,
    }
    return tuple(Tab(key, tuple(filter(test, rows))) for key, test in tests.items() if oversees or key != "geescaleerd")


def _is_free(row: Row) -> bool:
    return bool(row.line.claimable)


def narrowed(rows: tuple[Row, ...], filters: Filters) -> tuple[Row, ...]:
    """Return the rows that match; the handler of what waits for others is not asked for here."""
    return tuple(
        row
        for row in rows
        if filters.kind in {"", row.line.kind}
        and filters.act in {"", row.line.act}
        and filters.rung in {"", row.rung}
        and filters.place in {"", row.place}
        and (not filters.late or row.line.late)
    )

"""What the pages of a scheme manager show: a period in figures, its ceilings, its draws and who waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from trede.companies.imports.tables import write_csv
from trede.core.clocks import AMSTERDAM
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.subsidies import book
from trede.subsidies.allocate import UNCHECKED, plan
from trede.subsidies.book import Standing
from trede.subsidies.models import Application, CeilingVersion, LedgerEntry, Period
from trede.subsidies.periods import end_of
from trede.subsidies.registry import is_rehearsal, open_now, scheme_by_key
from trede.subsidies.wording import euros

CSV_HEADERS = ("moment", "number", "kind", "from", "to", "euros", "decision", "basis", "key")


@dataclass(frozen=True, slots=True)
class Row:
    """A period in the list."""

    period: Period
    scheme: Scheme
    name: str
    state: str
    rehearsal: bool
    standing: Standing
    counts: dict[str, int]

    @property
    def unchecked(self) -> int:
        """How many applications were not found complete yet."""
        return sum(self.counts.get(state, 0) for state in UNCHECKED)

    @property
    def assessed(self) -> int:
        """How many have room and are being assessed."""
        return sum(self.counts.get(state, 0) for state in ("in_behandeling", "advies", "zienswijze", "conceptbesluit"))


def rows(language: str, periods: Iterable[Period] | None = None, until: date | None = None) -> list[Row]:
    """Return the periods, newest first. One query, and two per period."""
    known = Period.objects.order_by("-first", "scheme") if periods is None else periods
    return [_row(period, language, until) for period in known]


def _row(period: Period, language: str, until: date | None) -> Row:
    scheme = scheme_by_key(period.scheme)
    counts = Application.objects.filter(period=period).values_list("state").annotate(Count("pk"))
    return Row(
        period,
        scheme,
        scheme.short.in_language(language),
        open_now(scheme)[0],
        is_rehearsal(scheme),
        book.standing(period, until=None if until is None else end_of(until)),
        dict(counts),
    )


def ceilings(period: Period, language: str) -> list[tuple[CeilingVersion, str, str]]:
    """Return the ceilings of a period, the newest first, with amount and reason. One query.

    A reason that the scheme gave has words in both languages; one that somebody typed stays as it is.
    """
    given = {item.reason.nl: item.reason.in_language(language) for item in scheme_by_key(period.scheme).ceilings}
    return [
        (item, euros(item.cents, language), given.get(item.reason, item.reason))
        for item in period.ceilings.order_by("-effective_from")
    ]


def coming(period: Period) -> dict[str, object]:
    """Return what sharing out would do now: who gets room, who is offered a part, which days wait for a draw."""
    found, applications = plan(period)
    number = {key: row.number or key for key, row in applications.items()}
    return {
        "frontier": found.frontier,
        "behind": found.frontier < clock.today(),
        "reserve": [(number[key], cents) for key, cents in found.reserved.items()],
        "offer": [(number[key], cents) for key, cents in found.offers.items()],
        "wait": [number[key] for key in found.waiting if applications[key].state == "volledig"],
        "full": [number[key] for key in found.refused],
        "lots": [(lot.day, [number[key] for key in lot.ids]) for lot in found.lots if lot.order is None],
    }


def as_csv(period: Period, until: date) -> bytes:
    """Return the entries of a period up to and with a day as a table, without names. One query."""
    entries = LedgerEntry.objects.filter(period=period, at__lte=end_of(until)).select_related("application")
    return write_csv(CSV_HEADERS, (_cells(entry) for entry in entries.order_by("at", "pk")))


def _cells(entry: LedgerEntry) -> list[str]:
    number = entry.application.number if entry.application is not None else ""
    return [
        entry.at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
        number or "",
        entry.kind,
        entry.from_account,
        entry.to_account,
        f"{entry.cents // 100}.{entry.cents % 100:02d}",
        entry.decision,
        entry.basis,
        entry.key,
    ]


def amounts(standing: Standing, language: str) -> dict[str, str]:
    """Return the amounts of a period in words for people."""
    names = ("ceiling", "reserved", "granted", "established", "released_late", "above_ceiling", "left")
    return {name: euros(getattr(standing, name), language) for name in names}

"""The work list as a table for a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from trede.chain.templatetags.chain import partner, place, rung, service
from trede.chain.worklist_rows import Row
from trede.companies.imports.tables import write_csv
from trede.regions.registry import pack


def table_of(rows: Iterable[Row], language: str) -> bytes:
    """Return the lines as CSV; cells that a spreadsheet would take for a formula are marked as text."""
    headers = (
        _("Uiterlijk"),
        _("Werkdagen te laat"),
        _("Bedrijf"),
        _("Gemeente"),
        _("Wat te doen"),
        _("Dienst"),
        _("Trede"),
        _("Wacht op"),
        _("Wie"),
    )
    return write_csv(headers, (_cells(row, language) for row in rows))


def _cells(row: Row, language: str) -> tuple[str, ...]:
    line = row.line
    return (
        line.due.isoformat() if line.due else "",
        str(line.late),
        row.firm,
        place(row.place) if row.place else "",
        pack().text(f"act.{line.act}", language),
        service(row.service) if row.service else "",
        rung(row.rung) if row.rung else "",
        "" if row.is_ours else partner(line.whose),
        row.handler,
    )

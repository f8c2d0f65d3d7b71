"""The list of AI that a firm uses: a file and a page to print. Nothing that is filled in comes back here."""

import csv
import io

from trede.core.pack import Pack

COLUMNS = ("system", "purpose", "data", "risk", "human", "supplier", "exit")
"""What the list asks of every system (scan rules, `ai-gereed`)."""
RISKS = ("1", "2", "3", "4")
EMPTY_ROWS = 10


def columns(region: Pack, language: str) -> list[tuple[str, str]]:
    """Return heading and explanation of each column."""
    return [
        (region.text(f"check.register.{key}", language), region.text(f"check.register.{key}.help", language))
        for key in COLUMNS
    ]


def as_csv(region: Pack, language: str) -> bytes:
    """Return the list as a file that spreadsheets open: headings, what to write where, no rows yet.

    UTF-8 with a mark and semicolons, which is what spreadsheets in Dutch expect; English ones ask.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    found = columns(region, language)
    writer.writerow([heading for heading, _ in found])
    writer.writerow([f"({help_text})" for _, help_text in found])
    return out.getvalue().encode("utf-8-sig")

"""`trede monitor`: the indicators of a quarter or a year, the same figures as the public page."""

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trede.core.errors import InputError, Unavailable
from trede.core.periods import parse_period

if TYPE_CHECKING:
    from trede.core.periods import Period
    from trede.monitor.from_snapshots import Together
    from trede.monitor.report import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the period, the form of the answer and the day of knowledge."""
    parser.add_argument("period", metavar="PERIOD", help="a quarter such as 2026-Q3, or a year such as 2026")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--pdf", metavar="FILE", help="write the report of the period: one side of A4, tagged")
    parser.add_argument("--language", choices=("nl", "en"), default="nl", help="language of the report (default: nl)")
    parser.add_argument(
        "--as-known-on", metavar="DATE", help="compute from what was recorded up to and including this day (YYYY-MM-DD)"
    )
    parser.add_argument(
        "--snapshot",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="compute from a snapshot; several put regions side by side",
    )
    parser.add_argument(
        "--engine", choices=("duckdb", "polars", "spark"), default="duckdb", help="what computes (default: duckdb)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the figures. InputError for a period or day that cannot be read, or a day that has yet to come."""
    period = parse_period(options.period)
    known_on = None if options.as_known_on is None else _day(options.as_known_on)
    if options.snapshot:
        return _from_snapshots(options, period, known_on)
    _start()
    from trede.journal import clock
    from trede.monitor.figures import figures

    if known_on is not None and known_on > clock.today():
        raise InputError(
            "as-known-on",
            "Deze dag moet nog komen. Kies een dag tot en met vandaag.",
            "That day has yet to come. Choose a day up to and including today.",
        )
    if options.pdf is not None:
        return _write_pdf(options, period)
    document = figures(period, as_known_on=known_on)
    if options.json:
        json.dump(document, sys.stdout, ensure_ascii=False)
        print()
    else:
        _print(document)
    return 0


def _from_snapshots(options: argparse.Namespace, period: "Period", known_on: date | None) -> int:
    """Print the figures of one snapshot, or those of several regions together. No database is read.

    InputError with `--pdf`: a report holds what is published, and a snapshot publishes nothing.
    """
    if options.pdf is not None:
        raise InputError(
            "pdf-snapshot",
            "Een verslag bevat wat gepubliceerd is. Laat --snapshot weg.",
            "A report holds what is published. Leave out --snapshot.",
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from trede.monitor.from_snapshots import from_snapshot, together

    if len(options.snapshot) > 1:
        found = together(options.snapshot, period, engine=options.engine, known_on=known_on)
        if options.json:
            print(json.dumps(found, ensure_ascii=False))
        else:
            _print_together(found)
        return 0
    document = from_snapshot(options.snapshot[0], period, engine=options.engine, known_on=known_on)
    if options.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        _print(document)
    return 0


def _print_together(found: "Together") -> None:
    mark = ", fictional" if found["fictional"] else ""
    print(f"{found['period']} (as known on {found['known_on']}{mark})")
    for line in found["lines"]:
        where = f"{line['indicator']:<14}{line['region']:<20}{line['column']:<8}"
        print(f"    {where}{line['text'] or '-':>8}  {line['reason'] or ''}")


def _write_pdf(options: argparse.Namespace, period: "Period") -> int:
    """Write the report. InputError together with a day of knowledge: a report holds what is published."""
    from trede.monitor.paper.document import paper_of
    from trede.monitor.paper.pdf import report_pdf
    from trede.monitor.paper.views import page_of
    from trede.web.addresses import address, site

    if options.as_known_on is not None:
        raise InputError(
            "pdf-as-known-on",
            "Een verslag bevat wat gepubliceerd is. Laat --as-known-on weg.",
            "A report holds what is published. Leave out --as-known-on.",
        )
    where = site(address(options.language, page_of(period)))
    made = report_pdf(paper_of(period, options.language), where=where)
    Path(options.pdf).write_bytes(made)
    print(f"{options.pdf}: {len(made)} bytes")
    return 0


def _start() -> None:
    """Set Django up. Raises Unavailable when there is no database to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from django.db import connection

    if "monitor_monitorsnapshot" not in connection.introspection.table_names():
        raise Unavailable(
            "no-database",
            "Er is nog geen database. Start Trede eerst met: trede serve.",
            "There is no database yet. Start Trede first: trede serve.",
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            "as-known-on",
            "Deze dag kunnen we niet lezen. Schrijf hem als 2026-09-30.",
            f"Cannot read the day {text[:20]!r}. Write it as 2026-09-30.",
        ) from error


def _print(document: "Document") -> None:
    print(f"{document['period']} ({document['status']}, as known on {document['known_on']}, {document['pack']})")
    for indicator in document["indicators"]:
        print(f"{indicator['number']} {indicator['key']}{'' if indicator['measured'] else ': not measured yet'}")
        for cell in indicator["cells"]:
            print(f"    {cell['cell']:<28}{cell['text'] or '-':>6}  {cell['reason'] or cell['unit']}")

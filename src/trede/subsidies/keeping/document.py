"""The declaration of a list that was carried out: what, how much, when, by whom, on what ground and how it was done.

Archiefbesluit 1995, art. 8 asks for a specification, the ground and the manner. On the page, as PDF and as CSV it is
the same.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trede.companies.imports.tables import write_csv
from trede.core.clocks import amsterdam_day
from trede.regions.registry import pack
from trede.subsidies.letters.pdf import compile_pdf
from trede.subsidies.models import DestructionItem, DestructionList
from trede.subsidies.registry import scheme_by_key
from trede.web.templatetags.trede import day_in_words

TEMPLATE = Path(__file__).resolve().parent / "declaration.typ"
RESULTS = {
    "granted": gettext_lazy("toegekend"),
    "refused": gettext_lazy("afgewezen"),
    "not-handled": gettext_lazy("niet behandeld"),
    "withdrawn": gettext_lazy("ingetrokken of doorverwezen"),
}
CATEGORIES = {
    "subsidies.application": gettext_lazy("gegevens van de aanvrager"),
    "subsidies.submission": gettext_lazy("antwoorden zoals ze zijn verstuurd"),
    "subsidies.costline": gettext_lazy("regels van begrotingen"),
    "subsidies.upload": gettext_lazy("ingestuurde stukken"),
    "subsidies.gap": gettext_lazy("verzoeken om aanvulling"),
    "subsidies.suspension": gettext_lazy("opschortingen"),
    "subsidies.assessment": gettext_lazy("beoordelingen"),
    "subsidies.approval": gettext_lazy("goedkeuringen"),
    "subsidies.decision": gettext_lazy("redenen en brieven van besluiten"),
    "subsidies.objection": gettext_lazy("bezwaren"),
    "subsidies.penaltyclaim": gettext_lazy("ingebrekestellingen"),
    "subsidies.signal": gettext_lazy("vragen over integriteit"),
    "subsidies.obligation": gettext_lazy("verplichtingen"),
    "subsidies.payment": gettext_lazy("rekeningnummers van betalingen"),
    "subsidies.invoice": gettext_lazy("facturen"),
    "subsidies.measurement": gettext_lazy("metingen"),
    "subsidies.changenotice": gettext_lazy("gemelde wijzigingen"),
    "subsidies.message": gettext_lazy("berichten"),
    "subsidies.proofevent": gettext_lazy("bewijs van berichten"),
    "subsidies.note": gettext_lazy("aantekeningen"),
}
"""Every table of which something is destroyed, in the words of a declaration."""


@dataclass(frozen=True, slots=True)
class Line:
    """A file on a list, in words. Days are the first and last of the file, and the last day of keeping."""

    number: str
    scheme: str
    result: str
    first: date
    closed: date
    years: int
    law: str
    until: date


def lines_of(found: DestructionList, language: str) -> list[Line]:
    """Return the files of a list. One query."""
    return [_line(item, language) for item in found.items.order_by("pk")]


def _line(item: DestructionItem, language: str) -> Line:
    return Line(
        item.number,
        scheme_name(item.scheme, language),
        str(RESULTS.get(item.result, item.result)),
        item.first_on,
        item.closed_on,
        item.years,
        item.law,
        item.until,
    )


def scheme_name(key: str, language: str) -> str:
    """Return the short name of a scheme, or its key when the region has it no more."""
    try:
        return scheme_by_key(key).short.in_language(language)
    except KeyError:
        return key


def categories(found: DestructionList) -> list[tuple[str, int]]:
    """Return what was destroyed, in words, with how many of it; the documents themselves come first."""
    counted = [(str(CATEGORIES.get(label, label)), number) for label, number in sorted(found.counts.items())]
    return [(_("bestanden van schijf"), found.documents), *counted]


def facts(found: DestructionList, language: str) -> list[tuple[str, str]]:
    """Return who, when, on what ground and how, as a table of words. One query."""
    number = found.items.count()
    days = found.items.order_by("first_on").values_list("first_on", flat=True).first()
    last = found.items.order_by("-closed_on").values_list("closed_on", flat=True).first()
    rows = [
        (_("Lijst"), str(found.pk)),
        (_("Dossiers"), ngettext("{number} dossier", "{number} dossiers", number).format(number=number)),
        (_("Uit de tijd van"), f"{_day(days, language)} – {_day(last, language)}"),
        (_("Grond"), found.ground),
        (_("Voorgesteld door"), f"{found.proposed_name}, {_day(amsterdam_day(found.proposed_at), language)}"),
    ]
    if found.state != "destroyed" or found.decided_at is None:
        return rows
    return [
        *rows,
        (_("Besloten en uitgevoerd door"), f"{found.decided_name}, {_day(amsterdam_day(found.decided_at), language)}"),
        (_("Hoe"), _("Gewist uit de database en van schijf. Een reservekopie verdwijnt als haar tijd om is.")),
        (
            _("Wat blijft"),
            _("Nummer, regeling, dagen, bedragen en boekingen. Het register heeft een eigen termijn."),
        ),
    ]


def _day(day: date | None, language: str) -> str:
    return "" if day is None else day_in_words(day, language, weekday=False)


def as_csv(found: DestructionList, language: str) -> bytes:
    """Return the list as a table, one file a line. One query."""
    headers = (
        *("list", "number", "scheme", "result", "first", "closed", "years", "law", "kept_until", "ground"),
        *("proposed_by", "decided_by", "destroyed_on"),
    )
    decided = "" if found.decided_at is None else amsterdam_day(found.decided_at).isoformat()
    return write_csv(
        headers,
        [
            (
                str(found.pk),
                line.number,
                line.scheme,
                line.result,
                line.first.isoformat(),
                line.closed.isoformat(),
                str(line.years),
                line.law,
                line.until.isoformat(),
                found.ground,
                found.proposed_name,
                found.decided_name,
                decided,
            )
            for line in lines_of(found, language)
        ],
    )


def as_pdf(found: DestructionList, language: str) -> bytes:
    """Return the declaration as a tagged PDF."""
    region = pack()
    return compile_pdf(
        TEMPLATE,
        {
            "language": language,
            "programme": region.info.name.in_language(language),
            "title": _("Verklaring van vernietiging"),
            "law": _("Archiefwet 1995, artikel 3, en Archiefbesluit 1995, artikel 8"),
            "facts": [list(row) for row in facts(found, language)],
            "what": {"title": _("Wat is vernietigd"), "rows": [[said, str(many)] for said, many in categories(found)]},
            "list": {
                "title": _("De dossiers"),
                "head": [
                    _("Nummer"),
                    _("Regeling"),
                    _("Uitkomst"),
                    _("Afgesloten"),
                    _("Bewaard tot en met"),
                    _("Termijn"),
                ],
                "rows": [_cells(line, language) for line in lines_of(found, language)],
            },
            "sign": [_("Naam"), _("Datum"), _("Handtekening")],
        },
    )


def _cells(line: Line, language: str) -> list[str]:
    term = _("{years} jaar: {law}").format(years=line.years, law=line.law)
    return [line.number, line.scheme, line.result, _day(line.closed, language), _day(line.until, language), term]

"""The kind `dma`: results of the EU Digital Maturity Assessment, attached to firms that are known here."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import blake2b

from trede.companies.actions_maturity import attach_maturity, correct_maturity
from trede.companies.imports.cells import Cells, day, kvk, needed, number, written
from trede.companies.imports.frame import Column, Kind, Outcome, Plan
from trede.companies.models import Firm, MaturityAssessment
from trede.companies.queries import firm_known
from trede.companies.rules import clean_branch, clean_source
from trede.core.errors import InputError
from trede.core.maturity import DIMENSIONS, Measurement, check_score, measurement
from trede.journal import clock
from trede.journal.actions import Actor

SCORES = ("total", *DIMENSIONS)


def _plan(cells: Cells) -> Plan | None:
    source = cells.read("source", clean_source)
    result = _measurement(cells)
    firm = _firm(cells)
    if firm is None or result is None or source is None:
        return None
    row_hash = fingerprint(firm, result, source)
    known = MaturityAssessment.objects.filter(firm=firm, moment=result.moment, day=result.day).first()
    key, facts = (firm.pk, result.moment, result.day), (row_hash,)
    if known is None:
        return Plan(key, facts, Outcome.ADDED, partial(_attach, firm, result, source, row_hash))
    outcome = Outcome.SAME if known.row_hash == row_hash else Outcome.CHANGED
    return Plan(key, facts, outcome, partial(_correct, known, result, source, row_hash))


def _attach(firm: Firm, result: Measurement, source: str, row_hash: str, by: Actor) -> MaturityAssessment:
    return attach_maturity(by=by, firm=firm, result=result, source=source, row_hash=row_hash)


def _correct(
    known: MaturityAssessment, result: Measurement, source: str, row_hash: str, by: Actor
) -> MaturityAssessment:
    return correct_maturity(by=by, assessment=known, result=result, source=source, row_hash=row_hash)


def _measurement(cells: Cells) -> Measurement | None:
    """Return the result that the row gives, or None and a note at each cell that is wrong."""
    moment, on = cells.read("moment", needed(str.upper)), cells.read("day", needed(day))
    scores = [cells.read(name, needed(partial(_score, name))) for name in SCORES]
    found = [score for score in scores if score is not None]
    if moment is None or on is None or len(found) < len(SCORES):
        return None
    try:
        return measurement(moment=moment, day=on, total=found[0], scores=found[1:], today=clock.today())
    except InputError as error:
        column = error.code if error.code in DMA.headers else "total"
        cells.refuse(column, error)
        return None


def _score(name: str, text: str) -> Decimal:
    score = number(text)
    check_score(name, score)
    return score


def _firm(cells: Cells) -> Firm | None:
    """Return the firm with these numbers, or None and a note. Without a branch number: the seat, or the only branch."""
    registered, branch = cells.read("kvk", needed(kvk)), cells.read("branch", clean_branch)
    if registered is None or branch is None:
        return None
    known = firm_known(registered, branch)
    if known is not None:
        return known
    firms = list(Firm.objects.filter(kvk=registered, merged_into=None).order_by("branch"))
    if not branch and len(firms) == 1:
        return firms[0]
    cells.refuse("branch" if firms else "kvk", _unknown(registered, firms))
    return None


def _unknown(registered: str, firms: list[Firm]) -> InputError:
    if firms:
        return InputError(
            "unknown-branch",
            "Dit bedrijf heeft hier andere vestigingen. Geef het juiste vestigingsnummer.",
            "This firm has other branches here. Give the right branch number.",
        )
    return InputError(
        "unknown-firm",
        f"Een bedrijf met KVK-nummer {registered} kennen we niet. Voeg het bedrijf eerst toe.",
        f"We know no firm with Chamber of Commerce number {registered}. Add the firm first.",
    )


def fingerprint(firm: Firm, result: Measurement, source: str) -> str:
    """Return 32 signs that are the same for the same row, however its numbers and days were written."""
    parts: list[object] = [firm.pk, result.moment, result.day.isoformat(), result.total, *result.scores, source]
    return blake2b("|".join(str(part) for part in parts).encode(), digest_size=16).hexdigest()


def _rows() -> Iterator[tuple[str, ...]]:
    kept = MaturityAssessment.objects.exclude(firm__kvk="").select_related("firm")
    for row in kept.order_by("firm__kvk", "firm__branch", "day", "moment").iterator():
        on: date = row.day
        scores = (written(getattr(row, name)) for name in SCORES)
        yield row.firm.kvk, row.firm.branch, row.moment, on.isoformat(), *scores, row.source


def _left_out() -> int:
    return MaturityAssessment.objects.filter(firm__kvk="").count()


DMA = Kind(
    key="dma",
    names=("EDIH-metingen", "EDIH assessments (DMA)"),
    columns=(
        Column("kvk", "kvk", ("kvk-nummer", "chamber of commerce number"), needed=True),
        Column("branch", "vestiging", ("vestigingsnummer", "branch number")),
        Column("moment", "meetmoment", ("meting", "assessment"), needed=True),
        Column("day", "datum", ("dag", "date"), needed=True),
        Column("total", "totaal", ("score", "overall score", "total score"), needed=True),
        Column("strategy", "strategie", ("digitale strategie", "digital business strategy"), needed=True),
        Column("readiness", "gereedheid", ("digitale gereedheid", "digital readiness"), needed=True),
        Column("people", "mensen", ("human-centric digitalisation", "human-centric digitalization"), needed=True),
        Column("data", "data", ("data management", "data management and connectedness"), needed=True),
        Column(
            "automation", "automatisering", ("automation and intelligence", "automation & intelligence"), needed=True
        ),
        Column("green", "groen", ("vergroening", "green digitalisation", "green digitalization"), needed=True),
        Column("source", "bron", ("edih", "hub")),
    ),
    plan=_plan,
    rows=_rows,
    left_out=_left_out,
)

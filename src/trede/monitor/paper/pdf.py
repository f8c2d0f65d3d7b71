"""The report as a PDF: tagged (PDF/UA-1), exactly one side of A4, no letter smaller than 8.5 points."""

import re
from pathlib import Path

from trede.core.charts import Chart
from trede.core.errors import InputError
from trede.monitor.paper.document import Paper
from trede.scan.pdf import compile_pdf

TEMPLATE = Path(__file__).resolve().parent / "report.typ"
SIZES = (9.5, 9.0, 8.5)
"""Points of the running text, tried in this order until everything fits; the first one with more air, too."""
ATTEMPTS = (
    (SIZES[0], True, True),
    (SIZES[0], False, True),
    (SIZES[1], False, True),
    (SIZES[0], True, False),
    *((size, False, False) for size in SIZES),
)
"""Size, with air, with the lists beside the figures: those go when there is no room for them, the figures never."""
LISTED = ("spots", "signals")
MOST_LISTED = 3
"""Lines of a list on paper; the page has all of them."""
_PAGE = re.compile(rb"/Type\s*/Page\b")
_FONT = 'font-family="inherit"'


def report_pdf(paper: Paper, *, where: str) -> bytes:
    """Return the PDF of a report; `where` is the address of the same figures as a page.

    Raises InputError when the texts are too long for one side in the smallest letter: never a second side.
    """
    printed, lists = _for_print(paper), _lists(paper)
    for size, airy, listed in ATTEMPTS if lists else ATTEMPTS[len(ATTEMPTS) - len(SIZES) - 1 :]:
        more = {"where": where, "size": size, "airy": airy, "lists": lists if listed else []}
        pdf = compile_pdf(TEMPLATE, printed | more)
        if pages_in(pdf) == 1:
            return pdf
    raise InputError(
        "too-long-for-one-page",
        "Dit verslag past niet op één bladzijde. Maak de lessen korter.",
        "This report does not fit on one page. Make the lessons shorter.",
    )


def pages_in(pdf: bytes) -> int:
    """Return the number of pages of a PDF that we made: its page objects are not packed."""
    return len(_PAGE.findall(pdf))


def _for_print(paper: Paper) -> dict[str, object]:
    """Give the drawings the font that comes with the program: in a PDF there is no page to inherit it from."""
    questions = [
        {**question, "tiles": [{**tile, **_drawing(tile["chart"])} for tile in question["tiles"]]}
        for question in paper["questions"]
    ]
    more = [paper["more"]] if paper["overview"] else []
    return {**paper, "questions": questions, "notes": [*paper["notes"], *more]}


def _lists(paper: Paper) -> list[dict[str, object]]:
    """Return the first white spots and signals of an adopted report, as the page says them; none where none are."""
    return [
        {"title": each["title"], "language": paper["language"], "lines": each["lines"][:MOST_LISTED]}
        for each in paper["overview"]
        if each["key"] in LISTED and each["lines"]
    ]


def _drawing(chart: Chart) -> dict[str, str]:
    named = chart.svg.replace(_FONT, 'font-family="Source Sans 3"', 1)
    svg = named.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {"chart": svg, "spoken": f"{chart.subtitle} {chart.text}"}

"""A letter as a tagged PDF (PDF/UA-1), with the fonts that come with the program."""

import json
from functools import cache
from pathlib import Path
from typing import cast

import typst

from trede import web
from trede.regions.registry import pack
from trede.subsidies.letters.compose import blocks, title
from trede.subsidies.models import Application

FONTS = Path(web.__file__).resolve().parent / "fonts"
TEMPLATE = Path(__file__).resolve().parent / "letter.typ"


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Return the compiler with the template and fonts read once per process."""
    return typst.Compiler(str(template), font_paths=[str(FONTS)], ignore_system_fonts=True)


def compile_pdf(template: Path, document: dict[str, object]) -> bytes:
    """Return a tagged PDF made with one of our templates. Texts go in as data, never as markup."""
    data = json.dumps(document, ensure_ascii=False)
    pdf = _compiler(template).compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"])
    return cast("bytes", pdf)


def letter_pdf(application: Application, letter: str) -> bytes:
    """Return the letter to a firm as a PDF. Texts go in as data, never as markup."""
    language, region = application.language, pack()
    number = application.number or ""
    document: dict[str, object] = {
        "language": language,
        "programme": region.info.name.in_language(language),
        "title": title(letter),
        "number": number,
        "to": [application.firm.name, *([application.applicant.name] if application.applicant else []), number],
        "sum": [region.text("subsidy.sum.head", language), region.text("subsidy.sum.head-amount", language)],
        "blocks": [
            {"kind": item.kind, "lines": item.lines, "rows": [list(row) for row in item.rows]}
            for item in blocks(letter)
        ],
    }
    return compile_pdf(TEMPLATE, document)

"""What a municipality sends out: a link that says where a visitor came from, a code to scan, a poster, a text."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import segno
from django.http import HttpRequest

from trede.core.pack import Pack
from trede.scan.embed import known, with_via
from trede.scan.outcome_page import book
from trede.scan.pdf import action_colour, compile_pdf
from trede.web.addresses import absolute, address

TEMPLATE = Path(__file__).resolve().parent / "poster.typ"
STEPS = 3
SCALE = 5


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit in one language: whole addresses, the code to scan as an image, and a text to copy."""

    language: str
    link: str
    paper: str
    image: str
    width: int
    height: int
    text: str


def kit_of(request: HttpRequest, region: Pack, organisation: str, language: str) -> Kit:
    """Return the kit of an organisation. `organisation` counts in the link when it is a referrer of the pack."""
    link = link_of(request, organisation, language)
    code = segno.make(link, error="m", micro=False)
    width, height = code.symbol_size(scale=SCALE)
    values = {"programme": region.info.name.in_language(language), "link": link, **_size(region)}
    return Kit(
        language=language,
        link=link,
        paper=absolute(request, address(language, "/scan/papier.pdf")),
        image=code.svg_data_uri(scale=SCALE, dark="#000", light="#fff", xmldecl=False),
        width=int(width),
        height=int(height),
        text="\n\n".join(region.text(f"kit.text.{number}", language, **values) for number in range(1, STEPS + 1)),
    )


def link_of(request: HttpRequest, organisation: str, language: str) -> str:
    """Return the whole address of the scan that counts for this organisation."""
    return absolute(request, with_via(address(language, "/scan"), known(organisation)))


def code_svg(link: str) -> bytes:
    """Return the code to scan as an SVG file, for a paper or a letter of the municipality's own."""
    made = BytesIO()
    segno.make(link, error="m", micro=False).save(made, kind="svg", scale=10, dark="#000", light="#fff")
    return made.getvalue()


def poster_pdf(region: Pack, link: str, town: str, language: str) -> bytes:
    """Return the poster: one side of A4, tagged (PDF/UA-1), in Dutch or English."""
    return compile_pdf(TEMPLATE, poster_document(region, link, town, language))


def poster_document(region: Pack, link: str, town: str, language: str) -> dict[str, object]:
    """Return everything that stands on the poster, as plain text."""
    shown = link.split("?", maxsplit=1)[0].split("://", maxsplit=1)[-1]
    values = {"town": town, "address": shown, **_size(region)}
    return {
        "language": language,
        "programme": region.info.name.in_language(language),
        "colour": action_colour(book(language)),
        "title": region.text("poster.title", language),
        "lead": region.text("poster.lead", language, **values),
        "steps": [region.text(f"poster.step.{number}", language, **values) for number in range(1, STEPS + 1)],
        "scan": region.text("poster.scan", language),
        "typed": region.text("poster.typed", language, **values),
        "alt": region.text("poster.alt", language, **values),
        "from": region.text("poster.from", language, **values),
        "help": region.text("poster.help", language, name=region.info.contact.name.in_language(language)),
        "code": code_svg(link).decode(),
    }


def _size(region: Pack) -> dict[str, object]:
    """Return how many questions the scan has, and from how many to how many minutes it takes."""
    scan = region.scans[region.info.default_scan]
    low, high = scan.minutes
    return {"count": len(scan.questions), "low": low, "high": high}

"""The applications of a firm on its own page, and what waits for the firm in them."""

from django.template.loader import render_to_string

from trede.companies.models import Firm
from trede.companies.own.blocks import Block, Waits, register_block
from trede.regions.registry import pack
from trede.subsidies.applying.labels import label
from trede.subsidies.clocks import PREFETCH, clocks_of
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_by_key
from trede.web.addresses import address

_ASKED = {"herstel": ("aanvullen", "repair"), "zienswijze": ("reageren", "hearing")}


def build(firm: Firm, language: str) -> Block | None:
    """Return the block; None when the region has no schemes. About eight queries, however many applications."""
    region = pack()
    if not region.schemes:
        return None
    found = (
        Application.objects.filter(firm=firm, scheme__in=region.schemes, destroyed_on=None)
        .exclude(state="vervallen")
        .prefetch_related(*PREFETCH)
        .order_by("-pk")
    )
    rows, waits = [], []
    for application in found:
        name = scheme_by_key(application.scheme).short.in_language(language)
        words = label(application, language)
        rows.append((application, name, words))
        waits += _waits(application, name, language)
    html = render_to_string("subsidies/own_block.html", {"language": language, "rows": rows})
    return Block("subsidies", region.text("apply.block.title", language), html, tuple(waits))


def _waits(application: Application, name: str, language: str) -> list[Waits]:
    region = pack()
    where = f"/mijn/aanvraag/{application.pk}"
    if application.state == "concept":
        words = region.text("apply.block.draft", language, scheme=name)
        return [
            Waits(words, region.text("apply.block.go-on", language), address(language, where), application.draft_until)
        ]
    page, term = _ASKED.get(application.state, ("", ""))
    if page:
        clock = clocks_of(application).get(term)
        words = region.text(f"apply.block.{page}", language, scheme=name)
        link = region.text(f"apply.way.{page}", language)
        return [Waits(words, link, address(language, f"{where}/{page}"), None if clock is None else clock.due)]
    if application.offer_until is not None:
        words = region.text("apply.block.aanbod", language, scheme=name)
        link = region.text("apply.way.aanbod", language)
        return [Waits(words, link, address(language, f"{where}/aanbod"), application.offer_until)]
    return []


register_block("subsidies", 15, build)

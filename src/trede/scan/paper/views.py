"""The paper scan for who wants to print it. The same for everyone, so it is made once per process."""

from django.http import HttpRequest, HttpResponse

from trede.core.pack import Pack
from trede.regions.registry import pack
from trede.scan.outcome_page import book
from trede.scan.paper.document import paper_pdf
from trede.web.access import public
from trede.web.addresses import absolute, address
from trede.web.methods import only
from trede.web.pages import CACHE

_MOST = 16
"""Papers that are kept: one per language and per name under which the site is known."""
_made: dict[tuple[int, str, str], tuple[Pack, bytes]] = {}


@public
@only("GET")
def paper(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The scan of the region on two sides of A4."""
    region = pack()
    where = absolute(request, address(language, "/scan/alles"))
    key = (id(region), language, where)
    found = _made.get(key)
    if found is None:
        if len(_made) >= _MOST:
            _made.clear()
        found = _made[key] = (region, paper_pdf(book(language), where))
    name = "scan-op-papier.pdf" if language == "nl" else "scan-on-paper.pdf"
    headers = {"Cache-Control": CACHE, "Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(found[1], content_type="application/pdf", headers=headers)

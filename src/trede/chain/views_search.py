"""Looking something up by code, name or place."""

from django.http import HttpRequest, HttpResponse

from trede.chain.actions_work import note_search
from trede.chain.desk import actor_of, page
from trede.chain.queries_search import LEAST, MOST_FOUND, search
from trede.core.permissions import Permission
from trede.web.access import staff
from trede.web.failures import failure
from trede.web.limits import take
from trede.web.methods import only

SEARCHES, SEARCHES_PER_MINUTE = 60, 20.0
"""Enough for somebody at work, too few to read through everything."""
MOST_TYPED = 80


@staff(Permission.WORKLIST)
@only("GET", "POST")
def find(request: HttpRequest) -> HttpResponse:
    """One field. What is typed is sent, not put in the address: it is often a name. That one searched is recorded."""
    if request.method != "POST":
        return page(request, "chain/search.html", {"asked": False})
    if not take("desk-search", request, capacity=SEARCHES, per_minute=SEARCHES_PER_MINUTE):
        return failure(request, "too-many", 429)
    by, typed = actor_of(request), request.POST.get("woord", "")[:MOST_TYPED].strip()
    found = search(by, typed)
    note_search(by=by, found=[(item.kind, item.number) for item in found])
    context = {
        "asked": True,
        "typed": typed,
        "found": found,
        "short": len(typed) < LEAST,
        "more": len(found) == MOST_FOUND,
    }
    return page(request, "chain/search.html", context)

"""The own pages: what happens now, the journey, and who looked."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from trede.companies.models import Firm
from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.actions import give_access, refuse_access
from trede.companies.own.blocks import Waits, blocks_for
from trede.companies.own.journey import A_PAGE, grouped, journey, looks, steps
from trede.companies.own.page import attempt, done, page
from trede.companies.own.queries import own_question, people_with, waiting_at
from trede.companies.rules import in_target_group
from trede.regions.registry import pack
from trede.web.addresses import absolute, address
from trede.web.methods import only

FIRST = 6
"""Steps of the journey on the first page."""
LOOKS_A_PAGE = 200


@firm
@only("GET")
def overview(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """What waits for the firm, where its question is, and the last steps."""
    own = request.own
    blocks = blocks_for(own.firm, language)
    waits = [
        *_access_waits(own.firm.pk, language),
        *_place_waits(own.firm, language),
        *(item for block in blocks for item in block.waits),
    ]
    happened = list(journey(own.firm.pk)[: FIRST + 1])
    return page(
        request,
        "overview",
        language,
        waits=waits,
        blocks=blocks,
        steps=steps(happened[:FIRST], language),
        more=len(happened) > FIRST,
        question=own_question(own.firm.pk),
        door=_other_door(own.firm.municipality, in_target_group(pack(), own.firm.municipality, own.firm.fte)),
        several=len(people_with(own.person.email)) > 1,
    )


def _access_waits(number: int, language: str) -> list[Waits]:
    region = pack()
    return [
        Waits(
            region.text("own.waits.access", language, name=question.name),
            region.text("own.waits.access-link", language),
            address(language, f"/mijn/toegang/{question.pk}"),
        )
        for question in waiting_at(number)
    ]


def _place_waits(firm: Firm, language: str) -> list[Waits]:
    if firm.municipality:
        return []
    text, label = (pack().text(f"own.waits.{key}", language) for key in ("place", "place-link"))
    return [Waits(text, label, address(language, "/mijn/gegevens/gemeente"))]


def _other_door(municipality: str, fits: bool | None) -> str:
    """Return the way on for a firm the programme is not for; nothing for others."""
    if fits is not False:
        return ""
    inside = {item.code for item in pack().info.municipalities}
    return "zzp" if not municipality or municipality in inside else "buiten-regio"


@firm
@only("GET")
def whole_journey(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Everything that happened, newest first."""
    pages = Paginator(journey(request.own.firm.pk), A_PAGE)
    shown = pages.get_page(request.GET.get("pagina"))
    return page(request, "journey", language, shown=shown, steps=steps(shown.object_list, language))


@firm
@only("GET")
def who_looked(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Who looked at what and when, per day."""
    pages = Paginator(looks(request.own.firm.pk), LOOKS_A_PAGE)
    shown = pages.get_page(request.GET.get("pagina"))
    rows = grouped(shown.object_list, language)
    return page(request, "looks", language, shown=shown, rows=rows)


@firm
@only("GET", "POST")
def answer_access(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Let somebody in who says to work here, or not."""
    own = request.own
    question = waiting_at(own.firm.pk).filter(pk=number).first()
    if question is None:
        raise Http404
    if request.method != "POST":
        return page(request, "access", language, question=question)
    said = request.POST.get("answer", "")
    if said not in {"yes", "no"}:
        errors = [("answer", pack().text("own.error.answer", language))]
        return page(request, "access", language, errors=errors, question=question)
    link = absolute(request, address(language, "/mijn"))
    if said == "yes":
        _, errors = attempt(lambda: give_access(by=own.actor, question=question, link=link), language)
    else:
        _, errors = attempt(lambda: refuse_access(by=own.actor, question=question), language)
    if errors:
        return page(request, "access", language, errors=errors, question=question)
    return done(request, language, "/mijn", "access-given" if said == "yes" else "access-refused")

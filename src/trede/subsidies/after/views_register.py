"""The public register of grants as page, JSON (CommonGrants) and CSV, and its corrections at the desk."""

from math import ceil
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.companies.imports.tables import write_csv
from trede.core.permissions import Permission
from trede.regions.registry import pack
from trede.subsidies.after import register
from trede.subsidies.desk.base import actor_of, attempt, done, language, show
from trede.subsidies.desk.forms import DeskForm, words_field
from trede.subsidies.desk.words import euros
from trede.subsidies.models import GrantEntry
from trede.subsidies.wording import euros as public_euros
from trede.web.access import public, staff
from trede.web.methods import only

CACHE = {"Cache-Control": "public, max-age=300"}
HERE = "/balie/subsidie/register"
SHOWN = 200
FIELDS = (
    *("number", "scheme", "period", "recipient", "municipality", "pillars"),
    *("granted_cents", "settled_cents", "granted_on", "changed_at", "corrected"),
)


def _page_number(request: HttpRequest, total: int) -> tuple[int, int]:
    """Return the page asked for and how many there are. Raises Http404 for one that is not there."""
    pages = max(ceil(total / register.PAGE), 1)
    asked = request.GET.get("pagina", "1")
    if not (asked.isascii() and asked.isdigit()) or not 1 <= int(asked[:6]) <= pages:
        raise Http404
    return int(asked), pages


@public
@only("GET")
def page(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """Who got a grant, for what, where and how much. Nothing about rung, safety or results."""
    rows = register.entries()
    number, total, cents = register.sums()
    place, pages = _page_number(request, number)
    start = (place - 1) * register.PAGE
    found = register.grants(rows[start : start + register.PAGE], language)
    context: dict[str, Any] = {
        "region": pack(),
        "language": language,
        "place": "/subsidies/register",
        "rows": [(item, public_euros(item.amount, language)) for item in found],
        "number": total,
        "amount": public_euros(cents, language),
        "page": place,
        "pages": pages,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if place < pages else None,
        "rehearsal": register.is_rehearsed(),
    }
    return HttpResponse(render_to_string("subsidies/public/register.html", context), headers=CACHE)


@public
@only("GET")
def as_json(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The register in the shape of CommonGrants awards, a page at a time."""
    place, _pages = _page_number(request, register.entries().count())
    return JsonResponse(register.award_page(place, language), headers=CACHE, json_dumps_params={"ensure_ascii": False})


@public
@only("GET")
def as_csv(request: HttpRequest, language: str = "nl") -> HttpResponse:
    """The whole register as a table: amounts in cents."""
    rows = ([_cell(row[field]) for field in FIELDS] for row in register.register_documents(language))
    answer = HttpResponse(write_csv(FIELDS, rows), content_type="text/csv; charset=utf-8", headers=CACHE)
    answer["Content-Disposition"] = 'attachment; filename="subsidieregister.csv"'
    return answer


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)


# At the desk


class CorrectForm(DeskForm):
    """Another name in the register, or none, with a reason that stays inside."""

    name = forms.CharField(
        label=gettext_lazy("Naam in het register"),
        max_length=160,
        error_messages={"required": gettext_lazy("Geef de naam van het bedrijf.")},
    )
    show_name = forms.BooleanField(label=gettext_lazy("Laat de naam zien"), required=False)
    reason = words_field(
        gettext_lazy("Waarom"),
        missing=gettext_lazy("Schrijf waarom."),
        help_text=gettext_lazy("Dit blijft binnen. In het register staat alleen dat de regel is verbeterd."),
        rows=2,
    )


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def desk_list(request: HttpRequest) -> HttpResponse:
    """The newest lines of the register, for who keeps it right."""
    rows = [(row, euros(row.granted_cents)) for row in register.entries()[:SHOWN]]
    context = {"rows": rows, "mine": actor_of(request).may(Permission.SUBSIDY_MANAGE)}
    return show(request, "after/register.html", context)


@staff(Permission.SUBSIDY_MANAGE)
@only("GET", "POST")
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Correct the name of a line, or take it away."""
    found = GrantEntry.objects.select_related("application", "application__firm").filter(pk=number).first()
    if found is None:
        raise Http404
    by = actor_of(request)
    initial = {"name": found.name, "show_name": found.show_name}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> bool:
        register.correct(by=by, entry=found, **form.cleaned_data)
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De regel is verbeterd."), HERE)
    return show(request, "after/correct.html", {"entry": found, "english": language() == "en"}, form)

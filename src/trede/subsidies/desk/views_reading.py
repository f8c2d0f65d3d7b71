"""Reading an application: the first view per criterion, the second before seeing the first, then both side by side."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.subsidies.desk import actions, words
from trede.subsidies.desk.base import FILE, actor_of, application_for, attempt, done, language, page, says_when_late
from trede.subsidies.desk.criteria import amount_steps, groups_of
from trede.subsidies.desk.forms import ANSWERS, AgreeForm, CriteriaGroup, FirstReadingForm, ReadingForm
from trede.subsidies.effects_money import side_of
from trede.subsidies.letters.compose import sum_lines
from trede.subsidies.models import Application, Assessment
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def first(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the criteria, with the amount worked out beside them."""
    application, by = application_for(request, number), actor_of(request)
    actions.guard(by, application, Role.OFFICER)
    known = application.assessments.filter(role="first").first()
    form = FirstReadingForm(
        request.POST if request.method == "POST" else None, groups=_groups(application), initial=_initial(known)
    )

    def save() -> Assessment:
        sent = form.cleaned_data
        return actions.read_first(
            by=by,
            application=application,
            criteria=form.criteria(),
            opinion=sent["opinion"],
            reason=sent["reason"],
            no_interest=sent["no_interest"],
        )

    if form.is_bound and attempt(form, save) is not None:
        return done(
            request, _("Je oordeel is bewaard. Een tweede lezer is nu aan de beurt."), FILE.format(number=number)
        )
    steps, _amount = amount_steps(application, side_of(application).reserved)
    context = {
        "application": application,
        "said": _("Beoordeel de aanvraag"),
        "sections": form.sections(),
        "steps": [line.rpartition(" | ")[::2] for line in sum_lines(application, steps, language()).splitlines()],
    }
    return page(request, "read_first.html", context, form)


def _groups(application: Application) -> list[CriteriaGroup]:
    speaks = language()
    return [
        CriteriaGroup(
            group.name or _("De aanvraag"),
            tuple(
                (f"{group.key}.{item.key}" if group.key else item.key, item.question.in_language(speaks))
                for item in group.criteria
            ),
        )
        for group in groups_of(application, speaks)
    ]


def _initial(known: Assessment | None) -> dict[str, object]:
    if known is None:
        return {}
    found: dict[str, object] = {"opinion": known.opinion, "reason": known.reason}
    for key, given in known.criteria.items():
        found[f"answer-{key}"], found[f"reason-{key}"] = given["answer"], given["reason"]
    return found


@staff(Permission.SUBSIDY_SECOND)
@only("GET", "POST")
@says_when_late
def second(request: HttpRequest, number: int) -> HttpResponse:
    """Write one's own view; then open the first; then say whether one agrees. Each on its own page, in this order."""
    application, by = application_for(request, number), actor_of(request)
    actions.guard(by, application, Role.READER)
    mine = application.assessments.filter(person_id=int(by.id)).exclude(role="first").first()
    if mine is None:
        return _own_view(request, application)
    if request.POST.get("do") == "open":
        actions.compare(by=by, reading=mine)
        return done(request, _("Hier staan beide oordelen naast elkaar."), f"/balie/subsidie/{number}/tweede")
    if mine.saw_other_at is None:
        return page(
            request, "read_open.html", {"application": application, "said": _("Je oordeel staat"), "mine": mine}
        )
    return _side_by_side(request, application, mine)


def _own_view(request: HttpRequest, application: Application) -> HttpResponse:
    by = actor_of(request)
    role = actions.next_role(application)
    form = ReadingForm(request.POST if request.method == "POST" else None)

    def save() -> Assessment:
        sent = form.cleaned_data
        return actions.read_second(
            by=by,
            application=application,
            opinion=sent["opinion"],
            reason=sent["reason"],
            no_interest=sent["no_interest"],
        )

    if form.is_bound and attempt(form, save) is not None:
        return done(request, _("Je oordeel is bewaard."), f"/balie/subsidie/{application.pk}/tweede")
    context = {
        "application": application,
        "said": _("Lees als derde lezer") if role == "third" else _("Lees als tweede lezer"),
        "nothing_yet": role is None,
    }
    return page(request, "read_second.html", context, form)


def _side_by_side(request: HttpRequest, application: Application, mine: Assessment) -> HttpResponse:
    by = actor_of(request)
    form = AgreeForm(request.POST if request.method == "POST" else None)

    def save() -> Assessment:
        sent = form.cleaned_data
        return actions.agree(by=by, reading=mine, agrees=sent["agrees"] == "yes", reason=sent["reason"])

    if form.is_bound and mine.agrees is None and attempt(form, save) is not None:
        return done(request, _("Vastgelegd. De behandelaar kan verder."), FILE.format(number=application.pk))
    context = {
        "application": application,
        "said": _("Twee oordelen naast elkaar"),
        "readings": readings_of(application),
        "mine": mine,
    }
    return page(request, "read_compare.html", context, form)


def readings_of(application: Application) -> list[dict[str, object]]:
    """Return the readings in words, with the answers per criterion. Two queries."""
    answers, asked = dict(ANSWERS), {}
    for group in groups_of(application, language()):
        for item in group.criteria:
            key = f"{group.key}.{item.key}" if group.key else item.key
            asked[key] = item.question.in_language(language())
    return [
        {
            "row": row,
            "role": words.ROLES[row.role],
            "opinion": words.OPINIONS.get(row.opinion, row.opinion),
            "criteria": [
                (asked.get(key, key), answers.get(given["answer"], ""), given["reason"])
                for key, given in row.criteria.items()
            ],
        }
        for row in application.assessments.select_related("person").order_by("made_at")
    ]


@staff(Permission.SUBSIDY_VIEW)
@only("POST")
@says_when_late
def interest(request: HttpRequest, number: int) -> HttpResponse:
    """Declare to have an interest: from then on colleagues do this file."""
    actions.declare_interest(by=actor_of(request), application=application_for(request, number))
    return done(request, _("Vastgelegd. Een collega neemt deze aanvraag over."), "/balie/subsidie")

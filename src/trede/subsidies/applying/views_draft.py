"""Pages of a draft: begin, the task list, the parts, the budget, throwing away."""

from django.http import Http404, HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt, done, go, page
from trede.core.scheme_words import money, remark
from trede.regions.registry import pack
from trede.subsidies import fields as forms
from trede.subsidies.amounts import read_euros, write_euros
from trede.subsidies.applying import actions, parts
from trede.subsidies.applying.answering import choose_door
from trede.subsidies.applying.base import draft, home, said, show
from trede.subsidies.applying.draft import (
    answers_of,
    budget_of,
    cost_of,
    eligibility_of,
    known_of,
    takes_now,
    tasks_of,
)
from trede.subsidies.applying.views_file import show_file
from trede.subsidies.fields import Field
from trede.subsidies.models import Application, CostLine
from trede.subsidies.public.cards import state_of, ways
from trede.subsidies.public.check import read_answers
from trede.subsidies.registry import find_scheme, parameters_of, scheme_of
from trede.web.methods import only

Problems = dict[str, str]


@firm
@only("GET", "POST")
def begin(request: FirmRequest, key: str, language: str = "nl") -> HttpResponse:
    """Say what we know already and ask whether it may come along; then make the draft. Http404 for no such scheme."""
    region, own = pack(), request.own
    scheme = find_scheme(key)
    if scheme is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    answers = read_answers(scheme, region, sent)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        reuse = request.POST.get("mee") == "ja"
        made, errors = attempt(
            lambda: actions.begin(
                by=own.actor,
                firm=own.firm,
                person=own.person,
                scheme=scheme,
                language=language,
                answers=answers,
                reuse=reuse,
            ),
            language,
        )
        if made is not None:
            return home(language, made)
    known, _ = known_of(own.firm, scheme)
    asked = [item for part in parts.FORMS for item in parts.fields(part, scheme, region, language)]
    return page(
        request,
        "subsidies/applying/begin.html",
        language,
        errors=errors,
        tab="applications",
        scheme=scheme,
        state=state_of(region, scheme, language),
        known=[(item.title, forms.words_of(item, known)) for item in asked if item.key in known],
        from_check=[(name, value) for name, values in answers.items() for value in values],
    )


@firm
@only("GET", "POST")
def overview(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """The task list of a draft, or the file of what was sent. A POST notes the way on that a firm chose."""
    application = draft(request, number)
    if application is None:
        return show_file(request, number, language)
    scheme, region = scheme_of(application), pack()
    found = eligibility_of(application)
    doors = ways(region, scheme, found.doors, language)
    if request.method == "POST":
        chosen = next((item for item in doors if item.key == request.POST.get("deur")), None)
        if chosen is None:
            return home(language, application)
        choose_door(by=request.own.actor, application=application, door=chosen.key)
        return go(language, chosen.place)
    tasks = tasks_of(application)
    return show(
        request,
        "tasks",
        language,
        application,
        tasks=[(task, _place(task.key), region.text(f"apply.task.{task.key}", language)) for task in tasks],
        ready=sum(task.state == "ready" for task in tasks),
        count=len(tasks),
        state=state_of(region, scheme, language),
        takes=takes_now(scheme),
        stops=bool(found.refusals),
        doors=doors if found.refusals else [],
    )


def _place(task: str) -> str:
    return {"costs": "begroting", "documents": "bestanden"}.get(task, f"onderdeel/{task}")


@firm
@only("GET", "POST")
def part(request: FirmRequest, number: int, key: str, language: str = "nl") -> HttpResponse:
    """One part. It is kept whatever is typed; what is not right comes back with a sentence beside it."""
    application = draft(request, number)
    if key not in parts.FORMS:
        raise Http404
    if application is None:
        return home(language, request_number(number))
    asked = parts.fields(_part(key), scheme_of(application), pack(), language)
    problems: Problems = {}
    values: forms.Answers = answers_of(application)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        values, problems = forms.read_all(asked, request.POST, language)
        _check_more(key, values, problems, language)
        _, errors = attempt(
            lambda: actions.save_part(by=request.own.actor, application=application, part=key, values=values), language
        )
        if not errors and (not problems or "later" in request.POST):
            return said(request, language, application, "saved")
    errors += list(problems.items())
    return show(
        request,
        "part",
        language,
        application,
        errors=errors,
        part=key,
        heading=pack().text(f"apply.task.{key}", language),
        fields=forms.show(asked, values, problems),
    )


def request_number(number: int) -> Application:
    """Return something with only the number of an application, to make an address with."""
    return Application(pk=number)


def _part(key: str) -> parts.PartKey:
    return next(part for part in parts.FORMS if part == key)


def _check_more(key: str, values: forms.Answers, problems: Problems, language: str) -> None:
    """Add what can only be seen when fields are read together."""
    if key == "details":
        if values.get(parts.IBAN) and actions.clean_iban(values[parts.IBAN][0]) is None:
            problems[parts.IBAN] = pack().text("apply.error.iban", language)
        if values.get(parts.FOR) == (parts.OTHER,) and not values.get(parts.NAME):
            problems[parts.NAME] = pack().text("apply.error.fill-in", language)
        if len(values.get(parts.FIGURES, ())) > parts.MOST_FIGURES:
            problems[parts.FIGURES] = pack().text("apply.error.three", language)
    if key == "plan" and values.get(parts.START) and values.get(parts.END):
        first, last = forms.read_day(values[parts.START][0]), forms.read_day(values[parts.END][0])
        if first is not None and last is not None and last < first:
            problems[parts.END] = pack().text("apply.error.end", language)


# The budget


@firm
@only("GET", "POST")
def budget(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """The lines with their sums, and one form for a line: a new one, or the one in the address (`regel`)."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number))
    line = _line(request, application)
    asked = _line_fields(application, language)
    values = _line_values(line)
    problems: Problems = {}
    if request.method == "POST":
        values, problems = forms.read_all(asked, request.POST, language)
        if not problems:
            problems = _save_line(request, application, line, values, language)
        if not problems:
            return said(request, language, application, "line", "/begroting")
    return show(
        request,
        "budget",
        language,
        application,
        errors=list(problems.items()),
        line=line,
        fields=forms.show(asked, values, problems),
        rows=_rows(application, language),
        **_sums(application, language),
    )


def _line(request: FirmRequest, application: Application) -> CostLine | None:
    typed = (request.POST if request.method == "POST" else request.GET).get("regel", "")
    return cost_of(application, int(typed)) if typed.isdigit() and len(typed) < 12 else None  # noqa: PLR2004  # a key


def _line_fields(application: Application, language: str) -> tuple[Field, ...]:
    region, scheme = pack(), scheme_of(application)

    def field(key: str, kind: forms.Kind, *, needed: bool = True, options: tuple[tuple[str, str], ...] = ()) -> Field:
        note = f"apply.line.{key}.help"
        words = region.text(note, language) if note in region.texts else ""
        return Field(key, kind, region.text(f"apply.line.{key}", language), words, options, needed)

    pillars = tuple((item.key, item.name.in_language(language)) for item in scheme.pillars)
    found = [field("regel-wat", "text"), field("regel-bedrag", "money")]
    if pillars:
        found.insert(1, field("regel-doel", "list", options=pillars))
    found += [field("regel-leverancier", "text", needed=False), field("regel-offerte", "text", needed=False)]
    if parameters_of(application).research == "excluded":
        found.append(field("regel-nieuw", "money", needed=False))
    return tuple(found)


def _line_values(line: CostLine | None) -> forms.Answers:
    if line is None:
        return {}
    return {
        "regel-wat": (line.what,),
        "regel-doel": (line.pillar,),
        "regel-bedrag": (write_euros(line.cents),),
        "regel-leverancier": (line.supplier,),
        "regel-offerte": (line.quote,),
        "regel-nieuw": (write_euros(line.research_cents),) if line.research_cents else (),
    }


def _save_line(
    request: FirmRequest, application: Application, line: CostLine | None, values: forms.Answers, language: str
) -> Problems:
    """Keep a line; return what is refused, by field."""

    def value(key: str) -> str:
        return "".join(values.get(key, ())[:1])

    _, errors = attempt(
        lambda: actions.save_line(
            by=request.own.actor,
            application=application,
            number=None if line is None else line.pk,
            pillar=value("regel-doel"),
            what=value("regel-wat"),
            supplier=value("regel-leverancier"),
            supplier_kvk="",
            quote=value("regel-offerte"),
            cents=read_euros(value("regel-bedrag")) or 0,
            research_cents=read_euros(value("regel-nieuw")) or 0,
        ),
        language,
    )
    return dict(errors)


def _rows(application: Application, language: str) -> list[tuple[CostLine, str, str]]:
    names = {item.key: item.name.in_language(language) for item in scheme_of(application).pillars}
    return [(row, names.get(row.pillar, ""), money(row.cents, language)) for row in application.costs.order_by("pk")]


def _sums(application: Application, language: str) -> dict[str, object]:
    found = budget_of(application)
    return {
        "total": money(found.total_cents, language),
        "asked": "" if found.amount_cents is None else money(found.amount_cents, language),
        "own_share": money(found.pays_cents, language),
        "remarks": [(item.level, remark(pack(), item, language)) for item in found.remarks],
    }


@firm
@only("POST")
def remove_line(request: FirmRequest, number: int, line: int, language: str = "nl") -> HttpResponse:
    """Take a line off the budget."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number))
    attempt(lambda: actions.remove_line(by=request.own.actor, application=application, number=line), language)
    return said(request, language, application, "line-gone", "/begroting")


@firm
@only("GET", "POST")
def drop(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Throw a draft away, after a question."""
    application = draft(request, number)
    if application is None:
        return home(language, request_number(number))
    if request.method == "POST":
        _, errors = attempt(lambda: actions.drop(by=request.own.actor, application=application), language)
        if not errors:
            return done(request, language, "/mijn", "draft-gone")
    return show(request, "drop", language, application)

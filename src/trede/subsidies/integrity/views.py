"""Pages of questions about integrity, and of the group of a firm with its small aid."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.integrity_words import PAYMENT_CODES, QUESTIONS, name_of
from trede.core.permissions import Permission
from trede.journal.actions import Actor
from trede.subsidies.desk.base import actor_of, application_for, attempt, done, language, says_when_late, show
from trede.subsidies.desk.words import euros
from trede.subsidies.integrity import signals, words
from trede.subsidies.integrity import undertakings as groups
from trede.subsidies.integrity.forms import RELATIONS, AidForm, AnswerSignalForm, LinkForm
from trede.subsidies.models import Application, GroupLink, Signal
from trede.web.access import staff
from trede.web.methods import only

MOST = 200


def _row(signal: Signal, by: Actor | None = None) -> dict[str, Any]:
    """Return a question in words, and whether this person may answer it."""
    at = 1 if language() == "en" else 0
    known = QUESTIONS.get(signal.code)
    about_account = signal.code in PAYMENT_CODES
    needed = Permission.SUBSIDY_PAY if about_account else Permission.SUBSIDY_ASSESS
    return {
        "signal": signal,
        "name": name_of(signal.code, language()),
        "compares": known.compares[at] if known else "",
        "why": known.why[at] if known else "",
        "look": known.look[at] if known else "",
        "found": [*_names(signal), *words.found(signal.details, language())],
        "ended": words.ENDED.get(signal.outcome, ""),
        "about_account": about_account,
        "may_answer": signal.closed_at is None and by is not None and by.may(needed),
    }


def _names(signal: Signal) -> list[str]:
    """Return both names of an account in another name, as the file has them now."""
    if signal.code != "account-holder":
        return []
    row = signal.application
    return [
        _("Op de rekening staat: {holder}.").format(holder=row.iban_holder),
        _("Het bedrijf heet: {name}.").format(name=row.firm.name),
    ]


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """All questions that wait for an answer, oldest first. Two queries beside those of the page."""
    by = actor_of(request)
    rows = [_row(signal, by) for signal in signals.open_signals()[:MOST]]
    mine = [row for row in rows if row["may_answer"]]
    others = [row for row in rows if not row["may_answer"]]
    return show(request, "integrity/overview.html", {"mine": mine, "others": others})


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def of_file(request: HttpRequest, number: int) -> HttpResponse:
    """The questions about one application: what was compared, what was found, why it matters, who answered what."""
    application, by = application_for(request, number), actor_of(request)
    rows = application.signals.select_related("closed_by", "other", "other__firm").order_by("-raised_at", "pk")
    found = [_row(signal, by) for signal in rows]
    context = {
        "application": application,
        "open": [row for row in found if row["signal"].closed_at is None],
        "answered": [row for row in found if row["signal"].closed_at is not None],
        **_standing(application),
    }
    return show(request, "integrity/file.html", context)


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def answer(request: HttpRequest, number: int, signal: int) -> HttpResponse:
    """Answer a question, with a reason. About an account: by who releases payments."""
    application, by = application_for(request, number), actor_of(request)
    found = application.signals.select_related("other", "other__firm").filter(pk=signal).first()
    if found is None:
        raise Http404
    found.application = application
    form = AnswerSignalForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        sent = form.cleaned_data
        signals.close(by=by, signal=found, outcome=sent["outcome"], reason=sent["reason"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Je antwoord staat erin."), f"/balie/subsidie/{number}/signalen")
    return show(request, "integrity/answer.html", {"application": application, "row": _row(found, by)}, form)


# The group of a firm


def _standing(application: Application) -> dict[str, Any]:
    found = groups.standing_of(application)
    if found is None:
        return {"limit": "", "used": "", "left": ""}
    return {"limit": euros(found.limit), "used": euros(found.used), "left": euros(found.left), "since": found.since}


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def group(request: HttpRequest, number: int) -> HttpResponse:
    """Which firms are one undertaking, who looked at that when, and what small aid they had."""
    application, by = application_for(request, number), actor_of(request)
    firm, said = application.firm, dict(RELATIONS)
    context = {
        "application": application,
        "links": [(link, said.get(link.relation, "")) for link in groups.links_of(firm)],
        "aid": [(row, euros(row.cents)) for row in groups.other_aid_of(firm)],
        "check": groups.last_check(firm),
        "mine": by.may(Permission.SUBSIDY_ASSESS),
        **_standing(application),
    }
    return show(request, "integrity/group.html", context)


def _here(number: int) -> str:
    return f"/balie/subsidie/{number}/groep"


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def add_link(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that another firm belongs to the group."""
    application, by = application_for(request, number), actor_of(request)
    form = LinkForm(request.POST if request.method == "POST" else None)

    def act() -> GroupLink:
        return groups.add_link(by=by, firm=application.firm, **form.cleaned_data)

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Het bedrijf hoort nu bij de groep. Bevestig de groep opnieuw."), _here(number))
    return _form(request, application, form, _("Voeg een bedrijf aan de groep toe"))


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def add_aid(request: HttpRequest, number: int) -> HttpResponse:
    """Write down small aid of another body."""
    application, by = application_for(request, number), actor_of(request)
    form = AidForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        groups.add_aid(by=by, firm=application.firm, **form.cleaned_data)
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De steun telt mee."), _here(number))
    return _form(request, application, form, _("Leg andere steun vast"))


def _form(request: HttpRequest, application: Application, form: Any, said: str) -> HttpResponse:
    context = {"application": application, "said": said, "explain": ""}
    return show(request, "integrity/group_form.html", context, form)


@staff(Permission.SUBSIDY_ASSESS)
@only("POST")
@says_when_late
def end_link(request: HttpRequest, number: int, link: int) -> HttpResponse:
    """Write down that a firm no longer belongs to the group."""
    application = application_for(request, number)
    found = next((item for item in groups.links_of(application.firm) if item.pk == link), None)
    if found is None:
        raise Http404
    groups.end_link(by=actor_of(request), link=found)
    return done(request, _("Het bedrijf hoort niet meer bij de groep."), _here(number))


@staff(Permission.SUBSIDY_ASSESS)
@only("POST")
@says_when_late
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that the group is right today."""
    application = application_for(request, number)
    groups.confirm_group(by=actor_of(request), firm=application.firm)
    return done(request, _("De groep is bevestigd."), _here(number))

"""Making a running grant smaller or withdrawing it: ask the firm first, draft, decide."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.core.settlement import BEFORE
from trede.journal import clock
from trede.subsidies import clocks
from trede.subsidies.after.settle import hear, was_heard
from trede.subsidies.announcing import with_days
from trede.subsidies.desk import actions, amending, drafting, words
from trede.subsidies.desk.base import (
    FILE,
    actor_of,
    application_for,
    attempt,
    done,
    language,
    page,
    says_when_late,
    told,
)
from trede.subsidies.desk.forms import DeskForm
from trede.subsidies.desk.forms_later import AmendForm, IntentionForm, TakeForm
from trede.subsidies.effects_money import side_of
from trede.subsidies.letters.compose import blocks
from trede.subsidies.models import Application, Decision
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """Walk a running grant through hearing, draft and decision; each person sees the part that is theirs."""
    application, by = application_for(request, number), actor_of(request)
    if application.state not in amending.RUNNING:
        raise drafting.too_late()
    drafted = amending.draft_of(application)
    if drafted is not None:
        drafted.application = application
    wanted = request.POST.get("do", "")
    if wanted in ("hear", "propose"):
        actions.guard(by, application, Role.OFFICER)
    asked = IntentionForm(request.POST if wanted == "hear" else None)
    form = AmendForm(request.POST if wanted == "propose" else None, initial=_initial(drafted))
    grounds = form.fields["grounds"]
    if isinstance(grounds, forms.MultipleChoiceField):
        english = language() == "en"
        grounds.choices = [
            (ground.key, f"{ground.en if english else ground.nl} ({ground.article})") for ground in BEFORE
        ]
    take = TakeForm(
        request.POST if wanted == "decide" else None,
        initial={"digest": drafted.digest if drafted else ""},
        prefix="take",
    )
    answer = _save(request, application, drafted, (asked, form, take))
    if answer is not None:
        return answer
    shown: DeskForm = next((item for item in (asked, form, take) if item.is_bound), asked)
    context = {**_context(request, application, drafted), "asked": asked, "amend": form, "take": take}
    return page(request, "amend.html", context, shown)


def _save(
    request: HttpRequest,
    application: Application,
    drafted: Decision | None,
    forms_: tuple[IntentionForm, AmendForm, TakeForm],
) -> HttpResponse | None:
    by, address = actor_of(request), f"{FILE.format(number=application.pk)}/verlagen"
    asked, form, take = forms_
    sent = (
        (asked, lambda: hear(by=by, application=application, intention=asked.cleaned_data["intention"])),
        (form, lambda: amending.prepare(by=by, application=application, change=_change(form))),
    )
    for item, run in sent:
        if item.is_bound and attempt(item, run) is not None:
            said = (
                _("Het bedrijf kan nu reageren.") if item is asked else _("Het concept is klaar. Een collega beslist.")
            )
            return done(request, said, address)
    if take.is_bound and drafted is not None:
        taken = attempt(take, lambda: amending.decide(by=by, decision=drafted, digest=take.cleaned_data["digest"]))
        if taken is not None:
            return done(request, told(taken), FILE.format(number=application.pk))
    return None


def _change(form: AmendForm) -> amending.Change:
    sent = form.cleaned_data
    return amending.Change(sent["kind"], sent["cents"], sent["grounds"], sent["reasons"])


def _initial(drafted: Decision | None) -> dict[str, Any]:
    if drafted is None:
        return {}
    return {"kind": drafted.kind, "grounds": drafted.grounds, "reasons": drafted.reasons.get("text", "")}


def _context(request: HttpRequest, application: Application, drafted: Decision | None) -> dict[str, Any]:
    by = actor_of(request)
    letter = "" if drafted is None else with_days(application, drafted, None, clock.today())
    found = clocks.clocks_of(application).get("hearing")
    return {
        "application": application,
        "said": _("Verlaag of trek de subsidie in"),
        "granted": words.euros(side_of(application).granted),
        "heard": was_heard(application),
        "hearing": found,
        "drafted": drafted,
        "kind": words.KINDS[drafted.kind] if drafted else "",
        "blocks": blocks(letter),
        "may_prepare": by.may(Permission.SUBSIDY_ASSESS),
        "may_decide": by.may(Permission.SUBSIDY_DECIDE) and drafted is not None,
    }

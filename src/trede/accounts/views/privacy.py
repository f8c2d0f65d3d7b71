"""People's rights over their data: look up a subject, download everything, erase."""

import json

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.accounts.views.page import INVALID, page, person
from trede.core.errors import TredeError
from trede.core.permissions import Permission
from trede.privacy.erase import erase_subject
from trede.privacy.export import document_of, export_subject
from trede.privacy.looks import note_look
from trede.privacy.subjects import Subject, subject, subjects
from trede.web.access import staff
from trede.web.failures import language_of
from trede.web.methods import only

DESK = "/beheer/privacy"


class SubjectForm(forms.Form):
    """Whom it is about."""

    kind = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Kies waar het om gaat."),
            "invalid_choice": gettext_lazy("Kies waar het om gaat."),
        }
    )
    typed = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Vul het nummer of de code in.")})

    def __init__(self, data: object = None, *, language: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        choices = [(known.kind, known.names[1 if language == "en" else 0]) for known in subjects()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a choice field


@staff(Permission.PRIVACY_HANDLE, sudo=True)
@only("GET", "POST")
def desk(request: HttpRequest) -> HttpResponse:
    """Look somebody up. A POST, so that a code never stands in an address."""
    form = SubjectForm(request.POST if request.method == "POST" else None, language=language_of(request))
    if form.is_bound and form.is_valid():
        kind = subject(form.cleaned_data["kind"])
        thing = kind.find(form.cleaned_data["typed"])
        if thing is not None and kind.kind == "firm":
            note_look(by=person(request).actor(), firm=int(thing.pk), what="privacy", subject=("firm", thing.pk))
        if thing is not None:
            return _show(request, kind, thing)
        form.add_error("typed", _("Dit vinden we niet. Kijk of het nummer of de code klopt."))
    return page(request, "privacy", form=form)


def _show(request: HttpRequest, kind: Subject, thing: models.Model, *, status: int = 200) -> HttpResponse:
    document = document_of(kind, thing)
    rows = [(label, len(found), document["terms"][label]) for label, found in document["records"].items()]
    return page(
        request,
        "privacy_subject",
        status=status,
        kind=kind,
        kind_name=kind.names[1 if language_of(request) == "en" else 0].split(" (")[0],
        thing=thing,
        name=getattr(thing, "name", ""),
        rows=rows,
        events=len(document["journal"]),
    )


def _thing(kind: str, number: int) -> tuple[Subject, models.Model]:
    known = {found.kind: found for found in subjects()}.get(kind)
    thing = known.get(number) if known is not None else None
    if known is None or thing is None:
        raise Http404
    return known, thing


@staff(Permission.PRIVACY_HANDLE, sudo=True)
@only("GET", "POST")
def download(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Download everything as JSON. A GET only leads back to the desk."""
    if request.method == "GET":
        return HttpResponseRedirect(DESK)
    known, thing = _thing(kind, number)
    document = export_subject(by=person(request).actor(), kind=known, thing=thing)
    response = HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{number}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@staff(Permission.PRIVACY_HANDLE, sudo=True)
@only("GET", "POST")
def erase(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Erase, after the person ticked that the request was checked. A GET only leads back to the desk."""
    if request.method == "GET":
        return HttpResponseRedirect(DESK)
    known, thing = _thing(kind, number)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Zet eerst een vinkje. Daarna kun je wissen."))
        return _show(request, known, thing, status=INVALID)
    try:
        erase_subject(by=person(request).actor(), kind=known, thing=thing, reason="owner-asked")
    except TredeError as error:
        messages.error(request, error.in_language(language_of(request)))
        return _show(request, known, thing, status=INVALID)
    messages.success(request, _("De gegevens zijn gewist."))
    return HttpResponseRedirect(DESK)

"""Notes on a referral, and a trajectory for a firm that came straight to a partner."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.chain.actions_direct import start_direct
from trede.chain.actions_notes import mend_note, write_note
from trede.chain.desk import actor_of, attempt, done, note_look_at, page, says_when_late
from trede.chain.forms_notes import DirectForm, NoteForm
from trede.chain.models import Note, Referral
from trede.chain.queries import referral_for
from trede.chain.queries_notes import may_mend, may_read
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.web.access import staff
from trede.web.methods import only

REFERRAL_PAGE = "/balie/verwijzing/{number}"


@staff(Permission.WORKLIST)
@only("GET", "POST")
@says_when_late(REFERRAL_PAGE)
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write a note."""
    by, referral = _own(request, number)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"happened_on": clock.today()})
    if form.is_bound and attempt(form, lambda: write_note(by=by, referral=referral, **form.cleaned_data)) is not None:
        return done(request, _("De notitie is bewaard."), REFERRAL_PAGE.format(number=number))
    return page(request, "chain/note.html", {"referral": referral, "case": referral.case}, form)


@staff(Permission.WORKLIST)
@only("GET", "POST")
@says_when_late(REFERRAL_PAGE)
def change(request: HttpRequest, number: int, note: int) -> HttpResponse:
    """Change one's own note within a day, else write a correction beside it."""
    by, referral = _own(request, number)
    older = (
        Note.objects.select_related("referral__case", "referral__consent").filter(pk=note, referral=referral).first()
    )
    if older is None or not may_read(by, older):
        raise Http404
    mends = may_mend(by, older)
    initial = {"kind": older.kind, "happened_on": older.happened_on, "text": older.text if mends else ""}
    form = NoteForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> Note:
        if mends:
            return mend_note(by=by, note=older, **form.cleaned_data)
        return write_note(by=by, referral=referral, corrects=older, **form.cleaned_data)

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De notitie is bewaard."), REFERRAL_PAGE.format(number=number))
    context = {"referral": referral, "case": referral.case, "older": None if mends else older, "mends": mends}
    return page(request, "chain/note.html", context, form)


def _own(request: HttpRequest, number: int) -> tuple[Actor, Referral]:
    by = actor_of(request)
    referral, _parties = referral_for(by, number)
    note_look_at(request, by, "referral", ("referral", referral.pk), referral.case.firm_id)
    return by, referral


@staff(Permission.REFERRAL_ANSWER)
@only("GET", "POST")
def direct(request: HttpRequest) -> HttpResponse:
    """Start a trajectory for a firm that came straight to the partner."""
    by, today = actor_of(request), clock.today()
    initial = {"started_on": today, "agreed_on": today}
    form = DirectForm(by.organisation, request.POST if request.method == "POST" else None, initial=initial)

    def act() -> Referral:
        sent = form.cleaned_data
        keys = ("service", "rung", "question", "started_on")
        return start_direct(by=by, firm=form.firm(), **{key: sent[key] for key in keys})

    if form.is_bound:
        referral = attempt(form, act)
        if referral is not None:
            message = _("Het traject loopt. De adviseur van de regio ziet dat het bedrijf er is.")
            return done(request, message, REFERRAL_PAGE.format(number=referral.pk))
    return page(request, "chain/direct.html", {}, form)

"""Settling: the invoices, the hearing, the draft, the decision by another person, and what comes back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.core.settlement import GROUNDS
from trede.journal import clock
from trede.subsidies import book
from trede.subsidies.after import invoices, settle
from trede.subsidies.after.forms import AmountForm, DraftForm, HearForm, InvoiceForm, ReceiveForm
from trede.subsidies.after.page import STEPS
from trede.subsidies.after.views import HERE, asked, granted
from trede.subsidies.amounts import write_euros
from trede.subsidies.desk.base import actor_of, attempt, done, language, says_when_late, show, told
from trede.subsidies.desk.forms import ConfirmForm
from trede.subsidies.desk.words import euros
from trede.subsidies.letters.compose import blocks, filled
from trede.subsidies.models import Application, Decision
from trede.subsidies.registry import scheme_of
from trede.web.access import staff
from trede.web.methods import only


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def add_invoice(request: HttpRequest, number: int) -> HttpResponse:
    """Put an invoice on the account, as it came in on paper."""
    application, by = granted(request, number), actor_of(request)
    pillars = [(item.key, item.name.in_language(language())) for item in scheme_of(application).pillars]
    form = InvoiceForm(request.POST if request.method == "POST" else None, pillars=pillars)
    made = (
        attempt(form, lambda: invoices.add_invoice(by=by, application=application, **form.cleaned_data))
        if form.is_bound
        else None
    )
    if made is not None:
        return done(request, _("De factuur staat erin."), HERE.format(number=number))
    return asked(request, application, form, _("Voeg een factuur toe"))


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def accept(request: HttpRequest, number: int, invoice: int) -> HttpResponse:
    """Say how much of an invoice counts."""
    application, by = granted(request, number), actor_of(request)
    row = application.invoices.filter(pk=invoice).first()
    if row is None:
        raise Http404
    row.application = application
    initial = {"cents": write_euros(row.cents if row.accepted_cents is None else row.accepted_cents)}
    form = AmountForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> bool:
        invoices.accept_invoice(by=by, invoice=row, cents=form.cleaned_data["cents"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Bewaard."), HERE.format(number=number))
    explain = f"{row.supplier}, {row.number}: {euros(row.cents)}"
    return asked(request, application, form, _("Wat telt mee van deze factuur?"), explain=explain)


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def hear(request: HttpRequest, number: int) -> HttpResponse:
    """Tell the firm what the desk intends, and ask its view: nobody lowers without (Awb 4:7)."""
    application, by = granted(request, number), actor_of(request)
    form = HearForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        settle.hear(by=by, application=application, intention=form.cleaned_data["intention"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Het bedrijf mag nu reageren."), HERE.format(number=number))
    explain = _("Wie minder gaat krijgen, mag eerst reageren (Awb, artikel 4:7).")
    return asked(request, application, form, _("Laat het bedrijf reageren"), explain=explain)


def _first_amount(application: Application, step: str) -> int:
    side = book.side(application)
    if step == "terugvorderen":
        return side.overpaid
    return settle.proposal(application) if step == "lager_vaststellen" else side.promised


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@says_when_late
def draft(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Draft a decision after the grant, for somebody else to take."""
    application, by = granted(request, number), actor_of(request)
    if step not in STEPS:
        raise Http404
    if step not in settle.steps_now(application):
        raise OutOfOrder(
            "out-of-order",
            "Deze stap kan nu niet. Iemand was je voor, of het is nog te vroeg.",
            "This step is not possible now. Somebody was first, or it is too early.",
        )
    english = language() == "en"
    lowers = step in ("lager_vaststellen", "intrekken_vaststelling")
    offered = GROUNDS[step] if lowers else ()
    grounds = [(item.key, f"{item.en if english else item.nl} ({item.article})") for item in offered]
    initial = {"cents": write_euros(_first_amount(application, step))}
    form = DraftForm(request.POST if request.method == "POST" else None, grounds=grounds, initial=initial)

    def act() -> Decision:
        sent = form.cleaned_data
        return settle.draft(
            by=by,
            application=application,
            step=step,
            cents=sent["cents"],
            grounds=tuple(sent.get("grounds", ())),
            reason=sent["reason"],
        )

    made = attempt(form, act) if form.is_bound else None
    if made is not None:
        return done(request, _("Het concept is klaar. Een beslisser neemt het besluit."), HERE.format(number=number))
    explain = ""
    if lowers and not settle.was_heard(application):
        explain = _("Het bedrijf reageerde nog niet. Zonder dat kan niemand dit besluit nemen.")
    return asked(request, application, form, str(STEPS[step]), explain=explain)


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@says_when_late
def decide(request: HttpRequest, number: int, decision: int) -> HttpResponse:
    """Read the draft as its letter will be; who decides takes it as it was read."""
    application, by = granted(request, number), actor_of(request)
    found = settle.open_draft(application)
    if found is None or found.pk != decision:
        raise OutOfOrder(
            "out-of-order",
            "Dit concept ligt er niet meer. Iemand was je voor, of het is opnieuw gemaakt.",
            "This draft is no longer there. Somebody was first, or it was made again.",
        )
    found.application = application
    form = ConfirmForm(request.POST if request.method == "POST" else None, initial={"digest": found.digest})
    taken = (
        attempt(form, lambda: settle.decide(by=by, decision=found, digest=form.cleaned_data["digest"]))
        if form.is_bound
        else None
    )
    if taken is not None:
        return done(request, told(taken), HERE.format(number=number))
    step = str(found.reasons.get("step", ""))
    text = filled(application, found.letter, clock.today(), name="…", organisation=by.organisation)
    context = {
        "application": application,
        "decision": found,
        "said": STEPS.get(step, step),
        "blocks": blocks(text),
        "is_stale": settle.is_stale(found),
        "needs_hearing": step in ("lager_vaststellen", "intrekken_vaststelling") and not settle.was_heard(application),
        "may_decide": by.may(Permission.SUBSIDY_DECIDE) and str(found.prepared_by_id) != by.id,
    }
    return show(request, "after/decision.html", context, form)


@staff(Permission.SUBSIDY_PAY)
@only("GET", "POST")
@says_when_late
def receive(request: HttpRequest, number: int, claim: int) -> HttpResponse:
    """Write down what came in on a claim."""
    application, by = granted(request, number), actor_of(request)
    row = application.claims.filter(pk=claim).first()
    if row is None:
        raise Http404
    rest = row.rest
    initial = {"cents": write_euros(rest), "on": clock.today()}
    form = ReceiveForm(request.POST if request.method == "POST" else None, initial=initial)
    made = attempt(form, lambda: settle.receive(by=by, claim=row, **form.cleaned_data)) if form.is_bound else None
    if made is not None:
        return done(request, _("Het geld is geboekt."), HERE.format(number=number))
    explain = _("Er staat nog {amount} open.").format(amount=euros(rest))
    return asked(request, application, form, _("Boek wat er terugkwam"), explain=explain)

"""Pages of payments: prepare, release into a file, take in the answer of the bank, export to finance."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trede.companies.models import Firm
from trede.core.errors import OutOfOrder
from trede.core.payout import read_answer
from trede.core.permissions import Permission
from trede.journal import clock
from trede.subsidies.desk.base import actor_of, attempt, done, show, when_late
from trede.subsidies.desk.forms import NothingForm, ReasonForm
from trede.subsidies.desk.words import euros
from trede.subsidies.models import Application, Payment
from trede.subsidies.payments import actions, files, queries
from trede.subsidies.payments.forms import AnswerForm, ExportForm, ReleaseForm, VendorForm
from trede.web.access import staff
from trede.web.methods import only

HERE = "/balie/subsidie/betalingen"
SHOWN = 20
View = Callable[..., HttpResponse]
KINDS = {
    "advance": gettext_lazy("voorschot"),
    "final": gettext_lazy("eindbetaling"),
    "penalty": gettext_lazy("dwangsom"),
}
WHY_NOT = {
    "form": gettext_lazy("Het rekeningnummer klopt niet."),
    "other": gettext_lazy("Het bedrijf gaf intussen een andere rekening. Annuleer, en zet de betaling opnieuw klaar."),
    "changed": gettext_lazy("De rekening is net veranderd. Wacht vijf dagen."),
    "question": gettext_lazy("Er staat een vraag open over de rekening. Beantwoord die eerst."),
}


def _payment(number: int) -> Payment:
    found = Payment.objects.select_related("application", "application__firm").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def overview(request: HttpRequest) -> HttpResponse:
    """Everything on its way: to prepare, to release, files, suspended. At most ten queries beside those of the page."""
    by = actor_of(request)
    lines = queries.waiting()
    context = {
        "payables": [(item, KINDS[item.kind], euros(item.cents)) for item in queries.payables()],
        "lines": [(item, KINDS[item.payment.kind], euros(item.payment.cents), _why(item.why_not)) for item in lines],
        "total": euros(sum(item.payment.cents for item in lines)),
        "batches": [(item, euros(item.cents)) for item in queries.recent_batches(SHOWN)],
        "suspended": queries.suspended(),
        "may_prepare": by.may(Permission.SUBSIDY_ASSESS),
        "may_pay": by.may(Permission.SUBSIDY_PAY),
        "can_go": any(not item.why_not for item in lines),
        "no_bank": not actions.may_make_file(),
    }
    return show(request, "payments/overview.html", context)


def _why(code: str) -> str:
    return str(WHY_NOT[code]) if code else ""


@staff(Permission.SUBSIDY_ASSESS)
@only("GET", "POST")
@when_late(HERE)
def prepare(request: HttpRequest, number: int) -> HttpResponse:
    """Prepare what can be paid now; after a payment that failed with a reason."""
    application = Application.objects.select_related("firm").filter(pk=number).first()
    if application is None:
        raise Http404
    kind, cents = actions.payable_now(application)
    if not cents:
        raise OutOfOrder("nothing-to-pay", "Er is nu niets te betalen.", "There is nothing to pay now.")
    failed = application.payment_state == "mislukt"
    form = (ReasonForm if failed else NothingForm)(request.POST if request.method == "POST" else None)
    by = actor_of(request)

    def act() -> Payment:
        return actions.prepare(by=by, application=application, reason=form.cleaned_data.get("reason", ""))

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De betaling staat klaar. Een collega geeft haar vrij."), HERE)
    context = {"application": application, "kind": KINDS[kind], "amount": euros(cents), "failed": failed}
    return show(request, "payments/prepare.html", context, form)


@staff(Permission.SUBSIDY_PAY, sudo=True)
@only("GET", "POST")
@when_late(HERE)
def release(request: HttpRequest) -> HttpResponse:
    """Release payments into one file: name, account and amount to look at, then all of them or none."""
    lines = [item for item in queries.waiting() if not item.why_not]
    if not lines:
        raise OutOfOrder("no-payments", "Er is nu niets vrij te geven.", "There is nothing to release now.")
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    known = {item.payment.pk: item.payment for item in lines}
    form.fields["payments"].choices = [(key, str(key)) for key in known]  # type: ignore[attr-defined]  # a choice field
    by = actor_of(request)

    def act() -> str:
        return actions.release(by=by, payments=[known[key] for key in form.cleaned_data["payments"]])

    batch = attempt(form, act) if form.is_bound else None
    if batch is not None:
        return done(request, _("Vrijgegeven. Neem nu het bestand mee naar de bank."), f"{HERE}/bestand/{batch}")
    chosen = set(request.POST.getlist("payments")) if form.is_bound else {str(key) for key in known}
    rows = [
        (item, KINDS[item.payment.kind], euros(item.payment.cents), str(item.payment.pk) in chosen) for item in lines
    ]
    context = {"rows": rows, "total": euros(sum(item.payment.cents for item in lines))}
    return show(request, "payments/release.html", context, form)


@staff(Permission.SUBSIDY_VIEW)
@only("GET")
def one_file(request: HttpRequest, batch: str) -> HttpResponse:
    """A payment file: what stands in it and what the bank said of each."""
    rows = list(
        Payment.objects.filter(batch=batch)
        .select_related("application", "application__firm", "released_by")
        .order_by("pk")
    )
    if not rows:
        raise Http404
    context = {
        "batch": batch,
        "rows": [(row, actions.reference(row), euros(row.cents)) for row in rows],
        "total": euros(sum(row.cents for row in rows)),
        "may_pay": actor_of(request).may(Permission.SUBSIDY_PAY),
        "is_open": any(row.paid_on is None and not row.failed_reason for row in rows),
        "no_bank": not actions.may_make_file(),
    }
    return show(request, "payments/file.html", context)


@staff(Permission.SUBSIDY_PAY, sudo=True)
@only("GET", "POST")
@when_late(HERE)
def download(request: HttpRequest, batch: str) -> HttpResponse:
    """Ask once more, then hand over the file for the bank (pain.001). That it was taken is in the journal."""
    if not Payment.objects.filter(batch=batch).exists():
        raise Http404
    form = NothingForm(request.POST if request.method == "POST" else None)
    made = attempt(form, lambda: files.payment_file(by=actor_of(request), batch=batch)) if form.is_bound else None
    if made is None:
        return show(request, "payments/download.html", {"batch": batch}, form)
    answer = HttpResponse(made.content, content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@staff(Permission.SUBSIDY_PAY)
@only("GET", "POST")
@when_late(HERE)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a payment out of a file that the bank did not get yet."""
    payment, by = _payment(number), actor_of(request)
    return _with_reason(
        request,
        payment,
        lambda reason: actions.take_back(by=by, payment=payment, reason=reason),
        _("Haal de betaling terug"),
        _("Doe dit alleen als het bestand nog niet bij de bank is."),
    )


@staff(Permission.SUBSIDY_VIEW)
@only("GET", "POST")
@when_late(HERE)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a payment that was prepared. Who may says the life cycle: officer or payer."""
    payment, by = _payment(number), actor_of(request)
    return _with_reason(
        request,
        payment,
        lambda reason: actions.cancel(by=by, payment=payment, reason=reason),
        _("Annuleer de betaling"),
        _("Daarna kan een medewerker haar opnieuw klaarzetten."),
    )


def _with_reason(
    request: HttpRequest, payment: Payment, act: Callable[[str], None], said: str, explain: str
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def run() -> bool:
        act(form.cleaned_data["reason"])
        return True

    if form.is_bound and attempt(form, run):
        return done(request, _("Gedaan. De betaling is niet meer onderweg."), HERE)
    context = {"application": payment.application, "said": said, "explain": explain, "amount": euros(payment.cents)}
    return show(request, "payments/reason.html", context, form)


@staff(Permission.SUBSIDY_PAY, sudo=True)
@only("GET", "POST")
def answer(request: HttpRequest) -> HttpResponse:
    """Take in the answer of the bank, and say line by line what was done with it."""
    form = AnswerForm(request.POST, request.FILES) if request.method == "POST" else AnswerForm()
    by = actor_of(request)

    def act() -> dict[str, list[str]]:
        return actions.take_in(by=by, lines=read_answer(form.cleaned_data["answer"]))

    report = attempt(form, act) if form.is_bound else None
    return show(request, "payments/answer.html", {"report": report}, form)


@staff(Permission.SUBSIDY_PAY, sudo=True)
@only("GET", "POST")
def finance(request: HttpRequest) -> HttpResponse:
    """Hand over the payments of a stretch of days as a table for finance. That it was taken is in the journal."""
    today = clock.today()
    initial = {"first": today.replace(day=1), "until": today}
    form = ExportForm(request.POST if request.method == "POST" else None, initial=initial)
    by = actor_of(request)

    def act() -> str:
        sent = form.cleaned_data
        return files.export_to_finance(by=by, first=sent["first"], until=sent["until"])

    table = attempt(form, act) if form.is_bound else None
    if table is None:
        return show(request, "payments/finance.html", {}, form)
    response = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="betalingen-{today.isoformat()}.csv"'
    return response


@staff(Permission.SUBSIDY_PAY)
@only("GET", "POST")
def vendor(request: HttpRequest, number: int) -> HttpResponse:
    """Write down the number under which finance knows the firm of an application."""
    application = (
        Application.objects.select_related("firm").exclude(state__in=("concept", "vervallen")).filter(pk=number).first()
    )
    if application is None:
        raise Http404
    firm: Firm = application.firm
    known = getattr(firm, "finance_number", None)
    form = VendorForm(
        request.POST if request.method == "POST" else None, initial={"vendor": known.vendor if known else ""}
    )
    by = actor_of(request)

    def act() -> bool:
        files.note_vendor(by=by, firm=firm, vendor=form.cleaned_data["vendor"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("Het nummer staat erin."), HERE)
    context = {"application": application, "said": _("Nummer bij financiën"), "explain": ""}
    return show(request, "payments/reason.html", context, form)

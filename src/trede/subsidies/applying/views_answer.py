"""Pages on which a firm answers: add, reply, accept or leave a part, withdraw, object, write, account, settle."""

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse

from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt
from trede.core.scheme_words import money
from trede.regions.registry import pack
from trede.subsidies import against, offers
from trede.subsidies.after import invoices
from trede.subsidies.amounts import read_euros
from trede.subsidies.applying import answering
from trede.subsidies.applying.base import nonce, read_nonce, said, sent, show
from trede.subsidies.applying.views_files import add_sent_file
from trede.subsidies.clocks import clocks_of
from trede.subsidies.fields import read_day
from trede.subsidies.models import Application, Gap, Invoice
from trede.subsidies.needs import repair_until
from trede.subsidies.registry import scheme_of
from trede.web.methods import only
from trede.web.templatetags.trede import day_in_words

Errors = list[tuple[str, str]]


@firm
@only("GET", "POST")
def add(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Answer what was asked: files one by one, words, and then send it all."""
    application = sent(request, number)
    if application.state != "herstel":
        return said(request, language, application, "nothing-asked")
    errors: Errors = []
    asked = list(application.gaps.filter(came_on=None).order_by("pk"))
    key = nonce()
    if request.method == "POST" and "bestand" in request.POST:
        refused, errors = add_sent_file(request, application, request.POST.get("document", ""), language)
        if refused is not None:
            return refused
        if not errors:
            return said(request, language, application, "file", "/aanvullen")
    elif request.method == "POST":
        key = read_nonce(request)
        texts = {gap.code: request.POST.get(f"tekst-{gap.pk}", "") for gap in asked}
        done, errors = attempt(
            lambda: answering.add(
                by=request.own.actor,
                application=application,
                texts=texts,
                key=key,
                no_more="meer" in request.POST,
            ),
            language,
        )
        if done is not None:
            return said(request, language, application, "added")
    return show(
        request,
        "add",
        language,
        application,
        errors=errors,
        nonce=key,
        until=repair_until(application),
        gaps=[
            (
                gap,
                _gap_name(application, gap, language),
                _files(application, gap),
                request.POST.get(f"tekst-{gap.pk}", ""),
            )
            for gap in asked
        ],
    )


def _gap_name(application: Application, gap: Gap, language: str) -> str:
    names = {item.key: item.name.in_language(language) for item in scheme_of(application).documents}
    if gap.code in names:
        return names[gap.code]
    key = f"subsidy.item.{gap.code}"
    return pack().text(key, language) if key in pack().texts else pack().text("apply.gap.other", language)


def _files(application: Application, gap: Gap) -> list[str]:
    rows = application.uploads.filter(document=gap.code, removed_at=None).order_by("pk")
    return [row.name for row in rows]


@firm
@only("GET", "POST")
def withdraw(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Withdraw, after a question: the place in the row is lost."""
    return _take_back(request, number, language, "intrekken")


@firm
@only("GET", "POST")
def withdraw_objection(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Take an objection back, after a question: nobody answers it any more."""
    return _take_back(request, number, language, "bezwaar-intrekken")


_TAKEN_BACK: dict[str, tuple[Callable[..., Application], str]] = {
    "intrekken": (answering.withdraw, "withdrawn"),
    "bezwaar-intrekken": (answering.withdraw_objection, "objection-withdrawn"),
}
"""Page to what is done on a sure yes, and what is said after it."""


def _take_back(request: FirmRequest, number: int, language: str, kind: str) -> HttpResponse:
    application = sent(request, number)
    if kind not in answering.possible(application) and request.method != "POST":
        return said(request, language, application, "nothing-asked")
    write, told = _TAKEN_BACK[kind]
    errors: Errors = []
    if request.method == "POST":
        sure = request.POST.get("zeker") == "ja"
        done, errors = attempt(lambda: write(by=request.own.actor, application=application, sure=sure), language)
        if done is not None:
            return said(request, language, application, told)
    heading, note = (pack().text(key, language) for key in (f"apply.way.{kind}", f"apply.way.{kind}.help"))
    return show(request, "withdraw", language, application, errors=errors, heading=heading, note=note)


@firm
@only("GET", "POST")
def offer(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Take the part that was offered, or leave it and wait on."""
    application = sent(request, number)
    if application.offer_until is None:
        return said(request, language, application, "nothing-asked")
    errors: Errors = []
    answer = {"ja": offers.accept_part, "nee": offers.decline_part}.get(request.POST.get("keuze", ""))
    if request.method == "POST" and answer is None:
        errors = [("keuze", pack().text("apply.error.choose", language))]
    elif request.method == "POST" and answer is not None:
        done, errors = attempt(lambda: answer(by=request.own.actor, application=application), language)
        if done is not None:
            return said(request, language, application, "offer")
    amounts = {
        "offered": money(application.offered_cents or 0, language),
        "asked": money(application.requested_cents, language),
    }
    return show(request, "offer", language, application, errors=errors, **amounts)


Write = Callable[..., Application]
_LETTERS: dict[str, tuple[Write, str]] = {
    "reageren": (answering.reply, "replied"),
    "bezwaar": (answering.object_to, "objected"),
    "schrijven": (answering.tell, "told"),
    "melden": (answering.tell_change, "told"),
    "afrekenen": (answering.settle, "settled"),
}
"""Page to what is done with the words, and what is said after it."""


def _letter(request: FirmRequest, number: int, language: str, kind: str) -> HttpResponse:
    application = sent(request, number)
    late = kind == "bezwaar" and answering.may_object(application)
    if kind not in answering.possible(application) and not late and request.method != "POST":
        return said(request, language, application, "nothing-asked")
    write, told = _LETTERS[kind]
    errors: Errors = []
    key, text = nonce(), request.POST.get("antwoord", "")
    decisions = _decisions(application, language) if kind == "bezwaar" else []
    chosen = request.POST.get("besluit", "")
    more = {"decision": int(chosen)} if decisions and chosen in {number for number, _ in decisions} else {}
    if request.method == "POST":
        key = read_nonce(request)
        done, errors = attempt(
            lambda: write(by=request.own.actor, application=application, text=text, key=key, **more), language
        )
        if done is not None:
            return said(request, language, application, told)
    clock = clocks_of(application).get({"reageren": "hearing", "bezwaar": "objection"}.get(kind, ""))
    return show(
        request,
        "letter",
        language,
        application,
        errors=errors,
        nonce=key,
        text=text,
        decisions=decisions,
        chosen=chosen,
        until=None if clock is None else clock.due,
        heading=pack().text(f"apply.way.{kind}", language),
        note=pack().text(f"apply.way.{kind}.help", language),
        invoices=_invoices(application, language) if kind == "afrekenen" else None,
    )


def _decisions(application: Application, language: str) -> list[tuple[str, str]]:
    """Return the decisions to choose from, by number and in words: none when there is nothing to choose."""
    offered = against.choices(application)
    if len(offered) == 1:
        return []
    return [
        (
            str(row.pk),
            pack().text(
                f"apply.object.{row.kind}",
                language,
                day=day_in_words(row.announced_on or row.prepared_at, language, weekday=False),
            ),
        )
        for row in offered
    ]


@firm
@only("GET", "POST")
def reply(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """React to what the desk intends."""
    return _letter(request, number, language, "reageren")


@firm
@only("GET", "POST")
def object_to(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Object to a decision."""
    return _letter(request, number, language, "bezwaar")


@firm
@only("GET", "POST")
def tell(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Write to the desk."""
    return _letter(request, number, language, "schrijven")


@firm
@only("GET", "POST")
def tell_change(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Tell that the plan goes another way."""
    return _letter(request, number, language, "melden")


@firm
@only("GET", "POST")
def settle(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Hand in what was done, after the invoices."""
    return _letter(request, number, language, "afrekenen")


@firm
@only("GET", "POST")
def account(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Change the account that money goes to."""
    application = sent(request, number)
    errors: Errors = []
    typed = {"iban": application.iban, "holder": application.iban_holder}
    if request.method == "POST":
        typed = {"iban": request.POST.get("iban", "")[:60], "holder": request.POST.get("naam-rekening", "")[:100]}
        done, errors = attempt(
            lambda: answering.change_account(by=request.own.actor, application=application, **typed), language
        )
        if done is not None:
            return said(request, language, application, "account")
    return show(request, "account", language, application, errors=errors, typed=typed)


def _invoices(application: Application, language: str) -> list[tuple[Invoice, str]]:
    return [(row, money(row.cents, language)) for row in application.invoices.order_by("dated_on", "pk")]


@firm
@only("GET", "POST")
def invoice(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Put one invoice on the account."""
    application = sent(request, number)
    if "afrekenen" not in answering.possible(application):
        raise Http404
    errors: Errors = []
    typed = {key: request.POST.get(key, "").strip()[:160] for key in ("leverancier", "nummer", "dag", "bedrag", "doel")}
    if request.method == "POST":
        day = read_day(typed["dag"])
        if day is None:
            errors = [("dag", pack().text("apply.error.date", language))]
        else:
            errors = _add_invoice(request, application, typed, day, language)
        if not errors:
            return said(request, language, application, "invoice", "/afrekenen")
    pillars = [(item.key, item.name.in_language(language)) for item in scheme_of(application).pillars]
    return show(request, "invoice", language, application, errors=errors, typed=typed, pillars=pillars)


_FIELDS = {"supplier": "leverancier", "number": "nummer", "cents": "bedrag"}
"""Code of a refusal to the field of this page."""


def _add_invoice(
    request: FirmRequest, application: Application, typed: dict[str, str], day: date, language: str
) -> Errors:
    known = {item.key for item in scheme_of(application).pillars}
    _, errors = attempt(
        lambda: invoices.add_invoice(
            by=request.own.actor,
            application=application,
            supplier=typed["leverancier"],
            number=typed["nummer"],
            dated_on=day,
            cents=read_euros(typed["bedrag"]) or 0,
            pillar=typed["doel"] if typed["doel"] in known else "",
        ),
        language,
    )
    return [(_FIELDS.get(code, code), sentence) for code, sentence in errors]

"""Pages of agreements: what was agreed, what waits for a yes, and what is due to be looked at again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trede.chain.agreements import actions
from trede.chain.agreements.forms import AgreementForm, EndForm, LinkForm, NoForm, ReviewForm, as_typed
from trede.chain.agreements.links import can_get_a_link, send_link
from trede.chain.agreements.models import Agreement, AgreementLink
from trede.chain.agreements.queries import due_reviews, sorted_for, visible_to, waits_for
from trede.chain.agreements.tables import agreements_csv
from trede.chain.casepage import happenings
from trede.chain.desk import actor_of, attempt, done, page, person, says_when_late
from trede.chain.forms import language
from trede.core.permissions import Permission
from trede.core.scheme_words import money
from trede.journal import clock
from trede.journal.queries import events_about
from trede.web.access import staff
from trede.web.methods import only

HOME = "/balie/afspraken"
ONE = HOME + "/{number}"
MOST_EVENTS = 50


@staff(Permission.AGREEMENT_SIGN)
@only("GET")
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements of the own organisation, or all of them for who keeps them."""
    by, today = actor_of(request), clock.today()
    context = {
        "due": due_reviews(by.organisation, today, keeps=by.may(Permission.AGREEMENTS)),
        "sorted": sorted_for(by, today),
        "keeps": by.may(Permission.AGREEMENTS),
    }
    return page(request, "chain/agreements/list.html", context)


@staff(Permission.AGREEMENT_SIGN, sudo=True)
@only("GET")
def csv(request: HttpRequest) -> HttpResponse:
    """The same agreements for a spreadsheet. That they were taken along is in the journal."""
    by = actor_of(request)
    found = list(visible_to(by).order_by("pk"))
    actions.note_export(by=by, lines=len(found))
    response = HttpResponse(agreements_csv(found, language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="afspraken-{clock.today().isoformat()}.csv"'
    return response


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Write a draft."""
    by = actor_of(request)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    made = (
        attempt(form, lambda: actions.write(by=by, account=person(request), terms=form.terms()))
        if form.is_bound
        else None
    )
    if made is not None:
        return done(request, _("De afspraak staat klaar. Nu zeggen beide organisaties ja."), ONE.format(number=made.pk))
    context = {"heading": _("Schrijf een afspraak"), "back": HOME}
    return page(request, "chain/agreements/write.html", context, form)


@staff(Permission.AGREEMENT_SIGN)
@only("GET")
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """One agreement, with what can be done and what happened to it."""
    by, found = actor_of(request), _found(request, number)
    follows = Agreement.objects.filter(replaces=found.pk, state__in=[Agreement.DRAFT, Agreement.AGREED]).first()
    context = {
        "agreement": found,
        "money": "" if found.money_cents is None else money(found.money_cents, language()),
        "may_confirm": waits_for(found, by.organisation),
        "keeps": by.may(Permission.AGREEMENTS),
        "may_send": by.may(Permission.AGREEMENTS) and bool(can_get_a_link(found)),
        "link": found.links.order_by("-pk").first() if found.state == Agreement.DRAFT else None,
        "is_due": found.state == Agreement.AGREED and found.review_on <= clock.today(),
        "follows": follows,
        "timeline": happenings(events_about("agreement", found.pk)[:MOST_EVENTS]),
    }
    return page(request, "chain/agreements/one.html", context)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ONE)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a draft, or write what is to take the place of what was agreed."""
    by, found = actor_of(request), _found(request, number)
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=as_typed(found))

    def act() -> Agreement:
        # the version that was on the screen, so that what a colleague changed meanwhile is not lost
        found.version = form.cleaned_data["version"] or found.version
        return actions.write(by=by, account=person(request), terms=form.terms(), agreement=found)

    made = attempt(form, act) if form.is_bound else None
    if made is not None:
        return done(
            request, _("Bewaard. Beide organisaties zeggen nu ja tegen deze tekst."), ONE.format(number=made.pk)
        )
    replaces = found.state == Agreement.AGREED
    heading = _("Schrijf wat ervoor in de plaats komt") if replaces else _("Wijzig de afspraak")
    return page(request, "chain/agreements/write.html", {"heading": heading, "back": ONE.format(number=number)}, form)


@staff(Permission.AGREEMENT_SIGN)
@only("POST")
@says_when_late(ONE)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes to the version that was read."""
    found = _found(request, number)
    after = actions.confirm(by=actor_of(request), agreement=found, version=version_read(request))
    both = _("Afgesproken: beide organisaties zeiden ja.")
    one = _("Jullie ja staat erbij. De andere organisatie moet nog.")
    return done(request, both if after.state == Agreement.AGREED else one, ONE.format(number=number))


@staff(Permission.AGREEMENT_SIGN)
@only("GET", "POST")
@says_when_late(ONE)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Say no to the version that is read here, with the reason."""
    by, found = actor_of(request), _found(request, number)
    if not waits_for(found, by.organisation):
        raise Http404
    version = found.version
    form = NoForm(request.POST if request.method == "POST" else None)

    def act() -> Agreement:
        return actions.refuse(by=by, agreement=found, version=version, because=form.cleaned_data["because"])

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("Jullie nee staat erbij, met de reden."), ONE.format(number=number))
    context = {"heading": _("Wij zeggen nee"), "back": ONE.format(number=number), "agreement": found}
    return page(request, "chain/agreements/write.html", context, form)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ONE)
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Mail a side without an account a link to answer."""
    by, found = actor_of(request), _found(request, number)
    sides = can_get_a_link(found)
    if not sides:
        raise Http404
    first = {"organisation": sides[0]}
    form = LinkForm(request.POST if request.method == "POST" else None, sides=sides, initial=first)

    def act() -> AgreementLink:
        sent = form.cleaned_data
        to, said = sent["organisation"], sent["mail_language"]
        return send_link(by=by, agreement=found, organisation=to, email=sent["email"], language=said)

    if form.is_bound and attempt(form, act) is not None:
        return done(request, _("De link gaat per mail weg."), ONE.format(number=number))
    context = {"heading": _("Vraag ja met een link"), "back": ONE.format(number=number)}
    return page(request, "chain/agreements/send.html", context, form)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ONE)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Say that it was looked at, and when again."""
    found = _found(request, number)
    form = ReviewForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actions.review(by=actor_of(request), agreement=found, review_on=form.day("review_on"))
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De afspraak is opnieuw bekeken."), ONE.format(number=number))
    context = {"heading": _("De afspraak is bekeken"), "back": ONE.format(number=number), "agreement": found}
    return page(request, "chain/agreements/write.html", context, form)


@staff(Permission.AGREEMENTS)
@only("GET", "POST")
@says_when_late(ONE)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an agreement, or throw a draft away."""
    found = _found(request, number)
    form = EndForm(request.POST if request.method == "POST" else None)

    def act() -> bool:
        actions.end(by=actor_of(request), agreement=found, because=form.cleaned_data["because"])
        return True

    if form.is_bound and attempt(form, act):
        return done(request, _("De afspraak is gestopt."), ONE.format(number=number))
    context = {"heading": _("Stop de afspraak"), "back": ONE.format(number=number), "agreement": found}
    return page(request, "chain/agreements/write.html", context, form)


def version_read(request: HttpRequest) -> int:
    """Return the version of the text that was on the screen; 0 when the form does not say."""
    typed = request.POST.get("versie", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0  # noqa: PLR2004  # fits a column


def _found(request: HttpRequest, number: int) -> Agreement:
    found = visible_to(actor_of(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found

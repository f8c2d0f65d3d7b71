"""Staff come in through their organisation: to the provider, back, and there again before something that matters."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django_otp import login as login_second_step

from trede.accounts import entrance
from trede.accounts.addresses import own_path
from trede.accounts.models import Identity
from trede.accounts.openid import flow, refused
from trede.accounts.openid.flow import Answer, value_of
from trede.accounts.openid.people import admit
from trede.accounts.openid.provider import Provider, metadata, staff_provider
from trede.accounts.openid.refused import Refused
from trede.accounts.openid.staff import had_second_factor
from trede.accounts.views.language import remember_language
from trede.accounts.views.page import page, person, second_step_done
from trede.web.access import account, staff
from trede.web.addresses import absolute
from trede.web.failures import failure, redirect_to
from trede.web.limits import take
from trede.web.methods import only

log = logging.getLogger("trede.accounts")

TOO_MANY, FORBIDDEN, UNAVAILABLE = 429, 403, 503
_CLOCKS_DIFFER = 60


@account
@only("GET")
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider of staff; `verder` is where to go on after."""
    return _go(request, own_path(request.GET.get("verder", "")))


@staff()
@only("GET")
def start_again(request: HttpRequest) -> HttpResponse:
    """Let somebody log in at the provider again, before something that matters."""
    extra = {"prompt": "login", "max_age": "0"}
    return _go(request, own_path(request.GET.get("verder", "")), purpose=flow.CONFIRM, extra=extra)


def _go(request: HttpRequest, after: str, **how: Any) -> HttpResponse:
    provider = _provider()
    if not take("openid", request, capacity=40, per_minute=4):
        return failure(request, "too-many", TOO_MANY)
    try:
        return flow.start(request, provider, after=after, **how)
    except Refused as found:
        return _refused(request, found)


@account
@only("GET")
def back(request: HttpRequest) -> HttpResponse:
    """Take somebody back from the provider: log in, or confirm who is logged in already."""
    provider = _provider()
    try:
        answer = flow.finish(request, provider)
        if answer.purpose == flow.CONFIRM:
            return _confirmed(request, answer)
        return _let_in(request, answer, admit(answer.claims))
    except Refused as found:
        return _refused(request, found)


def _let_in(request: HttpRequest, answer: Answer, identity: Identity) -> HttpResponse:
    entrance.enter(request, identity.user, backend=entrance.OPENID)
    if not had_second_factor(answer.claims):
        return remember_language(redirect_to("/balie/tweede-stap", after=answer.after), identity.user)
    login_second_step(request, identity)
    moment = _logged_in_at(answer)
    if moment >= answer.started - _CLOCKS_DIFFER:  # not a login of this morning that the provider remembered
        second_step_done(request)
    return remember_language(HttpResponseRedirect(answer.after), identity.user)


def _confirmed(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Only a login of the same person, after it was asked, with a second factor, counts as one."""
    issuer, subject = value_of(answer.claims, "iss"), value_of(answer.claims, "sub")
    known = Identity.objects.filter(issuer=issuer, subject=subject).first()
    if known is None or not request.user.is_authenticated or known.user_id != person(request).pk:
        raise Refused(refused.OTHER_PERSON)
    if _logged_in_at(answer) < answer.started - _CLOCKS_DIFFER or not had_second_factor(answer.claims):
        raise Refused(refused.NOT_FRESH)
    second_step_done(request)
    return HttpResponseRedirect(answer.after)


def _logged_in_at(answer: Answer) -> float:
    """Return when the person typed something at the provider, in seconds since 1970; 0 when it does not say."""
    said = value_of(answer.claims, "auth_time")
    return float(said) if said.isdecimal() else 0.0


def _provider() -> Provider:
    provider = staff_provider()
    if provider is None:
        raise Http404
    return provider


def logout_address(request: HttpRequest, provider: Provider) -> str:
    """Return where the session at the provider ends too; empty when it offers nothing, or is down."""
    try:
        place = metadata(provider).logout
    except Refused:
        return ""
    if not place:
        return ""
    back_to = absolute(request, "/balie/inloggen")
    query = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": back_to})
    return f"{place}{'&' if '?' in place else '?'}{query}"


def _refused(request: HttpRequest, found: Refused) -> HttpResponse:
    log.info("somebody was not let in: %s", found.reason)
    status = UNAVAILABLE if found.reason == refused.UNREACHABLE else FORBIDDEN
    return page(request, "openid_refused", status=status, sentence=_sentence(found.reason), way=_way_on(found.reason))


def _sentence(reason: str) -> str:
    return {
        refused.UNREACHABLE: _(
            "De inlogdienst geeft nu geen antwoord. Probeer het over een paar minuten nog een keer."
        ),
        refused.CANCELLED: _("Je bent gestopt bij de inlogdienst. Of de inlogdienst liet je niet door."),
        refused.EXPIRED: _("Het inloggen duurde te lang, of begon in een ander venster. Begin opnieuw."),
        refused.UNTRUSTED: _("We konden het antwoord van de inlogdienst niet vertrouwen. Begin opnieuw."),
        refused.NO_ROLE: _("Je organisatie gaf je geen rol voor deze site. Vraag wie bij jou de rechten beheert."),
        refused.NO_ACCOUNT: _("Er is nog geen account met jouw adres. Vraag je beheerder om een uitnodiging."),
        refused.NO_ADDRESS: _("De inlogdienst gaf geen bevestigd e-mailadres door. Vraag hulp bij je beheerder."),
        refused.CLOSED: _("Je account is afgesloten. Vraag je beheerder of het weer open kan."),
        refused.TAKEN: _("Het account met jouw adres hoort bij iemand anders. Vraag je beheerder het los te maken."),
        refused.SEVERAL_ORGANISATIONS: _("Je rollen horen bij meer dan één organisatie. Dat kan niet in één account."),
        refused.OTHER_ORGANISATION: _("Je account hoort bij een andere organisatie. Vraag hulp bij je beheerder."),
        refused.LAST_ADMINISTRATOR: _("Jij bent de laatste beheerder. Die rol kan je organisatie niet weghalen."),
        refused.NOT_FRESH: _("De inlogdienst bevestigde niet dat je opnieuw inlogde. Probeer het nog een keer."),
        refused.OTHER_PERSON: _("Je logde in als iemand anders. Log in als de persoon die je hier bent."),
    }[reason]


def _way_on(reason: str) -> str:
    """Return `again` when a new try may help, else `ask`: somebody has to change something first."""
    helped = {refused.UNREACHABLE, refused.CANCELLED, refused.EXPIRED, refused.UNTRUSTED}
    return "again" if reason in helped | {refused.NOT_FRESH, refused.OTHER_PERSON} else "ask"

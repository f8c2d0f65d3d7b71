"""Who may use what: give consent and take it back. Taking back works at once, and can be undone by giving again."""

from typing import Any

from django.http import Http404, HttpResponse

from trede.companies.actions import give_consent, withdraw_consent
from trede.companies.models import Consent
from trede.companies.own.access import FirmRequest, firm
from trede.companies.own.page import attempt, done, organisation_name, page
from trede.companies.own.queries import consent_of
from trede.companies.queries import consents_of
from trede.core.pack import Organisation
from trede.journal import clock
from trede.regions.registry import pack
from trede.web.methods import only


def partners() -> list[Organisation]:
    """Return the organisations that a firm may give consent to: those that do something for firms, by name."""
    region = pack()
    found = [item for item in region.organisations if item.services or item.key == region.info.front_door]
    return sorted(found, key=lambda item: item.name)


@firm
@only("GET")
def consents(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """All consent: what stands and what was taken back, per partner and purpose."""
    rows = [(item, organisation_name(item.organisation)) for item in consents_of(request.own.firm.pk)]
    standing = {(item.organisation, item.purpose) for item, _ in rows if item.stands}
    before: dict[tuple[str, str], tuple[Consent, str]] = {}
    for item, name in rows:
        key = (item.organisation, item.purpose)
        if not item.stands and key not in standing:
            before[key] = (item, name)  # the last one taken back
    return page(
        request,
        "consents",
        language,
        standing=[(item, name) for item, name in rows if item.stands],
        before=list(before.values()),
    )


@firm
@only("GET", "POST")
def give(request: FirmRequest, language: str = "nl") -> HttpResponse:
    """Choose a partner and a purpose, read what is shared, say yes."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = {"organisation": sent.get("organisation", "")[:60], "purpose": sent.get("purpose", "")[:20]}
    known = {item.key: item for item in partners()}
    chosen = known.get(typed["organisation"])
    shown: dict[str, Any] = {"partners": partners(), "typed": typed, "chosen": chosen, "purposes": Consent.PURPOSES}
    if request.method != "POST":
        return page(request, "consent_give", language, **shown)
    errors = [] if chosen else [("organisation", pack().text("own.error.organisation", language))]
    if typed["purpose"] not in Consent.PURPOSES:
        errors.append(("purpose", pack().text("own.error.purpose", language)))
    if request.POST.get("yes") != "yes":
        errors.append(("yes", pack().text("own.error.yes", language)))
    if not errors:
        _, errors = attempt(lambda: _give(request, typed), language)
    if errors:
        return page(request, "consent_give", language, errors=errors, **shown)
    return done(request, language, "/mijn/toestemming", "consent-given")


def _give(request: FirmRequest, typed: dict[str, str]) -> Consent:
    return give_consent(by=request.own.actor, firm=request.own.firm, given_on=clock.today(), how="formulier", **typed)


@firm
@only("GET", "POST")
def withdraw(request: FirmRequest, number: int, language: str = "nl") -> HttpResponse:
    """Say what happens when consent is taken back, and take it back."""
    consent = consent_of(request.own.firm.pk, number)
    if consent is None:
        raise Http404
    name = organisation_name(consent.organisation)
    if request.method != "POST" and consent.stands:
        is_front = consent.organisation == pack().info.front_door
        return page(request, "consent_withdraw", language, consent=consent, name=name, is_front=is_front)
    if consent.stands:
        _, errors = attempt(lambda: withdraw_consent(by=request.own.actor, consent=consent), language)
        if errors:
            return page(request, "consent_withdraw", language, errors=errors, consent=consent, name=name, status=409)
    return done(request, language, "/mijn/toestemming", "consent-withdrawn")

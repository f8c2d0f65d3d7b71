"""What stands on the page of a file: the one thing to do now, and everything that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trede.accounts.models import User
from trede.chain.check_outcome import check_views
from trede.chain.forms import PlaceForm
from trede.chain.messages import code_of
from trede.chain.models import Case
from trede.chain.outcome import outcome_view
from trede.chain.queries import (
    current_rung,
    draft_of,
    last_baseline,
    referrals_of,
    scans_of_firm,
    timeline_of,
)
from trede.chain.queries_work import open_cases
from trede.chain.worklist_rows import case_address, case_facts
from trede.companies.maturity_block import maturity_block
from trede.companies.models import Consent
from trede.companies.queries import consents_of, contacts_of, likely_municipalities
from trede.companies.rules import in_target_group
from trede.core.work import case_act
from trede.journal.models import Event
from trede.regions.registry import pack

MOST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class Now:
    """The one primary action of a file: key, day and address."""

    act: str
    due: date | None
    address: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the timeline with the name of who acted, when it is an account that still exists."""

    event: Event
    who: str


def happenings(events: Iterable[Event]) -> list[Happening]:
    """Return events with names. One query for all names."""
    found = list(events)
    numbers = {event.actor for event in found if event.actor_kind == "person" and event.actor.isdigit()}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}
    return [Happening(event, names.get(event.actor, "") if event.actor_kind == "person" else "") for event in found]


def now_of(case: Case) -> Now | None:
    """Return what has to be done on a file now; None when it is closed or waits for a partner. Two queries."""
    facts = open_cases(case.organisation).filter(pk=case.pk).first()
    if facts is None:
        return None
    draft = draft_of(case)
    if draft is not None:
        page = f"/balie/verwijzing/{draft.pk}/versturen" if draft.service else case_address(case.pk, "refer")
        return Now("choose-service", None, page)
    act = case_act(case_facts(facts))
    return None if act is None else Now(act[0], act[1], case_address(case.pk, act[0]))


def _place_form(case: Case) -> PlaceForm | None:
    """Return the question where the firm is, on an open file of a firm of which that is not known."""
    if case.state != "open" or case.firm.municipality:
        return None
    return PlaceForm(likely=likely_municipalities(case.firm))


def case_page(case: Case, language: str) -> dict[str, object]:
    """Return the context of the page of a file. At most twelve queries, whatever its size."""
    region = pack()
    firm = case.firm
    consents = list(consents_of(firm.pk))
    scans = list(scans_of_firm(firm.pk))
    may_contact = any(item.stands and item.purpose == Consent.CONTACT for item in consents)
    return {
        "case": case,
        "firm": firm,
        "code": code_of(case),
        "now": now_of(case),
        "rung_now": current_rung(case),
        "earlier": getattr(firm, "earlier_rung", None),
        "outcome": outcome_view(region, case.scan, language) if case.scan else None,
        "scans": scans,
        "checks": check_views(region, scans, language),
        "contacts": list(contacts_of(firm.pk)),
        "consents": consents,
        "may_contact": may_contact,
        "referrals": list(referrals_of(case)),
        "baseline": last_baseline(case),
        "maturity": maturity_block(firm.pk),
        "place_form": _place_form(case),
        "in_target_group": in_target_group(region, firm.municipality, firm.fte),
        "timeline": happenings(timeline_of(case)[:MOST_EVENTS]),
    }

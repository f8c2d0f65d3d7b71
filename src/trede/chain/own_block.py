"""Where a firm's question is, on its own pages: its rung, whose turn it is and until when, what partners do."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from trede.chain.models import Case, Referral
from trede.chain.queries import current_rung, draft_of, referrals_of
from trede.chain.queries_work import open_cases
from trede.chain.worklist_rows import case_facts
from trede.companies.models import Firm
from trede.companies.own.blocks import Block, register_block
from trede.companies.own.page import organisation_name
from trede.core.clocks import working_days_after
from trede.core.work import case_act
from trede.core.workflow import REFERRAL, acts_next, due_day
from trede.journal import clock
from trede.regions.registry import pack

_HIDDEN = ("draft", "entered-in-error")
"""States that say nothing to a firm: its adviser is still choosing, or made a mistake."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens next, in a sentence, and by which day; `late` when that day is over."""

    sentence: str
    due: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Help:
    """One referral as a firm reads it. `sees` False: it took its consent back. `next_step`: a partner's words."""

    service: str
    partner: str
    state: str
    is_open: bool
    waits: bool
    turn: Turn | None
    meets_on: date | None
    sees: bool
    next_step: str = ""


def _turn(act: str, due: date | None, language: str, partner: str = "") -> Turn:
    late = due is not None and working_days_after(due, clock.today()) > 0
    return Turn(pack().text(f"own.act.{act}", language, partner=partner), due, late)


def own_turn(case: Case, language: str) -> Turn | None:
    """Return what the adviser does next; None when a partner is at work or the file is closed. At most two queries."""
    facts = open_cases(case.organisation).filter(pk=case.pk).first()
    if facts is None:
        return None
    if draft_of(case) is not None:
        return _turn("choose-service", None, language)
    act = case_act(case_facts(facts))
    return None if act is None else _turn(act[0], act[1], language)


def _help(referral: Referral, language: str) -> Help:
    region = pack()
    found = next((item for one in region.organisations for item in one.services if item.key == referral.service), None)
    partner = organisation_name(referral.organisation)
    sees = referral.consent is not None and referral.consent.stands
    next_act = acts_next(referral.state, consent_stands=sees)
    terms = {"referral-answer": referral.answer_days, "first-contact": referral.answer_days}
    due = due_day(REFERRAL, referral.state, referral.since, terms=terms) if sees else None
    handover = getattr(referral, "handover", None)
    trajectory = getattr(referral, "trajectory", None)
    ended = referral.state in REFERRAL.ends()
    word = "ended" if ended and referral.state != "completed" else referral.state
    return Help(
        service=found.name.in_language(language) if found else referral.service,
        partner=partner,
        state=region.text(f"own.referral.{word}", language),
        is_open=not ended,
        waits=referral.state in {"requested", "on-hold"},
        turn=_turn(next_act[1], due, language, partner) if next_act else None,
        meets_on=handover.planned_on if handover is not None and handover.held_on is None else None,
        sees=sees or ended,
        next_step=trajectory.next_step if trajectory is not None else "",
    )


def build(firm: Firm, language: str) -> Block:
    """Return the block of the first page. At most six queries."""
    region = pack()
    title = region.text("own.chain.title", language)
    case = Case.objects.filter(firm=firm).order_by("-pk").first()
    context: dict[str, object] = {"language": language, "case": case}
    if case is not None:
        rung = current_rung(case)
        turn = own_turn(case, language)
        found = referrals_of(case).exclude(state__in=_HIDDEN)
        context |= {
            "rung": next((item.name.in_language(language) for item in region.ladder.rungs if item.key == rung), ""),
            "only_scan": bool(rung) and not case.start_rung,
            "turn": turn,
            "front": organisation_name(case.organisation),
            "helps": [_help(referral, language) for referral in found],
            "closed": case.state != "open",
        }
    return Block("chain", title, render_to_string("chain/own_block.html", context))


register_block("chain", 10, build)

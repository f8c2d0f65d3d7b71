"""Routing for one file: what is known of the firm, put to `core.routing`, with the words of the desk."""

from dataclasses import dataclass
from datetime import date

from trede.chain.check_outcome import is_ladder
from trede.chain.models import Case
from trede.chain.queries import current_rung
from trede.core.advice import score_scan
from trede.core.explain import reason_text
from trede.core.pack import Organisation, Pack, Service
from trede.core.routing import Proposal, Situation, propose


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One service to choose, with its reasons in words."""

    proposal: Proposal
    organisation: Organisation
    service: Service
    reasons: tuple[str, ...]
    instead_of: Service | None


def situation_of(pack: Pack, case: Case) -> Situation | None:
    """Return what routing has to know; None without a rung. One query."""
    rung = current_rung(case)
    if not rung:
        return None
    attention: tuple[str, ...] = ()
    cyber = None
    scan = case.scan
    if scan is not None and is_ladder(pack, scan):
        outcome = score_scan(pack.scans[scan.scan_key], scan.answers)
        attention, cyber = outcome.attention, outcome.cyber
    firm = case.firm
    return Situation(rung, attention, cyber, firm.fte, firm.municipality or None, firm.sector or None)


def proposals_for(pack: Pack, case: Case, today: date, language: str) -> tuple[ProposalView, ...]:
    """Return the services that fit, the first one first; empty only when no rung is known yet. One query."""
    situation = situation_of(pack, case)
    if situation is None:
        return ()
    found = propose(pack, situation, today)
    return tuple(_view(pack, proposal, language) for proposal in found if proposal.service is not None)


def _view(pack: Pack, proposal: Proposal, language: str) -> ProposalView:
    organisation, service = pack.service(proposal.service or "")
    scan = pack.scans[pack.info.default_scan]
    reasons = tuple(reason_text(pack, scan, reason, language) for reason in proposal.reasons)
    instead_of = pack.service(proposal.instead_of)[1] if proposal.instead_of else None
    return ProposalView(proposal, organisation, service, reasons, instead_of)

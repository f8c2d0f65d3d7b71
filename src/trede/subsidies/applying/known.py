"""What a firm knows of its file: a decision that waits for the post has no effect yet, and is untold (Awb 3:40, 3:41).

The desk works on from the decision; the pages of the firm follow its letter.
"""

from trede.core.grant_life import Region
from trede.core.grant_life_table import OBJECTION, PAYMENT, PENALTY
from trede.subsidies.announcing import waits_for_post
from trede.subsidies.clocks import FIRST_DECISIONS
from trede.subsidies.models import Application, Decision

_ENDS = frozenset({"settle", "withdraw"})
_STATES = {"main": "state", "objection": "objection_state", "payment": "payment_state", "penalty": "penalty_state"}


def told(application: Application) -> list[Decision]:
    """Return the decisions that do not wait for the post, the oldest first. No query when they were fetched along."""
    return sorted((row for row in application.decisions.all() if not waits_for_post(row)), key=lambda row: row.pk)


def state_of(region: Region, application: Application) -> str:
    """Return the state of a region as the firm knows it: that of before what still waits for the post."""
    state = str(getattr(application, _STATES[region.key]))
    waiting = [row for row in application.decisions.all() if waits_for_post(row)]
    if not waiting or region is PAYMENT:
        return state
    kinds = {row.kind for row in waiting}
    if region is OBJECTION:
        return "in_behandeling" if "objection" in kinds else state
    if region is PENALTY:
        return "te_bepalen" if "penalty" in kinds else state
    return _main(application, waiting, kinds) or state


def _main(application: Application, waiting: list[Decision], kinds: set[str]) -> str:
    """Return the state of before, on the main line; nothing when what waits changes no state."""
    if kinds & set(FIRST_DECISIONS):
        return "conceptbesluit"
    known = {row.kind for row in told(application) if row.decided_on is not None}
    brings = {str(row.reasons.get("brings", "")) for row in waiting if row.kind == "objection"}
    if "grant" in brings:
        return "buiten_behandeling" if "not-handled" in known else "afgewezen"
    if "again" in brings:
        return "vastgesteld"
    if kinds & _ENDS and not known & _ENDS and application.state == "vastgesteld":
        return "verleend"
    return ""


def penalty_of(application: Application) -> int:
    """Return the penalty for lateness that the firm was told of, in cents; 0 when it knows of none."""
    amounts = [_penalty(row) for row in told(application) if row.decided_on is not None]
    return next((cents for cents in reversed(amounts) if cents is not None), 0)


def _penalty(decision: Decision) -> int | None:
    if decision.kind == "penalty":
        return decision.cents
    raised = decision.reasons.get("penalty_cents")
    return raised if isinstance(raised, int) else None

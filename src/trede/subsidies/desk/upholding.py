"""What an upheld objection brings (Awb 7:11.2): a grant after all, a higher amount, or a lower claim.

The amount is judged on the room as it was at the decision in first instance (Awb 4:25.3): the ledger sees to that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import within_mandate
from trede.core.penalty import RATES, most_days, penalty_cents
from trede.journal.actions import Actor
from trede.subsidies import against, life
from trede.subsidies.effects_money import side_of
from trede.subsidies.given import Given
from trede.subsidies.models import Application, Decision, Objection, PenaltyClaim
from trede.subsidies.registry import scheme_of

REFUSED = ("afgewezen", "buiten_behandeling")
"""States from which an upheld objection still brings a grant."""
RAISED = ("verleend", "in_uitvoering", "verantwoording")
"""States of a running grant in which an upheld objection can bring more."""
SETTLED = ("vastgesteld", "terugvordering")
"""States after the settlement, or after the grant was withdrawn. What is claimed back falls with a raise."""
STEPS = {"grant": "verlening_op_bezwaar", "raise": "verhoging_op_bezwaar", "again": "intrekking_herroepen"}
"""What it brings to the step of the main line. A penalty has a step of its own region."""
_LETTERS = {"grant": "upheld-grant", "raise": "upheld-more", "again": "upheld-more", "penalty": "upheld-penalty"}
_LETTERS |= {"claim": "upheld-claim"}


@dataclass(frozen=True, slots=True)
class Brought:
    """What an answer brings, in cents, and what stood before. `step` is that of the main line; `letter` its kind.

    `claim`: what is to be paid back, before and after; None when nothing is. `more`: what is paid out on it in the end.
    """

    letter: str = ""
    step: str = ""
    cents: int = 0
    before: int = 0
    claim: tuple[int, int] | None = None
    more: int = 0
    kept: Mapping[str, object] = field(default_factory=dict)
    """What the decision keeps of it beside its words."""


NOTHING = Brought()


def kind_of(application: Application, objection: Objection) -> str:
    """Return what an upheld objection can bring now: `grant`, `raise`, `again`, `claim`, `penalty`; nothing for no
    amount.

    `again`: a grant that was withdrawn runs again. `claim`: an objection against the claim alone changes no grant, and
    what is still to be paid back becomes less.
    """
    first = against.first_instance(objection.decision) or objection.decision
    if first.kind == "penalty":
        return "penalty"
    if first.kind == "reclaim":
        return "claim" if application.state == "terugvordering" else ""
    if application.state in REFUSED:
        return "grant"
    if application.state not in SETTLED:
        return "raise" if application.state in RAISED else ""
    side = side_of(application)
    was_settled = side.established_on is not None or first.kind == "settle"
    if not was_settled:
        return "again" if first.kind == "withdraw" else ""
    return "raise"


def stands_now(application: Application, kind: str) -> int:
    """Return the amount that stands now, in cents: what the firm may count on, has to pay back, or got as penalty."""
    if kind == "claim":
        return to_pay_back(application)
    if kind == "penalty":
        claim = _claim(application)
        return 0 if claim is None else claim.fixed_cents or 0
    return side_of(application).promised


def to_pay_back(application: Application) -> int:
    """Return what was claimed back and did not come in yet, in cents."""
    return side_of(application).outstanding


def most(application: Application, objection: Objection, kind: str) -> int:
    """Return the most that an upheld objection may bring, in cents; nothing without an amount."""
    if kind == "penalty":
        rates = tuple((step.days, step.cents) for step in scheme_of(application).penalty) or RATES
        return penalty_cents(most_days(rates), rates)
    if kind == "claim":
        return to_pay_back(application)
    return against.most(application, objection.decision) if kind else 0


def brought(application: Application, objection: Objection, cents: int) -> Brought:
    """Return what an upheld objection brings with an amount: a higher one, and no more than is possible.

    Of a claim the amount is how much less it becomes. What stays as it is needs no amount: 0. Raises InputError
    `cents`, OutOfOrder `no-amount` for an amount where none can change: a claim that was paid, or a file that ended.
    """
    kind = kind_of(application, objection)
    if not cents and kind in ("", "raise", "claim"):
        return NOTHING
    if not kind:
        raise OutOfOrder(
            "no-amount",
            "Bij dit besluit kan nu geen bedrag veranderen. Laat het bedrag leeg.",
            "No amount can change at this decision now. Leave the amount empty.",
        )
    before = stands_now(application, kind)
    if not (0 if kind == "claim" else before) < cents <= most(application, objection, kind):
        raise _wrong(kind)
    kept: dict[str, object] = {"brings": kind, "before": before}
    if kind == "claim":
        kept["claim_less"] = cents
        return Brought(_LETTERS[kind], cents=cents, before=before, claim=(before, before - cents), kept=kept)
    if kind == "penalty":
        kept["penalty_cents"] = cents
        return Brought(_LETTERS[kind], cents=cents, before=before, kept=kept)
    side = side_of(application)
    then = side.raised(cents)
    claim = (side.outstanding, then.outstanding) if side.outstanding else None
    kept["claim"] = side.outstanding
    return Brought(_LETTERS[kind], STEPS[kind], cents, before, claim, then.payable, kept)


def _wrong(kind: str) -> InputError:
    if kind == "claim":
        return InputError(
            "cents",
            "Schrijf hoeveel er afgaat: niet meer dan er openstaat.",
            "Write how much comes off: no more than is outstanding.",
        )
    if kind == "grant":
        return InputError(
            "cents",
            "Schrijf welk bedrag het bedrijf alsnog krijgt: niet meer dan het vroeg.",
            "Write what the firm gets after all: no more than it asked for.",
        )
    return InputError(
        "cents",
        "Schrijf het hele nieuwe bedrag: hoger dan nu, en niet meer dan kan.",
        "Write the whole new amount: higher than now, and no more than is possible.",
    )


def is_stale(application: Application, decision: Decision) -> bool:
    """Say whether the amount that an answer starts from changed since it was drafted."""
    kind = str(decision.reasons.get("brings", ""))
    if not kind or decision.reasons.get("before") != stands_now(application, kind):
        return bool(kind)
    return "claim" in decision.reasons and decision.reasons["claim"] != side_of(application).outstanding


def check_mandate(by: Actor, application: Application, decision: Decision) -> None:
    """Raise InputError `mandate` for an amount above the mandate of who decides: the whole amount, not what is new."""
    said = (decision.reasons.get(key) for key in ("penalty_cents", "claim_less"))
    cents = max([decision.cents, *(item for item in said if isinstance(item, int))])
    limits = [item.upto_cents for item in scheme_of(application).mandates if item.role in by.roles]
    if not any(within_mandate(cents, limit) for limit in limits):
        raise InputError("mandate", "Dit bedrag gaat boven je mandaat.", "This amount is above your mandate.")


def carry_out(by: Actor, application: Application, given: Given) -> bool:
    """Take the step that brings the amount, which takes the decision too; False when there is no amount."""
    decision = given.decision
    if decision is None:
        return False
    if decision.cents:
        step = STEPS[str(decision.reasons.get("brings", "grant"))]
        life.take_step(by=by, application=application, step=step, given=given)
        return True
    if "claim_less" in decision.reasons:
        life.take_step(by=by, application=application, step="vordering_op_bezwaar", given=given)
        return True
    cents = decision.reasons.get("penalty_cents")
    claim = _claim(application)
    if cents is None or claim is None:
        return False
    life.take_step(by=by, application=application, step="dwangsom_op_bezwaar", region="penalty", given=given)
    PenaltyClaim.objects.filter(pk=claim.pk).update(fixed_cents=cents)
    return True


def _claim(application: Application) -> PenaltyClaim | None:
    return application.penalties.filter(fixed_on__isnull=False).order_by("-fixed_on", "-pk").first()

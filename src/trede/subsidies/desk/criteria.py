"""The criteria of an application: of the scheme and of each pillar in its budget; and the amount, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass

from trede.core.budget import Budget, CostLine, compute
from trede.core.errors import InputError
from trede.core.pack_schemes import Criterion
from trede.subsidies.desk.forms import MOST_REASON
from trede.subsidies.models import Application
from trede.subsidies.registry import parameters_of, scheme_of

ANSWERS = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria that stand together: of the scheme (`key` is empty), or of a pillar."""

    key: str
    name: str
    criteria: tuple[Criterion, ...]


def groups_of(application: Application, language: str) -> list[Group]:
    """Return the criteria to answer: of the scheme, then of the pillars that the budget names. One query."""
    scheme = scheme_of(application)
    chosen = {line.pillar for line in application.costs.all()}
    found = [Group("", "", scheme.criteria)] if scheme.criteria else []
    found += [
        Group(pillar.key, pillar.name.in_language(language), pillar.criteria)
        for pillar in scheme.pillars
        if pillar.key in chosen
    ]
    return found


def all_of(application: Application) -> dict[str, Criterion]:
    """Return the criteria by key, those of a pillar as `A.data-use`."""
    return {
        f"{group.key}.{item.key}" if group.key else item.key: item
        for group in groups_of(application, "nl")
        for item in group.criteria
    }


def checked(application: Application, given: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    """Return the answers as they are kept; each criterion has an answer and a reason of at most 300 characters.

    Raises InputError (`criteria`) that names the first criterion without one.
    """
    kept: dict[str, object] = {}
    for key, criterion in all_of(application).items():
        answer = given.get(key, {}).get("answer", "")
        reason = given.get(key, {}).get("reason", "").strip()
        if answer not in ANSWERS or not reason or len(reason) > MOST_REASON:
            raise InputError(
                "criteria",
                f"Beantwoord ‘{criterion.question.nl}’ met ja, deels of nee en een reden van hoogstens 300 tekens.",
                f"Answer ‘{criterion.question.en}’ with yes, partly or no and a reason of at most 300 characters.",
            )
        kept[key] = {"answer": answer, "reason": reason}
    return kept


def failed(application: Application, answers: Mapping[str, Mapping[str, str]]) -> list[Criterion]:
    """Return the criteria that lead to a refusal: a must that was answered with no."""
    return [
        item for key, item in all_of(application).items() if item.must and answers.get(key, {}).get("answer") == "no"
    ]


def budget_of(application: Application) -> Budget | None:
    """Return what the costs come to under the parameters of this application; None without a budget. One query.

    What the desk reserved or offered is looked at apart (`asked`).
    """
    rows = list(application.costs.order_by("pk"))
    if not rows:
        return None
    lines = [
        CostLine(row.cents, row.pillar, row.supplier, row.quote, research_cents=row.research_cents) for row in rows
    ]
    return compute(parameters_of(application), lines)


@dataclass(frozen=True, slots=True)
class AmountStep:
    """One line of the calculation: code of the text `subsidy.sum.<code>`, an amount in cents, and a pillar."""

    code: str
    cents: int
    pillar: str = ""


def amount_steps(application: Application, held: int) -> tuple[list[AmountStep], int]:
    """Return the calculation and the amount it comes to in cents: never above what was asked or is held in the ledger.

    `held` is the reservation in cents; 0 when there is none.
    """
    budget = budget_of(application)
    version = parameters_of(application)
    steps: list[AmountStep] = []
    amount = application.requested_cents
    if budget is not None:
        steps += [
            AmountStep("pillar" if item.pillar else "costs", item.total_cents, item.pillar) for item in budget.pillars
        ]
        if budget.eligible_cents < budget.total_cents:
            steps.append(AmountStep("out", budget.total_cents - budget.eligible_cents))
        steps.append(AmountStep("eligible", budget.eligible_cents))
        steps.append(AmountStep("share", budget.computed_cents))
        if version.maximum_cents is not None and budget.computed_cents > version.maximum_cents:
            steps.append(AmountStep("maximum", version.maximum_cents))
        amount = budget.amount_cents or 0
    steps.append(AmountStep("asked", application.requested_cents))
    if application.requested_cents:
        amount = min(amount, application.requested_cents)
    if held and held < amount:
        steps.append(AmountStep("room", held))
        amount = held
    steps.append(AmountStep("amount", amount))
    return steps, amount

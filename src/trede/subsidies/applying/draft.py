"""Reading an application as the firm works on it: its answers, its budget, what is open, what we know already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from trede.companies.models import Firm
from trede.core import budget as core_budget
from trede.core.clocks import amsterdam_day
from trede.core.eligibility import Eligibility, check
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.subsidies.applying.parts import FORMS, TASKS, Need, PartKey, documents, fields
from trede.subsidies.fields import Answers, is_answered
from trede.subsidies.messages import outage_for
from trede.subsidies.models import Application, CostLine, Upload
from trede.subsidies.questions import BY, KEYS, facts
from trede.subsidies.registry import open_now, parameters_of, scheme_of

TaskState = Literal["ready", "begun", "open"]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list."""

    key: str
    state: TaskState


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the checklist with the files that are there."""

    need: Need
    files: tuple[Upload, ...]

    @property
    def missing(self) -> bool:
        """Whether it is needed and not there."""
        return self.need.needed and not self.files


def answers_of(application: Application) -> dict[str, tuple[str, ...]]:
    """Return the answers of a draft."""
    kept = application.draft.get("answers", {}) if isinstance(application.draft, Mapping) else {}
    return {str(key): tuple(str(value) for value in values) for key, values in kept.items()}


def lines_of(application: Application) -> list[core_budget.CostLine]:
    """Return the budget as the rules read it. One query."""
    return [
        core_budget.CostLine(
            row.cents, row.pillar, supplier=row.supplier, quote=row.quote, research_cents=row.research_cents
        )
        for row in application.costs.order_by("pk")
    ]


def budget_of(application: Application) -> core_budget.Budget:
    """Return what the costs come to under the parameters that count for this application. One query."""
    return core_budget.compute(parameters_of(application), lines_of(application))


def eligibility_of(application: Application) -> Eligibility:
    """Return what the rules say of this application, with its own costs. At most three queries."""
    scheme = scheme_of(application)
    found = facts(scheme, pack(), answers_of(application), on=clock.today(), lines=lines_of(application))
    return check(scheme, found, at=application.received_at or clock.now(), version=parameters_of(application))


def papers_of(application: Application, answers: Answers | None = None) -> list[Paper]:
    """Return the checklist with what is there. One query."""
    there: dict[str, list[Upload]] = {}
    for row in application.uploads.filter(removed_at=None).order_by("pk"):
        there.setdefault(row.document, []).append(row)
    given = answers_of(application) if answers is None else answers
    scheme = scheme_of(application)
    return [Paper(need, tuple(there.get(need.document.key, ()))) for need in documents(scheme, given)]


def tasks_of(application: Application) -> list[Task]:
    """Return the task list. Two queries."""
    answers, scheme = answers_of(application), scheme_of(application)
    papers = papers_of(application, answers)
    states: dict[str, TaskState] = {part: _part_state(part, scheme, answers) for part in FORMS}
    states["costs"] = "ready" if application.costs.exists() else "open"
    some = any(paper.files for paper in papers)
    states["documents"] = "begun" if some else "open"
    if not any(paper.missing for paper in papers):
        states["documents"] = "ready"
    return [Task(key, states[key]) for key in TASKS]


def _part_state(part: PartKey, scheme: Scheme, answers: Answers) -> TaskState:
    asked = fields(part, scheme, pack(), "nl")
    if is_answered(asked, answers):
        return "ready"
    return "begun" if any(answers.get(field.key) for field in asked) else "open"


def known_of(firm: Firm, scheme: Scheme) -> tuple[dict[str, tuple[str, ...]], str]:
    """Return answers that we know already of a firm (register, intake, scan), and the account that held its intake.

    At most two queries. The rung of an intake goes before that of a scan.
    """
    found: dict[str, tuple[str, ...]] = {}
    if firm.municipality and "location" in scheme.questions:
        found[KEYS["location"]] = (firm.municipality,)
    for question in ("fte", "sme"):
        if firm.fte is not None and question in scheme.questions:
            found[KEYS[question]] = (f"{firm.fte.normalize():f}".replace(".", ","),)
    rung, adviser, source = rung_of(firm)
    if rung and "rung" in scheme.questions:
        found |= {KEYS["rung"]: (rung,), BY: (source,)}
    return found, adviser


def rung_of(firm: Firm) -> tuple[str, str, str]:
    """Return the rung of the last talk and who held it, else that of the last outcome that the firm joined."""
    talks = Event.objects.filter(firm=firm.pk, type="rung.confirmed").order_by("-pk")
    talk = talks.values_list("data", "actor").first()
    if talk is not None and talk[0].get("rung"):
        return str(talk[0]["rung"]), str(talk[1]), "adviseur"
    scans = Event.objects.filter(firm=firm.pk, type="scan.claimed").order_by("-pk")
    scan = scans.values_list("data", flat=True).first()
    return ("" if scan is None else str(scan.get("phase") or "")), "", "scan"


def takes_now(scheme: Scheme) -> bool:
    """Say whether an application is taken now: also after the last day, when an outage was in the way (Awb 2:21.3)."""
    state, opening = open_now(scheme)
    if state != "closed" or opening is None:
        return state == "open"
    return outage_for(amsterdam_day(moment(opening.closes) - timedelta(seconds=1))) is not None


def own(number: int, firm: int) -> Application | None:
    """Return an application of this firm; None for one of another. One query."""
    return (
        Application.objects.select_related("firm", "applicant", "period", "ceiling")
        .filter(pk=number, firm=firm)
        .first()
    )


def cost_of(application: Application, number: int) -> CostLine | None:
    """Return a line of the budget of this application. One query."""
    return application.costs.filter(pk=number).first()

"""Making a running grant smaller, or withdrawing it: on a ground of the law, after a hearing, by another person.

Only what was not settled yet (Awb 4:48); after the settlement see `trede.subsidies.after.settle` (4:49).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Need, Role
from trede.core.permissions import Permission
from trede.core.settlement import Ground, check_grounds
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import life
from trede.subsidies.after.settle import was_heard
from trede.subsidies.announcing import announce
from trede.subsidies.desk.actions import guard
from trede.subsidies.desk.drafting import changed, digest_of
from trede.subsidies.effects_money import side_of
from trede.subsidies.given import Given
from trede.subsidies.letters.compose import Content, compose
from trede.subsidies.models import Application, Decision

RUNNING = ("verleend", "in_uitvoering", "verantwoording")
"""States in which a grant runs: it was not settled yet."""
STEPS = {"amend": "wijzigen", "withdraw": "intrekken"}
"""Kind of decision to its step."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the officer wants: `kind` is `amend` or `withdraw`, `cents` the new amount, `grounds` keys of Awb 4:48."""

    kind: str
    cents: int
    grounds: Sequence[str]
    reasons: str


@action
def prepare(*, by: Actor, application: Application, change: Change) -> Decision:
    """Draft the decision; an earlier draft is dropped.

    Raises InputError (`kind`, `grounds`, `reasons`, `cents`, `heard` before the firm could reply), OutOfOrder when
    the grant does not run, NotPermitted for who may not.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    guard(by, application, Role.OFFICER)
    if application.state not in RUNNING:
        raise OutOfOrder("not-running", "Deze subsidie loopt niet (meer).", "This grant does not run (any more).")
    grounds = _checked(application, change)
    cents = change.cents if change.kind == "amend" else 0
    application.decisions.filter(kind__in=STEPS, decided_on=None, dropped_at=None).update(dropped_at=clock.now())
    articles = tuple(ground.article for ground in grounds)
    made = Decision(
        application=application,
        kind=change.kind,
        cents=cents,
        grounds=[ground.key for ground in grounds],
        reasons={"text": change.reasons.strip(), "heard": "heard"},
        letter=compose(
            application, Content(change.kind, cents, _words(application, change, grounds), "heard", articles)
        ),
        language=application.language,
        prepared_by_id=int(by.id),
        prepared_at=clock.now(),
    )
    made.digest = digest_of(made)
    made.save(force_insert=True)
    data: dict[str, object] = {"decision": made.pk, "kind": made.kind, "cents": cents}
    about = ("application", application.pk)
    record("application.decision-drafted", by=by, firm=application.firm_id, subject=about, data=data)
    return made


def _checked(application: Application, change: Change) -> tuple[Ground, ...]:
    if change.kind not in STEPS:
        raise InputError("kind", "Kies verlagen of intrekken.", "Choose to lower or to withdraw.")
    if not was_heard(application):
        raise InputError("heard", "Laat het bedrijf eerst reageren.", "Let the firm reply first.")
    grounds = check_grounds(STEPS[change.kind], change.grounds)
    if not change.reasons.strip():
        raise InputError("reasons", "Schrijf de redenen van het besluit.", "Write the reasons of the decision.")
    if change.kind == "amend" and not 0 < change.cents < side_of(application).granted:
        raise InputError(
            "cents",
            "Schrijf een bedrag boven nul, en lager dan wat is toegekend.",
            "Write an amount above zero, and lower than what was granted.",
        )
    return grounds


def _words(application: Application, change: Change, grounds: Sequence[Ground]) -> str:
    english = application.language == "en"
    said = "\n".join(f"- {ground.en if english else ground.nl}" for ground in grounds)
    return f"{change.reasons.strip()}\n\n{said}"


def draft_of(application: Application) -> Decision | None:
    """Return the draft that waits for a decision; None when there is none. One query."""
    rows = application.decisions.filter(kind__in=STEPS, decided_on=None, dropped_at=None)
    return rows.select_related("prepared_by", "application").order_by("-pk").first()


@action
def decide(*, by: Actor, decision: Decision, digest: str) -> Application:
    """Take the decision as it was read, bring the ledger down with it, and announce it where the firm reads mail.

    Raises InputError `missing-heard` without a hearing and the other needs of the life cycle, OutOfOrder for a draft
    that changed, NotPermitted for who worked on the file.
    """
    check_permission(by, Permission.SUBSIDY_DECIDE)
    application = decision.application
    guard(by, application, Role.DECIDER)
    if decision.digest != digest or digest_of(decision) != digest:
        raise changed()
    check_grounds(STEPS[decision.kind], decision.grounds)
    heard = {Need.HEARD} if was_heard(application) else set()
    given = Given(needs=frozenset({Need.LOWER_GROUND, *heard}), decision=decision, digest=digest)
    life.take_step(by=by, application=application, step=STEPS[decision.kind], given=given)
    announce(application, decision)
    return application

"""Settling, lowering, reclaiming: drafted by the officer, decided by another person, on the grounds of the law only.

Nobody lowers without a hearing (Awb 4:7, 4:12), and what was overpaid is claimed back within five years (4:57).
"""

from datetime import date

from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import Need, Role, snapshot
from trede.core.ledger import Kind
from trede.core.permissions import Permission
from trede.core.settlement import check_grounds, settled_cents
from trede.core.terms import TermState, deadline
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.journal.jobs import register_job
from trede.regions.registry import pack
from trede.subsidies import book, clocks, messages
from trede.subsidies.after import sample
from trede.subsidies.after.letters import letter_of
from trede.subsidies.announcing import announce
from trede.subsidies.desk.actions import guard
from trede.subsidies.effects import Taken, also
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Claim, Decision, Message
from trede.subsidies.registry import parameters_of, scheme_of, term_of
from trede.subsidies.wording import words

KINDS = {
    "vaststellen": "settle",
    "vaststellen_direct": "settle",
    "lager_vaststellen": "settle",
    "intrekken_vaststelling": "withdraw",
    "terugvorderen": "reclaim",
}
"""Steps that are drafted here, with the kind of decision. Changing a running grant is done at the desk of decisions."""
_LOWER = ("lager_vaststellen", "intrekken_vaststelling")
_SYSTEM = Actor.system("subsidy-settlement")


def proposal(application: Application) -> int:
    """Return what the account of the firm comes to in cents: all of the grant where no account is asked."""
    granted = book.side(application).promised
    rows = list(application.invoices.all())
    if not rows:
        return granted
    accepted = sum(row.accepted_cents or 0 for row in rows)
    return settled_cents(accepted, parameters_of(application).rate, granted)


def was_heard(application: Application) -> bool:
    """Say whether the firm could reply since the last decision: it did, or its time is over."""
    asked = application.messages.filter(kind=clocks.HEARING, from_firm=False).order_by("-placed_at", "-pk").first()
    last = application.decisions.filter(decided_on__isnull=False).order_by("-pk").first()
    if asked is None or (last is not None and last.decided_on is not None and asked.placed_at < last.prepared_at):
        return False
    if application.messages.filter(from_firm=True, placed_at__gt=asked.placed_at).exists():
        return True
    found = clocks.clocks_of(Application.objects.get(pk=application.pk)).get("hearing")
    over = found is not None and found.state() is TermState.PASSED
    return over and not messages.waits_for_post(application, clocks.HEARING)


@action
def hear(*, by: Actor, application: Application, intention: str) -> Message:
    """Tell the firm what the desk intends and ask its view. Raises InputError `intention` without words."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if not intention.strip():
        raise InputError("intention", "Schrijf wat je van plan bent.", "Write what you intend.")
    subject = pack().text("subsidy.message.hearing.subject", application.language)
    until = deadline(term_of(scheme_of(application), "hearing"), clock.today()).last
    place = application.messages.count() + 1
    return messages.place(
        by=by,
        application=application,
        kind=clocks.HEARING,
        subject=subject,
        body=intention.strip(),
        key=f"{application.pk}/{place}/hearing",
        answer_until=until,
    )


@action
def draft(
    *, by: Actor, application: Application, step: str, cents: int, grounds: tuple[str, ...] = (), reason: str = ""
) -> Decision:
    """Draft a decision after the grant; an earlier draft of its kind is dropped. `cents` is the new amount.

    Raises InputError `step`, `grounds`, `reason` or `cents`, OutOfOrder `not-spared` for a settlement without an
    account that no draw left out yet.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    guard(by, application, Role.OFFICER)
    if step not in KINDS:
        raise InputError("step", "Kies een besluit.", "Choose a decision.")
    found = check_grounds(step, grounds) if step in _LOWER else ()
    chosen = [ground.key for ground in found]
    if step in _LOWER and not reason.strip():
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    _check_amount(application, step, cents)
    kind = KINDS[step]
    application.decisions.filter(kind=kind, decided_on=None, dropped_at=None).update(dropped_at=clock.now())
    made = Decision(
        application=application,
        kind=kind,
        cents=cents,
        grounds=chosen,
        reasons={"step": step, "reason": reason.strip()},
        letter=letter_of(application, step, cents, reason, found),
        language=application.language,
        digest=_digest(application, step, cents, chosen, reason.strip()),
        prepared_by_id=int(by.id),
        prepared_at=clock.now(),
    )
    made.save(force_insert=True)
    data: dict[str, object] = {"kind": kind, "cents": cents, "grounds": chosen}
    about = ("application", application.pk)
    record("application.drafted", by=by, firm=application.firm_id, subject=about, data=data)
    return made


def _digest(application: Application, step: str, cents: int, grounds: list[str], reason: str) -> str:
    """Return the digest of what a draft rests on: what was accepted of the invoices is part of it."""
    return snapshot(
        {
            "application": application.pk,
            "step": step,
            "cents": cents,
            "grounds": grounds,
            "reason": reason,
            "invoices": [list(row) for row in application.invoices.order_by("pk").values_list("pk", "accepted_cents")],
        }
    )


def is_stale(decision: Decision) -> bool:
    """Say whether what a draft rests on changed since it was written. One query."""
    said = decision.reasons
    step, reason = str(said.get("step", "")), str(said.get("reason", ""))
    return _digest(decision.application, step, decision.cents, decision.grounds, reason) != decision.digest


def open_draft(application: Application) -> Decision | None:
    """Return the draft of this part of the desk that waits for a decision. One query."""
    drafts = application.decisions.filter(decided_on=None, dropped_at=None, kind__in=set(KINDS.values()))
    found = drafts.select_related("prepared_by").order_by("-pk").first()
    return found if found is not None and found.reasons.get("step") in KINDS else None


def steps_now(application: Application) -> list[str]:
    """Return which decisions can be drafted now, the usual one first. One query."""
    if application.state == "verleend" and scheme_of(application).settles_at_once:
        return ["vaststellen_direct"]
    if application.state in ("in_uitvoering", "verantwoording"):
        return ["vaststellen", "lager_vaststellen"]
    if application.state != "vastgesteld":
        return []
    side = book.side(application)
    found = ["terugvorderen"] if side.overpaid else []
    return [*found, "intrekken_vaststelling"] if side.established else found


def _check_amount(application: Application, step: str, cents: int) -> None:
    side = book.side(application)
    if step in ("vaststellen", "vaststellen_direct"):
        if application.state == "in_uitvoering" and sample.is_ex_officio(application):
            _check_spared(application)
        wrong = cents != side.promised
    elif step == "terugvorderen":
        wrong = not 0 < cents <= side.overpaid
    else:
        wrong = not 0 <= cents < side.promised
    if wrong:
        raise InputError("cents", "Dit bedrag past niet bij het besluit.", "This amount does not fit the decision.")


def _check_spared(application: Application) -> None:
    share = scheme_of(application).arrangement(book.side(application).promised).sample_share
    if not sample.has_ended(application) or (share and not sample.is_spared(application)):
        raise OutOfOrder(
            "not-spared",
            "Wacht op de einddag en op de steekproef.",
            "Wait for the last day and for the sample.",
        )


@action
def decide(*, by: Actor, decision: Decision, digest: str) -> Application:
    """Take a decision that somebody else drafted, as it was read (`digest`), and announce it where the firm reads mail.

    Raises InputError `missing-heard` for lowering without a hearing (T56), `missing-within-five-years` (T55), and the
    other needs of the life cycle.
    """
    application = Application.objects.get(pk=decision.application_id)
    guard(by, application, Role.DECIDER)
    step = str(decision.reasons.get("step", ""))
    if is_stale(decision):
        raise InputError(
            "missing-snapshot-unchanged",
            "Er veranderde iets sinds dit concept. Laat het opnieuw maken.",
            "Something changed since this draft. Have it made again.",
        )
    needs = set()
    if step in _LOWER:
        check_grounds(step, decision.grounds)
        needs.add(Need.LOWER_GROUND)
        if was_heard(application):
            needs.add(Need.HEARD)
    given = Given(needs=frozenset(needs), decision=decision, digest=digest, cents=decision.cents or None)
    take_step(by=by, application=application, step=step, given=given)
    announce(application, decision)
    return application


def _at_claim(taken: Taken) -> None:
    """Write the claim down and tell the firm; six weeks to pay, as for any debt under public law (Awb 4:87)."""
    application, decision = taken.application, taken.given.decision
    if decision is None:
        return
    cents = taken.given.cents or decision.cents
    until = deadline(term_of(scheme_of(application), "payment"), clock.today()).last or clock.today()
    Claim(application=application, decision=decision, cents=cents, due_on=until).save(force_insert=True)
    subject, body = words("claim", application, cents=cents, until=until)
    key = f"claim/{decision.pk}"
    messages.place(
        by=taken.by, application=application, kind="claim", subject=subject, body=body, key=key, answer_until=until
    )
    data: dict[str, object] = {"cents": cents, "due": until.isoformat()}
    about = ("application", application.pk)
    record("application.claimed", by=taken.by, firm=application.firm_id, subject=about, data=data)


@action
def receive(*, by: Actor, claim: Claim, cents: int, on: date) -> Claim:
    """Write down what came in on a claim; the last part ends it. Raises InputError `cents` or `day`."""
    check_permission(by, Permission.SUBSIDY_PAY)
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    rest = locked.rest
    if not 0 < cents <= rest:
        raise InputError("cents", "Dat is meer dan er openstaat.", "That is more than is outstanding.")
    if on > clock.today():
        raise InputError("day", "Die dag moet nog komen.", "That day is yet to come.")
    application = Application.objects.get(pk=locked.application_id)
    locked.received_cents, locked.received_on = locked.received_cents + cents, on
    locked.save(update_fields=["received_cents", "received_on"])
    if application.state == "terugvordering" and cents == book.side(application).outstanding:
        take_step(by=by, application=application, step="terugbetaald", given=Given(cents=cents))
    elif application.period is not None:
        key = f"claim/{locked.pk}/{locked.received_cents}"
        book.post(period=application.period, application=application, kind=Kind.RECEIVE, cents=cents, key=key)
        about = ("application", application.pk)
        data: dict[str, object] = {"cents": cents, "due": locked.due_on.isoformat()}
        record("application.claimed", by=by, firm=application.firm_id, subject=about, data=data)
    return locked


def _at_objection(taken: Taken) -> None:
    """What became claimed no more comes off the newest claim first; without a rest the claim is over."""
    left = _take_off(taken, "lowered_cents")
    if left == 0 and taken.application.state == "terugvordering":
        take_step(by=_SYSTEM, application=taken.application, step="vordering_vervalt")


def _at_waive(taken: Taken) -> None:
    _take_off(taken, "waived_cents")


def _take_off(taken: Taken, field: str) -> int | None:
    """Take off the claims what the ledger says is outstanding no more; return what is left, None when nothing changed.

    `field` says why it came off.
    """
    application, left = taken.application, book.side(taken.application).outstanding
    rows = list(application.claims.select_for_update().order_by("-pk"))
    over = sum(row.rest for row in rows) - left
    if not over:
        return None
    data: dict[str, object] = {"cents": over, "left": left}
    for row in rows:
        part = min(over, row.rest)
        setattr(row, field, getattr(row, field) + part)
        row.save(update_fields=[field])
        over -= part
    about = ("application", application.pk)
    record("application.claim-lowered", by=taken.by, firm=application.firm_id, subject=about, data=data)
    return left


def _ask_account(taken: Taken) -> None:
    application = taken.application
    until = deadline(term_of(scheme_of(application), "settlement-claim"), clock.today()).last or clock.today()
    subject, body = words("account-asked", application, until=until)
    key = f"account/{application.pk}/{clock.today()}"
    messages.place(
        by=taken.by, application=application, kind="account", subject=subject, body=body, key=key, answer_until=until
    )


def archive() -> int:
    """Close files in which nothing is open any more: no money, no objection, no obligation; return how many."""
    done = 0
    rows = Application.objects.filter(
        state__in=("afgewezen", "buiten_behandeling", "ingetrokken_aanv", "doorgeleid", "vastgesteld"),
        objection_state__in=("none", "gesloten"),
    )
    for application in rows.order_by("pk"):
        if may_archive(application):
            try:
                take_step(by=_SYSTEM, application=application, step="archiveren", given=Given())
            except InputError:
                continue  # a message without proof, or a region at work: the desk sees it in the file
            done += 1
    return done


def may_archive(application: Application) -> bool:
    """Say whether nothing stands open: money to pay or to come back, a decision to announce, something to do."""
    side = book.side(application)
    open_money = side.payable or side.overpaid or side.outstanding
    decisions = application.decisions.filter(dropped_at=None, announced_on=None)
    still = [
        row for row in application.obligations.filter(met_on=None, waived_reason="") if row.due_on >= clock.today()
    ]
    return not open_money and not decisions.exclude(kind="reclaim").exists() and not still


def start() -> None:
    """Have claims written down with their step, accounts asked, and files closed that are done."""
    also("main", "terugvorderen", _at_claim)
    also("main", "kwijtschelden", _at_waive)
    for step in ("verhoging_op_bezwaar", "intrekking_herroepen", "vordering_op_bezwaar"):
        also("main", step, _at_objection)
    for step in ("steekproef", "verantwoorden", "verantwoording_openen"):
        also("main", step, _ask_account)
    register_job("subsidy-94-accounts", sample.ask_for_accounts)
    register_job("subsidy-95-archive", archive)

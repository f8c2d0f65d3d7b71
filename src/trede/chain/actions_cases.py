"""The file of a firm at the front door: opening, the first talk, the start rung, the safe basis, closing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from trede.chain.check_outcome import is_ladder
from trede.chain.models import BaselineCheck, Case, Intake
from trede.chain.queries import current_rung, earlier_rung
from trede.chain.queries_work import OPEN_STATES
from trede.chain.steps import (
    end_call_back,
    join_scan,
    known_instrument,
    known_rung,
    not_later_than_today,
    open_only,
    own_case,
    person,
    start_case,
    words,
)
from trede.companies.actions import add_contact, firm_for_file, give_consent
from trede.companies.models import Consent, Firm
from trede.core.baseline import assess
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import INTAKE, Given, Party, WayOn, check_step, due_day
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack

if TYPE_CHECKING:
    from trede.companies.register.facts import Seen
    from trede.scan.models import ScanResult


@action
def open_case(
    *,
    by: Actor,
    firm_name: str,
    contact_name: str,
    consent_given_on: date,
    phone: str = "",
    email: str = "",
    scan: "ScanResult | None" = None,
    firm: Firm | None = None,
    how: str = "mondeling",
    municipality: str = "",
    seen: "Seen | None" = None,
) -> Case:
    """Open a file for a firm that came by phone, at a visit or with its code; its consent is recorded with its day.

    `firm`: a firm that is known already; `seen`: what the trade register said of it. A firm with the number of `seen`
    that is known here gets the file. Raises InputError for what is missing.
    """
    check_permission(by, Permission.INTAKE)
    not_later_than_today(consent_given_on, "given-on")
    firm = firm or (scan.firm if scan is not None else None)
    firm = firm or firm_for_file(by=by, name=firm_name, municipality=municipality, seen=seen)
    add_contact(by=by, firm=firm, name=contact_name, phone=phone, email=email)
    front_door = pack().info.front_door
    give_consent(by=by, firm=firm, organisation=front_door, purpose=Consent.CONTACT, given_on=consent_given_on, how=how)
    term = {"first-contact": pack().info.terms.first_contact}
    due = due_day(INTAKE, INTAKE.start, clock.today(), terms=term)
    return start_case(by=by, firm=firm, scan=scan, request=None, contact_before=due or clock.today())


@action
def open_outcome(*, by: Actor, scan: "ScanResult") -> None:
    """Record that somebody at a desk opened an outcome with the code that its owner gave."""
    check_permission(by, Permission.SCAN_ENTER)
    record("outcome.opened", by=by, firm=scan.firm_id, subject=("scan", scan.pk))


@action
def claim_scan(*, by: Actor, case: Case, scan: "ScanResult") -> Case:
    """Join one more scan to the firm of a file: the owner gave its code. The file then shows the newest scan."""
    own_case(by, case, Permission.INTAKE)
    join_scan(by=by, scan=scan, firm=case.firm_id)
    if _takes_the_place(scan, case.scan):
        case.scan = scan
        if not case.start_rung:
            case.scan_phase = scan.phase or ""
        case.save(update_fields=["scan", "scan_phase"])
        record("case.scan-added", by=by, firm=case.firm_id, subject=("case", case.pk))
    return case


def _takes_the_place(scan: "ScanResult", shown: "ScanResult | None") -> bool:
    """Say whether a scan becomes the one a file shows: the newest of the ladder; a check stands beside it."""
    if not is_ladder(pack(), scan) or (shown is not None and scan.pk == shown.pk):
        return False
    return shown is None or not is_ladder(pack(), shown) or scan.day >= shown.day


@action
def assign_case(*, by: Actor, case: Case) -> Case:
    """Take over a file from a colleague, or take one that nobody keeps."""
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if case.adviser_id == person(by):
        return case
    case.adviser_id = person(by)
    case.save(update_fields=["adviser"])
    record("case.assigned", by=by, firm=case.firm_id, subject=("case", case.pk))
    return case


def _intake_of(case: Case) -> Intake:
    return Intake.objects.filter(case=case).first() or Intake(case=case)


@action
def schedule_intake(*, by: Actor, case: Case, day: date) -> Intake:
    """Plan the first talk. Raises OutOfOrder when it was held already, InputError for a day in the past."""
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    intake = _intake_of(case)
    check_step(INTAKE, intake.state, "schedule", frozenset({Party.REQUESTER}), Given())
    if day < clock.today():
        raise InputError("scheduled-on", "Deze dag is al geweest.", "This day is in the past.")
    intake.scheduled_on = day
    intake.save()
    end_call_back(case)
    record("intake.scheduled", by=by, firm=case.firm_id, subject=("case", case.pk), data={"day": day.isoformat()})
    return intake


@action
def hold_intake(
    *,
    by: Actor,
    case: Case,
    held_on: date,
    wish: str,
    rung: str,
    reason: str = "",
    obstacles: Iterable[str] = (),
    agreed: str = "",
) -> Intake:
    """Record the first talk and confirm the start rung.

    `reason` is required when the rung differs from what the scan indicated. Raises InputError for what is missing,
    OutOfOrder when the talk was recorded already.
    """
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    intake = _intake_of(case)
    given = Given(rung=bool(known_rung(rung)))
    check_step(INTAKE, intake.state, "hold-intake", frozenset({Party.REQUESTER}), given)
    chosen = sorted(set(obstacles))
    if not set(chosen) <= set(Intake.OBSTACLES):
        raise InputError("obstacles", "Kies iets uit de lijst.", "Choose something from the list.")
    intake.held_on = not_later_than_today(held_on, "held-on")
    intake.wish, intake.obstacles, intake.agreed = words(wish), chosen, words(agreed)
    intake.save()
    end_call_back(case)
    data: dict[str, object] = {
        "rung_scan": case.scan_phase,
        "reason": bool(reason.strip()),
        "obstacles": chosen,
    }
    record("intake.held", by=by, firm=case.firm_id, subject=("case", case.pk), data=data, occurred_on=intake.held_on)
    _confirm(by=by, case=case, rung=rung, reason=reason, on=intake.held_on)
    return intake


@action
def confirm_rung(*, by: Actor, case: Case, rung: str, reason: str = "") -> Case:
    """Confirm another start rung after the talk. Raises as `hold_intake`, and OutOfOrder before the talk was held."""
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if _intake_of(case).state != "held":
        raise OutOfOrder("no-intake", "Leg eerst het gesprek vast.", "Record the first talk first.")
    _confirm(by=by, case=case, rung=known_rung(rung), reason=reason, on=clock.today())
    return case


def _confirm(*, by: Actor, case: Case, rung: str, reason: str, on: date) -> None:
    if case.scan_phase and rung != case.scan_phase and not reason.strip():
        raise InputError(
            "missing-reason",
            "De trede is anders dan de scan aangeeft. Schrijf in één regel waarom.",
            "The rung differs from what the scan indicates. Write in one line why.",
        )
    before = current_rung(case) if case.start_rung else earlier_rung(case)
    case.start_rung, case.start_rung_on, case.start_rung_reason = rung, on, words(reason)
    case.save(update_fields=["start_rung", "start_rung_on", "start_rung_reason"])
    data: dict[str, object] = {"rung": rung, "by_role": "adviser", "source": "intake", "rung_before": before}
    record("rung.confirmed", by=by, firm=case.firm_id, subject=("case", case.pk), data=data, occurred_on=on)


@action
def check_baseline(*, by: Actor, case: Case, answers: Mapping[str, str]) -> BaselineCheck:
    """Record a check of the safe basis; `answers` maps question keys to `ja`, `deels`, `nee`, `weet-niet`.

    Raises InputError for answers that the questionnaire does not have.
    """
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    region = pack()
    scan = region.scans[region.info.baseline_scan]
    outcome = assess(scan, answers, rung=case.start_rung or None)
    check = BaselineCheck(
        case=case,
        checked_on=clock.today(),
        scan_key=scan.key,
        version=scan.version,
        rule=scan.rule,
        answers=dict(answers),
        reached=outcome.reached,
        missing=list(outcome.missing),
    )
    check.save(force_insert=True)
    data: dict[str, object] = {"reached": outcome.reached, "missing": list(outcome.missing), "rule": scan.rule}
    record("baseline.checked", by=by, firm=case.firm_id, subject=("case", case.pk), data=data)
    return check


@action
def record_instrument(*, by: Actor, case: Case, instrument: str) -> None:
    """Record that the firm used a scheme of the pack. Raises InputError (`instrument`) for an unknown one."""
    own_case(by, case, Permission.INTAKE)
    if not known_instrument(instrument):
        raise InputError("instrument", "Kies een regeling uit de lijst.", "Choose a scheme from the list.")
    record("instrument.used", by=by, firm=case.firm_id, subject=("case", case.pk), data={"instrument": instrument})


@action
def postpone_case(*, by: Actor, case: Case, day: date) -> Case:
    """Agree to call back on a later day. Raises InputError for a day that is not later than today."""
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if day <= clock.today():
        raise InputError("call-back-on", "Kies een dag na vandaag.", "Choose a day after today.")
    case.call_back_on = day
    case.save(update_fields=["call_back_on"])
    data: dict[str, object] = {"day": day.isoformat()}
    record("case.postponed", by=by, firm=case.firm_id, subject=("case", case.pk), data=data)
    return case


@action
def close_case(*, by: Actor, case: Case, note: str, firm_stops_on: date | None = None, instrument: str = "") -> Case:
    """Close a file: with a completed referral, or at the firm's own wish on a day.

    Raises OutOfOrder while a referral is open, InputError (`missing-way-on`) when nothing was completed and the firm
    did not say that it wants to stop.
    """
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if case.referrals.filter(state__in=OPEN_STATES).exists():
        raise OutOfOrder(
            "referral-open",
            "Er loopt nog een verwijzing. Rond die eerst af of trek hem in.",
            "A referral is still open. Complete or cancel it first.",
        )
    way = WayOn(follow_up=case.referrals.filter(state="completed").exists(), firm_stops_on=firm_stops_on)
    if not way.is_given:
        raise InputError(
            "missing-way-on",
            "Er is nog niets afgerond. Kies een route, of schrijf op welke dag het bedrijf wilde stoppen.",
            "Nothing was completed yet. Choose a route, or record on which day the firm wanted to stop.",
        )
    case.state = "completed" if firm_stops_on is None else "stopped"
    case.firm_stops_on = None if firm_stops_on is None else not_later_than_today(firm_stops_on, "firm-stops-on")
    case.closed_on, case.closing_note, case.call_back_on = clock.today(), words(note), None
    case.save(update_fields=["state", "closed_on", "closing_note", "firm_stops_on", "call_back_on"])
    if known_instrument(instrument):
        record_instrument(by=by, case=case, instrument=instrument)
    data: dict[str, object] = (
        {"instrument": instrument} if firm_stops_on is None else {"day": firm_stops_on.isoformat()}
    )
    record(f"case.{case.state}", by=by, firm=case.firm_id, subject=("case", case.pk), data=data)
    return case

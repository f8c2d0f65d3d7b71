"""Everything that writes a scan."""

from functools import partial

from django.db import IntegrityError

from trede.core.advice import score_scan
from trede.core.codes import new_code
from trede.core.errors import OutOfOrder
from trede.core.pack import Scan
from trede.core.scan import Outcome
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.insert import insert, stored
from trede.journal.shred import shred_subject
from trede.regions.registry import pack
from trede.scan.models import ScanResult
from trede.scan.queries import by_nonce, event_data


@action
def complete_scan(
    *,
    by: Actor,
    answers: str,
    scan_key: str | None = None,
    nonce: str | None = None,
    language: str = "nl",
    channel: str = "web",
    previous: ScanResult | None = None,
    municipality: str | None = None,
    sector: str | None = None,
    size: str | None = None,
    via: str = "",
) -> ScanResult:
    """Store one scan (seven letters A–F or `-`) and return it with its fresh code. Two inserts.

    `scan_key` None: the region's default scan; `via`: key of the referrer that sent the visitor. Raises InputError for
    answers that cannot be read, IntegrityError when a scan with this nonce exists (`submit_form` then finds it),
    Unavailable when nothing could be stored.
    """
    region = pack()
    scan = region.scans[scan_key or region.info.default_scan]
    outcome = score_scan(scan, answers)
    values = {
        "code": new_code(),
        "form_nonce": nonce,
        "scan_key": scan.key,
        "version": scan.version,
        "answers": outcome.answers,
        "phase": outcome.phase,
        "pattern": outcome.pattern,
        "cyber": outcome.cyber,
        "pack": region.reference,
        "rule": scan.rule,
        "language": language,
        "channel": channel,
        "created_at": clock.now(),
        "day": clock.today(),
        "firm_id": None,
        "previous_id": previous.pk if previous else None,
        "municipality": municipality,
        "sector": sector,
        "size": size,
    }
    result = stored(ScanResult, {"id": insert(ScanResult, values), **values})
    data = event_data(result) | {"channel": channel, "language": language, "again": previous is not None}
    if via:
        data["via"] = via
    record("scan.completed", by=by, subject=("scan", result.pk), data=data)
    return result


@action
def correct_scan(*, by: Actor, result: ScanResult, answers: str) -> ScanResult:
    """Change the answers of a scan that nobody shared yet; its code stays. One read, one update, one insert.

    The same answers change nothing. Raises OutOfOrder when the outcome was shared in the meantime.
    """
    kept = ScanResult.objects.select_for_update().get(pk=result.pk)
    if kept.answers == answers:
        return kept
    if kept.claimed:
        raise OutOfOrder(
            "scan-shared",
            "Je hebt deze uitkomst gedeeld. Hij blijft zoals hij is.",
            "You have shared this outcome. It stays as it is.",
        )
    region = pack()
    scan = region.scans[kept.scan_key]
    outcome = score_scan(scan, answers)
    _take_over(kept, outcome, scan, region.reference)
    kept.save(update_fields=["answers", "phase", "pattern", "cyber", "pack", "rule", "version"])
    record("scan.corrected", by=by, subject=("scan", kept.pk), data=event_data(kept))
    return kept


@action
def discard_scan(*, by: Actor, result: ScanResult) -> None:
    """Erase a scan that nobody shared: the row goes, and its answers in the journal are blanked.

    A question to an adviser that came with it stays, without the outcome. Raises OutOfOrder when it was shared: then
    the firm's file holds it, and its adviser erases it.
    """
    kept = ScanResult.objects.select_for_update().get(pk=result.pk)
    if kept.claimed:
        raise OutOfOrder(
            "scan-shared",
            "Je hebt deze uitkomst gedeeld met een adviseur. Vraag je adviseur om hem te wissen.",
            "You have shared this outcome with an adviser. Ask your adviser to erase it.",
        )
    subject = ("scan", kept.pk)
    kept.delete()
    shred_subject(by=by, subject=subject, reason="owner-asked")
    record("scan.discarded", by=by, subject=subject)


@action
def expire_scan(*, by: Actor, result: ScanResult) -> None:
    """Erase a scan that nobody shared when its time is over: the row goes, its answers in the journal are blanked.

    That it happened stays, so past figures do not change. One that was shared meanwhile stays as it is.
    """
    kept = ScanResult.objects.select_for_update().filter(pk=result.pk, firm=None).first()
    if kept is None:
        return
    subject = ("scan", kept.pk)
    kept.delete()
    shred_subject(by=by, subject=subject, reason="retention")
    record("scan.expired", by=by, subject=subject)


def submit_form(
    *,
    by: Actor,
    answers: str,
    nonce: str | None,
    language: str,
    previous: ScanResult | None = None,
    channel: str = "web",
    via: str = "",
) -> ScanResult:
    """Store what a form sent, once: the same form again gives the same scan, corrected when other answers were chosen.

    A form of an outcome that was shared meanwhile makes a new scan that follows it. Raises as `complete_scan`.
    """
    complete = partial(
        complete_scan,
        by=by,
        answers=answers,
        nonce=nonce,
        language=language,
        channel=channel,
        previous=previous,
        via=via,
    )
    try:
        return complete()
    except IntegrityError:
        existing = by_nonce(nonce) if nonce else None
    if existing is None:  # the code itself was taken: one chance in a million million
        return complete()
    return change_answers(by=by, result=existing, answers=answers, language=language)


def change_answers(*, by: Actor, result: ScanResult, answers: str, language: str) -> ScanResult:
    """Correct a scan, or make a new one that follows it when it was shared. The same answers change nothing."""
    if result.answers == answers:
        return result
    try:
        return correct_scan(by=by, result=result, answers=answers)
    except OutOfOrder:
        return complete_scan(by=by, answers=answers, language=language, previous=result)


def _take_over(result: ScanResult, outcome: Outcome, scan: Scan, reference: str) -> None:
    result.answers, result.phase, result.pattern, result.cyber = (
        outcome.answers,
        outcome.phase,
        outcome.pattern,
        outcome.cyber,
    )
    result.pack, result.rule, result.version = reference, scan.rule, scan.version

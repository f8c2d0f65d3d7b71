"""Everything that writes a check: its answers under a code, and the ticks on its to-do list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError

from trede.core.baseline import protection_needed
from trede.core.codes import new_code
from trede.core.errors import OutOfOrder
from trede.core.pack import Scan
from trede.core.stored_answers import lengthen_answers
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.regions.registry import pack
from trede.scan.checks.models import CheckDetail, CheckTask
from trede.scan.models import ScanResult
from trede.scan.queries import by_nonce, event_data


@dataclass(frozen=True, slots=True)
class Detail:
    """What a visitor may add: the rung, and a risk class of CCV (1–4) with its day."""

    rung: str | None = None
    risk_class: int | None = None
    class_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added."""
        return self.rung is None and self.risk_class is None


NOTHING = Detail()


@action
def complete_check(
    *,
    by: Actor,
    scan: Scan,
    answers: str,
    detail: Detail,
    nonce: str | None = None,
    language: str = "nl",
    channel: str = "web",
    previous: ScanResult | None = None,
) -> ScanResult:
    """Store one check (answers as `stored.shorten_answers` gives them) and return it with its fresh code.

    Raises InputError for answers, rung or class that do not exist, IntegrityError when a check with this nonce exists
    (`submit_check` then finds it), Unavailable when nothing could be stored.
    """
    lengthen_answers(scan, answers)
    protection_needed(detail.rung, detail.risk_class)
    result = ScanResult(
        code=new_code(),
        form_nonce=nonce,
        scan_key=scan.key,
        version=scan.version,
        answers=answers,
        pack=pack().reference,
        rule=scan.rule,
        language=language,
        channel=channel,
        created_at=clock.now(),
        day=clock.today(),
        previous=previous,
    )
    result.save(force_insert=True)
    _keep(result, detail)
    data = event_data(result) | {"channel": channel, "language": language, "again": previous is not None}
    record("scan.completed", by=by, subject=("scan", result.pk), data=data)
    return result


@action
def correct_check(*, by: Actor, result: ScanResult, scan: Scan, answers: str, detail: Detail) -> ScanResult:
    """Change the answers of a check that nobody shared yet; its code and its ticks stay.

    Raises OutOfOrder when the outcome was shared in the meantime.
    """
    lengthen_answers(scan, answers)
    protection_needed(detail.rung, detail.risk_class)
    kept = ScanResult.objects.select_for_update().get(pk=result.pk)
    if kept.claimed:
        raise OutOfOrder(
            "scan-shared",
            "Je hebt deze uitkomst gedeeld. Hij blijft zoals hij is.",
            "You have shared this outcome. It stays as it is.",
        )
    kept.answers, kept.version, kept.pack = answers, scan.version, pack().reference
    kept.save(update_fields=["answers", "version", "pack"])
    CheckDetail.objects.filter(result=kept).delete()
    _keep(kept, detail)
    record("scan.corrected", by=by, subject=("scan", kept.pk), data=event_data(kept))
    return kept


def submit_check(
    *,
    by: Actor,
    scan: Scan,
    answers: str,
    detail: Detail,
    nonce: str | None,
    language: str,
    previous: ScanResult | None = None,
) -> ScanResult:
    """Store what a form sent, once: the same form again gives the same check, corrected when it says something else.

    A form of an outcome that was shared meanwhile makes a new check that follows it. Raises as `complete_check`.
    """

    def store(number: str | None, earlier: ScanResult | None) -> ScanResult:
        return complete_check(
            by=by, scan=scan, answers=answers, detail=detail, nonce=number, language=language, previous=earlier
        )

    try:
        return store(nonce, previous)
    except IntegrityError:
        existing = by_nonce(nonce) if nonce else None
    if existing is None:  # the code itself was taken: one chance in a million million
        return store(nonce, previous)
    try:
        return correct_check(by=by, result=existing, scan=scan, answers=answers, detail=detail)
    except OutOfOrder:
        return store(None, existing)


@action
def tick_tasks(*, by: Actor, result: ScanResult, tasks: Collection[str], done: Collection[str]) -> None:
    """Keep which of `tasks` (the lines of the list now) are done. Ticks on lines that are gone stay as they are.

    What is not a line of the list is left out. Without a change nothing is written.
    """
    kept = ScanResult.objects.select_for_update().get(pk=result.pk)
    before = set(CheckTask.objects.filter(result=kept, task__in=tasks).values_list("task", flat=True))
    after = set(done) & set(tasks)
    ticked, unticked = sorted(after - before), sorted(before - after)
    if not ticked and not unticked:
        return
    day = clock.today()
    CheckTask.objects.bulk_create([CheckTask(result=kept, task=task, done_on=day) for task in ticked])
    CheckTask.objects.filter(result=kept, task__in=unticked).delete()
    data: dict[str, object] = {"scan": kept.scan_key, "ticked": ticked, "unticked": unticked}
    record("check.updated", by=by, subject=("scan", kept.pk), data=data)


def _keep(result: ScanResult, detail: Detail) -> None:
    if not detail.is_empty:
        CheckDetail(result=result, rung=detail.rung, risk_class=detail.risk_class, class_on=detail.class_on).save(
            force_insert=True
        )

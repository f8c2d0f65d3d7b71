"""The sample among grants that are settled without an account: promised beforehand, drawn once, checked by anybody.

Drawn as a lot is (`core.lot`): the promise names the list, a second official adds a word, and nonce and word are
published with the outcome. Who promised does not draw.
"""

import secrets

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.core.lot import commitment, draw, frozen, verify
from trede.core.permissions import Permission
from trede.core.settlement import sample_size
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import book, locks
from trede.subsidies.after.obligations import end_of
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Period, Sample
from trede.subsidies.periods import names
from trede.subsidies.registry import scheme_of

_SYSTEM = Actor.system("subsidy-sample")


def waiting(period: Period) -> list[Application]:
    """Return grants that ended, are settled without an account, and were in no draw yet."""
    drawn = {number for sample in period.samples.all() for number in sample.numbers}
    rows = Application.objects.filter(period=period, state="in_uitvoering").exclude(number__in=drawn)
    return [row for row in rows.order_by("number") if is_ex_officio(row) and has_ended(row)]


def is_ex_officio(application: Application) -> bool:
    """Say whether a grant of this size is settled without the firm asking (Awb 4:47)."""
    return scheme_of(application).arrangement(book.side(application).promised).settlement == "ex-officio"


def has_ended(application: Application) -> bool:
    """Say whether the last day of the project is over."""
    end = end_of(application)
    return end is not None and clock.today() > end


def _share(application: Application) -> float:
    """Return which share is drawn of grants such as this one, as its edition of the scheme says."""
    return scheme_of(application).arrangement(book.side(application).promised).sample_share


def is_spared(application: Application) -> bool:
    """Say whether a draw took place and left this grant out: then it is settled as it stands (T64)."""
    for sample in Sample.objects.filter(period=application.period, drawn_at__isnull=False):
        if application.number in sample.numbers:
            return application.number not in sample.drawn
    return False


@action
def promise(*, by: Actor, period: Period) -> Sample:
    """Promise a draw among the grants that ended and of which the same share is drawn; others are for the next draw.

    Raises OutOfOrder `no-sample` when none wait, or one is promised.
    """
    check_permission(by, Permission.SUBSIDY_MANAGE)
    locks.hold_period(period.pk)
    shares = [(row.number or "", _share(row)) for row in waiting(period)]
    if not shares or period.samples.filter(drawn_at=None).exists():
        raise OutOfOrder("no-sample", "Er is nu niets te trekken.", "There is nothing to draw now.")
    share = shares[0][1]
    numbers = list(frozen(number for number, other in shares if other == share))
    nonce = secrets.token_hex(16)
    sample = Sample(
        period=period,
        numbers=numbers,
        size=sample_size(len(numbers), share),
        commitment=commitment(numbers, nonce),
        nonce=nonce,
        committed_at=clock.now(),
        witnessed_by=by.id,
    )
    sample.save(force_insert=True)
    data: dict[str, object] = {"commitment": sample.commitment, "number": len(numbers), "size": sample.size}
    record("sample.committed", by=by, subject=("sample", sample.pk), data={**names(period), **data})
    return sample


@action
def pull(*, by: Actor, sample: Sample, word: str) -> tuple[str, ...]:
    """Draw, and ask an account of who was drawn; return their numbers.

    Raises NotPermitted for who promised the draw, InputError `word`, OutOfOrder when it was drawn before.
    """
    check_permission(by, Permission.SUBSIDY_VIEW)
    if by.id == sample.witnessed_by:
        raise NotPermitted("four-eyes", "Een collega moet trekken.", "A colleague has to draw.")
    if not word.strip() or "\n" in word:
        raise InputError("word", "Geef een eigen woord.", "Give a word of your own.")
    drawn = draw(sample.numbers, sample.nonce, word.strip())[: sample.size]
    changes = {"word": word.strip()[:80], "drawn_at": clock.now(), "drawn_by": by.id, "drawn": list(drawn)}
    if not Sample.objects.filter(pk=sample.pk, drawn_at=None).update(**changes):
        raise OutOfOrder("drawn", "Deze steekproef is al getrokken.", "This sample was drawn already.")
    for name, value in changes.items():
        setattr(sample, name, value)
    record("sample.drawn", by=by, subject=("sample", sample.pk), data={**names(sample.period), "size": sample.size})
    for application in Application.objects.filter(number__in=drawn, state="in_uitvoering"):
        take_step(by=_SYSTEM, application=application, step="steekproef", given=Given(needs=frozenset({Need.ENDED})))
    return drawn


def is_right(sample: Sample) -> bool:
    """Say whether a draw is the one that was promised: anybody can repeat this with what is published."""
    order = draw(sample.numbers, sample.nonce, sample.word)
    return list(order[: sample.size]) == sample.drawn and verify(
        sample.numbers, sample.nonce, sample.word, sample.commitment, order
    )


def ask_for_accounts() -> int:
    """Ask an account of larger grants of which the last day is over; return how many."""
    done = 0
    for application in Application.objects.filter(state="in_uitvoering").order_by("pk"):
        if has_ended(application) and not is_ex_officio(application):
            take_step(
                by=_SYSTEM, application=application, step="verantwoorden", given=Given(needs=frozenset({Need.ENDED}))
            )
            done += 1
    return done

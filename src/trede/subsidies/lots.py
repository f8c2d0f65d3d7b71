"""The draw of the day that overflows: promised and published first, drawn by another person, checked by anybody.

Who promises writes down the list and a secret; everybody sees the digest of both. Another official adds a word of his
own and draws. Nobody can choose the order: not who chose the secret, not who chose the word (core.lot).
"""

import secrets
from collections.abc import Mapping
from datetime import date

from trede.core import lot as rule
from trede.core.allocation import Draw
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import locks
from trede.subsidies.models import Application, Lot, Period
from trede.subsidies.periods import names

WORD = 80
"""Most characters of the word that is added."""


@action
def commit_lot(*, by: Actor, period: Period, day: date) -> Lot:
    """Freeze the list of a day that overflows and publish the promise. Raises OutOfOrder when no draw is due."""
    from trede.subsidies.allocate import plan

    check_permission(by, Permission.SUBSIDY_MANAGE)
    locked = locks.hold_period(period.pk)
    found, applications = plan(locked)
    ids = next((lot.ids for lot in found.lots if lot.day == day and lot.order is None), ())
    if not ids or Lot.objects.filter(period=locked, day=day).exists():
        raise OutOfOrder("no-lot", "Voor deze dag is nu geen loting nodig.", "No draw is due for this day.")
    numbers = list(rule.frozen(applications[key].number or key for key in ids))
    nonce = secrets.token_hex(24)
    lot = Lot(
        period=locked,
        day=day,
        numbers=numbers,
        nonce=nonce,
        commitment=rule.commitment(numbers, nonce),
        committed_at=clock.now(),
        witnessed_by=by.id,
    )
    lot.save(force_insert=True)
    data: dict[str, object] = {
        **names(locked),
        "day": day.isoformat(),
        "commitment": lot.commitment,
        "number": len(numbers),
    }
    record("subsidy.lot-committed", by=by, subject=("lot", lot.pk), data=data)
    return lot


@action
def draw_lot(*, by: Actor, lot: Lot, word: str) -> Lot:
    """Draw, with a word of one's own; the places are stored with the applications.

    Raises NotPermitted for who made the promise, OutOfOrder when it was drawn, InputError for no word.
    """
    if not by.may(Permission.SUBSIDY_DECIDE):
        check_permission(by, Permission.SUBSIDY_MANAGE)
    if by.id == lot.witnessed_by:
        raise NotPermitted(
            "two-people",
            "Jij legde de lijst vast. Een collega trekt het lot.",
            "You froze the list. A colleague draws the lot.",
        )
    word = " ".join(word.split())
    if not word or len(word) > WORD:
        raise InputError("lot-word", "Kies zelf een woord, van hooguit 80 tekens.", "Choose a word, of 80 at most.")
    locks.hold_period(lot.period_id)
    order = list(rule.draw(lot.numbers, lot.nonce, word))
    changes = {"word": word, "order": order, "drawn_at": clock.now(), "drawn_by": by.id}
    if not Lot.objects.filter(pk=lot.pk, drawn_at=None).update(**changes):
        raise OutOfOrder("lot-drawn", "Dit lot is al getrokken.", "This lot was drawn already.")
    for place, number in enumerate(order, 1):
        Application.objects.filter(period=lot.period_id, number=number).update(lot_place=place)
    lot.refresh_from_db()
    data: dict[str, object] = {**names(lot.period), "day": lot.day.isoformat()}
    record("subsidy.lot-drawn", by=by, subject=("lot", lot.pk), data=data)
    return lot


def is_fair(lot: Lot) -> bool:
    """Say whether a draw can be repeated from what was published: promise, secret, word and order fit."""
    return rule.verify(lot.numbers, lot.nonce, lot.word, lot.commitment, lot.order)


def drawn_order(period: Period, applications: Mapping[str, Application]) -> Draw:
    """Return how core asks for the order of a day: from the draw of that day, None before it. One query."""
    drawn = {lot.day: lot.order for lot in Lot.objects.filter(period=period, drawn_at__isnull=False)}
    by_number = {row.number: key for key, row in applications.items()}

    def order(day: date, _ids: tuple[str, ...]) -> list[str] | None:
        numbers = drawn.get(day)
        return None if numbers is None else [by_number[number] for number in numbers if number in by_number]

    return order

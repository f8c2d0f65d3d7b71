"""Verbs on agreements: write, say yes, look again, end. What was agreed is never changed, only replaced."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from trede.accounts.models import User
from trede.chain.agreements.models import Agreement
from trede.chain.agreements.rules import MOST, to_come
from trede.chain.steps import words
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack

NOT_REFUSED: dict[str, Any] = {"refused_on": None, "refused_by": "", "refused_because": ""}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says. `first` and `second` are keys of organisations; money in cents for the whole term."""

    first: str
    second: str
    role: str
    valid_from: date
    valid_until: date
    review_on: date
    capacity: int | None = None
    capacity_unit: str = ""
    money_cents: int | None = None


@action
def write(*, by: Actor, account: User, terms: Terms, agreement: Agreement | None = None) -> Agreement:
    """Write a draft, change one, or begin a draft that is to replace what was agreed (`agreement`).

    A changed draft has a new version: both sides say yes again; `agreement.version` is the one that was read. Raises
    NotPermitted, InputError, and OutOfOrder when it was changed since, or a draft to replace it is there already.
    """
    check_permission(by, Permission.AGREEMENTS)
    checked = _checked(terms)
    if agreement is not None and agreement.state == Agreement.DRAFT:
        return _rewritten(by, checked, agreement)
    replaces = None if agreement is None else _to_replace(agreement)
    made = Agreement(**checked, owner=account, owner_organisation=by.organisation, replaces=replaces)
    made.save()
    record_about("agreement.written", by, made, replaces=replaces)
    return made


def _rewritten(by: Actor, checked: dict[str, Any], agreement: Agreement) -> Agreement:
    drafts = Agreement.objects.filter(pk=agreement.pk, state=Agreement.DRAFT, version=agreement.version)
    again: dict[str, Any] = {"first_agreed_on": None, "second_agreed_on": None, "version": agreement.version + 1}
    if not drafts.update(**checked, **again, **NOT_REFUSED):
        raise _late()
    agreement.refresh_from_db()
    record_about("agreement.written", by, agreement)
    return agreement


def _to_replace(agreement: Agreement) -> int:
    """Return the number of what stands and has no draft to replace it yet. Locks it: of two at once one counts."""
    standing = Agreement.objects.select_for_update().filter(pk=agreement.pk, state=Agreement.AGREED).first()
    if standing is None or Agreement.objects.filter(replaces=agreement.pk, state=Agreement.DRAFT).exists():
        raise _late()
    return standing.pk


@action
def confirm(*, by: Actor, agreement: Agreement, version: int) -> Agreement:
    """Say yes for one's own organisation to the version that was read. When both did, it is agreed.

    Raises NotPermitted (no side of it), and OutOfOrder when it was changed since, or this side said yes already.
    """
    check_permission(by, Permission.AGREEMENT_SIGN)
    return say_yes(by=by, agreement=agreement, version=version)


@action
def refuse(*, by: Actor, agreement: Agreement, version: int, because: str) -> Agreement:
    """Say no for one's own organisation to the version that was read, and why. The draft stays, to be changed or ended.

    Raises NotPermitted (no side of it), InputError (no reason), and OutOfOrder when it was changed since, or when this
    side said yes already.
    """
    check_permission(by, Permission.AGREEMENT_SIGN)
    return say_no(by=by, agreement=agreement, version=version, because=because)


def say_yes(*, by: Actor, agreement: Agreement, version: int) -> Agreement:
    """Say yes for the organisation of `by`, which the caller checked may do so. Part of an action."""
    side, drafts = _side_of(by, agreement, version)
    if not drafts.filter(**{side: None}).update(**{side: clock.today()}):
        raise _late()
    drafts.filter(refused_by=by.organisation).update(**NOT_REFUSED)
    record_about("agreement.confirmed", by, agreement)
    both = drafts.exclude(first_agreed_on=None).exclude(second_agreed_on=None)
    if both.update(state=Agreement.AGREED, agreed_on=clock.today()):
        agreement.refresh_from_db()
        Agreement.objects.filter(pk=agreement.replaces or 0, state=Agreement.AGREED).update(
            state=Agreement.REPLACED, ended_on=clock.today()
        )
        record_about(
            "agreement.agreed",
            by,
            agreement,
            money_cents=agreement.money_cents,
            valid_from=agreement.valid_from.isoformat(),
            valid_until=agreement.valid_until.isoformat(),
            review_on=agreement.review_on.isoformat(),
        )
    agreement.refresh_from_db()
    return agreement


def say_no(*, by: Actor, agreement: Agreement, version: int, because: str) -> Agreement:
    """Say no for the organisation of `by`, which the caller checked may do so. Part of an action."""
    side, drafts = _side_of(by, agreement, version)
    why = words(because, MOST)
    if not why:
        raise InputError("missing-because", "Schrijf waarom.", "Write why.")
    refused = {"refused_on": clock.today(), "refused_by": by.organisation, "refused_because": why}
    if not drafts.filter(**{side: None}).update(**refused):
        raise _late()
    record_about("agreement.refused", by, agreement, organisation=by.organisation)
    agreement.refresh_from_db()
    return agreement


def _side_of(by: Actor, agreement: Agreement, version: int) -> tuple[str, QuerySet[Agreement]]:
    """Return the column for the yes of the organisation of `by`, and the draft of that version as a query."""
    if by.organisation not in {agreement.first, agreement.second}:
        raise NotPermitted(
            "not-a-side",
            "Alleen wie de afspraak maakt, kan ja of nee zeggen.",
            "Only those who make the agreement can say yes or no.",
        )
    side = "first_agreed_on" if by.organisation == agreement.first else "second_agreed_on"
    return side, Agreement.objects.filter(pk=agreement.pk, state=Agreement.DRAFT, version=version)


@action
def review(*, by: Actor, agreement: Agreement, review_on: date) -> None:
    """Say that it was looked at, and when again. Raises NotPermitted, InputError (a day in the past), OutOfOrder."""
    check_permission(by, Permission.AGREEMENTS)
    day = to_come(review_on)
    if not Agreement.objects.filter(pk=agreement.pk, state=Agreement.AGREED).update(review_on=day):
        raise _late()
    agreement.refresh_from_db()
    record_about("agreement.reviewed", by, agreement, review_on=day.isoformat())


@action
def end(*, by: Actor, agreement: Agreement, because: str) -> None:
    """End what was agreed, or throw a draft away, with a reason. Raises NotPermitted, InputError, OutOfOrder."""
    check_permission(by, Permission.AGREEMENTS)
    why = words(because, MOST)
    if not why:
        raise InputError("missing-because", "Schrijf waarom.", "Write why.")
    standing = Agreement.objects.filter(pk=agreement.pk, state__in=[Agreement.DRAFT, Agreement.AGREED])
    if not standing.update(state=Agreement.ENDED, ended_on=clock.today(), ended_because=why):
        raise _late()
    record_about("agreement.ended", by, agreement)


@action
def note_export(*, by: Actor, lines: int) -> None:
    """Record that somebody took agreements or the plan along as a table."""
    check_permission(by, Permission.AGREEMENT_SIGN)
    record("agreements.exported", by=by, data={"lines": lines})


def _checked(terms: Terms) -> dict[str, Any]:
    known = {item.key for item in pack().organisations}
    if terms.first not in known or terms.second not in known:
        raise InputError("second", "Kies twee organisaties uit de lijst.", "Choose two organisations of the list.")
    if terms.first == terms.second:
        raise InputError("second", "Kies twee verschillende organisaties.", "Choose two different organisations.")
    role = words(terms.role, MOST)
    if not role:
        raise InputError("role", "Schrijf wat er is afgesproken.", "Write what was agreed.")
    if terms.valid_until < terms.valid_from:
        raise InputError(
            "valid-until", "De laatste dag ligt voor de eerste dag.", "The last day is before the first day."
        )
    if terms.capacity is not None and terms.capacity_unit not in Agreement.UNITS:
        raise InputError("capacity-unit", "Kies waar het getal voor staat.", "Choose what the number stands for.")
    unit = terms.capacity_unit if terms.capacity is not None else ""
    return {**asdict(terms), "role": role, "review_on": to_come(terms.review_on), "capacity_unit": unit}


def record_about(event: str, by: Actor, agreement: Agreement, **more: object) -> None:
    """Record something about an agreement; what is None is left out. Part of an action."""
    about = {"first": agreement.first, "second": agreement.second, "version": agreement.version}
    given = {key: value for key, value in more.items() if value is not None}
    record(event, by=by, subject=("agreement", agreement.pk), data={**about, **given})


def _late() -> OutOfOrder:
    return OutOfOrder(
        "agreement-moved",
        "De afspraak is intussen veranderd. Lees hoe zij nu luidt.",
        "The agreement has changed meanwhile. Read how it stands now.",
    )

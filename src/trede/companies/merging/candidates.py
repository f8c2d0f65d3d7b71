"""Firms that may be in the house twice, with the reason why. People decide; nothing is merged by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from trede.companies.merging.models import FirmMerge, FirmPair
from trede.companies.models import ContactPerson, Firm
from trede.journal import clock

REASONS = ("kvk", "branch", "name", "email", "phone")
"""Strongest first: same number and one has no branch, same number with two branches, same name, same mail or phone."""
MOST_GROUPS = 200
"""Groups that are looked at per reason; whoever merges these gets to see the next ones."""
ALL_PAIRS = 6
"""In a larger group everybody is compared with the first one only: a number of many firms is their bookkeeper's."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two firms that are alike, the longest known one first, and why."""

    first: Firm
    second: Firm
    reasons: tuple[str, ...]


def candidates() -> list[Candidate]:
    """Return pairs of firms that are alike and were not kept apart, strongest reason first. Ten queries at most."""
    found: dict[tuple[int, int], set[str]] = {}
    firms: dict[int, Firm] = {}
    for reason, one, other in _alike():
        firms[one.pk], firms[other.pk] = one, other
        found.setdefault((one.pk, other.pk), set()).add(reason)
    apart = set(FirmPair.objects.values_list("first", "second")) if found else set()
    pairs = [
        Candidate(firms[first], firms[second], tuple(reason for reason in REASONS if reason in reasons))
        for (first, second), reasons in found.items()
        if (first, second) not in apart
    ]
    return sorted(pairs, key=lambda pair: (REASONS.index(pair.reasons[0]), -len(pair.reasons), pair.first.pk))


def reasons_for(one: Firm, other: Firm) -> tuple[str, ...]:
    """Return why two firms are alike; nothing when they are not. Two queries."""
    found = set()
    if one.kvk and one.kvk == other.kvk:
        found.add(_number_reason(one, other))
    if one.name_key and one.name_key == other.name_key and _near(one, other):
        found.add("name")
    mine, theirs = (list(ContactPerson.objects.filter(firm=firm.pk)) for firm in (one, other))
    for name in ("email", "phone"):
        known = {getattr(person, name).casefold() for person in mine} - {""}
        if known & {getattr(person, name).casefold() for person in theirs}:
            found.add(name)
    return tuple(reason for reason in REASONS if reason in found)


def standing_merges() -> QuerySet[FirmMerge]:
    """Return the merges that can be taken apart today, newest first. One query."""
    since = clock.today() - (FirmMerge(done_on=clock.today()).until - clock.today())
    found = FirmMerge.objects.select_related("kept", "gone").filter(undone_on=None, done_on__gte=since)
    return found.order_by("-pk")


def _alike() -> Iterator[tuple[str, Firm, Firm]]:
    live = Firm.objects.filter(merged_into=None)
    for one, other in _pairs(_groups(live.exclude(kvk=""), "kvk")):
        yield _number_reason(one, other), one, other
    for one, other in _pairs(_groups(live.exclude(name_key=""), "name_key")):
        if _near(one, other):
            yield "name", one, other
    for reason in ("email", "phone"):
        for one, other in _pairs(_same_contact(reason)):
            yield reason, one, other


def _number_reason(one: Firm, other: Firm) -> str:
    return "branch" if one.branch and other.branch else "kvk"


def _near(one: Firm, other: Firm) -> bool:
    """Say whether two firms may be at the same place: an unknown municipality may be any."""
    return one.municipality == other.municipality or not one.municipality or not other.municipality


def _groups(firms: QuerySet[Firm], field: str) -> Iterator[list[Firm]]:
    """Yield the firms that share a value, one list per value. Two queries."""
    shared = firms.values(field).annotate(times=Count("pk")).filter(times__gt=1).order_by(field)[:MOST_GROUPS]
    values = [row[field] for row in shared]
    groups: dict[str, list[Firm]] = {}
    for firm in firms.filter(**{f"{field}__in": values}).order_by("pk") if values else ():
        groups.setdefault(getattr(firm, field), []).append(firm)
    yield from groups.values()


def _same_contact(field: str) -> Iterator[list[Firm]]:
    """Yield the firms that share an address or phone number of a contact person. Two queries."""
    people = ContactPerson.objects.filter(~Q(**{field: ""}), firm__merged_into=None).annotate(same=Lower(field))
    shared = people.values("same").annotate(firms=Count("firm", distinct=True)).filter(firms__gt=1).order_by("same")
    values = [row["same"] for row in shared[:MOST_GROUPS]]
    groups: dict[str, dict[int, Firm]] = {}
    found: Any = people.filter(same__in=values).select_related("firm").order_by("firm") if values else ()
    for person in found:
        groups.setdefault(person.same, {})[person.firm.pk] = person.firm
    yield from (list(group.values()) for group in groups.values())


def _pairs(groups: Iterable[list[Firm]]) -> Iterator[tuple[Firm, Firm]]:
    for group in groups:
        if len(group) <= ALL_PAIRS:
            yield from combinations(group, 2)
        else:
            yield from ((group[0], other) for other in group[1:])

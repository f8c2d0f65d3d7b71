"""One undertaking: which firms belong together, and what aid they had (Regulation (EU) 2023/2831).

Who controls whom is written down by an officer and looked at again before a grant. The sum of aid is made from the
ledger of this desk and from what the firm or the central register says of other bodies.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, Q, Sum

from trede.companies.models import Firm
from trede.companies.rules import clean_kvk, clean_text
from trede.core.clocks import amsterdam_day
from trede.core.de_minimis import Aid, Standing, standing, undertaking
from trede.core.errors import InputError, OutOfOrder
from trede.core.ledger import Kind
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies.models import Application, GroupCheck, GroupLink, LedgerEntry, OtherAid
from trede.subsidies.registry import parameters_of, scheme_by_key

_UP = (Kind.GRANT.value, Kind.GRANT_UP.value, Kind.OVERRIDE_GRANT.value, Kind.OVERRIDE_UP.value)
_DOWN = (Kind.GRANT_DOWN.value, Kind.ESTABLISH_DOWN.value)


def key_of(firm: Firm) -> str:
    """Return the name under which a firm counts: its KVK number, and without one its own number."""
    return firm.kvk or f"firm-{firm.pk}"


def members_of(firm: Firm) -> frozenset[str]:
    """Return everybody who is one undertaking with a firm, the firm included. One query."""
    links = GroupLink.objects.filter(ended_on=None).select_related("firm")
    return undertaking(key_of(firm), [(key_of(link.firm), link.kvk) for link in links])


def links_of(firm: Firm) -> list[GroupLink]:
    """Return the links that make up the group of a firm, also those by way of another one."""
    members = members_of(firm)
    links = GroupLink.objects.filter(ended_on=None).select_related("firm").order_by("name")
    return [link for link in links if link.kvk in members]


def last_check(firm: Firm) -> GroupCheck | None:
    """Return the last time somebody looked at the group, if it is still the same group."""
    found = GroupCheck.objects.filter(firm=firm).order_by("-checked_on", "-pk").first()
    return found if found is not None and frozenset(found.members) == members_of(firm) else None


def standing_of(application: Application, on: date | None = None) -> Standing | None:
    """Return how the undertaking behind an application stands (today, or on a day), without the application itself.

    None when the scheme is no de-minimis aid.
    """
    parameters = parameters_of(application)
    limit = parameters.de_minimis_cents
    if limit is None:
        return None
    members = members_of(application.firm)
    aids = [*_own_aid(members, application.pk), *_other_aid(members)]
    return standing(aids, members, on or clock.today(), limit=limit, years=parameters.de_minimis_years)


def _firms(members: Iterable[str]) -> Q:
    numbers = [int(key.removeprefix("firm-")) for key in members if key.startswith("firm-")]
    return Q(application__firm__kvk__in=[key for key in members if key]) | Q(application__firm__in=numbers)


def _own_aid(members: frozenset[str], without: int) -> list[Aid]:
    """Return what stands granted by this desk, on the day it was granted first. Two queries."""
    rows = (
        LedgerEntry.objects.filter(_firms(members), kind__in=(*_UP, *_DOWN))
        .exclude(application=without)
        .values("application", "application__scheme", "application__firm", "application__firm__kvk")
        .annotate(
            up=Sum("cents", filter=Q(kind__in=_UP)),
            down=Sum("cents", filter=Q(kind__in=_DOWN)),
            first=Min("at", filter=Q(kind__in=_UP)),
        )
        .order_by("application")
    )
    found = []
    for row in rows:
        if row["first"] is None or not _is_de_minimis(row["application__scheme"]):
            continue
        key = row["application__firm__kvk"] or f"firm-{row['application__firm']}"
        found.append(Aid(key, amsterdam_day(row["first"]), (row["up"] or 0) - (row["down"] or 0)))
    return found


def _is_de_minimis(scheme: str) -> bool:
    return any(version.de_minimis is not None for version in scheme_by_key(scheme).versions)


def _other_aid(members: frozenset[str]) -> list[Aid]:
    rows = OtherAid.objects.select_related("firm")
    return [
        Aid(row.kvk or key_of(row.firm), row.granted_on, row.cents)
        for row in rows
        if (row.kvk or key_of(row.firm)) in members
    ]


def other_aid_of(firm: Firm) -> list[OtherAid]:
    """Return the aid of other bodies that counts for the group of a firm, the newest first. Two queries."""
    members = members_of(firm)
    rows = OtherAid.objects.select_related("firm").order_by("-granted_on", "-pk")
    return [row for row in rows if (row.kvk or key_of(row.firm)) in members]


def check_room(application: Application, cents: int) -> None:
    """Refuse a grant that would take the undertaking above its ceiling; the sentence names what is left.

    Runs when a decision is drafted, and once more inside the transaction of the grant, where grants wait for each
    other. Raises OutOfOrder `de-minimis`.
    """
    found = standing_of(application)
    if found is None or found.fits(cents):
        return
    left = f"{found.left / 100:,.2f}"
    dutch = left.replace(",", " ").replace(".", ",").replace(" ", ".")
    raise OutOfOrder(
        "de-minimis",
        f"Met dit bedrag krijgt de groep te veel kleine steun. Verleen hooguit € {dutch}.",
        f"With this amount the group gets too much small aid. Grant €{left} at most.",
    )


@action
def add_link(*, by: Actor, firm: Firm, kvk: str, name: str, relation: str) -> GroupLink:
    """Write down that another firm belongs to the group. Raises InputError `kvk`, `name` or `relation`."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    number, called = clean_kvk(kvk), clean_text(name)[:160]
    if not number or number == firm.kvk:
        raise InputError("kvk", "Geef het KVK-nummer van het andere bedrijf.", "Give the KVK number of the other firm.")
    if not called:
        raise InputError("name", "Geef de naam van het bedrijf.", "Give the name of the firm.")
    if relation not in GroupLink.RELATIONS:
        raise InputError("relation", "Kies hoe ze bij elkaar horen.", "Choose how they belong together.")
    if GroupLink.objects.filter(firm=firm, kvk=number, ended_on=None).exists():
        raise InputError("kvk", "Dit bedrijf staat al in de groep.", "This firm is in the group already.")
    link = GroupLink(
        firm=firm, kvk=number, name=called, relation=relation, added_by_id=_person(by), added_on=clock.today()
    )
    link.save(force_insert=True)
    record("firm.group-changed", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"change": "added"})
    return link


@action
def end_link(*, by: Actor, link: GroupLink) -> None:
    """Write down that a firm no longer belongs to the group. Raises OutOfOrder when it was ended before."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if not GroupLink.objects.filter(pk=link.pk, ended_on=None).update(ended_on=clock.today()):
        raise OutOfOrder("link-ended", "Dit hoorde al niet meer bij de groep.", "This had left the group already.")
    record("firm.group-changed", by=by, firm=link.firm_id, subject=("firm", link.firm_id), data={"change": "ended"})


@action
def confirm_group(*, by: Actor, firm: Firm) -> GroupCheck:
    """Write down that an officer looked at the group, and that it is right today."""
    check_permission(by, Permission.SUBSIDY_ASSESS)
    check = GroupCheck(firm=firm, members=sorted(members_of(firm)), checked_by_id=_person(by), checked_on=clock.today())
    check.save(force_insert=True)
    record("firm.group-changed", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"change": "confirmed"})
    return check


@action
def add_aid(*, by: Actor, firm: Firm, cents: int, granted_on: date, giver: str, source: str, kvk: str = "") -> OtherAid:
    """Write down aid of another body. `kvk` names the firm of the group that got it, when it is another.

    Raises InputError `cents`, `day`, `giver`, `kvk` or `source`.
    """
    check_permission(by, Permission.SUBSIDY_ASSESS)
    if cents <= 0:
        raise InputError("cents", "Geef een bedrag boven nul.", "Give an amount above zero.")
    if granted_on > clock.today():
        raise InputError("day", "Geef de dag waarop het werd verleend.", "Give the day on which it was granted.")
    called = clean_text(giver)[:120]
    if not called:
        raise InputError("giver", "Schrijf wie de steun gaf.", "Write who gave the aid.")
    if source not in OtherAid.SOURCES:
        raise InputError("source", "Kies waar je dit las.", "Choose where you read this.")
    row = OtherAid(
        firm=firm,
        kvk=clean_kvk(kvk) if kvk else "",
        cents=cents,
        granted_on=granted_on,
        giver=called,
        source=source,
        added_by_id=_person(by),
        added_on=clock.today(),
    )
    row.save(force_insert=True)
    record("firm.aid-noted", by=by, firm=firm.pk, subject=("firm", firm.pk), data={"cents": cents, "source": source})
    return row


def _person(by: Actor) -> int | None:
    return int(by.id) if by.kind == "person" else None

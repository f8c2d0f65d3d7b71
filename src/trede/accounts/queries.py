"""Reading accounts."""

from datetime import date
from hashlib import blake2b

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from trede.accounts import second_factor
from trede.accounts.models import Absence, Identity, Membership, Passkey, Session, User
from trede.accounts.openid.provider import staff_provider
from trede.accounts.openid.staff import second_factor_rule
from trede.accounts.rules import ADMINISTRATOR, may_stand_in


def administrators() -> list[int]:
    """Return the numbers of the accounts that can administer: open, and able to log in. One query.

    Inside an action their roles are locked, so two administrators cannot close each other at the same moment.
    """
    holders = Membership.objects.filter(role=ADMINISTRATOR, until=None, user__is_active=True)
    if transaction.get_connection().in_atomic_block:
        holders = holders.select_for_update(of=("self",))
    linked = Identity.objects.filter(user=OuterRef("user")) if staff_provider() else Identity.objects.none()
    holders = holders.select_related("user").annotate(linked=Exists(linked))
    return [held.user_id for held in holders if held.linked or held.user.has_usable_password()]


def is_linked(user: User) -> bool:
    """Say whether the account can log in through the provider of staff that is set now. One query."""
    return staff_provider() is not None and Identity.objects.filter(user=user).exists()


def second_factors_of(user: User) -> int:
    """Count the second factors of an account: its app, its passkeys, and the provider when that asks one.

    Backup codes are for the day that one of these is lost, so they do not count. Three queries.
    """
    own = int(second_factor.app_of(user) is not None) + Passkey.objects.filter(user=user).count()
    return own + int(second_factor_rule() is not None and is_linked(user))


def has_own_factor(user: User) -> bool:
    """Say whether somebody has an app or a passkey here. At most two queries."""
    return second_factor.app_of(user) is not None or Passkey.objects.filter(user=user).exists()


def sessions_of(user: User) -> list[Session]:
    """Return the sessions of an account that are alive, last used first. One query."""
    alive = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    return list(alive.order_by("-seen_on", "-since"))


def public_number(session_key: str) -> str:
    """Return by what a page may name a session: who knows its key has the session."""
    return blake2b(session_key.encode(), digest_size=8).hexdigest()


def deputies_of(user: int, day: date) -> list[int]:
    """Return who does the work of this account on this day: none or one, or none when that one may not any more.

    Is the deputy away too, then the deputy of the deputy, and so on; nobody twice. At most two queries a step.
    """
    person, seen = user, {user}
    while (absence := _absence(person, day)) is not None:
        person = absence.deputy_id
        if person in seen or not may_stand_in(absence.user, absence.deputy):
            return []
        seen.add(person)
    return [] if person == user else [person]


def stands_in_for(user: int, day: date) -> list[int]:
    """Return the accounts whose work this account does on this day besides its own, in order.

    One query when nobody is away; else up to three for each person who is away through this deputy.
    """
    found: list[int] = []
    asked, known = [user], {user}
    while asked:
        deputy = asked.pop()
        away = Absence.objects.filter(deputy=deputy, first_day__lte=day, last_day__gte=day).order_by("user_id")
        new = [absence.user_id for absence in away if absence.user_id not in known]
        known.update(new)
        asked += new
        found += new
    return sorted(person for person in found if deputies_of(person, day) == [user])


def _absence(user: int, day: date) -> Absence | None:
    away = Absence.objects.filter(user=user, first_day__lte=day, last_day__gte=day)
    return away.select_related("user", "deputy").first()


def absences_of(user: User, day: date) -> list[Absence]:
    """Return the absences of a person that are not over yet, first one first, with the deputy. One query."""
    return list(user.absences.filter(last_day__gte=day).select_related("deputy").order_by("first_day"))


def possible_deputies(user: User) -> list[User]:
    """Return the colleagues who may do the work of this person, by name. Two queries."""
    colleagues = User.objects.filter(
        membership__organisation__in=user.organisations, membership__until=None, is_active=True
    )
    held = Prefetch("membership_set", Membership.objects.order_by("role"))
    found = colleagues.exclude(pk=user.pk).distinct().prefetch_related(held).order_by("name", "pk")
    return [colleague for colleague in found if may_stand_in(user, colleague)]

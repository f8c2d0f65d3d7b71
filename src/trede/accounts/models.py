"""People who work in the programme, the roles they hold for an organisation, and links that work once."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from trede.core.permissions import Permission, permissions_of
from trede.journal import clock
from trede.journal.actions import Actor


class Users(BaseUserManager["User"]):
    """Finds accounts; making them is the work of `accounts.actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this e-mail address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A member of staff. All roles of one account belong to one organisation, so `actor()` is never ambiguous.

    Somebody who works for two organisations has two accounts.
    """

    id: int
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")])
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower_case")
        ]

    class Privacy:
        personal = {
            "email": "logs in with it",
            "name": "colleagues and partners see who did something",
            "password": "Argon2 hash",
            "last_login": "unused accounts are found with it",
        }
        kept = {
            "id": "number that the journal uses",
            "is_active": "whether the account may log in",
            "language": "language of the desks",
            "created_at": "start of the account",
        }
        retention = "until the account is erased; the number stays for the journal"
        ground = "public task: know who works on the files of firms"

    @cached_property
    def memberships(self) -> tuple["Membership", ...]:
        """The roles held today. One query, kept for the life of this object."""
        today = clock.today()
        return tuple(held for held in self.membership_set.order_by("role") if held.holds_on(today))

    @property
    def organisations(self) -> frozenset[str]:
        """Keys of the organisations for which this account holds a role today: none or one."""
        return frozenset(held.organisation for held in self.memberships)

    @property
    def roles(self) -> frozenset[str]:
        """Keys of the roles held today."""
        return frozenset(held.role for held in self.memberships)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything the roles of today allow; the menu of the desks reads it."""
        return permissions_of(self.actor().roles)

    def actor(self) -> Actor:
        """Return who acts in the journal: number, organisation, roles. One query the first time."""
        organisation = next(iter(self.organisations), "")
        return Actor("person", str(self.pk), organisation, self.roles if self.is_active else frozenset())

    def has_permission(self, permission: Permission) -> bool:
        """Say whether one of the roles gives the permission; never for an account that is closed."""
        return self.actor().may(permission)


class Membership(models.Model):
    """One role of an account for an organisation of the pack, from `since` up to, not including, `until`."""

    id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(until=None),
                name="accounts_membership_held_once",
            )
        ]

    class Privacy:
        personal = {"user": "whose role it is"}
        kept = {
            "id": "number of the record",
            "organisation": "key of the organisation",
            "role": "key of the role",
            "since": "first day",
            "until": "day it ended",
        }
        retention = "as long as the account; without a name after the account is erased"
        ground = "public task: show who had access, and when"

    def holds_on(self, day: date) -> bool:
        """Say whether the role is held on this day."""
        return self.since <= day and (self.until is None or day < self.until)


class OneUseLink(models.Model):
    """A link that works once: only the SHA-256 of its token is kept, so reading the database opens nothing."""

    FIRST_ADMINISTRATOR = "first-administrator"
    INVITATION = "invitation"
    NEW_PASSWORD = "new-password"  # noqa: S105  # a purpose, no secret

    id: int
    token = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(
        max_length=20,
        choices=[(purpose, purpose) for purpose in (FIRST_ADMINISTRATOR, INVITATION, NEW_PASSWORD)],
    )
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Privacy:
        personal = {"user": "for which account it works"}
        kept = {
            "id": "number of the record",
            "token": "SHA-256 of a random token",
            "purpose": "what it opens",
            "made_at": "when it was made",
            "expires_at": "until when it works",
            "used_at": "when it was used",
        }
        retention = "30 days after it expired"
        ground = "public task: let people in without sending a password"

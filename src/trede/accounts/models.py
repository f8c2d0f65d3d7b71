"""People who work in the programme, the roles they hold for an organisation, and links that work once."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django_otp.models import Device

from trede.core.permissions import Permission, permissions_of
from trede.journal import clock
from trede.journal.actions import Actor

if TYPE_CHECKING:
    from trede.accounts.sessions import SessionStore


class Users(BaseUserManager["User"]):
    """Finds accounts; making them is the work of `accounts.actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this e-mail address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # Identity and Passkey have an untyped base
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
        held = sorted(self.membership_set.all(), key=lambda held: held.role)  # what was fetched before is used
        return tuple(membership for membership in held if membership.holds_on(today))

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


class Identity(Device):  # type: ignore[misc]  # django-otp has no types
    """Who an account is at the OpenID provider of staff.

    A device of django-otp too: when that provider asked a second factor, it is what verified the session.
    """

    id: int
    user_id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    managed = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    linked_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager["Identity"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="accounts_identity_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="accounts_identity_one_per_account"),
        ]

    class Privacy:
        personal = {"user": "whose account it is", "subject": "number of the person at the provider"}
        kept = {
            "id": "number of the record",
            "name": "kind of login, the same for everybody",
            "confirmed": "always true; a field of django-otp",
            "issuer": "address of the provider",
            "managed": "whether the provider gives the roles",
            "closed": "whether the account was closed because the provider gave no role any more",
            "linked_at": "since when",
        }
        retention = "until the account is erased or unlinked"
        ground = "public task: know at the next login who this is"
        erase = "delete"


class Passkey(Device):  # type: ignore[misc]  # django-otp has no types
    """A passkey as second factor: a key pair of which the person's device keeps the secret half."""

    id: int
    user_id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(default=clock.now)
    used_on = models.DateField(null=True)

    objects: ClassVar[models.Manager["Passkey"]] = models.Manager()

    class Privacy:
        personal = {
            "user": "whose passkey it is",
            "name": "what the person calls it, to tell it from others",
            "credential": "number that the device gave it",
            "used_on": "last day it was used, so that an unused one can be taken away",
        }
        kept = {
            "id": "number of the record",
            "confirmed": "always true; a field of django-otp",
            "public_key": "public half of the key, base64url",
            "sign_count": "how often the device signed, to notice a copy",
            "added_at": "since when",
        }
        retention = "until the person or an administrator takes it away"
        ground = "public task: nobody enters with a password alone"
        erase = "delete"


class Session(AbstractBaseSession):
    """A session of the desks or of a firm's own pages. Rows of staff say whose it is, so that a person can end them."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    browser = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    seen_on = models.DateField()

    class Privacy:
        personal = {
            "user": "whose session it is",
            "browser": "family of browser, such as Firefox, to recognise one's own",
            "since": "when it began",
            "seen_on": "last day it was used",
        }
        kept = {
            "session_key": "random number in a cookie",
            "session_data": "signed: number of the account, second step, form in progress",
            "expire_date": "when it ends by itself",
        }
        retention = "until it ends: two hours without use, or eight hours"
        ground = "public task: stay logged in from page to page"
        erase = "delete"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """Return the store that reads and writes these rows."""
        from trede.accounts.sessions import SessionStore

        return SessionStore


class Absence(models.Model):
    """Somebody is away from the first up to and including the last day, and this colleague does the work."""

    id: int
    user_id: int
    deputy_id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputyships")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="accounts_absence_days_in_order"
            ),
            models.CheckConstraint(condition=~models.Q(user=models.F("deputy")), name="accounts_absence_somebody_else"),
        ]

    class Privacy:
        personal = {"user": "who is away", "deputy": "who does the work"}
        kept = {"id": "number of the record", "first_day": "first day away", "last_day": "last day away"}
        retention = "90 days after the last day"
        ground = "public task: a firm does not wait for somebody who is away"
        erase = "delete"

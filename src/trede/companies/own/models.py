"""How a firm gets in: links that work once, and questions to be let in to a firm that is known already."""

from typing import ClassVar

from django.db import models

from trede.journal import clock


class OwnLink(models.Model):
    """A link in a mail that works once. Only the SHA-256 of its token is kept, so reading the database opens nothing.

    `login` proves that somebody reads the mail of `email`; `address` makes it the new address of `person`; `invite`
    lets a colleague called `name` in to `firm`. `after` is the page of ours to go on to.
    """

    LOGIN, ADDRESS, INVITE = "login", "address", "invite"
    PURPOSES: ClassVar[tuple[str, ...]] = (LOGIN, ADDRESS, INVITE)

    id: int
    firm_id: int | None
    person_id: int | None
    token = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=[(purpose, purpose) for purpose in PURPOSES])
    email = models.EmailField()
    name = models.CharField(max_length=100, blank=True)
    firm = models.ForeignKey("companies.Firm", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        "companies.ContactPerson", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    after = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "companies"
        indexes = [
            models.Index(fields=["email", "made_at"], name="companies_ownlink_email"),
            models.Index(fields=["expires_at"], name="companies_ownlink_expires"),
        ]

    class Privacy:
        personal = {
            "email": "where the link was sent",
            "name": "colleague who was invited",
            "firm": "firm a colleague was invited to",
            "person": "whose address changes, or who invited",
        }
        kept = {
            "id": "number of the record",
            "token": "SHA-256 of a random token",
            "purpose": "what it opens",
            "after": "page of ours to go on to",
            "made_at": "when it was made",
            "expires_at": "until when it works",
            "used_at": "when it was used",
        }
        retention = "one day after it expired"
        ground = "public task: let a firm in to its own data without a password"
        erase = "delete"


class AccessRequest(models.Model):
    """Somebody says to work at a firm. A contact of that firm, or an adviser, says yes or no.

    `firm` is the firm that is known under `kvk`; for a page that somebody started it is that new page, and `kvk` is a
    claim that nobody checked yet: the firm itself gets the number only when an adviser said yes.
    """

    STATES: ClassVar[tuple[str, ...]] = ("waiting", "given", "refused")
    HOW: ClassVar[tuple[str, ...]] = ("", "contact", "adviser", "eherkenning")

    id: int
    firm_id: int
    person_id: int | None
    firm = models.ForeignKey("companies.Firm", on_delete=models.CASCADE, related_name="access_requests")
    person = models.ForeignKey(
        "companies.ContactPerson", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kvk = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=24, blank=True)
    language = models.CharField(max_length=2, default="nl")
    state = models.CharField(max_length=10, default="waiting", choices=[(state, state) for state in STATES])
    asked_on = models.DateField(default=clock.today)
    decided_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=12, blank=True, choices=[(how, how) for how in HOW])

    class Meta:
        app_label = "companies"
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "email"], condition=models.Q(state="waiting"), name="companies_access_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(decided_on__isnull=False),
                name="companies_access_decided_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_on"], name="companies_access_state")]

    class Privacy:
        personal = {
            "firm": "to which firm",
            "person": "who started the page",
            "kvk": "number of the trade register that was typed",
            "name": "who asks",
            "email": "to answer, and to log in with",
            "phone": "to check who asks",
        }
        kept = {
            "id": "number of the record",
            "language": "language of the answer",
            "state": "waiting, given or refused",
            "asked_on": "day of the question",
            "decided_on": "day of the answer",
            "how": "by a contact, by an adviser or by eHerkenning",
        }
        retention = "90 days after the question"
        ground = "public task: keep a firm's data from strangers"
        erase = "delete"

    @property
    def is_new_page(self) -> bool:
        """Say whether somebody started a page, so that only the number is to be checked."""
        return self.person_id is not None


class OwnSubject(models.Model):
    """Somebody who logs in for a firm through an OpenID provider: which person of the firm that is."""

    id: int
    person_id: int
    person = models.ForeignKey("companies.ContactPerson", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=64, unique=True)
    since = models.DateField(default=clock.today)

    class Meta:
        app_label = "companies"

    class Privacy:
        personal = {"person": "who logs in", "subject": "SHA-256 of the name that the provider gives this person"}
        kept = {"id": "number of the record", "since": "day of the first login"}
        retention = "as long as the person is a contact of the firm"
        ground = "public task: let a firm in to its own data without a password"
        erase = "delete"

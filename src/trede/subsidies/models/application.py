"""An application: what the firm writes, sends, adds, and the terms that stand still meanwhile."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from trede.companies.models import ContactPerson, Firm
from trede.subsidies.models.money import CeilingVersion, Period

TERM = "ten years after the last day of the file, then as the provincial selection list says"
GROUND = "legal duty: decide on applications and account for them (Awb titles 4.1 and 4.2)"


class Application(models.Model):
    """One application for one scheme. `draft` holds the answers until they are sent; then a Submission freezes them.

    `terms_from` is the moment from which the parameters hold that this application keeps; `started` counts the state.
    """

    PARTIES: ClassVar[tuple[str, ...]] = ("firm", "intermediary")

    id: int
    number = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001  # none until it is sent, and unique then
    scheme = models.CharField(max_length=60)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(ContactPerson, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.CharField(max_length=12, default="firm", choices=[(party, party) for party in PARTIES])
    intermediary = models.CharField(max_length=160, blank=True)
    mandate = models.ForeignKey("subsidies.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signed_by = models.CharField(max_length=100, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="nl")
    iban = models.CharField(max_length=34, blank=True)
    iban_holder = models.CharField(max_length=100, blank=True)
    iban_since = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    draft_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=24, default="concept")
    state_since = models.DateTimeField()
    payment_state = models.CharField(max_length=24, default="none")
    objection_state = models.CharField(max_length=24, default="none")
    penalty_state = models.CharField(max_length=24, default="none")
    period = models.ForeignKey(Period, null=True, on_delete=models.PROTECT, related_name="applications")
    ceiling = models.ForeignKey(CeilingVersion, null=True, on_delete=models.PROTECT, related_name="+")
    terms_from = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_day = models.DateField(null=True, blank=True)
    complete_day = models.DateField(null=True, blank=True)
    checked_day = models.DateField(null=True, blank=True)
    lot_place = models.PositiveIntegerField(null=True, blank=True)
    requested_cents = models.BigIntegerField(default=0)
    offered_cents = models.BigIntegerField(null=True, blank=True)
    offer_until = models.DateField(null=True, blank=True)
    decide_by = models.DateField(null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    intake_adviser = models.CharField(max_length=20, blank=True)
    external_advice_on = models.DateField(null=True, blank=True)
    postponed_until = models.DateField(null=True, blank=True)
    outage = models.ForeignKey("subsidies.Outage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    passed_to = models.CharField(max_length=60, blank=True)
    share_layers = models.JSONField(default=list, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    destroyed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["concept", "vervallen"])
                | models.Q(number__isnull=False, received_at__isnull=False, received_day__isnull=False),
                name="subsidies_application_received",
            ),
            models.CheckConstraint(
                condition=models.Q(complete_day=None) | models.Q(complete_day__gte=models.F("received_day")),
                name="subsidies_application_complete_after_received",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "decide_by"], name="subsidies_application_due"),
            models.Index(fields=["scheme", "received_day"], name="subsidies_application_day"),
        ]

    class Privacy:
        personal = {
            "firm": "who applies",
            "applicant": "who wrote it",
            "intermediary": "who wrote it on behalf of the firm",
            "mandate": "the paper that allows it",
            "signed_by": "who signed for the firm",
            "iban": "account the money goes to",
            "iban_holder": "name on the account",
            "draft": "answers that were not sent yet",
            "officer": "who handles it",
            "intake_adviser": "number of the account that did the intake: may not decide",
        }
        kept = {
            "id": "number of the record",
            "number": "number on letters",
            "scheme": "scheme key of the pack",
            "sent_by": "firm or intermediary",
            "signed_at": "moment of signing",
            "by_mail": "whether the firm wants messages by e-mail (Awb 2:8)",
            "language": "language of letters",
            "iban_since": "moment the account was given: a change is held for some days",
            "draft_saved_at": "moment of the last save",
            "draft_until": "day on which an unsent draft goes",
            "state": "how far it is",
            "state_since": "since when",
            "payment_state": "how far paying is",
            "objection_state": "how far an objection is",
            "penalty_state": "how far a penalty for lateness is",
            "period": "budget period",
            "ceiling": "ceiling that held at receipt",
            "terms_from": "moment from which its parameters hold",
            "received_at": "moment of receipt",
            "received_day": "legal day of receipt in Amsterdam",
            "complete_day": "day the last required item came in",
            "checked_day": "day it was checked",
            "lot_place": "place in the draw of its day",
            "requested_cents": "amount asked",
            "offered_cents": "part of the amount that was offered",
            "offer_until": "last day to accept the part",
            "decide_by": "legal day of decision as computed last, for sorting only",
            "external_advice_on": "day outside advice was announced",
            "postponed_until": "day named in a notice of postponement",
            "outage": "the outage that excuses a late receipt",
            "passed_to": "door it was passed on to",
            "share_layers": "keys of data layers the firm agreed to",
            "ended_on": "last day",
            "destroyed_on": "day its content was destroyed, after the term of keeping",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "blank"


class Submission(models.Model):
    """What was sent, frozen: the first time, and each addition after it. `digest` is SHA-256 of the content."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    place = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "place"], name="subsidies_submission_once")]

    class Privacy:
        personal = {"application": "whose it is", "content": "all answers as sent"}
        kept = {
            "id": "number of the record",
            "place": "first, second, …",
            "digest": "proof that nothing changed",
            "key": "keeps a form sent twice from counting twice",
            "sent_at": "moment of sending",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class CostLine(models.Model):
    """One line of the budget. `research_cents` is the part for research, which the scheme does not pay."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="costs")
    pillar = models.CharField(max_length=4)
    what = models.CharField(max_length=160)
    supplier = models.CharField(max_length=160, blank=True)
    supplier_kvk = models.CharField(max_length=8, blank=True)
    quote = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey("subsidies.Upload", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cents = models.BigIntegerField()
    research_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cents__gte=0, research_cents__gte=0, research_cents__lte=models.F("cents")),
                name="subsidies_cost_amounts",
            )
        ]

    class Privacy:
        personal = {
            "application": "whose it is",
            "what": "what will be bought, in words of the firm",
            "supplier": "from whom",
            "supplier_kvk": "number of the supplier",
            "quote": "number of the quote",
            "file": "the quote itself",
        }
        kept = {
            "id": "number of the record",
            "pillar": "pillar of the scheme",
            "cents": "costs",
            "research_cents": "of which research",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Upload(models.Model):
    """A file that somebody sent in. It stands outside the web root under a random name."""

    SCANS: ClassVar[tuple[str, ...]] = ("waiting", "clean", "refused", "not-scanned")

    id: int
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="uploads")
    document = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    scan = models.CharField(max_length=12, default="waiting", choices=[(scan, scan) for scan in SCANS])
    uploaded_at = models.DateTimeField()
    by_staff = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="subsidies_upload_digest")]

    class Privacy:
        personal = {"application": "whose it is", "name": "name of the file, as the sender gave it"}
        kept = {
            "id": "number of the record",
            "document": "which document of the checklist",
            "media_type": "kind of file",
            "size": "bytes",
            "digest": "SHA-256, finds the same file in two files",
            "stored_as": "random name on disk",
            "scan": "whether it was scanned for malware",
            "uploaded_at": "moment",
            "by_staff": "whether the desk added it",
            "removed_at": "moment it was taken away",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Gap(models.Model):
    """One thing that is missing, asked for with a day, and the day it came in (Awb 4:5)."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="gaps")
    code = models.CharField(max_length=60)
    note = models.TextField(blank=True)
    asked_on = models.DateField()
    until = models.DateField()
    came_on = models.DateField(null=True, blank=True)

    class Privacy:
        personal = {"application": "whose it is", "note": "what is missing, in words of the desk"}
        kept = {
            "id": "number of the record",
            "code": "item of the checklist",
            "asked_on": "day it was asked",
            "until": "last day to send it",
            "came_on": "day it came in",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"


class Suspension(models.Model):
    """A stretch in which a term stands still, both days included; open while `until` is empty (Awb 4:15)."""

    id: int
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="suspensions")
    term = models.CharField(max_length=30)
    ground_key = models.CharField(max_length=40)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("first")),
                name="subsidies_suspension_in_order",
            )
        ]

    class Privacy:
        personal = {"application": "whose it is"}
        kept = {
            "id": "number of the record",
            "term": "which term stands still",
            "ground_key": "ground of the law",
            "first": "first day",
            "until": "last day",
        }
        retention = TERM
        ground = GROUND
        erase = "keep"
        expired = "delete"

"""Money of a scheme in one period: ceiling, ledger, lot. The floor under overspending is in the database."""

from django.db import models

LAW = "legal duty: account for public money (Awb 4:22-4:28, provincial archive)"
SEVEN_YEARS = "ten years after the period: de-minimis rules and the provincial archive"


class Period(models.Model):
    """One budget period of one scheme. `committed_cents` may never pass `guard_cents`: the database refuses it.

    `ceiling_cents` is the ceiling as published last; `guard_cents` the highest that was ever published, because a
    lowering does not touch earlier receipts (Awb 4:27). What was granted above the ceiling on objection (4:25.3) is in
    neither.
    """

    id: int
    scheme = models.CharField(max_length=60)
    key = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    ceiling_cents = models.BigIntegerField(default=0)
    guard_cents = models.BigIntegerField(default=0)
    committed_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "key"], name="subsidies_period_once"),
            models.CheckConstraint(
                condition=models.Q(committed_cents__gte=0, committed_cents__lte=models.F("guard_cents")),
                name="subsidies_period_never_overspent",
            ),
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="subsidies_period_in_order"),
        ]

    class Privacy:
        personal: dict[str, str] = {}
        kept = {
            "id": "number of the record",
            "scheme": "scheme key of the pack",
            "key": "name of the period",
            "first": "first day",
            "last": "last day",
            "ceiling_cents": "ceiling as published last",
            "guard_cents": "most that may be committed",
            "committed_cents": "reserved, granted and established together",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"


class CeilingVersion(models.Model):
    """A published ceiling. An application is bound to the version that held when it was received."""

    id: int
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="ceilings")
    cents = models.BigIntegerField()
    published_at = models.DateTimeField()
    effective_from = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cents__gte=0), name="subsidies_ceiling_not_negative"),
            models.CheckConstraint(
                condition=models.Q(effective_from__gte=models.F("published_at")),
                name="subsidies_ceiling_published_before",
            ),
            models.UniqueConstraint(fields=["period", "effective_from"], name="subsidies_ceiling_once_a_moment"),
        ]

    class Privacy:
        personal: dict[str, str] = {}
        kept = {
            "id": "number of the record",
            "period": "which period",
            "cents": "amount",
            "published_at": "moment of publication",
            "effective_from": "moment from which receipts count on it",
            "reason": "why it was set",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"


class LedgerEntry(models.Model):
    """One movement between two accounts. Append-only: a trigger refuses every change. Corrections are new entries."""

    id: int
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="entries")
    application = models.ForeignKey(
        "subsidies.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(max_length=20)
    from_account = models.CharField(max_length=20)
    to_account = models.CharField(max_length=20)
    cents = models.BigIntegerField()
    at = models.DateTimeField()
    decision = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=60, blank=True)
    received = models.DateTimeField(null=True, blank=True)
    first_decision = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="subsidies_entry_positive"),
            models.CheckConstraint(
                condition=~models.Q(from_account=models.F("to_account")), name="subsidies_entry_moves"
            ),
        ]
        indexes = [models.Index(fields=["period", "at"], name="subsidies_entry_at")]

    class Privacy:
        personal = {"application": "of which application"}
        kept = {
            "id": "number of the record",
            "period": "which period",
            "kind": "kind of movement",
            "from_account": "where it came from",
            "to_account": "where it went",
            "cents": "amount",
            "at": "moment",
            "decision": "decision it rests on",
            "basis": "article it rests on",
            "received": "moment of receipt that binds it to a ceiling",
            "first_decision": "moment of the decision an objection was against",
            "key": "keeps a request sent twice from counting twice",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"
        expired = "keep"


class Lot(models.Model):
    """The draw of the day on which the ceiling was reached: committed before, opened after (subsidy rules 5.3)."""

    id: int
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="lots")
    day = models.DateField()
    numbers = models.JSONField(default=list)
    commitment = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    word = models.CharField(max_length=80, blank=True)
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.CharField(max_length=20, blank=True)
    witnessed_by = models.CharField(max_length=20, blank=True)
    order = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "day"], name="subsidies_lot_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(drawn_by="") | ~models.Q(drawn_by=models.F("witnessed_by")),
                name="subsidies_lot_two_people",
            ),
        ]

    class Privacy:
        personal: dict[str, str] = {}
        kept = {
            "id": "number of the record",
            "period": "which period",
            "day": "day the ceiling was reached",
            "numbers": "numbers of the applications in the draw",
            "commitment": "digest that was published before the draw",
            "nonce": "secret that was published after it",
            "word": "word that the second official added at the draw",
            "committed_at": "moment of the promise",
            "drawn_at": "moment of the draw",
            "drawn_by": "number of the account that drew",
            "witnessed_by": "number of the account that watched",
            "order": "numbers in the order drawn",
        }
        retention = SEVEN_YEARS
        ground = LAW
        erase = "keep"

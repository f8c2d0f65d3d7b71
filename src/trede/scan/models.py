"""One completed scan."""

from typing import ClassVar

from django.db import models

from trede.scan.benchmark.models import BenchmarkSnapshot
from trede.scan.checks.models import CheckDetail, CheckTask
from trede.scan.skills.models import SkillsAnswer, SkillsInvitation, SkillsRound

__all__ = [
    "BenchmarkSnapshot",
    "CheckDetail",
    "CheckTask",
    "ScanResult",
    "SkillsAnswer",
    "SkillsInvitation",
    "SkillsRound",
]


class ScanResult(models.Model):
    """The answers of one visitor and what the rule made of them. It never changes once a firm shared it.

    `code` is the key that the visitor keeps. `form_nonce` was made with the form, so that sending the same form twice
    gives one scan. `firm` is set when the visitor shared the outcome with consent ("claimed").
    """

    CHANNELS: ClassVar[tuple[str, ...]] = ("web", "api", "adviser", "import")

    id: int
    firm_id: int | None
    previous_id: int | None
    code = models.CharField(max_length=8, unique=True)
    form_nonce = models.CharField(max_length=32, unique=True, null=True)  # noqa: DJ001  # null: unique only when given
    scan_key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    answers = models.CharField(max_length=60)
    phase = models.CharField(max_length=20, null=True)  # noqa: DJ001  # null: too little was answered
    pattern = models.CharField(max_length=20, null=True)  # noqa: DJ001  # idem
    cyber = models.CharField(max_length=20, null=True)  # noqa: DJ001  # idem
    pack = models.CharField(max_length=60)
    rule = models.CharField(max_length=20)
    language = models.CharField(max_length=2, default="nl")
    channel = models.CharField(max_length=10, default="web", choices=[(channel, channel) for channel in CHANNELS])
    created_at = models.DateTimeField()
    day = models.DateField()
    firm = models.ForeignKey("companies.Firm", on_delete=models.SET_NULL, null=True, related_name="scans")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="later")
    municipality = models.CharField(max_length=10, null=True)  # noqa: DJ001  # null: not asked
    sector = models.CharField(max_length=40, null=True)  # noqa: DJ001  # idem
    size = models.CharField(max_length=20, null=True)  # noqa: DJ001  # idem

    class Meta:
        indexes = [models.Index(fields=["day"], name="scan_result_day")]

    class Privacy:
        personal = {
            "code": "key with which the visitor finds the outcome; never in logs or events",
            "form_nonce": "random number of the form that was filled in",
            "answers": "what the visitor says about the firm",
            "firm": "the firm that shared this outcome; null while it is anonymous",
            "previous": "the earlier scan of the same visitor, by its code",
            "municipality": "given by the visitor to compare; with sector and size it may point at one firm",
            "sector": "given by the visitor to compare",
            "size": "given by the visitor to compare",
        }
        kept = {
            "id": "number that the journal uses",
            "scan_key": "which questionnaire",
            "version": "which version of the questions",
            "phase": "rung the rule named",
            "pattern": "shape of the answers",
            "cyber": "safety against the rung",
            "pack": "which rules and texts were in force",
            "rule": "which rule read the answers",
            "language": "language of the visitor",
            "channel": "web, api, adviser or import",
            "created_at": "moment it was stored",
            "day": "day it was filled in",
        }
        retention = "scan_retention_months of the pack when nobody shared it, else as long as the firm's file"
        ground = "public task: show a firm its next step; the visitor may erase it with the code"
        erase = "delete"
        subject = "scan"

    @property
    def claimed(self) -> bool:
        """Say whether a firm shared this outcome; then it stays as it is."""
        return self.firm_id is not None

"""The link with which a partner without an account answers."""

from django.db import models


class AnswerLink(models.Model):
    """A link to one step on one referral, for the state it was made in. Only the SHA-256 of its token is kept."""

    id: int
    referral = models.ForeignKey("chain.Referral", on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(withdrawn_at=None), name="chain_link_used_or_withdrawn"
            )
        ]

    class Privacy:
        personal = {"referral": "whose referral it opens"}
        kept = {
            "id": "number of the record",
            "token": "SHA-256 of a random token",
            "state": "state of the referral in which it works",
            "made_at": "when it was made",
            "expires_at": "until when it works",
            "used_at": "when it was answered with",
            "withdrawn_at": "when a newer link took its place",
        }
        retention = "30 days after it expired"
        ground = "consent: the firm agreed to this partner and this purpose"
        erase = "delete"

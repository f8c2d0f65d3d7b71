"""Who wants a mail when a scheme opens."""

from django.db import models
from django.db.models.functions import Lower


class OpeningNotice(models.Model):
    """An address that asked for one mail when a scheme opens. It counts once it was confirmed by a link in a mail."""

    id: int
    scheme = models.CharField(max_length=60)
    email = models.EmailField()
    language = models.CharField(max_length=2, default="nl")
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("scheme", Lower("email"), name="subsidies_openingnotice_once")]

    class Privacy:
        personal = {"email": "where the one mail goes"}
        kept = {
            "id": "number of the record",
            "scheme": "scheme key of the pack",
            "language": "language of the mail",
            "asked_at": "moment it was asked: after three days without a yes, or a year, it goes",
            "mailed_at": "moment of the last mail: nobody fills the post box of another with this form",
            "confirmed_at": "moment the link in the mail was used",
        }
        retention = "until the mail about the opening; three days without confirmation, one year at most"
        ground = "consent: somebody asked for this mail and confirmed it"
        erase = "delete"

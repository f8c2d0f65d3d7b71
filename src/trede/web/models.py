"""State of the web layer itself."""

from django.db import models


class Bucket(models.Model):
    """A token bucket: how many tries are left for one purpose and address."""

    key = models.CharField(max_length=32, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    class Privacy:
        personal = {"key": "keyed hash of purpose and network address"}
        kept = {"tokens": "tries left", "filled_at": "moment of the last try"}
        retention = "1 day"
        ground = "legitimate interest: keep guessers out"

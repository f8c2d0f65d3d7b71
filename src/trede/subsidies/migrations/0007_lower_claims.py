"""A claim can become lower on objection, or be waived: what stands beside it, and the bound over all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0006_opening_notice")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="lowered_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="claim",
            name="waived_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cents__gte",
                        models.F("received_cents") + models.F("lowered_cents") + models.F("waived_cents"),
                    ),
                    ("lowered_cents__gte", 0),
                    ("waived_cents__gte", 0),
                ),
                name="subsidies_claim_within",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chain", "0009_plan_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="trajectory",
            name="new_use",
            field=models.BooleanField(null=True),
        ),
    ]

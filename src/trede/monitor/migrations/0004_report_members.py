from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitor', '0003_report_overview'),
    ]

    operations = [
        migrations.AddField(
            model_name='monitorreport',
            name='members',
            field=models.JSONField(default=dict),
        ),
    ]

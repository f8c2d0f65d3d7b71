"""Triggers that refuse to change or delete an entry of the ledger."""

from django.db import migrations

from trede.subsidies import triggers


def put(apps, schema_editor):
    for statement in _statements(schema_editor, triggers.SQLITE, triggers.POSTGRESQL):
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in _statements(schema_editor, triggers.SQLITE_BACK, triggers.POSTGRESQL_BACK):
        schema_editor.execute(statement)


def _statements(schema_editor, sqlite, postgresql):
    return {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_initial")]

    operations = [migrations.RunPython(put, take_away)]

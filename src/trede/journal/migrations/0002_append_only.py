"""Triggers that refuse to change or delete what happened."""

from django.db import migrations

from trede.journal import triggers


def put(apps, schema_editor):
    for statement in _statements(schema_editor, triggers.SQLITE, triggers.POSTGRESQL):
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in _statements(schema_editor, triggers.SQLITE_BACK, triggers.POSTGRESQL_BACK):
        schema_editor.execute(statement)


def _statements(schema_editor, sqlite, postgresql):
    return {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(put, take_away)]

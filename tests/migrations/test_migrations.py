"""Migrations: none missing, all of them forwards over a database with data in it, and back."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models

from tests.migrations.conftest import Migrator, add_row

OWN = {"journal", "privacy", "web", "accounts", "partners", "companies", "scan", "chain", "subsidies", "monitor"}


@pytest.mark.django_db
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


def test_every_migration_goes_over_data_and_loses_none(migrator: Migrator) -> None:
    """From zero, one migration at a time, with a row in every table of ours as soon as the table is there."""
    migrator.zero()
    assert "journal_event" not in connection.introspection.table_names()
    rows: dict[str, int] = {}
    for step in migrator.steps():
        apps = migrator.to((step.app_label, step.name))
        for model in _own_models(apps):
            label = model._meta.label
            count = model._default_manager.count()
            assert count >= rows.get(label, 0), f"{step.app_label}.{step.name} lost rows of {label}"
            if not count:
                add_row(apps, model)
                count = 1
            rows[label] = count
    assert rows


def test_everything_can_be_taken_back_and_put_again(migrator: Migrator) -> None:
    tables = set(connection.introspection.table_names())
    migrator.zero()
    assert set(connection.introspection.table_names()) <= {"django_migrations"}
    migrator.latest()
    assert set(connection.introspection.table_names()) == tables


def _own_models(apps: Any) -> list[type[models.Model]]:
    """Return our models as they were at this point of history, those that others point at first."""
    own = [model for model in apps.get_models() if model._meta.app_label in OWN and model._meta.managed]
    return sorted(own, key=lambda model: sum(field.is_relation for field in model._meta.concrete_fields))

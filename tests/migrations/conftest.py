"""A database that tests may take back and bring forward, one migration at a time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import StateApps

from trede.journal.guard import unguarded

Target = tuple[str, str | None]


class Migrator:
    """Takes the test database to any point in the history of its migrations."""

    def to(self, *targets: Target) -> StateApps:
        """Migrate forwards or backwards to these targets and return all models as they were then.

        `("chain", "0002_x")` is a state; `("chain", None)` is before the first migration of that room.
        """
        executor = MigrationExecutor(connection)
        with unguarded("a test of migrations"):
            executor.migrate(list(targets))
        loader = MigrationExecutor(connection).loader
        return loader.project_state(list(loader.applied_migrations)).apps

    def zero(self) -> None:
        """Take everything back, in every app."""
        apps = {name for name, _ in MigrationExecutor(connection).loader.applied_migrations}
        self.to(*((name, None) for name in sorted(apps)))

    def latest(self) -> StateApps:
        """Migrate everything forwards."""
        leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
        return self.to(*leaves)

    def steps(self) -> list[Migration]:
        """Return the migrations between where the database is and the latest state, in the order of the plan."""
        executor = MigrationExecutor(connection)
        return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


@pytest.fixture
def migrator(transactional_db: None) -> Iterator[Migrator]:
    """Return the migrator, and leave the database in its latest state."""
    driver = Migrator()
    yield driver
    driver.latest()


def add_row(apps: StateApps, model: Any, values: dict[str, Any] | None = None) -> Any:
    """Save one row with something in every field; `values` for fields where anything will not do, or what makes one.

    A row that a foreign key needs is taken from what is there, and made when there is none.
    """
    known = {field.name for field in model._meta.concrete_fields}  # of the model as it was then
    wanted = {name: value for name, value in VALUES.get(model._meta.label, {}).items() if name in known}
    wanted |= values or {}
    given = {name: value(apps) if callable(value) else value for name, value in wanted.items()}
    for field in model._meta.concrete_fields:
        if field.name in given or field.primary_key:
            continue
        if isinstance(field, models.ForeignKey):
            target = apps.get_model(field.related_model._meta.label)
            found = target._default_manager.first()
            given[field.name] = found if found or field.null else add_row(apps, target)
        else:
            given[field.name] = _something(field)
    row = model(**given)
    if not model._meta.pk.auto_created and not model._meta.pk.has_default():
        row.pk = _something(model._meta.pk)
    with unguarded("a test of migrations"):
        row.save(force_insert=True)
    return row


def _something(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    for kind, value in SOMETHING.items():
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value known for a {type(field).__name__}")


SOMETHING: dict[type, Any] = {
    models.BooleanField: True,
    models.DateTimeField: datetime(2026, 7, 1, 9, tzinfo=UTC),
    models.DateField: date(2026, 7, 1),
    models.JSONField: {},
    models.EmailField: "iemand@example.org",
    models.CharField: "x",
    models.TextField: "x",
    models.FloatField: 1.0,
    models.DecimalField: 1,
    models.IntegerField: 1,
}


def another_firm(apps: Any) -> Any:
    """Return a second firm, for a row that is about two."""
    model = apps.get_model("companies.Firm")
    return model.objects.filter(kvk="87654321").first() or add_row(apps, model, {"kvk": "87654321"})


def another_person(apps: Any) -> Any:
    """Return a second account, for a row in which one does the work of the other."""
    model, email = apps.get_model("accounts.User"), "another@ibdo.example"
    return model.objects.filter(email=email).first() or add_row(apps, model, {"email": email})


VALUES: dict[str, dict[str, Any]] = {
    "accounts.Absence": {"deputy": another_person},
    "chain.Agreement": {"second": "y"},
    "chain.AgreementLink": {"withdrawn_at": None, "deed": None},
    "chain.AnswerLink": {"withdrawn_at": None},
    "chain.Case": {"closed_on": None},
    "chain.PlanAction": {"agreed_on": None},
    "chain.Signal": {"joins": None},
    "chain.Transfer": {"referral": None},
    "companies.FirmMerge": {"gone": another_firm},
    "companies.FirmPair": {"second": another_firm},
    "subsidies.DestructionList": {"decided_by": None, "decided_at": None},
    "subsidies.LedgerEntry": {"from_account": "AVAILABLE", "to_account": "RESERVED"},
    "subsidies.Lot": {"drawn_by": "", "witnessed_by": ""},
    "subsidies.Sample": {"drawn_by": "", "witnessed_by": ""},
    "subsidies.Decision": {"decided_by": None},
    "subsidies.Payment": {"released_by": None},
}
"""Model label to the fields for which a test row needs a real value, because a constraint or migration looks at it."""

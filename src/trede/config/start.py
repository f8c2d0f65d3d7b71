"""Get Django going for a command that is not the site itself."""

import os

from trede.core.errors import Unavailable


def start_django(*, database: bool = True) -> None:
    """Set Django up. With `database`: raise Unavailable unless its tables are there and up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    if not database:
        return
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unavailable(
            "no-database",
            "De database is er nog niet, of hoort bij een oudere versie. Start eerst: trede serve.",
            "The database is not there yet, or belongs to an older version. Run first: trede serve.",
        )

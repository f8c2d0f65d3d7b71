"""Give every firm the key by which the same name is found twice. By itself, as 0003 changes the table."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from trede.companies.naming import name_key
from trede.journal.guard import unguarded

BATCH = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Read every name once and write its key."""
    firms = apps.get_model("companies", "Firm").objects
    waiting = []
    with unguarded("a derived column is filled for the first time"):
        for firm in firms.only("pk", "name").order_by("pk").iterator(chunk_size=BATCH):
            firm.name_key = name_key(firm.name)
            waiting.append(firm)
            if len(waiting) == BATCH:
                firms.bulk_update(waiting, ["name_key"])
                waiting = []
        firms.bulk_update(waiting, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("companies", "0003_register_and_merges")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

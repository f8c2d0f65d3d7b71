"""Give every open file that began without a request the code with which its firm sees where its question is."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from trede.core.codes import new_code
from trede.journal.guard import unguarded


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Draw a code per file."""
    cases = apps.get_model("chain", "Case").objects
    with unguarded("a code is given for the first time"):
        for number in cases.filter(request=None, state="open").values_list("pk", flat=True):
            cases.filter(pk=number).update(reference=new_code())


class Migration(migrations.Migration):
    dependencies = [("chain", "0002_closed_loop")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

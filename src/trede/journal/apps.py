from django.apps import AppConfig
from django.db.backends.signals import connection_created


class JournalConfig(AppConfig):
    """Sets the guard on every database connection: no write to a room's table outside an action."""

    name = "trede.journal"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from trede.journal.guard import watch

        connection_created.connect(watch, dispatch_uid="trede-journal-guard")

from django.apps import AppConfig


class MonitorConfig(AppConfig):
    """The room that reads the journal and publishes figures."""

    name = "trede.monitor"
    label = "monitor"
    verbose_name = "Monitor"

    def ready(self) -> None:
        from trede.monitor import events  # noqa: F401  # registers the event types

from django.apps import AppConfig


class ScanConfig(AppConfig):
    """Django's entry for this room; makes its events known."""

    name = "trede.scan"
    label = "scan"
    verbose_name = "Scan"

    def ready(self) -> None:
        from trede.scan import events  # noqa: F401  # registers the event types

from django.apps import AppConfig


class ChainConfig(AppConfig):
    """Django's entry for this room; makes its events known."""

    name = "trede.chain"
    label = "chain"
    verbose_name = "Keten"

    def ready(self) -> None:
        from trede.chain import events  # noqa: F401  # registers the event types

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Django's entry for this room; makes its events known."""

    name = "trede.privacy"
    label = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from trede.privacy import events, looks  # noqa: F401  # register the event types

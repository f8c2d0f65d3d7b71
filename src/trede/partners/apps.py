"""The app of this room."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners and their services as they are today: the pack, and what partners changed since."""

    name = "trede.partners"
    label = "partners"

    def ready(self) -> None:
        """Make the events of this room known."""
        from trede.partners import events  # noqa: F401  # it registers itself

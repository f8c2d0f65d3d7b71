from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Django's entry for this room."""

    name = "trede.regions"
    label = "regions"
    verbose_name = "Region packs"

    def ready(self) -> None:
        """Register the system checks of the pack."""
        from trede.regions import checks  # noqa: F401  importing registers them

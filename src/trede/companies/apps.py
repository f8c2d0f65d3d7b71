from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Django's entry for this room; makes its events known."""

    name = "trede.companies"
    label = "companies"
    verbose_name = "Bedrijven"

    def ready(self) -> None:
        from trede.companies import events  # noqa: F401  # registers the event types

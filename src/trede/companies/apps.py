from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Django's entry for this room; makes its events and its subjects known."""

    name = "trede.companies"
    label = "companies"
    verbose_name = "Bedrijven"

    def ready(self) -> None:
        from trede.companies import events, privacy  # noqa: F401  # each registers itself
        from trede.companies.imports import jobs as import_jobs  # noqa: F401  # registers itself
        from trede.companies.own import events as own_events  # noqa: F401
        from trede.companies.own import jobs as own_jobs  # noqa: F401

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's entry for this room; makes its job known."""

    name = "trede.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        from trede.web import jobs  # noqa: F401  # registers itself

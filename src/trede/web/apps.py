from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's entry for this room; makes its events and jobs known."""

    name = "trede.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        from trede.web import events, jobs  # noqa: F401  # each registers itself

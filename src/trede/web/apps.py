from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's entry for this room."""

    name = "trede.web"
    label = "web"
    verbose_name = "Web"

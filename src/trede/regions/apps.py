from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Django's entry for this room."""

    name = "trede.regions"
    label = "regions"
    verbose_name = "Region packs"

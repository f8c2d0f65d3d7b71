"""The app of this room."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    """Everything that may be published: the API, datasets, the catalogue and the algorithm register."""

    name = "trede.opendata"
    label = "opendata"

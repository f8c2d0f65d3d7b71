"""The app of this room."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partners and their services as they are today: the pack, and what partners changed since."""

    name = "trede.partners"
    label = "partners"

"""The app of this room."""

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """The subsidy desk: schemes, applications, the ledger, decisions and payments."""

    name = "trede.subsidies"
    label = "subsidies"

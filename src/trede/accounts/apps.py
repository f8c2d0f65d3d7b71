from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django's entry for this room; makes its events known."""

    name = "trede.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from trede.accounts import events  # noqa: F401  # registers the event types

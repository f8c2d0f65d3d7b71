from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Django's entry for this room; makes its events, its jobs and its subjects known."""

    name = "trede.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from trede.accounts import events, jobs, privacy  # noqa: F401  # each registers itself
        from trede.accounts.openid import checks  # noqa: F401  # likewise

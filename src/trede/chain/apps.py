from django.apps import AppConfig


class ChainConfig(AppConfig):
    """Django's entry for this room; makes its events and its jobs known."""

    name = "trede.chain"
    label = "chain"
    verbose_name = "Keten"

    def ready(self) -> None:
        from trede.chain import actions_own, events, events_work, jobs, load, own_block  # noqa: F401  # each registers itself
        from trede.chain.agreements import events as of_agreements  # noqa: F401  # it registers itself
        from trede.chain.municipal import events as of_signals  # noqa: F401  # it registers itself
        from trede.chain.municipal import jobs as on_signals  # noqa: F401  # it registers itself

"""The app of this room."""

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """The subsidy desk: schemes, applications, the ledger, decisions and payments."""

    name = "trede.subsidies"
    label = "subsidies"

    def ready(self) -> None:
        """Make the events and jobs of this room known."""
        from trede.subsidies import events, jobs, opening, own_block, posting  # noqa: F401  # each registers itself
        from trede.subsidies.after import changes, obligations, register, settle
        from trede.subsidies.after import events as after_events  # noqa: F401  # registers itself
        from trede.subsidies.applying import emptying, leaving
        from trede.subsidies.applying import events as applying_events  # noqa: F401  # registers itself
        from trede.subsidies.desk import events as desk_events  # noqa: F401  # registers itself
        from trede.subsidies.desk import objecting, postponing
        from trede.subsidies.desk import warnings as desk_warnings  # noqa: F401  # registers itself
        from trede.subsidies.integrity import signals
        from trede.subsidies.keeping import actions as keeping
        from trede.subsidies.keeping import events as keeping_events  # noqa: F401  # registers itself
        from trede.subsidies.payments import actions as payments

        opening.start()
        emptying.start()
        leaving.start()
        signals.start()
        payments.start()
        changes.start()
        obligations.start()
        settle.start()
        register.start()
        objecting.start()
        postponing.start()
        posting.start()
        keeping.start()

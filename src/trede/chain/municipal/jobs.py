"""The job of signals: erase what people wrote two years after a signal was closed."""

from datetime import timedelta

from trede.chain.municipal.actions import erase_signal_words
from trede.chain.municipal.queries import old_signals
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job

WORDS_ARE_KEPT = timedelta(days=2 * 365)


def forget_signals() -> int:
    """Erase the words of old signals and return of how many."""
    numbers = old_signals(clock.today() - WORDS_ARE_KEPT)
    return erase_signal_words(by=Actor.system("retention"), numbers=numbers) if numbers else 0


register_job("old-signals", forget_signals)

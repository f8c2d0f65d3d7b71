"""What an account still holds in the chain: files, referrals to answer and signals, for who closes the account."""

from trede.accounts.load import register_load
from trede.chain.actions_work import release_of
from trede.chain.models import Case, Referral, Signal
from trede.chain.queries_work import OPEN_STATES
from trede.journal.actions import Actor


def files(account: int) -> int:
    """Return how many open files are in somebody's name. One query."""
    return Case.objects.filter(adviser=account, state="open").count()


def answers(account: int) -> int:
    """Return how many open referrals somebody handles, also those of which consent was taken back. One query."""
    return Referral.objects.filter(handler=account, state__in=OPEN_STATES).count()


def _release(by: Actor, account: int) -> None:
    release_of(by=by, account=account)


def signals(account: int) -> int:
    """Return how many open signals of municipalities somebody handles. One query."""
    return Signal.objects.filter(handler=account, state__in=Signal.OPEN).count()


register_load("cases", files, names=("open dossiers", "open files"), release=_release)
register_load("referrals", answers, names=("verwijzingen en trajecten", "referrals and trajectories"))
register_load("signals", signals, names=("signalen van gemeenten", "signals of municipalities"))

"""A round that nobody closes is closed after its term: answers of people never lie about."""

from datetime import timedelta

from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job
from trede.scan.skills.actions import close_round
from trede.scan.skills.models import SkillsRound
from trede.scan.skills.rules import LONGEST_OPEN_DAYS


def close_forgotten_rounds() -> int:
    """Close rounds that have been open for longer than `LONGEST_OPEN_DAYS`; return how many."""
    last = clock.today() - timedelta(days=LONGEST_OPEN_DAYS)
    forgotten = list(SkillsRound.objects.filter(closed_on=None, opened_on__lt=last))
    for opened in forgotten:
        close_round(by=Actor.system("retention"), opened=opened)
    return len(forgotten)


register_job("forgotten-skills-rounds", close_forgotten_rounds)

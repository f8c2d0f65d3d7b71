"""Tidying up around accounts."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.utils import timezone

from trede.accounts.actions import delete_old_links
from trede.accounts.actions_deputies import KEPT_AFTER as ABSENCES_KEPT
from trede.accounts.actions_deputies import delete_old_absences
from trede.accounts.links import KEPT_AFTER
from trede.accounts.models import Absence, OneUseLink, Session
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job


def forget_old_links() -> int:
    """Delete links that expired long ago; nothing happens when there are none."""
    if not OneUseLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).exists():
        return 0
    return delete_old_links(by=Actor.system("retention"))


def forget_old_absences() -> int:
    """Delete absences that ended long ago; nothing happens when there are none."""
    if not Absence.objects.filter(last_day__lt=clock.today() - ABSENCES_KEPT).exists():
        return 0
    return delete_old_absences(by=Actor.system("retention"))


def forget_sessions() -> int:
    """Delete sessions that ended. Return how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def forget_failed_logins() -> int:
    """Delete failed logins of more than a day ago: they lock nobody out any more. Return how many."""
    return int(AccessAttempt.objects.filter(attempt_time__lt=clock.now() - timedelta(days=1)).delete()[0])


register_job("old-absences", forget_old_absences)
register_job("failed-logins", forget_failed_logins)
register_job("old-links", forget_old_links)
register_job("old-sessions", forget_sessions)

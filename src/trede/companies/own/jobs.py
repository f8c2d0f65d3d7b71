"""Tidying up around the own pages."""

from django.contrib.sessions.backends.db import SessionStore

from trede.companies.models import AccessRequest, OwnLink
from trede.companies.own.actions import forget_old, forget_page
from trede.companies.own.queries import unused_pages
from trede.companies.own.rules import KEPT_AFTER, QUESTION_KEPT
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job


def forget_old_links() -> int:
    """Erase sessions, links and questions whose time is over; return how many links and questions."""
    SessionStore.clear_expired()
    links = OwnLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER)
    questions = AccessRequest.objects.filter(asked_on__lt=clock.today() - QUESTION_KEPT)
    return forget_old(by=Actor.system("retention")) if links.exists() or questions.exists() else 0


def forget_unused_pages() -> int:
    """Erase pages that nobody used for two years and that never got a file; return how many."""
    found = unused_pages()
    for firm in found:
        forget_page(by=Actor.system("retention"), firm=firm)
    return len(found)


register_job("unused-own-pages", forget_unused_pages)
register_job("old-own-links", forget_old_links)

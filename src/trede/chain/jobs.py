"""The jobs of the chain: telling people what waits, and erasing what was kept long enough.

What people wrote is kept for two years after the last file of a firm was closed, and then erased. Numbers, days, states
and rungs stay: the figures of past quarters do not change.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from trede.chain.actions_retention import erase_request, erase_words
from trede.chain.agreements.links import forget_links as forget_agreement_links
from trede.chain.digest import send_digests
from trede.chain.links import forget_links
from trede.chain.models import AdviceRequest, Case
from trede.chain.reminders import escalate, remind
from trede.companies.models import Firm
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job
from trede.journal.models import Event

WORDS_ARE_KEPT = timedelta(days=2 * 365)
_AT_ONCE = 200
_BY = Actor.system("retention")


def firms_to_forget(limit: date) -> QuerySet[Firm]:
    """Return firms whose files were all closed before `limit` and whose words are still there. One query."""
    cases = Case.objects.filter(firm=OuterRef("pk"))
    recent = cases.exclude(closed_on__lt=limit)  # open ones too: they have no last day
    done = Event.objects.filter(type="firm.words-erased", firm=OuterRef("pk"), occurred_on__gte=OuterRef("last"))
    closed = Firm.objects.filter(Exists(cases)).exclude(Exists(recent))
    last = cases.order_by("-closed_on").values("closed_on")[:1]
    return closed.annotate(last=last).exclude(Exists(done)).order_by("pk")


def forget_words() -> int:
    """Erase the words of old files and of requests that never became one; return how many firms and requests."""
    limit = clock.today() - WORDS_ARE_KEPT
    requests = AdviceRequest.objects.filter(case=None, closed_on__lt=limit)[:_AT_ONCE]
    done = 0
    for request in requests:
        erase_request(by=_BY, request=request)
        done += 1
    for firm in firms_to_forget(limit)[:_AT_ONCE]:
        erase_words(by=_BY, firm=firm)
        done += 1
    return done


register_job("chain-digest", send_digests)
register_job("chain-escalate", escalate)
register_job("chain-remind", remind)
register_job("old-agreement-links", forget_agreement_links)
register_job("old-answer-links", forget_links)
register_job("old-words", forget_words)

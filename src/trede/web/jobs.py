"""Sending what waits, and tidying up after limits and mail."""

from datetime import timedelta

from trede.journal import clock
from trede.journal.jobs import register_job
from trede.web.models import Bucket
from trede.web.outbox import forget_messages, send_due


def delete_old_buckets() -> int:
    """Delete buckets that nobody took from for a day: they are full again anyway. Return how many."""
    return Bucket.objects.filter(filled_at__lt=clock.now() - timedelta(days=1)).delete()[0]


register_job("old-buckets", delete_old_buckets)
register_job("old-messages", forget_messages)
register_job("send-messages", send_due)

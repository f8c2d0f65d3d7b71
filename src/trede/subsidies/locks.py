"""Waiting for one's turn, for the length of the transaction.

Order, so that nobody waits in a circle: a named lock, then the period, then the application.
"""

from hashlib import sha256

from django.db import connection

from trede.subsidies.models import Period

GRANTS = "subsidies/grants"
"""Held while a grant is decided: what stands for one undertaking in all schemes may not change meanwhile."""


def hold(name: str) -> None:
    """Wait until nobody else holds this name, and hold it until the transaction ends.

    SQLite lets one transaction write at a time already (they begin IMMEDIATE), so there is nothing to wait for.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def hold_period(number: int) -> Period:
    """Return the period, locked until the transaction ends. Whatever changes money takes this before an application."""
    return Period.objects.select_for_update().get(pk=number)

"""How often one address may ask: reads are counted in memory per process, writes in the database for all of them."""

import threading
from time import monotonic

from django.http import HttpRequest

from trede.web.limits import take, visitor_address

READS, READS_PER_SECOND = 240, 8.0
WRITES, WRITES_PER_MINUTE = 60, 60.0
_MOST_ADDRESSES = 10_000
_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}


def may_read(request: HttpRequest) -> bool:
    """Take one read from the allowance of this address. Nothing is written down: the address is gone with the process.

    When very many addresses ask at once the oldest half is forgotten, which only gives them a full allowance again.
    """
    address, now = visitor_address(request), monotonic()
    with _lock:
        tokens, since = _buckets.get(address, (float(READS), now))
        tokens = min(float(READS), tokens + (now - since) * READS_PER_SECOND)
        allowed = tokens >= 1
        _buckets[address] = (tokens - 1 if allowed else tokens, now)
        if len(_buckets) > _MOST_ADDRESSES:
            for old in sorted(_buckets, key=lambda key: _buckets[key][1])[: _MOST_ADDRESSES // 2]:
                del _buckets[old]
    return allowed


def may_write(request: HttpRequest) -> bool:
    """Take one write from the allowance of this address. Two queries."""
    return take("api-write", request, capacity=WRITES, per_minute=WRITES_PER_MINUTE)


def forget() -> None:
    """Give everybody a full allowance of reads again."""
    with _lock:
        _buckets.clear()

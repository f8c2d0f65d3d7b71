"""Token buckets in the database: how often an address may try something."""

from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from trede.journal import clock


def visitor_address(request: HttpRequest) -> str:
    """Return the visitor's address as the nearest proxy of our own saw it; the client cannot forge it.

    With TRUSTED_PROXIES = n the n-th entry from the right of X-Forwarded-For counts, else the peer's own address.
    """
    hops = settings.TRUSTED_PROXIES
    if hops:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(forwarded) >= hops:
            return str(forwarded[-hops])
    return str(request.META.get("REMOTE_ADDR", ""))


def take(purpose: str, request: HttpRequest, *, capacity: int, per_minute: float) -> bool:
    """Take one token from the bucket of this address for `purpose`; False when it is empty. Two queries.

    The address is stored only as a keyed hash.
    """
    from trede.web.models import Bucket

    key = blake2b(
        f"{purpose}|{visitor_address(request)}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    now = clock.now()
    with transaction.atomic():
        bucket, _ = Bucket.objects.select_for_update().get_or_create(
            key=key, defaults={"tokens": float(capacity), "filled_at": now}
        )
        minutes = max((now - bucket.filled_at) / timedelta(minutes=1), 0.0)
        tokens = min(capacity, bucket.tokens + minutes * per_minute)
        allowed = tokens >= 1
        Bucket.objects.filter(key=key).update(tokens=tokens - 1 if allowed else tokens, filled_at=now)
    return allowed

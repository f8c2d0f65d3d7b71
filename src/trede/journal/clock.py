"""The only clock of the rooms. Core takes `today` and `now` as arguments; rooms ask here.

`at(moment)` sets the clock for a block: the demonstration and the tests live through eight quarters with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from trede.core.clocks import amsterdam_day

_set_to: ContextVar[datetime | None] = ContextVar("trede_clock", default=None)


def now() -> datetime:
    """Return the moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """Return the day in Europe/Amsterdam."""
    return amsterdam_day(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("at() needs a moment with a time zone")
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)

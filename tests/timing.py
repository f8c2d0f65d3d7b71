"""Judging how long something takes on a machine whose neighbours come and go.

A run can only be held up, never hurried: the least of some runs tells most about the code. Garbage is collected before
a run and not during it, because its cost grows with what other tests of the same process left behind.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST = 10
"""Runs before a bound counts as broken."""


@contextmanager
def _without_collecting() -> Iterator[None]:
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def seconds(run: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    """Return what one run costs: processor time of this thread, or what another clock says."""
    with _without_collecting():
        started = clock()
        run()
        return clock() - started


def least_seconds(
    run: Callable[[], object], *, goal: float, most: int = MOST, clock: Callable[[], float] = time.thread_time
) -> float:
    """Return the seconds of the quickest run; runs stop as soon as one of them stays under the goal."""
    least = seconds(run, clock)
    for _ in range(most - 1):
        if least < goal:
            break
        least = min(least, seconds(run, clock))
    return least


def times_the_floor(
    run: Callable[[], object], floor: Callable[[], object], *, goal: float, most: int = MOST
) -> tuple[float, str]:
    """Return the quickest run as a multiple of the quickest floor, and a sentence with both.

    The two take turns, so that a slow moment of the machine meets both; at least two turns, and no more once the goal
    is met.
    """
    runs, floors = [seconds(run)], [seconds(floor)]
    while len(runs) < 2 or (len(runs) < most and min(runs) >= goal * min(floors)):
        runs.append(seconds(run))
        floors.append(seconds(floor))
    ratio = min(runs) / min(floors)
    return ratio, f"{min(runs) * 1000:.1f} ms, {ratio:.1f} times the floor of {min(floors) * 1000:.1f} ms"

"""Work that comes back: each room registers its jobs, `trede work` runs them.

A job is safe to run at any time and twice: it looks at what is due, and does only that.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("trede.work")


@dataclass(frozen=True, slots=True)
class Job:
    """`run` does what is due and returns how many things it did."""

    name: str
    run: Callable[[], int]


_registry: dict[str, Job] = {}


def register_job(name: str, run: Callable[[], int]) -> None:
    """Add a job. ValueError when the name is taken by another."""
    known = _registry.get(name)
    if known is not None and known.run is not run:
        raise ValueError(f"job {name} is registered twice")
    _registry[name] = Job(name, run)


def jobs() -> list[Job]:
    """Return all jobs, sorted by name."""
    return [_registry[name] for name in sorted(_registry)]


def run_jobs() -> dict[str, int | None]:
    """Run every job once and return what each did; None for one that failed. A failure never stops the next job.

    The log gets numbers and the kind of error, never its text: that may hold what a person typed.
    """
    done: dict[str, int | None] = {}
    for job in jobs():
        try:
            done[job.name] = job.run()
        except Exception as error:  # whatever it was, the other jobs go on
            done[job.name] = None
            log.error("job %s failed: %s", job.name, type(error).__name__)  # noqa: TRY400  # no text of the error
        else:
            if done[job.name]:
                log.info("job %s: %d", job.name, done[job.name])
    return done

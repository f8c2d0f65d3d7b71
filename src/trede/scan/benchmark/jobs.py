"""Once a quarter: freeze the benchmark of the quarter that ended."""

from trede.core.periods import quarter_of
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.jobs import register_job
from trede.regions.registry import pack
from trede.scan.benchmark import queries
from trede.scan.benchmark.actions import freeze_benchmark


def freeze_last_quarter() -> int:
    """Freeze the last quarter that ended, unless that was done or nobody gave a context yet; return how many.

    A quarter that was missed stays missed: its scans may have changed or gone since.
    """
    region = pack()
    period = quarter_of(clock.today()).previous()
    frozen = queries.newest_period()
    if frozen is not None and frozen >= period.key:
        return 0
    if not queries.is_anything_counted(region.scans[region.info.default_scan], period):
        return 0
    freeze_benchmark(by=Actor.system("benchmark"), period=period)
    return 1


register_job("benchmark", freeze_last_quarter)

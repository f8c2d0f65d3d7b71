"""What the benchmark writes: the context that a visitor gives, and a frozen quarter."""

from django.db import transaction

from trede.companies.rules import clean_municipality, clean_sector
from trede.core import benchmark
from trede.core.benchmark import Snapshot, Trace
from trede.core.benchmark_count import count, one_firm
from trede.core.disclosure import Rules
from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.periods import Period, check_freezable
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack
from trede.scan.benchmark import queries
from trede.scan.benchmark.models import BenchmarkSnapshot
from trede.scan.models import ScanResult

CONTEXT = ("municipality", "sector", "size")


@action
def add_context(
    *,
    by: Actor,
    result: ScanResult,
    municipality: str | None = None,
    sector: str | None = None,
    size: str | None = None,
) -> ScanResult:
    """Keep what a visitor says to be compared, and return the scan; what is left out is erased.

    The outcome stays as it is, so this may also be done after it was shared. The same context changes nothing. One
    read, one update, one insert. Raises InputError for what is not in the region's lists (`elders` is).
    """
    region = pack()
    given = {
        "municipality": clean_municipality(region, municipality) or None,
        "sector": clean_sector(region, sector) or None,
        "size": _clean_size(region, size),
    }
    kept = ScanResult.objects.select_for_update().get(pk=result.pk)
    if {name: getattr(kept, name) for name in CONTEXT} == given:
        return kept
    for name, value in given.items():
        setattr(kept, name, value)
    kept.save(update_fields=CONTEXT)
    names = [name for name, value in given.items() if value]
    record("scan.context-given", by=by, subject=("scan", kept.pk), data={"given": names})
    return kept


def _clean_size(region: Pack, key: str | None) -> str | None:
    if key and key not in {size.key for size in region.info.size_classes}:
        raise InputError("size", "Kies iets uit de lijst.", "Choose something from the list.")
    return key or None


def freeze_benchmark(*, by: Actor, period: Period) -> BenchmarkSnapshot:
    """Freeze the comparison groups as they were at the end of a quarter, and return the snapshot.

    Scans of the 24 months before count, of each firm the last one. Reads every scan once: three queries before the
    transaction, so that visitors can store scans meanwhile, and one insert in it. Raises NotPermitted, InputError (not
    a quarter) and OutOfOrder: the quarter is not over, or it or a later one was frozen already. Quarters freeze in
    order, so that each is held against those before.
    """
    check_permission(by, Permission.MONITOR_PUBLISH)
    check_freezable(period, today=clock.today(), newest=queries.newest_period())
    document, trace = _counted(period)
    return _keep_frozen(by=by, period=period, document=document, trace=trace)


def _counted(period: Period) -> tuple[Snapshot, Trace]:
    region = pack()
    scan = region.scans[region.info.default_scan]
    frozen = benchmark.freeze(
        count(queries.counted(region, scan, period), one_firm(queries.links())),
        Rules.public(region.info.disclosure),
        period=period.key,
        safety_index=[question.key for question in scan.questions].index(str(scan.safety_topic)),
        before=queries.earlier(scan, period),
    )
    document = Snapshot(
        period=period.key,
        rule=benchmark.RULE,
        scan=scan.key,
        version=scan.version,
        pack=region.reference,
        counted_from=queries.first_day(period).isoformat(),
        counted_until=period.last.isoformat(),
        groups=frozen.groups,
    )
    return document, frozen.trace


@action
def _keep_frozen(*, by: Actor, period: Period, document: Snapshot, trace: Trace) -> BenchmarkSnapshot:
    check_freezable(  # somebody may have frozen it while we counted
        period, today=clock.today(), newest=queries.newest_period()
    )
    snapshot = BenchmarkSnapshot(period=period.key, made_on=clock.now(), document=document, trace=trace)
    snapshot.save(force_insert=True)
    data: dict[str, object] = {"period": period.key, "groups": len(document["groups"]), "rule": document["rule"]}
    record("benchmark.frozen", by=by, subject=("period", period.key), data=data)
    transaction.on_commit(queries.newest.forget)
    return snapshot

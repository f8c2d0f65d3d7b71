"""The document of a period from a snapshot, and the one of several regions together. Disclosure control is on top.

From one snapshot come the same figures as from the journal it was made of, as known on the day it was made. Several
snapshots are a federation: per indicator a table of regions, protected as one, so that no region can be computed from
the others and the sum.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

from trede.core.clocks import amsterdam_day
from trede.core.disclosure import Rules
from trede.core.errors import InputError
from trede.core.federation import Line, lines_of
from trede.core.indicators import Measure
from trede.core.periods import Period
from trede.monitor.engine import REGION_BITS, measures, opened
from trede.monitor.report import Beside, Document, Members, build_from
from trede.monitor.snapshot import Manifest, read_manifest
from trede.regions.registry import pack


class Together(TypedDict):
    """What may be read of several regions. `lines` holds a figure per indicator, region and column (`*` for a sum)."""

    period: str
    regions: list[str]
    fictional: bool
    known_on: str
    lines: list[Line]


def from_snapshot(
    folder: Path, period: Period, *, engine: str, known_on: date | None = None, before: Members | None = None
) -> Document:
    """Return the public document of a period, as known on a day (default: the day the snapshot was made).

    `before` are the firms behind what was published before, if known: cells that changed too little are not shown.
    Raises InputError for another region than that of this installation, and what `opened` raises.
    """
    manifest, region = read_manifest(folder), pack()
    if manifest.region != region.info.key:
        raise InputError(
            "snapshot-region",
            f"Deze map is van de regio {manifest.region}. Kies die regio eerst in de instellingen.",
            f"This snapshot is of {manifest.region}. Choose that region first, with TREDE_REGION.",
        )
    day = known_on or _made_on(manifest)
    with opened([folder], engine) as (events, keep):
        found = _agreed(measures(events, period, known_on=day, keep=keep), manifest)
    rules = Rules.public(region.info.disclosure)
    beside = Beside((before,) if before else ())
    return build_from(region, found, period, known_on=day, rules=rules, beside=beside)[0]


def together(folders: Sequence[Path], period: Period, *, engine: str, known_on: date | None = None) -> Together:
    """Return the figures of several regions side by side, and their sum.

    Known on the day of the oldest snapshot, so that no region looks behind. The rules of this installation's pack
    protect the table. Raises InputError for two snapshots of one region, and what `opened` raises.
    """
    manifests = [read_manifest(folder) for folder in folders]
    regions = [manifest.region for manifest in manifests]
    if len(set(regions)) < len(regions):
        raise InputError(
            "snapshot-twice",
            "Twee mappen zijn van dezelfde regio. Kies er één per regio.",
            "Two snapshots are of the same region. Choose one per region.",
        )
    day = known_on or min(_made_on(manifest) for manifest in manifests)
    with opened(folders, engine) as (events, keep):
        found = measures(events, period, known_on=day, keep=keep)
    rules = Rules.public(pack().info.disclosure)
    per_region = {
        manifest.region: _agreed({key: _of_region(each, place) for key, each in found.items()}, manifest)
        for place, manifest in enumerate(manifests)
    }
    return Together(
        period=period.key,
        regions=regions,
        fictional=any(manifest.fictional for manifest in manifests),
        known_on=day.isoformat(),
        lines=lines_of(per_region, rules),
    )


def _made_on(manifest: Manifest) -> date:
    return amsterdam_day(datetime.fromisoformat(manifest.recorded_until))


def _agreed(found: Mapping[str, Measure], manifest: Manifest) -> dict[str, Measure]:
    """Leave out the indicators that a region does not share: its snapshot lacks their events."""
    if not manifest.shared:
        return dict(found)
    return {key: each if key in manifest.shared else Measure(key, measured=False) for key, each in found.items()}


def _of_region(measured: Measure, place: int) -> Measure:
    """Return a measure with the firms of one snapshot only."""

    def own(firms: frozenset[int]) -> frozenset[int]:
        return frozenset(firm for firm in firms if firm >> REGION_BITS == place)

    parts = tuple((name, own(firms)) for name, firms in measured.parts)
    hit = None if measured.hit is None else own(measured.hit)
    return Measure(
        measured.indicator,
        measured=measured.measured,
        total=own(measured.total),
        hit=hit,
        parts=parts,
        hit_part=measured.hit_part,
    )

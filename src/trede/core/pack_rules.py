"""Rules a pack must keep that its types cannot say. First slice."""

from collections.abc import Iterator
from dataclasses import dataclass

from trede.core.pack import Indicators, Instruments, Ladder, PackInfo, Partners, Scan, Text
from trede.core.pack_findings import PackError


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one pack as far as they could be read. None: missing or of a wrong shape, reported elsewhere."""

    folder: str
    info: PackInfo | None
    ladder: Ladder | None
    scans: dict[str, Scan]
    instruments: Instruments | None
    partners: Partners | None
    indicators: Indicators | None
    engine_texts: dict[str, tuple[str, Text]]
    own_texts: dict[str, Text] | None


def check(parts: Parts) -> Iterator[PackError]:
    """Yield every rule that the pack breaks."""
    return iter(())

"""Which questionnaires of a pack have a page of their own, and where."""

from trede.core import autonomy, baseline, readiness
from trede.core.pack import Pack, Scan, Text

PATHS = {baseline.RULE: "/veilig", readiness.RULE: "/ai-check", autonomy.RULE: "/kiezen"}
"""Rule to the address of the region's main questionnaire with that rule; any further one stands at `/check/<key>`."""


def main_scan(region: Pack, rule: str) -> Scan | None:
    """Return the region's main questionnaire with this rule: its baseline, else the first by key. None: it has none."""
    if rule == baseline.RULE:
        return region.scans.get(region.info.baseline_scan)
    found = sorted((scan for scan in region.scans.values() if scan.rule == rule), key=lambda scan: scan.key)
    return found[0] if found else None


def path_of(region: Pack, scan: Scan) -> str:
    """Return the address of a questionnaire, without `/en`. KeyError for a rule without a page."""
    path = PATHS[scan.rule]
    return path if main_scan(region, scan.rule) is scan else f"/check/{scan.key}"


def is_check(region: Pack, key: str) -> bool:
    """Say whether the questionnaire with this key has pages of its own, beside those of the ladder scan."""
    scan = region.scans.get(key)
    return scan is not None and scan.rule in PATHS


def checks_of(region: Pack) -> list[tuple[str, Text]]:
    """Return address and title of the main questionnaire of each rule that has a page."""
    scans = [main_scan(region, rule) for rule in PATHS]
    return [(path_of(region, scan), scan.title) for scan in scans if scan]

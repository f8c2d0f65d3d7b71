"""Which tests share a worker: those that share a running site, because starting one costs more than most tests."""

from functools import lru_cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
_ONE_SETTING_UP = ("tests/integration/test_reading_pages.py",)
"""Files whose fixture for the whole file is dear as well."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Send tests one by one to whoever is free, and the tests of one group to one worker in the order of their file.

    The groups of pytest-xdist itself travel in the name of a test, which pytest no longer lets it change.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@lru_cache(maxsize=1024)
def group_of(path: str) -> str:
    """Return the group of a test file: `demo` for all that look at the demonstration; empty without one."""
    if path.startswith("tests/browser/"):
        return "demo" if "demo_site" in (ROOT / path).read_text(encoding="utf-8") else path
    return path if path in _ONE_SETTING_UP else ""

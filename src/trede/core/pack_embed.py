"""Who may send visitors to the scan: `referrers.yml` of a region pack, and the rules it keeps.

A referrer is a municipality, a bank or an association that links to `/scan?via=<key>`. Completed scans are counted per
key; nobody is followed. Where `origins` says so, its pages may show the scan in a frame.
"""

import re
from collections.abc import Iterator

from trede.core.pack_base import Record

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 40
_ORIGIN = re.compile(r"https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{2,5})?")
"""Scheme, host and port: what a browser compares. It goes into a header as it stands, so nothing else is let in."""


class Referrer(Record, frozen=True, kw_only=True):
    """A site that sends visitors to the scan, with a link and perhaps in a frame."""

    key: str
    """The word in the address: `/scan?via=<key>`. Lower-case letters, digits and hyphens, 40 at most. Once printed or
    linked it stays: counts are kept under it."""
    name: str
    """Whose site it is, for the counts."""
    source: str
    """Where was agreed that this site links to the scan or shows it."""
    origins: tuple[str, ...] = ()
    """Origins whose pages may show the scan in a frame, such as `https://www.gemeente.example`. None: a link only."""


class Referrers(Record, frozen=True, kw_only=True):
    """`referrers.yml`: sites that send visitors to the scan. May be left out."""

    referrers: tuple[Referrer, ...]


def broken_rules(referrers: Referrers) -> Iterator[tuple[str, str, str]]:
    """Yield key, message and hint for each rule that the file breaks; that keys occur once is checked elsewhere."""
    for index, referrer in enumerate(referrers.referrers):
        if len(referrer.key) > _LONGEST_KEY or not _KEY.fullmatch(referrer.key):
            hint = "Write lower-case letters, digits and hyphens, 40 at most."
            yield f"referrers[{index}].key", f"`{referrer.key}` cannot stand in the address", hint
        for place, origin in enumerate(referrer.origins):
            if not _ORIGIN.fullmatch(origin):
                hint = "Write scheme and host as a browser shows them, such as https://www.gemeente.example, no path."
                yield f"referrers[{index}].origins[{place}]", f"`{origin}` is not an origin", hint

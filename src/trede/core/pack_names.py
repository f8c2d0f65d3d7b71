"""Names that the reading level counts as one short word: `names.yml` beside the engine texts and in a region pack.

Whatever a pack declares as a name (its region, municipalities, organisations, instruments and rungs) needs no entry.
"""

from trede.core.pack_base import Record


class ApprovedName(Record, frozen=True, kw_only=True):
    """A name or a fixed term that cannot be said in plainer words."""

    name: str
    """As it stands in the texts, capitals included."""
    reason: str
    """Why no plainer word can take its place."""


class Names(Record, frozen=True, kw_only=True):
    """`names.yml`: names and fixed terms that the reading level counts as one short word. May be left out."""

    names: tuple[ApprovedName, ...]

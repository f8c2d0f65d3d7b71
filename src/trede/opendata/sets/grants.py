"""The register of grants: what the office published of each grant. There as soon as the office keeps a register."""

from collections.abc import Callable, Sequence

from trede.core.pack import Pack
from trede.opendata.fields import Field, Row

FIELDS = (
    Field("number", about="grant_number"),
    Field("scheme"),
    Field("receiver"),
    Field("municipality", required=False, about="grant_place"),
    Field("amount_cents", "integer", about="grant_cents"),
    Field("decided_on", "date"),
    Field("state", about="grant_state"),
)
PRIMARY = ("number",)


def rows() -> Callable[[Pack], Sequence[Row]] | None:
    """Return how to read the register, or None while the office keeps none."""
    return None

"""The register of grants: what the office published of each grant, and what became of it later."""

from typing import cast

from trede.core.pack import Pack
from trede.opendata.fields import Field, Row, Value
from trede.subsidies.after.register import register_documents

FIELDS = (
    Field("number", about="grant_number"),
    Field("scheme"),
    Field("period", required=False, about="grant_period"),
    Field("recipient", required=False),
    Field("municipality", required=False, about="grant_place"),
    Field("pillars", required=False),
    Field("granted_cents", "integer"),
    Field("settled_cents", "integer", required=False),
    Field("granted_on", "date"),
    Field("changed_on", "date"),
    Field("corrected", choices=("yes", "no")),
)


def grants(_pack: Pack) -> list[Row]:
    """Return the register. The name of a firm is only there where its scheme makes it public. Two queries."""
    return [_row(item) for item in register_documents()]


def _row(item: dict[str, object]) -> Row:
    shown = {
        **item,
        "changed_on": str(item["changed_at"])[:10],
        "corrected": "yes" if item["corrected"] else "no",
    }
    return tuple(cast("Value", shown[field.name]) if shown[field.name] != "" else None for field in FIELDS)

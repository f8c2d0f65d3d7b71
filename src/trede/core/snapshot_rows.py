"""One event of the journal as one flat row of a snapshot: only what the indicators read, and nothing personal."""

from collections.abc import Mapping
from datetime import UTC, date
from hashlib import blake2b

from trede.core.frames import COLUMNS, ordinal, pack_levels, quarter_number
from trede.core.indicators import EventRow
from trede.core.merges import MERGE_EVENTS
from trede.core.scan import RUNG_LEVEL


def flat(number: int, row: EventRow, *, region: str) -> tuple[object, ...]:
    """Return the values of `frames.COLUMNS` for an event. What does not read as it should becomes empty."""
    data = row.data
    reached = data.get("reached")
    found: dict[str, object] = dict.fromkeys(COLUMNS)
    found |= {
        "id": number,
        "type": row.type,
        "occurred_on": row.occurred_on,
        "day": ordinal(row.occurred_on),
        "quarter": quarter_number(row.occurred_on),
        "recorded_at": row.recorded_at.astimezone(UTC).replace(tzinfo=None),
        "firm": row.firm,
        "organisation": row.organisation,
        "region": region,
        "municipality": _text(data, "municipality"),
        "sector": _text(data, "sector"),
        "size": _text(data, "size"),
        "instrument": _text(data, "instrument"),
        "by_role": _text(data, "by_role"),
        "source": _text(data, "source"),
        "rung": RUNG_LEVEL.get(str(data.get("rung"))),
        "reached": int(reached) if isinstance(reached, bool) else None,
    }
    if row.type == "scan.claimed":
        found |= _scan(data, row.occurred_on)
    if row.type in MERGE_EVENTS and row.subject.isascii() and row.subject.isdigit():
        found["gone"] = int(row.subject)
    return tuple(found.values())


def _text(data: Mapping[str, object], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) else None


def _scan(data: Mapping[str, object], occurred_on: date) -> dict[str, object]:
    answers = data.get("answers")
    given = data.get("day_of_scan")
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else occurred_on
    except ValueError:
        day = occurred_on
    return {
        "version": _number(f"{data.get('scan')} {data.get('version') or data.get('pack')} {data.get('rule')}"),
        "scan_day": ordinal(day),
        "scan_quarter": quarter_number(day),
        "levels": pack_levels(answers) if isinstance(answers, str) else None,
        "phase": RUNG_LEVEL.get(str(data.get("phase"))),
    }


def _number(words: str) -> int:
    """Return a number that stands for these words: engines compare numbers faster. Below two to the power 56."""
    return int.from_bytes(blake2b(words.encode(), digest_size=7).digest(), "big")

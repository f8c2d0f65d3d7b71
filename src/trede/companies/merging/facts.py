"""Facts that the firm that goes on takes over, and gives back. A fact that it has itself is never replaced."""

from datetime import date
from decimal import Decimal

from trede.companies.models import Firm

ALONE = ("municipality", "sector", "fte", "sbi")
TOGETHER = (("kvk", "branch"), ("people", "people_on"))
"""Facts that say something only with each other."""

Before = dict[str, list[str | None]]
"""Field → what it was and what it became, as text."""


def fill(kept: Firm, gone: Firm) -> Before:
    """Take over what `kept` lacks and save it; return what changed. Only inside an action."""
    fields = [name for name in ALONE if _empty(kept, name)]
    for pair in TOGETHER:
        if all(_empty(kept, name) for name in pair):
            fields.extend(pair)
    if kept.kvk and kept.kvk == gone.kvk and not kept.branch:
        fields.append("branch")
    changed = [name for name in fields if not _empty(gone, name)]
    before = {name: [_written(kept, name), _written(gone, name)] for name in changed}
    for name in changed:
        setattr(kept, name, getattr(gone, name))
    if "municipality" in changed and kept.likely:
        before["likely"] = [kept.likely, ""]
        kept.likely = ""
        changed.append("likely")
    if changed:
        kept.save(update_fields=changed)
    return before


def take_back(kept: Firm, before: Before) -> None:
    """Give back what was taken over and was not changed since. Only inside an action."""
    same = [name for name, (_, became) in before.items() if _written(kept, name) == became]
    for name in same:
        setattr(kept, name, _read(name, before[name][0]))
    if same:
        kept.save(update_fields=same)


def _empty(firm: Firm, name: str) -> bool:
    return getattr(firm, name) in {"", None}


def _written(firm: Firm, name: str) -> str | None:
    value = getattr(firm, name)
    return None if value is None else str(value)


def _read(name: str, text: str | None) -> object:
    if text is None:
        return None
    readers = {"fte": Decimal, "people": int, "people_on": date.fromisoformat}
    read = readers.get(name, str)
    return read(text)  # type: ignore[operator]  # each reads one text

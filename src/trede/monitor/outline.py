"""What firms with a grant gain, in outline: how many were measured twice, and which share rose a rung. Never a cause.

Read from the journal as it was known on the day of the figures beside it, so that an adopted report stays the same.
"""

from datetime import date

from trede.core.disclosure import Rules
from trede.core.effect import Effect, Pair, effect
from trede.core.indicators import known_until
from trede.core.periods import Period
from trede.core.scan import RUNG_LEVEL
from trede.journal.queries import events_between
from trede.monitor.report import CellDocument
from trede.monitor.words import Words

START = "application"
"""The moment of the first measurement; the later ones are after the grant was used."""


def outline(period: Period, *, known_on: date, rules: Rules) -> Effect | None:
    """Return what may be read of the measurements up to the end of a period; None when nobody was measured twice.

    One query. A firm with more grants counts once: its first measurement against its last one.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    found = events_between(date.min, period.last, types=("effect.measured",), known_on=known_until(known_on))
    for firm, data in found.values_list("firm", "data"):
        level = RUNG_LEVEL.get(str(data.get("rung")))
        if firm is None or level is None:
            continue
        if data.get("moment") == START:
            first.setdefault(firm, level)
        else:
            last[firm] = level
    pairs = [Pair(firm, level, last[firm]) for firm, level in first.items() if firm in last]
    return effect(pairs, rules) if pairs else None


def lines(found: Effect | None, words: Words) -> list[str]:
    """Return the outline in sentences: the number of firms always, figures only when there are enough."""
    said = [words.text("outcome.none")]
    if found is not None and found.measured.text is None:
        said = [words.text("outcome.few", minimum=words.rules.minimum)]
    elif found is not None:
        share = CellDocument(cell="share", unit="percent", text=found.risen.text, reason=str(found.risen.reason))
        said = [words.text("outcome.measured", figure=found.measured.text)]
        if found.risen.text is None:
            said.append(words.reason(str(found.risen.reason)))
        else:
            said.append(words.text("outcome.risen", share=words.figure(share)))
    return [*said, words.text("outcome.cause")]

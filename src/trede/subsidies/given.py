"""What a caller brings to a step of the life cycle: words, days, amounts, and the needs it vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trede.core.grant_life import Need
from trede.subsidies.models import Decision, Payment


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to the firm that goes with a step. `subject` holds nothing personal."""

    kind: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Given:
    """All of it is optional; a step that needs something says so (InputError `missing-<need>`).

    `needs` are those the caller vouches for: only `needs.VOUCHED` count, the rest is looked up. `reason` is kept as a
    Note, never in the journal. `digest` is that of the draft the decider read. `until` is the last day to answer,
    `day` the day a fact happened (the last item came in, advice was announced). `came` are codes of gaps that came in.
    """

    needs: frozenset[Need] = frozenset()
    reason: str = ""
    decision: Decision | None = None
    digest: str = ""
    payment: Payment | None = None
    cents: int | None = None
    day: date | None = None
    until: date | None = None
    gaps: tuple[tuple[str, str], ...] = ()
    came: tuple[str, ...] = ()
    letter: Letter | None = None
    how: str = "portal"
    fields: Mapping[str, object] = field(default_factory=dict)
    """Fields of the application that change in the same statement."""

"""A later change of a scheme: what is different from a moment on, for applications that are received from then on.

Parameters have versions of their own (`versions`). An amendment is for the rest of what an application keeps: its
terms, its arrangements, what has to be handed in and done. Doors, texts, ceilings, mandates and who may see data are no
part of it: those are the same for everybody at any moment, or dated in their own way.
"""

from datetime import datetime
from typing import Any, Literal

from trede.core.pack_base import Record
from trede.core.pack_scheme_terms import (
    Arrangement,
    Measure,
    Obligation,
    PenaltyStep,
    RequiredDocument,
    Retention,
    Status,
    Term,
)

_ABOUT = frozenset({"valid_from", "status", "source"})


class Amendment(Record, frozen=True, kw_only=True):
    """What changes in a scheme from a moment on. Whoever applied before keeps what held then. A key that is left out
    stays as it was."""

    valid_from: datetime
    """First moment at which it holds; without an offset it is time in Amsterdam. Later amendments come on top of it."""
    status: Status
    source: str
    terms: tuple[Term, ...] | None = None
    """Terms that change or are new, each whole. A term that is not named stays."""
    decision_from: Literal["receipt", "complete"] | None = None
    settles_at_once: bool | None = None
    penalty: tuple[PenaltyStep, ...] | None = None
    """The whole list, in the place of the one before. So are the lists below."""
    arrangements: tuple[Arrangement, ...] | None = None
    obligations: tuple[Obligation, ...] | None = None
    documents: tuple[RequiredDocument, ...] | None = None
    measures: tuple[Measure, ...] | None = None
    retention: tuple[Retention, ...] | None = None

    def given(self) -> dict[str, Any]:
        """Return what it says of a scheme: key and value as written, without what stays as it was."""
        said = {name: getattr(self, name) for name in DATED}
        return {name: value for name, value in said.items() if value is not None}

    def changes(self, terms: tuple[Term, ...]) -> dict[str, Any]:
        """Return what a scheme with these terms says instead from `valid_from` on: terms in their old places."""
        found = self.given()
        if self.terms is not None:
            said = {term.key: term for term in (*terms, *self.terms)}
            found["terms"] = tuple(said.values())
        return found


DATED = tuple(name for name in Amendment.__struct_fields__ if name not in _ABOUT)
"""Keys of a scheme that an amendment may change."""

"""What changes in a scheme, and from when: each dated change beside what held until then, in plain sentences.

An application keeps what held when it was received, so a change counts for what is received from its moment on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trede.core.pack import Pack
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Parameters, Scheme
from trede.core.scheme_statements import statements

_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which rules of a scheme change, with the edition and the parameters before and after it."""

    at: datetime
    before: Scheme
    after: Scheme
    held: Parameters
    holds: Parameters
    example: bool
    """Whether something of it is only an example: nobody decided it yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule that changes: what holds then, and what held. Without `now` it ends, without `was` it is new."""

    name: str
    now: str
    was: str


def turns(scheme: Scheme, since: datetime) -> tuple[Turn, ...]:
    """Return the moments from `since` on at which a scheme changes, the first one first.

    `scheme` is as the pack writes it, with every amendment; those of a moment come together, also with parameters.
    """
    versions = {moment(item.valid_from): item for item in scheme.versions[1:]}
    amendments = {moment(item.valid_from): item for item in scheme.amendments}
    found = []
    for at in sorted(at for at in {*versions, *amendments} if at >= since):
        version, amendment = versions.get(at), amendments.get(at)
        before = at - _JUST_BEFORE
        found.append(
            Turn(
                at=at,
                before=scheme.as_of(before),
                after=scheme.as_of(at),
                held=scheme.version_at(before),
                holds=scheme.version_at(at),
                example=(amendment is not None and amendment.status == "example")
                or (version is not None and _has_example(scheme.version_at(before), version)),
            )
        )
    return tuple(found)


def _has_example(before: Parameters, after: Parameters) -> bool:
    """Say whether a parameter that changes is only an example."""
    names = (name for basis in after.basis for name in basis.of)
    return any(getattr(before, name) != getattr(after, name) and after.is_example(name) for name in names)


def lines(pack: Pack, turn: Turn, language: str) -> tuple[Line, ...]:
    """Return the rules that change, in the order of the page of a scheme; what ends comes last."""
    was = statements(pack, turn.before, turn.held, language)
    now = statements(pack, turn.after, turn.holds, language)
    changed = [Line(name, said, was.get(name, "")) for name, said in now.items() if was.get(name) != said]
    return (*changed, *(Line(name, "", said) for name, said in was.items() if name not in now))

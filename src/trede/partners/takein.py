"""What a file says of a service that the list does not say yet."""

from dataclasses import dataclass

import msgspec

from trede.core.pack import Service
from trede.partners.rules import ROOM


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file says differently from the list. `words`: what the service is; `room`: how much there is of it."""

    words: bool
    room: bool
    confirmed: bool

    def __bool__(self) -> bool:
        return self.words or self.room or self.confirmed


_ROOM = tuple(name for name in ROOM if name not in {"status_since", "confirmed_on"})


def difference(known: Service | None, given: Service) -> Difference:
    """Compare a service of a file with the one on the list. A file without a day of confirmation says nothing of it."""
    if known is None:
        return Difference(words=True, room=True, confirmed=given.confirmed_on is not None)
    same = {name: getattr(known, name) for name in ROOM}
    return Difference(
        words=msgspec.structs.replace(given, **same) != known,
        room=any(getattr(given, name) != getattr(known, name) for name in _ROOM),
        confirmed=given.confirmed_on is not None and given.confirmed_on != known.confirmed_on,
    )

"""The report of white spots of a quarter, from the journal: for the desk, and for the quarterly overview."""

from collections.abc import Iterator, Mapping

from trede.core.periods import Period
from trede.core.white_report import Deed, Done, white_report
from trede.journal.queries import events_between
from trede.partners.queries import current_pack, find_service
from trede.partners.white import white_spots_of

_DEEDS = {
    "service.room-changed": Deed.ROOM,
    "service.withdrawn": Deed.WITHDRAWN,
    "service.restored": Deed.RESTORED,
}
PUBLISHED = "service.published"


def white_report_of(period: Period) -> dict[str, object]:
    """Return the white spots of a period with what partners did in it and in the period after it.

    Three queries, and some per old service. What the front door does fills no white spot and is left out.
    """
    return white_report(period, white_spots_of(period), _done(period))


def _done(period: Period) -> Iterator[Done]:
    door = current_pack().info.front_door
    rows = events_between(period.first, period.next().last, types=(PUBLISHED, *_DEEDS))
    for kind, data in rows.values_list("type", "data"):
        found = find_service(str(data.get("service", "")))
        if found is not None and found[0].key != door:
            organisation, service = found
            yield Done(organisation.key, service.key, _deed(kind, data), tuple(service.rungs), tuple(service.topics))


def _deed(kind: str, data: Mapping[str, object]) -> Deed:
    if kind == PUBLISHED:
        return Deed.NEW if data.get("new") else Deed.CHANGED
    return _DEEDS[kind]

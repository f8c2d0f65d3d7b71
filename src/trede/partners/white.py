"""White spots of a period, from the journal and the services of today. The desk and the quarterly overview ask here."""

from collections.abc import Iterable

from trede.core.advice import score_scan
from trede.core.disclosure import Rules
from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.periods import Period
from trede.core.scan import RUNGS, TOPICS
from trede.core.white_spots import Need, ShownSpot, shown, white_spots
from trede.journal import clock
from trede.journal.queries import events_between
from trede.partners.queries import current_pack, find_service

SHARED, CONFIRMED, BACK = "scan.claimed", "rung.confirmed", ("referral.rejected", "referral.failed")


def white_spots_of(period: Period) -> tuple[ShownSpot, ...]:
    """Return the white spots of a period as they may be read at a desk. Two queries, and some per old service.

    Needs are those of the period; what partners offer is as of today.
    """
    region = current_pack()
    minimum = Rules.desk(region.info.disclosure).minimum
    found = white_spots(region, needs_of(region, period), clock.today(), fewest_returned=minimum)
    return shown(found, minimum)


def needs_of(region: Pack, period: Period) -> list[Need]:
    """Return what firms needed in a period: the last outcome each shared, on its confirmed rung when there is one.

    A firm whose referral came back needs the topics of its own outcome that the service is about, else all of those.
    Nothing is counted of a visitor who shared no outcome. One query.
    """
    attention: dict[int, tuple[str, ...]] = {}
    rungs: dict[int, str] = {}
    back: list[tuple[int, str, str]] = []
    rows = events_between(period.first, period.last, types=(SHARED, CONFIRMED, *BACK))
    for kind, firm, data in rows.values_list("type", "firm", "data").iterator():
        if firm is None:
            continue
        if kind == SHARED:
            found = _attention(region, str(data.get("scan", "")), str(data.get("answers", "")))
            if found is not None:
                attention[firm] = found
                rungs.setdefault(firm, str(data.get("phase") or ""))
        elif kind == CONFIRMED:
            rungs[firm] = str(data.get("rung", ""))
        else:
            back.append((firm, str(data.get("rung", "")), str(data.get("service", ""))))
    asked = (Need(firm, rungs[firm], topic) for firm, topics in attention.items() for topic in topics)
    return [need for need in (*asked, *_returned(back, attention)) if need.rung in RUNGS]


def _returned(back: list[tuple[int, str, str]], attention: dict[int, tuple[str, ...]]) -> Iterable[Need]:
    topics = {service: _topics_of(service) for service in {service for _, _, service in back}}
    for firm, rung, service in back:
        own = [topic for topic in attention.get(firm, ()) if topic in topics[service]]
        yield from (Need(firm, rung, topic, returned=True) for topic in own or topics[service])


def _topics_of(key: str) -> tuple[str, ...]:
    found = find_service(key)
    return tuple(topic for topic in TOPICS if found is not None and topic in found[1].topics)


def _attention(region: Pack, scan: str, answers: str) -> tuple[str, ...] | None:
    """Return the topics that ask attention; None for a check, or for answers that were erased."""
    if scan != region.info.default_scan:
        return None
    try:
        return score_scan(region.scans[scan], answers).attention
    except InputError:
        return None

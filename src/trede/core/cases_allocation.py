"""Policy cases of the kind `allocation:`: applications and a ceiling, who gets room on a day of knowledge.

The keys stand in `docs/reference/cases.md`. What a case leaves out comes from the scheme of the pack, when the pack has
it; `config` and `given` go before that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, cast

from trede.core.allocation import (
    Allocation,
    CeilingVersion,
    Change,
    ChangeKind,
    Claim,
    Draw,
    Sharing,
    allocate,
    complete_day,
)
from trede.core.cases import CaseError, CaseResult, Comparison, same, verdict
from trede.core.cases_read import Given, cents, day, euros, known, maps, maybe_day, moment, one_of, yes
from trede.core.clocks import AMSTERDAM
from trede.core.lot import draw
from trede.core.pack import Pack

_NOT_HERE = ("rate", "maximum")
"""Parameters of a scheme that a case may carry along and that play no part in sharing out."""
_FACTS = (
    "ceiling",
    "ceilings",
    "remaining",
    "committed",
    "on",
    "applications",
    "withdrawals",
    "decisions",
    "releases",
    "answers",
    "seed",
    "word",
    "lot_order",
)
_APPLICATION = (
    "id",
    "received",
    "complete",
    "checked",
    "amount",
    "invited",
    "state",
    "items",
    "extra",
    "withdrawn",
    "refused",
    "granted",
    "note",
)
_OUTCOMES = {
    "granted": ChangeKind.GRANTED,
    "verleend": ChangeKind.GRANTED,
    "refused": ChangeKind.REFUSED,
    "afgewezen": ChangeKind.REFUSED,
    "not-handled": ChangeKind.REFUSED,
    "buiten-behandeling": ChangeKind.REFUSED,
    "withdrawn": ChangeKind.WITHDRAWN,
    "ingetrokken": ChangeKind.WITHDRAWN,
    "released": ChangeKind.RELEASED,
}
_REPAIR = ("repair", "herstel", "incomplete")
_STATES = (*_REPAIR, "complete", "volledig", "received", "ingediend")


def run(pack: Pack, fields: Mapping[str, object]) -> CaseResult:
    """Run one case. Raises CaseError or InputError when it cannot be run."""
    config = maps(fields.get("config"), "config", "such as `minimum: 5000`")

    def outcome(given: Given) -> Given:
        facts = {**(config[0] if config else {}), **given}
        known(facts, (*_FACTS, *_READ, *_NOT_HERE))
        return _outcome(pack, str(fields["allocation"]), facts)

    return verdict(fields, "allocation", outcome, also=("config",), comparisons=_COMPARISONS)


def _outcome(pack: Pack, scheme: str, given: Given) -> Given:
    items = maps(given.get("applications"), "applications", "`id`, `received`, `complete`, `checked` and `amount`")
    on = maybe_day(given.get("on"), "on")
    ceilings, starts = _with_room(*_ceilings(pack, scheme, given), given)
    claims = [_claim(item, starts) for item in items]
    changes = [*_changes(given), *(change for item in items for change in _own_changes(item))]
    if on is None:
        on = max([*_days(claims, changes), *(ceiling.since for ceiling in ceilings)])
    found = allocate(claims, ceilings, _sharing(pack, scheme, given), on, changes=changes, draw=_draw(given))
    return _document(found, claims, changes, on)


def _days(claims: Iterable[Claim], changes: Iterable[Change]) -> list[date]:
    """Return all days that the case knows: without `on` everything in it is known."""
    days = [change.day for change in changes]
    for claim in claims:
        days += [item for item in (claim.received, claim.complete, claim.checked, claim.invited) if item is not None]
    return days


def _document(found: Allocation, claims: Iterable[Claim], changes: Iterable[Change], on: date) -> Given:
    offers = {key: euros(amount) for key, amount in found.offers.items()}
    lot = found.lots[0] if found.lots else None
    granted = {change.id for change in changes if change.kind is ChangeKind.GRANTED and change.day <= on}
    gone = {change.id for change in changes if change.kind is ChangeKind.WITHDRAWN and change.day <= on}
    known_ids = [claim.id for claim in claims if claim.received <= on]
    handled = {*found.reserved, *found.offers, *found.waiting, *found.refused, *found.pending, *gone}
    return {
        "reserved": {key: euros(amount) for key, amount in found.reserved.items()},
        "reserved_total": euros(sum(found.reserved.values())),
        "granted": {key: euros(found.reserved[key]) for key in found.reserved if key in granted},
        "offers": offers,
        "offered": offers,
        "part": offers,
        "waiting": list(found.waiting),
        "positions": {key: place for place, key in enumerate(found.waiting, 1)},
        "refused": [*found.refused, *_refused(changes, on)],
        "withdrawn": [key for key in known_ids if key in gone],
        "pending": list(found.pending),
        "undecided": [*found.pending, *(key for key in known_ids if key not in handled and key not in granted)],
        "frontier": found.frontier,
        "lot_day": lot.day if lot else None,
        "lot_days": [item.day for item in found.lots],
        "lot": list(lot.ids) if lot else [],
        "lot_order": list(lot.order) if lot and lot.order else [],
        "available": euros(found.available),
        "remaining": euros(found.available),
        "released_late": euros(found.released_late),
        "moves": [f"{move.day} {move.kind} {move.id} {euros(move.cents)}".strip() for move in found.moves],
    }


def _refused(changes: Iterable[Change], on: date) -> list[str]:
    return [change.id for change in changes if change.kind is ChangeKind.REFUSED and change.day <= on]


# Facts


def _claim(item: Given, starts: list[datetime]) -> Claim:
    known(item, _APPLICATION, "`applications`")
    received = day(item.get("received"), "received")
    complete = maybe_day(item.get("complete"), "complete")
    if item.get("items") is not None:
        complete = complete_day(received, _items(item["items"]))
    checked = maybe_day(item["checked"], "checked") if "checked" in item else complete
    invited = maybe_day(item.get("invited"), "invited")
    state = one_of(item["state"], "state", _STATES) if item.get("state") is not None else ""
    if state in _REPAIR and invited is None:
        invited = received
    at = moment(item["complete"], "complete") if isinstance(item.get("complete"), datetime) else None
    if at is None and complete == received and isinstance(item.get("received"), datetime):
        at = moment(item["received"], "received")
    amount = cents(item.get("amount"), "amount")
    bound = sum(start <= _received_at(item["received"]) for start in starts[1:])
    return Claim(_key(item), received, amount, complete, checked, invited, bound, at)


def _items(value: object) -> list[date | None]:
    items = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise CaseError("`items` names the required items with the day each came in, such as `{plan: 2027-03-01}`")
    return [maybe_day(part, "items") for part in items]


def _received_at(value: object) -> datetime:
    """Return the moment of receipt; a day without a time counts as its end."""
    if isinstance(value, datetime):
        return moment(value, "received")
    return datetime.combine(day(value, "received"), time.max, AMSTERDAM)


def _key(item: Given) -> str:
    if item.get("id") in (None, ""):
        raise CaseError("each application has an `id`")
    return str(item["id"])


def _ceilings(pack: Pack, scheme: str, given: Given) -> tuple[list[CeilingVersion], list[datetime]]:
    """Return the versions of the ceiling and the moments from which they hold, oldest first."""
    used = cents(given.get("committed", 0), "committed")
    if given.get("ceilings") is not None:
        found = sorted(_version(item) for item in maps(given["ceilings"], "ceilings", "`amount` and `from`"))
        if not found:
            raise CaseError("`ceilings` is empty; give at least one version with `amount` and `from`")
        return [CeilingVersion(amount - used, start.date()) for start, amount in found], [start for start, _ in found]
    amount = given.get("ceiling", given.get("remaining"))
    if amount is None:
        amount = _ceiling_of_pack(pack, scheme)
    first = datetime(1990, 1, 1, tzinfo=AMSTERDAM)
    return [CeilingVersion(cents(amount, "ceiling") - used, first.date())], [first]


def _with_room(
    ceilings: list[CeilingVersion], starts: list[datetime], given: Given
) -> tuple[list[CeilingVersion], list[datetime]]:
    """Return the ceilings with what comes free of applications outside the case: it is a raise from that day on."""
    for key, on, item in _dated(given.get("releases"), "releases", ("amount",)):
        if key:
            continue
        more, start = cents(item.get("amount"), "amount"), _midnight(on)
        place = sum(since <= start for since in starts)
        base = ceilings[max(place - 1, 0)].cents
        if ceilings[max(place - 1, 0)].since != on:
            ceilings = [*ceilings[:place], CeilingVersion(base, on), *ceilings[place:]]
            starts = [*starts[:place], start, *starts[place:]]
        ceilings = [replace(item, cents=item.cents + more) if item.since >= on else item for item in ceilings]
    return ceilings, starts


def _version(item: Given) -> tuple[datetime, int]:
    known(item, ("amount", "from", "effective_from", "published", "published_at", "reason"), "`ceilings`")
    since = next((item[key] for key in ("from", "effective_from", "published", "published_at") if item.get(key)), None)
    if since is None:
        raise CaseError("each version in `ceilings` has `from`: the day or moment from which it holds")
    start = moment(since, "from") if isinstance(since, datetime) else _midnight(day(since, "from"))
    return start, cents(item.get("amount"), "amount")


def _midnight(start: date) -> datetime:
    return datetime.combine(start, time.min, AMSTERDAM)


def _ceiling_of_pack(pack: Pack, scheme: str) -> float:
    found = pack.schemes.get(scheme)
    if found is None or not found.ceilings:
        raise CaseError("`given` has no `ceiling`")
    return found.ceilings[0].amount


def _changes(given: Given) -> list[Change]:
    changes = [
        Change(on, ChangeKind.WITHDRAWN, key) for key, on, _ in _dated(given.get("withdrawals"), "withdrawals", ())
    ]
    for key, on, item in _dated(given.get("decisions"), "decisions", ("decision", "outcome", "amount", "granted")):
        said = item.get("decision", item.get("outcome", "granted"))
        kind = _OUTCOMES[one_of(said, "decision", tuple(_OUTCOMES))]
        amount = item.get("amount", item.get("granted"))
        changes.append(Change(on, kind, key, None if amount is None else cents(amount, "amount")))
    for key, on, item in _dated(given.get("releases"), "releases", ("amount",)):
        amount = item.get("amount")
        if key:
            changes.append(Change(on, ChangeKind.RELEASED, key, None if amount is None else cents(amount, "amount")))
    for key, on, item in _dated(given.get("answers"), "answers", ("accepted", "accept", "answer")):
        accepted = yes(item.get("accepted", item.get("accept", item.get("answer"))), "accepted")
        changes.append(Change(on, ChangeKind.ACCEPTED if accepted else ChangeKind.DECLINED, key))
    return changes


def _dated(value: object, key: str, also: tuple[str, ...]) -> list[tuple[str, date, Given]]:
    """Read a list of maps with `id` and `on`, or a map of id to day."""
    if isinstance(value, dict) and not {"id", "on"} & set(value):
        return [(str(name), day(on, key), {}) for name, on in value.items()]
    found: list[tuple[str, date, Given]] = []
    for item in maps(value, key, "`id` and `on`"):
        known(item, ("id", "on", *also), f"`{key}`")
        found.append((str(item.get("id") or ""), day(item.get("on"), "on"), item))
    return found


def _own_changes(item: Given) -> list[Change]:
    """Return what the application itself says happened to it."""
    kinds = {"withdrawn": ChangeKind.WITHDRAWN, "refused": ChangeKind.REFUSED, "granted": ChangeKind.GRANTED}
    return [
        Change(day(item[name], name), kind, _key(item)) for name, kind in kinds.items() if item.get(name) is not None
    ]


# Rules


def _sharing(pack: Pack, scheme: str, given: Given) -> Sharing:
    changes = {name: read(given[key], key) for key, (name, read) in _READ.items() if given.get(key) is not None}
    return replace(_sharing_of_pack(pack, scheme), **changes)


def _recycle(value: object, key: str) -> bool:
    return one_of(value, key, ("yes", "in-period", "no", "never")) in ("yes", "in-period")


_READ: dict[str, tuple[str, Callable[[object, str], Any]]] = {
    "minimum": ("minimum", cents),
    "part_minimum": ("minimum", cents),
    "part": ("part", yes),
    "part_grants": ("part", yes),
    "unfit": ("unfit", lambda value, key: one_of(value, key, ("stop", "skip"))),
    "after_refused_part": ("unfit", lambda value, key: one_of(value, key, ("stop", "skip"))),
    "on_full": ("on_full", lambda value, key: one_of(value, key, ("wait", "refuse"))),
    "tie": ("tie", lambda value, key: one_of(value, key, ("lot", "timestamp"))),
    "recycle": ("recycle", _recycle),
    "period_ends": ("period_ends", day),
}
"""Keys of a case to fields of `Sharing`, with how each is read."""


def _sharing_of_pack(pack: Pack, scheme: str) -> Sharing:
    found = pack.schemes.get(scheme)
    if found is None:
        return Sharing(minimum=0)
    said = found.distribution
    return Sharing(
        part=said.part_grants,
        minimum=said.part_minimum_cents,
        on_full=said.on_full,
        unfit=said.after_refused_part,
        tie=said.tie,
        recycle=said.recycle == "in-period",
    )


def _draw(given: Given) -> Draw:
    """Return the draw of a case: the order it gives, or one from its seed and the day."""
    order = given.get("lot_order")
    if order is not None:
        if not isinstance(order, list):
            raise CaseError("`lot_order` is a list of ids, first first")
        drawn = [str(key) for key in order]
        return lambda _day, ids: [key for key in drawn if key in ids]
    seed, word = str(given.get("seed", "")), str(given.get("word", ""))
    return lambda on, ids: draw(ids, f"{seed} {on.isoformat()}", word)


def _same_ids(expected: object, actual: object) -> bool:
    """Compare lists of ids in order; numbers and text are the same id."""
    if isinstance(expected, list) and isinstance(actual, list):
        return [str(item) for item in expected] == actual
    return same(expected, actual)


def _same_amounts(expected: object, actual: object) -> bool:
    """Compare amounts per id; a list names the ids, in any order, and an amount the only one there is."""
    if not isinstance(actual, dict):
        return same(expected, actual)
    if isinstance(expected, list):
        return sorted(map(str, expected)) == sorted(actual)
    if isinstance(expected, dict):
        return {str(key): value for key, value in expected.items()} == actual
    if expected is None or isinstance(expected, bool):
        return not actual if not expected else bool(actual)
    return list(actual.values()) == [expected]


_COMPARISONS: dict[str, Comparison] = {
    **dict.fromkeys(("waiting", "pending", "lot", "lot_order"), _same_ids),
    **dict.fromkeys(("reserved", "granted", "offers", "offered", "part", "positions"), _same_amounts),
    "refused": lambda expected, actual: _same_amounts(expected, dict.fromkeys(cast("list[str]", actual), 0)),
    "withdrawn": lambda expected, actual: _same_amounts(expected, dict.fromkeys(cast("list[str]", actual), 0)),
    "undecided": lambda expected, actual: _same_amounts(expected, dict.fromkeys(cast("list[str]", actual), 0)),
}

"""Policy cases of the kind `ledger:`: entries in order, what is refused, and how the book stands.

The keys stand in `docs/reference/cases.md`. Entries are in euros. An entry that is refused changes nothing; the others
still count.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

from trede.core.cases import CaseError, CaseResult, Comparison, same, verdict
from trede.core.cases_read import Given, cents, day, euros, known, maps, maybe_day, moment
from trede.core.clocks import AMSTERDAM
from trede.core.ledger import Account, Book, CaseSide, Entry, Kind, Refused, as_of, broken
from trede.core.pack import Pack

_ENTRY = (
    "kind",
    "amount",
    "on",
    "at",
    "case",
    "id",
    "key",
    "decision",
    "basis",
    "received",
    "first_decision",
    "note",
)
_ALIASES = {
    "pay": Kind.PAY_ADVANCE,
    "pay-advance": Kind.PAY_ADVANCE,
    "advance": Kind.PAY_ADVANCE,
    "final": Kind.PAY_FINAL,
    "raise": Kind.CEILING,
    "lower": Kind.CEILING_DOWN,
    "ceiling-lower": Kind.CEILING_DOWN,
    "override": Kind.OVERRIDE_GRANT,
}


def run(pack: Pack, fields: Mapping[str, object]) -> CaseResult:
    """Run one case. Raises CaseError or InputError when it cannot be run; the pack plays no part in these rules."""
    del pack
    return verdict(fields, "ledger", _outcome, comparisons=_COMPARISONS)


def _outcome(given: Given) -> Given:
    known(given, ("ceiling", "period_ends", "entries", "events", "on", "as_of", "received"))
    book = Book(maybe_day(given.get("period_ends"), "period_ends"))
    items = maps(given.get("entries", given.get("events")), "entries", "`kind`, `amount`, `case` and `on`")
    if given.get("ceiling") is not None:
        items = [{"kind": Kind.CEILING.value, "amount": given["ceiling"]}, *items]
    refused: list[tuple[str, str]] = []
    repeated: list[str] = []
    broke: list[str] = []
    clock = datetime(1990, 1, 1, 12, tzinfo=AMSTERDAM)
    for number, item in enumerate(items):
        known(item, _ENTRY, "`entries`")
        clock = _at(item, clock)
        entry = _entry(item, clock, number)
        try:
            if not book.add(entry):
                repeated.append(entry.key)
        except Refused as error:
            refused.append((entry.key, error.code))
        broke += [name for name in broken(book) if name not in broke]
    then = given.get("as_of", given.get("on"))
    shown = book if then is None else as_of(book.entries, _end(then, "on"), book.period_ends)
    received = given.get("received")
    return _document(shown, refused, repeated, broke, None if received is None else _end(received, "received"))


def _document(
    book: Book, refused: list[tuple[str, str]], repeated: list[str], broke: list[str], received: datetime | None
) -> Given:
    balances = {account.value: euros(amount) for account, amount in book.balances.items()}
    names = {account.value.replace("-", "_"): euros(amount) for account, amount in book.balances.items()}
    return {
        **names,
        "balances": balances,
        "ceiling": euros(book.ceiling),
        "remaining": euros(book.balances[Account.AVAILABLE]),
        "room": euros(book.room(received)),
        "committed": euros(book.committed),
        "override": euros(book.override),
        "paid": euros(sum(side.paid for side in book.cases.values())),
        "cases": {key: _case(side) for key, side in book.cases.items()},
        "refused": refused,
        "accepted": not refused,
        "repeated": repeated,
        "entries": len(book.entries),
        "invariants": not broke,
        "broken": broke,
    }


def _case(side: CaseSide) -> dict[str, object]:
    return {
        "reserved": euros(side.reserved),
        "granted": euros(side.granted),
        "established": euros(side.established),
        "override": euros(side.override),
        "paid": euros(side.paid),
        "payable": euros(side.payable),
        "claimed": euros(side.claimed),
        "received": euros(side.received),
        "overpaid": euros(side.overpaid),
        "waived": euros(side.waived),
        "outstanding": euros(side.outstanding),
    }


def _at(item: Given, before: datetime) -> datetime:
    """Return the moment of an entry: a day is its noon, and an entry without one comes with the entry before it."""
    value = item.get("at", item.get("on"))
    if value is None:
        return before
    if isinstance(value, datetime):
        return moment(value, "at")
    return datetime.combine(day(value, "on"), time(12), AMSTERDAM)


def _end(value: object, key: str) -> datetime:
    """Return a moment; a day is its last moment."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.max, AMSTERDAM)
    return moment(value, key)


def _entry(item: Given, at: datetime, number: int) -> Entry:
    kind = _kind(item.get("kind"))
    case = str(item.get("case") or item.get("id") or "")
    received, first = item.get("received"), item.get("first_decision")
    decision = str(item.get("decision") or "")
    return Entry(
        kind,
        cents(item.get("amount"), "amount"),
        at,
        str(item.get("key") or f"entry {number}"),
        case,
        decision,
        str(item.get("basis") or ""),
        None if received is None else _end(received, "received"),
        None if first is None else _at({"at": first}, at),
    )


def _kind(value: object) -> Kind:
    word = str(value).lower().replace("_", "-")
    if word in _ALIASES:
        return _ALIASES[word]
    try:
        return Kind(word)
    except ValueError:
        kinds = ", ".join(f"`{kind.name}`" for kind in Kind)
        raise CaseError(f"there is no kind of entry `{value}`; there are {kinds}") from None


def _same_refusals(expected: object, actual: object) -> bool:
    """Compare refusals as a list of codes in order, or as a map of key to code; null or [] is none."""
    pairs = actual if isinstance(actual, list) else []
    if isinstance(expected, dict):
        return {str(key): code for key, code in expected.items()} == dict(pairs)
    return same(expected, [code for _, code in pairs])


def _same_parts(expected: object, actual: object) -> bool:
    """Compare what is named: per application or account the keys that stand in the case."""
    if not isinstance(expected, dict) or not isinstance(actual, dict):
        return same(expected, actual)
    folded = {str(key).lower().replace("_", "-"): value for key, value in actual.items()}
    zero: object = {} if any(isinstance(value, dict) for value in actual.values()) else 0
    return all(
        _same_parts(value, folded.get(str(key).lower().replace("_", "-"), zero)) for key, value in expected.items()
    )


_COMPARISONS: dict[str, Comparison] = {
    "refused": _same_refusals,
    "cases": _same_parts,
    "balances": _same_parts,
}

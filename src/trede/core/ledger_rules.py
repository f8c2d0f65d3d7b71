"""What the ledger refuses, with a code per rule and a sentence for who tried it.

The rules look at the book as it is; the floor under them is the CHECK in the database. An objection that is upheld is
judged by the room there was at the first decision (Awb 4:25.3), so it looks at the book as it stood then: for a grant
after all, and for a grant or settlement that becomes higher.
"""

from datetime import date

from trede.core.clocks import amsterdam_day
from trede.core.ledger import FREEING, NEEDS_DECISION, Book, CaseSide, Entry, Kind, Refused, book
from trede.core.terms import deadline
from trede.core.terms_table import TERMS

REASONS: dict[str, tuple[str, str]] = {
    "amount": ("Het bedrag moet hoger zijn dan nul.", "The amount must be above zero."),
    "key-conflict": (
        "Met dit kenmerk is al iets anders geboekt.",
        "Something else was entered under this mark already.",
    ),
    "case-missing": ("Noem de aanvraag waar dit bij hoort.", "Name the application this belongs to."),
    "decision-missing": ("Noem het besluit waar dit op rust.", "Name the decision this rests on."),
    "decision-used": (
        "Op dit besluit rust al een verlening van een andere aanvraag.",
        "A grant of another application rests on this decision already.",
    ),
    "over-ceiling": ("Daarvoor is geen ruimte onder het plafond.", "There is no room for that under the ceiling."),
    "already-reserved": ("Voor deze aanvraag is al gereserveerd.", "This application has a reservation already."),
    "already-granted": ("Deze aanvraag is al verleend.", "This application was granted already."),
    "not-granted": ("Deze aanvraag is nog niet verleend.", "This application was not granted yet."),
    "already-established": ("Deze subsidie is al vastgesteld.", "This grant was settled already."),
    "not-established": ("Deze subsidie is nog niet vastgesteld.", "This grant was not settled yet."),
    "more-than-reserved": ("Dat is meer dan er gereserveerd is.", "That is more than was reserved."),
    "more-than-granted": ("Dat is meer dan er is verleend.", "That is more than was granted."),
    "more-than-established": ("Dat is meer dan er is vastgesteld.", "That is more than was settled."),
    "more-than-overpaid": (
        "Dat is meer dan er te veel is betaald. Verlaag eerst de subsidie.",
        "That is more than was paid too much. Lower the grant first.",
    ),
    "more-than-claimed": ("Dat is meer dan er is teruggevorderd.", "That is more than was claimed back."),
    "more-than-overclaimed": (
        "Een terugvordering wordt zoveel lager als het bedrijf meer mag houden. Verhoog eerst de subsidie.",
        "A claim becomes lower by what the firm may keep more. Raise the grant first.",
    ),
    "reclaim-too-late": (
        "Terugvorderen kan tot vijf jaar na de vaststelling (Awb 4:57).",
        "Claiming back is possible until five years after settlement (Awb 4:57).",
    ),
    "ceiling-below-zero": ("Een plafond kan niet onder nul.", "A ceiling cannot go below zero."),
    "basis-missing": (
        "Noem artikel 4:25, derde lid, en het moment van het eerste besluit.",
        "Name article 4:25.3 and the moment of the first decision.",
    ),
    "room-now": (
        "Er is nu ruimte onder het plafond. Reserveer en verleen gewoon.",
        "There is room under the ceiling now. Reserve and grant as usual.",
    ),
    "no-room-then": (
        "Bij het eerste besluit was er ook geen ruimte. De weigering blijft staan.",
        "There was no room at the first decision either. The refusal stands.",
    ),
    "above-first": (
        "Boek eerst af wat boven het plafond kwam, en dan de rest.",
        "First take off what came above the ceiling, and then the rest.",
    ),
}
"""Every code, with its sentence in Dutch and English."""


def refuse(code: str) -> Refused:
    """Return the error of a code."""
    dutch, english = REASONS[code]
    return Refused(code, dutch, english)


def check(found: Book, entry: Entry) -> None:
    """Raise Refused when the entry may not be made in this book."""
    if entry.cents <= 0:
        raise refuse("amount")
    if entry.key in found.keys:
        raise refuse("key-conflict")
    if entry.kind in (Kind.CEILING, Kind.CEILING_DOWN):
        if entry.kind is Kind.CEILING_DOWN and entry.cents > found.ceiling:
            raise refuse("ceiling-below-zero")
        return
    if not entry.case:
        raise refuse("case-missing")
    if entry.kind in NEEDS_DECISION and not entry.decision:
        raise refuse("decision-missing")
    side = found.side(entry.case)
    if entry.kind in FREEING and 0 < side.override < entry.cents:
        raise refuse("above-first")
    _RULES[entry.kind](found, side, entry)


def _reserve(found: Book, side: CaseSide, entry: Entry) -> None:
    if side.promised:
        raise refuse("already-granted")
    if side.reserved:
        raise refuse("already-reserved")
    if entry.cents > found.room(entry.received):
        raise refuse("over-ceiling")


def _release(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if entry.cents > side.reserved:
        raise refuse("more-than-reserved")


def _grant(found: Book, side: CaseSide, entry: Entry) -> None:
    _check_new_grant(found, side, entry)
    if entry.cents > side.reserved:
        raise refuse("more-than-reserved")


def _check_new_grant(found: Book, side: CaseSide, entry: Entry) -> None:
    if side.decision:
        raise refuse("already-granted")
    if entry.decision in found.decisions:
        raise refuse("decision-used")


def _grant_up(found: Book, side: CaseSide, entry: Entry) -> None:
    _check_raise(found, side, entry)
    if entry.cents > found.room(entry.received):
        raise refuse("over-ceiling")


def _check_raise(found: Book, side: CaseSide, entry: Entry) -> None:
    """A grant becomes higher on a decision of its own: never on one that another application was granted by."""
    if not side.decision:
        raise refuse("not-granted")
    if found.decisions.get(entry.decision, entry.case) != entry.case:
        raise refuse("decision-used")


def _grant_down(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if entry.cents > side.granted:
        raise refuse("more-than-granted")


def _establish(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if side.established_on is not None:
        raise refuse("already-established")
    if entry.cents > side.granted:
        raise refuse("more-than-granted")


def _establish_up(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if side.established_on is None:
        raise refuse("not-established")
    if entry.cents > side.granted:
        raise refuse("more-than-granted")


def _establish_down(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if entry.cents > side.established:
        raise refuse("more-than-established")


def _override_grant(found: Book, side: CaseSide, entry: Entry) -> None:
    _check_new_grant(found, side, entry)
    _check_override(found, entry)


def _override_up(found: Book, side: CaseSide, entry: Entry) -> None:
    _check_raise(found, side, entry)
    _check_override(found, entry)


def _check_override(found: Book, entry: Entry) -> None:
    if not entry.basis.strip() or entry.first_decision is None:
        raise refuse("basis-missing")
    if entry.cents <= found.room(entry.received):
        raise refuse("room-now")
    if entry.cents > room_at_first_decision(found, entry):
        raise refuse("no-room-then")


def room_at_first_decision(found: Book, entry: Entry) -> int:
    """Return the room for this application when it was first decided on, in cents, beside what it was promised since.

    What it had reserved itself counts as room, and so does what it was promised then: when the decision and its entries
    came together, the book is taken as it stood just before them.
    """
    moment = entry.first_decision
    before = [item for item in found.entries if moment is not None and item.at <= moment]
    for place, item in enumerate(before):
        if item.case == entry.case and item.kind in _OF_DECISION and item.at == moment:
            before = before[:place]
            break
    then = book(before, found.period_ends)
    had = then.side(entry.case)
    return max(then.room(entry.received) + had.reserved + had.promised - found.side(entry.case).promised, 0)


def _pay(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if entry.cents > side.payable:
        raise refuse("more-than-established" if side.established_on else "more-than-granted")


def _claim(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if side.established_on is not None and amsterdam_day(entry.at) > reclaim_ends(side.established_on):
        raise refuse("reclaim-too-late")
    if entry.cents > side.overpaid:
        raise refuse("more-than-overpaid")


def _claim_down(found: Book, side: CaseSide, entry: Entry) -> None:
    """A claim falls with the promise that rose: no further, so that nobody keeps money without a ground (Awb 4:57)."""
    del found
    if entry.cents > side.overclaimed:
        raise refuse("more-than-overclaimed")


def _claim_waive(found: Book, side: CaseSide, entry: Entry) -> None:
    """What need not be paid back any more stays claimed, so that it is never paid out again (Awb 4:94a)."""
    _receive(found, side, entry)


def reclaim_ends(established_on: date) -> date:
    """Return the last day on which money may be claimed back after settlement (Awb 4:57.4)."""
    return deadline(TERMS["reclaim"], established_on).last or established_on


def _receive(found: Book, side: CaseSide, entry: Entry) -> None:
    del found
    if entry.cents > side.outstanding:
        raise refuse("more-than-claimed")


_OF_DECISION = FREEING | {Kind.GRANT, Kind.ESTABLISH}
"""What a decision in first instance enters."""
_RULES = {
    Kind.RESERVE: _reserve,
    Kind.RELEASE: _release,
    Kind.GRANT: _grant,
    Kind.GRANT_UP: _grant_up,
    Kind.GRANT_DOWN: _grant_down,
    Kind.ESTABLISH: _establish,
    Kind.ESTABLISH_UP: _establish_up,
    Kind.ESTABLISH_DOWN: _establish_down,
    Kind.OVERRIDE_GRANT: _override_grant,
    Kind.OVERRIDE_UP: _override_up,
    Kind.PAY_ADVANCE: _pay,
    Kind.PAY_FINAL: _pay,
    Kind.CLAIM: _claim,
    Kind.CLAIM_DOWN: _claim_down,
    Kind.CLAIM_WAIVE: _claim_waive,
    Kind.RECEIVE: _receive,
}

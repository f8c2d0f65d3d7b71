"""What can happen at the subsidy desk. Keys, numbers, days and cents only; words stay in the file."""

from trede.journal.types import EventType, register

PERIOD = ("scheme", "period")

for key, dutch, english, data in (
    (
        "application.step",
        "Stap in een subsidieaanvraag",
        "Step of a grant application",
        ("scheme", "region", "step", "origin", "to", "role", "decision", "cents"),
    ),
    ("application.message", "Bericht klaargezet bij een aanvraag", "Message placed in an application", ("kind",)),
    ("application.message-read", "Bericht bij een aanvraag gelezen", "Message of an application read", ("kind",)),
    (
        "application.notice",
        "Melding van een bericht: gemaild, mislukt of per post",
        "Notice of a message: mailed, failed or posted",
        ("kind", "outcome"),
    ),
    ("application.note", "Aantekening bij een aanvraag", "Note in an application", ("step",)),
    (
        "application.term-warned",
        "Termijn van een aanvraag loopt af",
        "Term of an application runs out",
        ("term", "due", "share"),
    ),
    ("application.part-offered", "Deel van het bedrag aangeboden", "Part of the amount offered", ("cents", "until")),
    ("application.part-accepted", "Deel van het bedrag aangenomen", "Part of the amount accepted", ("cents",)),
    ("application.part-declined", "Deel van het bedrag niet aangenomen", "Part of the amount declined", ("cents",)),
    ("application.due-counted", "Beslisdag van aanvragen nagerekend", "Day of decision counted again", ("changed",)),
    ("subsidy.period-opened", "Budgetperiode vastgelegd", "Budget period taken in", PERIOD),
    ("subsidy.ceiling-published", "Plafond gepubliceerd", "Ceiling published", (*PERIOD, "cents", "from")),
    (
        "subsidy.allocated",
        "Geld verdeeld",
        "Money shared out",
        (*PERIOD, "frontier", "reserved", "offered", "waiting", "lots"),
    ),
    ("subsidy.lot-committed", "Loting aangekondigd", "Draw announced", (*PERIOD, "day", "commitment", "number")),
    ("subsidy.lot-drawn", "Loting gehouden", "Draw held", (*PERIOD, "day")),
    ("subsidy.ledger-broken", "Boekhouding klopt niet", "Ledger does not add up", (*PERIOD, "broken")),
    ("subsidy.account-exported", "Boekhouding meegenomen", "Ledger exported", PERIOD),
    ("subsidy.outage", "Storing vastgelegd", "Outage recorded", ("first", "until")),
    ("opening.asked", "Mail gevraagd over een opening", "Mail asked about an opening", ("scheme",)),
    ("opening.confirmed", "Mail over een opening bevestigd", "Mail about an opening confirmed", ("scheme",)),
    ("opening.stopped", "Mail over een opening afgezegd", "Mail about an opening cancelled", ("scheme",)),
    ("opening.told", "Gemaild dat een subsidie open is", "Mailed that a grant is open", ("scheme",)),
    ("opening.forgotten", "Adressen voor een opening gewist", "Addresses for an opening erased", ("addresses",)),
    ("subsidy.proof-exported", "Bewijs van berichten meegenomen", "Proof of messages exported", ("messages",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))

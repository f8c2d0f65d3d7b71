"""What can happen to agreements and the yearly plan. Keys, days and cents; no words."""

from trede.journal.types import EventType, register

SIDES = ("first", "second", "version")
ACTION = ("year", "organisation")

for key, dutch, english, data in (
    ("agreement.written", "Afspraak geschreven", "Agreement written", (*SIDES, "replaces")),
    ("agreement.confirmed", "Akkoord met een afspraak", "Said yes to an agreement", SIDES),
    (
        "agreement.agreed",
        "Afspraak gemaakt",
        "Agreement made",
        (*SIDES, "money_cents", "valid_from", "valid_until", "review_on"),
    ),
    ("agreement.refused", "Nee tegen een afspraak", "Said no to an agreement", (*SIDES, "organisation")),
    ("agreement.link-made", "Link voor een afspraak gestuurd", "Link for an agreement sent", (*SIDES, "organisation")),
    ("agreement.link-used", "Geantwoord op een afspraak", "Answered about an agreement", (*SIDES, "organisation")),
    ("agreement.reviewed", "Afspraak nagekeken", "Agreement reviewed", (*SIDES, "review_on")),
    ("agreement.ended", "Afspraak beëindigd", "Agreement ended", SIDES),
    ("plan.begun", "Jaarplan begonnen", "Yearly plan begun", ("year", "copied_from")),
    ("plan.goal-written", "Doel van het jaarplan geschreven", "Goal of the yearly plan written", ("year",)),
    ("plan.action-written", "Actie in het jaarplan geschreven", "Action written in the yearly plan", ACTION),
    ("plan.action-removed", "Actie uit het jaarplan gehaald", "Action taken out of the yearly plan", ACTION),
    ("plan.action-agreed", "Akkoord met een actie van het jaarplan", "Said yes to an action of the plan", ACTION),
    ("plan.action-refused", "Nee tegen een actie van het jaarplan", "Said no to an action of the plan", ACTION),
    ("plan.link-made", "Link voor een actie gestuurd", "Link for an action sent", (*ACTION, "asks")),
    ("plan.link-used", "Geantwoord op een actie", "Answered about an action", (*ACTION, "asks")),
    (
        "plan.action-moved",
        "Stand van een actie van het jaarplan",
        "State of an action of the plan",
        (*ACTION, "state", "review_on"),
    ),
    ("agreements.exported", "Afspraken of jaarplan meegenomen", "Agreements or plan taken along", ("lines",)),
    ("plan.settled", "Jaarplan vastgesteld", "Yearly plan settled", ("year",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))

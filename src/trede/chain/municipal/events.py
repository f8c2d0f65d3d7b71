"""What can happen to a signal of a municipality. No words."""

from trede.journal.types import EventType, register

ABOUT = ("category", "municipality", "sector", "quarter")

for key, dutch, english, data in (
    ("signal.given", "Gemeente gaf een knelpunt door", "Municipality reported a bottleneck", ABOUT),
    ("signal.taken-up", "Signaal opgepakt", "Signal taken up", ABOUT),
    ("signal.answered", "Signaal beantwoord", "Signal answered", ABOUT),
    ("signal.grouped", "Signaal bij een ander gevoegd", "Signal joined to another", (*ABOUT, "joins")),
    ("signal.closed", "Signaal afgesloten", "Signal closed", (*ABOUT, "outcome")),
    ("signals.erased", "Oude woorden van signalen gewist", "Old words of signals erased", ("signals",)),
):
    register(EventType(key, display={"nl": dutch, "en": english}, data=data))

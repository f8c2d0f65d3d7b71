"""What can happen to a scan. Never a code: the code is the key to an outcome."""

from trede.journal.types import EventType, register

OUTCOME = ("scan", "version", "answers", "phase", "pattern", "cyber", "pack", "rule", "day_of_scan")
"""Keys of the pack and of the rule; `day_of_scan` is the Amsterdam day on which the answers were given.

`scan.completed` has `via` when a referrer of the pack sent the visitor: its key, nothing about the visitor."""

register(
    EventType(
        "scan.completed",
        display={"nl": "Scan gedaan", "en": "Scan completed"},
        data=(*OUTCOME, "channel", "language", "again", "via"),
        shred=("answers",),
    )
)
register(
    EventType(
        "scan.corrected",
        display={"nl": "Antwoord in de scan veranderd", "en": "Scan corrected"},
        data=OUTCOME,
        shred=("answers",),
    )
)
register(
    EventType(
        "scan.claimed",
        display={"nl": "Uitkomst gedeeld met een adviseur", "en": "Outcome shared with an adviser"},
        data=OUTCOME,
        shred=("answers",),
    )
)
register(EventType("scan.detached", display={"nl": "Uitkomst losgemaakt", "en": "Outcome detached"}))
register(
    EventType("outcome.mailed", display={"nl": "Uitkomst naar jezelf gemaild", "en": "Outcome mailed to yourself"})
)
register(EventType("scan.discarded", display={"nl": "Uitkomst weggegooid", "en": "Outcome discarded"}))
register(
    EventType("scan.expired", display={"nl": "Uitkomst gewist na de bewaartijd", "en": "Outcome erased after its term"})
)

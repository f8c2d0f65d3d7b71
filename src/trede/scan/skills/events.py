"""What happens to a measurement of skills. Counts only: never a department, an answer or a link.

`skills.answered` names only the round, so the moment in the journal cannot be laid beside an answer.
"""

from trede.journal.types import EventType, register

register(
    EventType(
        "skills.round-opened",
        display={"nl": "Meting van vaardigheden gestart", "en": "Measurement of skills opened"},
        data=("kind", "departments", "version", "rule"),
    )
)
register(
    EventType(
        "skills.link-renewed",
        display={"nl": "Nieuwe link voor een afdeling gemaakt", "en": "New link for a department made"},
    )
)
register(
    EventType("skills.answered", display={"nl": "Vragen over vaardigheden ingevuld", "en": "Skills questions answered"})
)
register(
    EventType(
        "skills.corrected",
        display={"nl": "Antwoorden over vaardigheden verbeterd", "en": "Answers about skills corrected"},
    )
)
register(
    EventType(
        "skills.round-closed",
        display={"nl": "Meting van vaardigheden gesloten", "en": "Measurement of skills closed"},
        data=("kind", "departments", "shown", "answers"),
    )
)

"""What people may write in a report, and when it is ready to be adopted. No writing here: see `reports_actions`."""

from collections.abc import Sequence

from trede.core.errors import InputError
from trede.core.periods import Period

LONGEST_MESSAGE = 200
LONGEST_LINE = 220
MOST_LINES = 3


def check_lines(message: str, lessons: Sequence[str], different: Sequence[str]) -> None:
    """Raise InputError when a draft holds more, or longer, sentences than fit on one side of A4."""
    if len(message) > LONGEST_MESSAGE:
        raise InputError(
            "message",
            f"Maak de boodschap korter: hooguit {LONGEST_MESSAGE} tekens.",
            f"Make the message shorter: at most {LONGEST_MESSAGE} characters.",
        )
    for lines in (lessons, different):
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise InputError(
                "lines",
                f"Schrijf hooguit {MOST_LINES} zinnen van elk hooguit {LONGEST_LINE} tekens.",
                f"Write at most {MOST_LINES} sentences of at most {LONGEST_LINE} characters each.",
            )


def check_complete(period: Period, message: str, lessons: Sequence[str], different: Sequence[str]) -> None:
    """Raise InputError unless everything that has to be written is there; a year also needs its message."""
    if not lessons or not different:
        raise InputError(
            "report-incomplete",
            "Schrijf minstens één les en één ding dat je anders doet. Daarna kun je het verslag vaststellen.",
            "Write at least one lesson and one thing you will do differently. Then you can adopt the report.",
        )
    if not period.is_quarter and not message:
        raise InputError(
            "report-message",
            "Schrijf de boodschap van het jaar in één zin. Daarna kun je het verslag vaststellen.",
            "Write the message of the year in one sentence. Then you can adopt the report.",
        )

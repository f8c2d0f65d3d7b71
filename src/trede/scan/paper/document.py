"""The paper scan as a PDF: two sides of A4, tagged (PDF/UA-1), with everything that a pen needs."""

from pathlib import Path

from trede.core.scan import LETTERS, RUNGS
from trede.scan.outcome_page import OutcomeBook
from trede.scan.pdf import action_colour, compile_pdf

TEMPLATE = Path(__file__).resolve().parent / "paper.typ"
ROW_OF_BOTH = 2
"""After A and B: the rule counts them as one row."""
HEADS = ("letter", "count", "rung", "action")


def paper_pdf(words: OutcomeBook, where: str) -> bytes:
    """Return the PDF in the language of the book. `where` is the address of the questions on one page."""
    return compile_pdf(TEMPLATE, paper_document(words, where))


def paper_document(words: OutcomeBook, where: str) -> dict[str, object]:
    """Return everything that stands on the paper, as plain text."""
    scan = words.scan
    low, high = scan.minutes
    return {
        "language": words.language,
        "programme": words.pack.info.name.in_language(words.language),
        "colour": action_colour(words),
        "title": scan.title.in_language(words.language),
        "lead": words.plain("paper.lead", low=low, high=high),
        "doubt": words.plain("paper.doubt"),
        "now": words.plain("question.now"),
        "footer": words.plain("paper.footer", version=scan.version),
        "questions": _questions(words),
        "tally": _tally(words),
        "hand": _hand(words, where),
    }


def _questions(words: OutcomeBook) -> list[dict[str, object]]:
    return [
        {
            "title": f"{number}. {question.title.in_language(words.language)}",
            "prompt": question.prompt.in_language(words.language),
            "options": [[option.key, option.text.in_language(words.language)] for option in question.options],
        }
        for number, question in enumerate(words.scan.questions, 1)
    ]


def _tally(words: OutcomeBook) -> dict[str, object]:
    """Return how to find the rung by hand, and per letter its rung and what to do there."""
    steps = [
        words.plain("paper.tally.count"),
        words.plain("paper.tally.most"),
        words.plain("paper.tally.low", first=words.rung_name(RUNGS[0]), second=words.rung_name(RUNGS[1])),
        words.plain("paper.tally.between"),
        words.plain("paper.tally.mixed"),
    ]
    rows = [
        [letter, words.rung_name(rung), words.rung_record(rung).action.in_language(words.language)]
        for letter, rung in zip(LETTERS, RUNGS, strict=True)
    ]
    rows.insert(ROW_OF_BOTH, [words.plain("paper.tally.both"), "", ""])
    return {
        "title": words.plain("paper.tally.title"),
        "write": words.plain("paper.tally.write"),
        "steps": steps,
        "heads": [words.plain(f"paper.head.{name}") for name in HEADS],
        "rows": rows,
        "safety": _safety(words),
    }


def _safety(words: OutcomeBook) -> str:
    topic = words.scan.safety_topic
    return words.plain("paper.tally.safety", number=words.topics.index(topic) + 1) if topic else ""


def _hand(words: OutcomeBook, where: str) -> dict[str, object]:
    """Return how to hand the paper in. A phone number stands there only when the region gave one."""
    contact = words.pack.info.contact
    adviser = words.plain("paper.hand.adviser", name=contact.name.in_language(words.language))
    if contact.phone:
        adviser = f"{adviser} {words.plain('paper.hand.phone', phone=contact.phone)}"
    return {
        "title": words.plain("paper.hand.title"),
        "lines": [adviser, words.plain("paper.hand.online", address=where), words.plain("paper.hand.staff")],
        "code": words.plain("paper.hand.code"),
        "before": words.plain("paper.hand.before"),
    }

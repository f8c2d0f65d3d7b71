"""The outcome as a PDF: tagged (PDF/UA-1), at most two pages, with fonts that come with the program."""

import json
from functools import cache
from pathlib import Path
from typing import cast

import typst

from trede.core.advice import SAFETY_FIRST, Advice, advise, score_scan
from trede.core.codes import spoken
from trede.core.explain import explain, reason_texts
from trede.core.scan import RUNG_LEVEL, RUNGS, Outcome
from trede.scan.models import ScanResult
from trede.scan.outcome_page import OutcomeBook
from trede.web.templatetags.trede import day_in_words

FONTS = Path(__file__).resolve().parent.parent / "web" / "fonts"
TEMPLATE = Path(__file__).resolve().parent / "templates" / "scan" / "outcome.typ"


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Return the compiler with the template and fonts read once per process."""
    return typst.Compiler(str(template), font_paths=[str(FONTS)], ignore_system_fonts=True)


def compile_pdf(template: Path, document: dict[str, object]) -> bytes:
    """Return a tagged PDF made with one of our templates. Texts go in as data, never as markup."""
    data = json.dumps(document, ensure_ascii=False)
    pdf = _compiler(template).compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"])
    return cast("bytes", pdf)


def outcome_pdf(words: OutcomeBook, result: ScanResult) -> bytes:
    """Return the PDF of a stored outcome in the language of the book."""
    return compile_pdf(TEMPLATE, _document(words, result))


def _document(words: OutcomeBook, result: ScanResult) -> dict[str, object]:
    """Return everything that stands in the PDF, as plain text."""
    outcome = score_scan(words.scan, result.answers)
    advice = advise(words.pack, words.scan, outcome)
    day = day_in_words(result.day, words.language, weekday=False)
    return {
        "language": words.language,
        "programme": words.pack.info.name.in_language(words.language),
        "colour": action_colour(words),
        "kind": words.plain("pdf.title"),
        "code": words.plain("pdf.code", code=spoken(result.code)),
        "made": words.plain("pdf.made", day=day),
        "headline": words.headline(outcome),
        "provisional": words.plain("result.provisional") if outcome.provisional else "",
        "ladder": {"title": words.plain(f"result.ladder.{_kind(outcome)}"), "rungs": _rungs(words, outcome, advice)},
        "safety": _safety(words, outcome),
        "step": {"title": words.plain("result.first.title"), "lines": _steps(words, outcome, advice)},
        "table": _table(words, outcome),
        "help": {"title": words.plain("result.help.title"), "rows": _doors(words, advice)},
        "money": {
            "title": words.plain("result.money.title"),
            "rows": _instruments(words, advice),
            "note": words.plain("result.money.indication"),
        },
        "how": {
            "title": words.plain("result.how.title"),
            "rows": reason_texts(words.pack, words.scan, explain(outcome), words.language),
        },
        "take": words.plain("result.take.why"),
    }


def _kind(outcome: Outcome) -> str:
    return "title" if outcome.headlines else "mixed-title"


def action_colour(words: OutcomeBook) -> str:
    """Return the region's action colour when it is a plain hexadecimal one, else our own."""
    colour = words.pack.info.theme.get("utrecht-button-primary-action-background-color", "")
    digits = colour.removeprefix("#")
    plain = (
        colour.startswith("#") and len(digits) in {3, 6} and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    )
    return colour if plain else "#00544d"


def _rungs(words: OutcomeBook, outcome: Outcome, advice: Advice) -> list[dict[str, object]]:
    """Return the ladder, highest rung first, with the words that stand at each rung."""
    rows = []
    for key in reversed(RUNGS):
        notes = [words.plain(f"result.ladder.{name}") for name in _marks(outcome, advice, key)]
        if not outcome.headlines:
            level = RUNG_LEVEL[key]
            at = tuple(topic for topic, its in zip(outcome.topics, outcome.levels, strict=True) if its == level)
            notes = [words.topic_titles(at)] if at else []
        rows.append({"name": words.rung_name(key), "note": ", ".join(notes), "here": key in advice.headline_rungs})
    return rows


def _marks(outcome: Outcome, advice: Advice, key: str) -> list[str]:
    """Return the keys of the words at a rung."""
    marks = []
    if key in advice.headline_rungs:
        marks.append("between" if len(advice.headline_rungs) > 1 else "here")
    if key == advice.next_rung:
        marks.append("next")
    if key == outcome.still_in:
        marks.append("part")
    return marks


def _safety(words: OutcomeBook, outcome: Outcome) -> dict[str, str] | None:
    if outcome.phase is None or outcome.cyber in (None, "in-step"):
        return None
    text = words.plain(f"result.safety.{outcome.cyber}.text")
    return {"title": words.plain(f"result.safety.{outcome.cyber}.title"), "text": text}


def _steps(words: OutcomeBook, outcome: Outcome, advice: Advice) -> list[str]:
    """Return the first step and what follows it, in the order of the page."""
    action = ""
    if outcome.headlines and outcome.phase:
        action = words.rung_record(outcome.phase).action.in_language(words.language)
    first = advice.first_step.text.in_language(words.language) if advice.first_step else ""
    if outcome.cyber in SAFETY_FIRST:
        return [line for line in (first, action) if line]
    if not action:
        return [first] if first else []
    return [action, first] if outcome.attention and first else [action]


def _table(words: OutcomeBook, outcome: Outcome) -> dict[str, object]:
    steps = {
        step.topic: step.text.in_language(words.language) for step in advise(words.pack, words.scan, outcome).next_steps
    }
    questions = {question.key: question for question in words.scan.questions}
    rows = []
    for topic, level, letter in zip(outcome.topics, outcome.levels, outcome.answers, strict=True):
        question = questions[topic]
        given = next((option.text for option in question.options if option.key == letter), None)
        rows.append(
            [
                question.title.in_language(words.language),
                given.in_language(words.language) if given else words.plain("result.profile.open"),
                words.rung_name(RUNGS[level - 1]) if level else "",
                steps.get(topic, ""),
            ]
        )
    heads = [words.plain(f"result.table.{name}") for name in ("topic", "answer", "rung", "step")]
    return {"title": words.plain("result.profile.title"), "heads": heads, "rows": rows}


def _doors(words: OutcomeBook, advice: Advice) -> list[list[str]]:
    found = [words.pack.organisation(key) for key in advice.doors]
    return [[item.name, item.role.in_language(words.language)] for item in found]


def _instruments(words: OutcomeBook, advice: Advice) -> list[list[str]]:
    """Return name and explanation of each scheme; without one a sentence that says so."""
    rows = []
    for item in words.pack.instruments:
        if item.key in advice.instruments:
            status = words.plain(f"schemes.status.{item.status}")
            text = f"{item.what.in_language(words.language)} {item.status_note.in_language(words.language)}"
            rows.append([f"{item.name.in_language(words.language)} ({status})", text])
    return rows or [["", words.plain("result.money.none")]]

"""Reading what the form of a check sends, and giving it back filled in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import QueryDict

from trede.core import autonomy, baseline, readiness
from trede.core.codes import normalise_code
from trede.core.pack import Question, Scan
from trede.core.scan import RUNG_LEVEL
from trede.core.stored_answers import ALONE
from trede.scan.checks.actions import NOTHING, Detail

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,32}")
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
_EARLIEST = date(2021, 1, 1)
"""CCV's risk classes began in January 2021."""
ASKS_RUNG = (baseline.RULE, readiness.RULE)
ASKS_CLASS = (baseline.RULE,)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in. `errors` maps the name of a field to a code that a text explains."""

    systems: tuple[str, ...] = (ALONE,)
    chosen: dict[str, str] = field(default_factory=dict)
    """Name of a question's field to the answer chosen."""
    errors: dict[str, str] = field(default_factory=dict)
    nonce: str = ""
    previous: str = ""
    """Code of the earlier check that this one follows."""
    rung: str = ""
    risk_class: str = ""
    class_on: str = ""
    """As typed."""
    detail: Detail = NOTHING

    def answers(self, scan: Scan) -> dict[str, dict[str, str | None]]:
        """Return the answers per system and question."""
        return {
            system: {question.key: self.chosen.get(field_name(system, question.key)) for question in scan.questions}
            for system in self.systems
        }


def field_name(system: str, question: str) -> str:
    """Return the name of a question's field."""
    return f"q-{system}-{question}" if system else f"q-{question}"


def read_form(scan: Scan, data: QueryDict, today: date) -> Filled:
    """Return what was sent, with an error for each field that needs another look. Never raises."""
    systems = read_systems(scan, data) if scan.rule == autonomy.RULE else (ALONE,)
    errors: dict[str, str] = {}
    chosen: dict[str, str] = {}
    for system in systems:
        for question in scan.questions:
            name = field_name(system, question.key)
            answer, error = _answer(question, data.getlist(name))
            if error:
                errors[name] = error
            else:
                chosen[name] = answer
    rung = data.get("trede", "") if scan.rule in ASKS_RUNG else ""
    asks_class = scan.rule in ASKS_CLASS
    typed_class, typed_day = (data.get(name, "")[:20] if asks_class else "" for name in ("klasse", "klasse-dag"))
    detail, wrong = _detail(rung, typed_class, typed_day.strip(), today)
    nonce = data.get("f", "")
    return Filled(
        systems=systems,
        chosen=chosen,
        errors=errors | wrong,
        nonce=nonce if _NONCE.fullmatch(nonce) else "",
        previous=normalise_code(data.get("v", "")) or "",
        rung=detail.rung or "",
        risk_class=typed_class if typed_class in _CLASSES else "",
        class_on=typed_day.replace("\x00", ""),
        detail=detail,
    )


def read_systems(scan: Scan, data: QueryDict) -> tuple[str, ...]:
    """Return the systems that were picked and exist, in the order of the pack, each once."""
    picked = set(data.getlist("s"))
    return tuple(subject.key for subject in scan.subjects if subject.key in picked)


def _answer(question: Question, given: list[str]) -> tuple[str, str]:
    """Return the answer and no error, or an error: `missing`, `double`, `unknown`."""
    if not given or given == [""]:
        return "", "missing"
    if len(given) > 1:
        return "", "double"
    known: Iterable[str] = (option.key for option in question.options)
    return (given[0], "") if given[0] in known else ("", "unknown")


_CLASSES = {str(number) for number in baseline.CLASS_ASKS}


def _detail(rung: str, risk_class: str, typed: str, today: date) -> tuple[Detail, dict[str, str]]:
    """Return rung, class and day, and what is wrong with them. A class needs its day; a day alone is left out."""
    errors = {}
    if rung and rung not in RUNG_LEVEL:
        errors["trede"] = "unknown-choice"
    if risk_class and risk_class not in _CLASSES:
        errors["klasse"] = "unknown-choice"
    day, wrong = _class_day(typed, today) if risk_class else (None, "")
    if wrong:
        errors["klasse-dag"] = wrong
    known_class = int(risk_class) if risk_class in _CLASSES and day else None
    return Detail(rung if rung in RUNG_LEVEL else None, known_class, day if known_class else None), errors


def _class_day(typed: str, today: date) -> tuple[date | None, str]:
    if not typed:
        return None, "day-missing"
    for pattern in _DAYS:
        try:
            day = datetime.strptime(typed, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        if day > today:
            return None, "day-future"
        return (day, "") if day >= _EARLIEST else (None, "day-early")
    return None, "day-wrong"

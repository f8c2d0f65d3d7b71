"""The answers of one person as one short text, and which questionnaire asks for them."""

from trede.core import skills
from trede.core.four_answers import Answers
from trede.core.pack import Pack, Scan
from trede.core.skills import ALONE, EXPLAIN, HELPED, LEAST_PEOPLE, NOT_YET, Person, classify

_SHORT = {EXPLAIN: "u", ALONE: "z", HELPED: "h", NOT_YET: "n", None: "-"}
_LONG = {short: answer for answer, short in _SHORT.items()}


def skills_scan(region: Pack) -> Scan | None:
    """Return the region's questionnaire on skills, the first by key. None: the region does not measure skills."""
    found = sorted((scan for scan in region.scans.values() if scan.rule == skills.RULE), key=lambda scan: scan.key)
    return found[0] if found else None


def least_people(region: Pack) -> int:
    """Return from how many people on a department is shown: what the region asks for, ten or more."""
    return max(region.info.disclosure.public_minimum, LEAST_PEOPLE)


def shorten(scan: Scan, answers: Answers) -> str:
    """Return one character per question, in question order. KeyError for what is no answer of the rule."""
    return "".join(_SHORT[answers.get(question.key)] for question in scan.questions)


def read_person(scan: Scan, stored: str) -> Person:
    """Return what stored answers say. Raises InputError or KeyError for what `shorten` did not make."""
    return classify(scan, {item.key: _LONG[short] for item, short in zip(scan.questions, stored, strict=True)})

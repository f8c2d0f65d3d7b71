"""Reading what the page behind a link sends, and giving it back filled in."""

import re
from dataclasses import dataclass, field

from django.http import QueryDict

from trede.core.pack import Scan
from trede.core.skills import classify

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in. `errors` maps a question key to `skipped` or `unreadable`."""

    chosen: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    nonce: str = ""


def field_name(question: str) -> str:
    """Return the name of a question's field."""
    return f"q-{question}"


def read_form(scan: Scan, data: QueryDict) -> Filled:
    """Return what was sent. A few open questions are fine; with too many each open one is an error. Never raises."""
    chosen: dict[str, str] = {}
    errors: dict[str, str] = {}
    for question in scan.questions:
        given = data.getlist(field_name(question.key))
        if given in ([], [""]):
            continue
        if len(given) == 1 and given[0] in {option.key for option in question.options}:
            chosen[question.key] = given[0]
        else:
            errors[question.key] = "unreadable"
    if classify(scan, chosen).kind is None:
        errors |= {item.key: "skipped" for item in scan.questions if item.key not in chosen and item.key not in errors}
    nonce = data.get("f", "")
    return Filled(chosen, errors, nonce if _NONCE.fullmatch(nonce) else "")

"""Reading what a scan form sends, and the state that travels in the address between questions."""

import re
import secrets
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from trede.core.codes import normalise_code
from trede.core.scan import BLANK, LETTERS, QUESTIONS
from trede.scan.embed import FORM, known

_ANSWERS = re.compile(rf"[{LETTERS}{BLANK}]{{{QUESTIONS}}}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,32}")
_NOTHING = BLANK * QUESTIONS
_LETTERS = frozenset(LETTERS)
_AS_SENT = re.compile(
    rb"f=([A-Za-z0-9_-]{16,32})" + b"".join(b"&q%d=([A-F])" % number for number in range(1, QUESTIONS + 1))
)
"""The form with all questions as its page sends it when every question is answered and no earlier scan goes before."""


@dataclass(frozen=True, slots=True)
class State:
    """What a visitor chose so far. It travels in the address, so that no cookie is needed.

    `nonce` is the random number of the form; `change` the code of the outcome that is being changed; `previous` the
    code of the earlier scan that this one follows; `via` the key of the site that sent the visitor.
    """

    answers: str = _NOTHING
    nonce: str = ""
    change: str = ""
    previous: str = ""
    via: str = ""

    def fields(self) -> dict[str, str]:
        """Return the parameters that are not empty."""
        named = {"a": self.answers, "f": self.nonce, "u": self.change, "v": self.previous, "via": self.via}
        return {name: value for name, value in named.items() if value and value != _NOTHING}

    def query(self) -> str:
        """Return the query string with its question mark, or nothing."""
        fields = self.fields()
        return f"?{urlencode(fields)}" if fields else ""

    def hidden(self) -> str:
        """Return the state as hidden fields. All values are plain letters, digits, dashes and underscores."""
        return "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in self.fields().items())

    def with_answer(self, number: int, letter: str) -> "State":
        """Return the state with the answer to question `number` (1…7)."""
        return replace(self, answers=self.answers[: number - 1] + letter + self.answers[number:])

    def answer(self, number: int) -> str:
        """Return the letter of question `number`, or nothing when it is open."""
        return self.answers[number - 1].strip(BLANK)

    @property
    def first_open(self) -> int | None:
        """The number of the first question without an answer."""
        index = self.answers.find(BLANK)
        return None if index < 0 else index + 1


def read_state(data: QueryDict) -> State:
    """Return the state in an address or form. What is not a state of ours is left out, never an error."""
    if not data:
        return State()
    answers, nonce, change, previous, via = [data.get(name, "") for name in ("a", "f", "u", "v", "via")]
    return State(
        answers=answers if _ANSWERS.fullmatch(answers) else _NOTHING,
        nonce=nonce if _NONCE.fullmatch(nonce) else "",
        change=normalise_code(change) or "" if change else "",
        previous=normalise_code(previous) or "" if previous else "",
        via=known(via),
    )


def new_nonce() -> str:
    """Return a fresh random number for a form: 96 bits."""
    return secrets.token_urlsafe(12)


def read_as_sent(request: HttpRequest) -> State | None:
    """Return the state of a complete form of all questions, or None: then it has to be taken apart.

    What nearly every visitor sends is read in one look; taking a form apart costs as much as storing the scan.
    """
    found = _AS_SENT.fullmatch(request.body) if request.content_type == FORM else None
    if found is None:
        return None
    nonce, *letters = found.groups()
    return State(answers=b"".join(letters).decode(), nonce=nonce.decode())


def read_answer(data: QueryDict, number: int) -> tuple[str, str]:
    """Return the letter sent for question `number` and an error code: `missing`, `double`, `too-long`, `unknown`."""
    given = data.getlist(f"q{number}")
    if len(given) == 1 and given[0] in _LETTERS:
        return given[0], ""
    if not given or given == [""]:
        return "", "missing"
    if len(given) > 1:
        return "", "double"
    letter = given[0].strip().upper()
    if len(letter) > 1:
        return "", "too-long"
    if not letter or letter not in LETTERS:
        return "", "unknown" if letter else "missing"
    return letter, ""


def read_all(data: QueryDict) -> tuple[str, dict[int, str]]:
    """Return seven answers (blank where wrong) and the error code per question that needs another look."""
    letters, errors = [], {}
    for number in range(1, QUESTIONS + 1):
        letter, error = read_answer(data, number)
        letters.append(letter or BLANK)
        if error:
            errors[number] = error
    return "".join(letters), errors

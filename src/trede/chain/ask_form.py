"""The form with which an entrepreneur asks for an adviser: four fields and a tick. Works without a session."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from trede.chain.actions_requests import NAME_MOST, QUESTION_MOST
from trede.chain.receiving import new_nonce
from trede.chain.steps import words
from trede.companies.rules import NAME_LENGTH, clean_email, clean_phone, clean_text
from trede.core.errors import InputError

_NONCE = re.compile(r"[0-9a-f]{32}")
_MOST = {"name": NAME_MOST, "firm": NAME_LENGTH, "question": QUESTION_MOST, "phone": 40, "email": 254}


@dataclass(frozen=True, slots=True)
class AskForm:
    """What was typed, so that it can be shown again as it was. `nonce` names this copy of the form."""

    nonce: str
    name: str = ""
    firm: str = ""
    phone: str = ""
    email: str = ""
    question: str = ""
    consent: bool = False

    @classmethod
    def empty(cls) -> "AskForm":
        """Return a fresh form."""
        return cls(new_nonce())

    @classmethod
    def read(cls, sent: QueryDict) -> "AskForm":
        """Return the form that was sent; a missing or odd nonce is replaced by a fresh one."""
        nonce = sent.get("nonce", "")
        return cls(
            nonce=nonce if _NONCE.fullmatch(nonce) else new_nonce(),
            name=sent.get("name", ""),
            firm=sent.get("firm", ""),
            phone=sent.get("phone", ""),
            email=sent.get("email", ""),
            question=sent.get("question", ""),
            consent=sent.get("consent") == "ja",
        )

    def errors(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Return field → (text key, values) for what is missing or wrong, in the order of the page."""
        problems = {field: self._problem(field) for field in (*_READERS, "consent")}
        return {field: problem for field, problem in problems.items() if problem is not None}

    def _problem(self, field: str) -> tuple[str, dict[str, object]] | None:
        if field == "consent":
            return None if self.consent else ("adviser.error.consent", {})
        typed = getattr(self, field).strip()
        if not typed and field in {"name", "firm"}:
            return f"adviser.error.{field}", {}
        if field == "phone" and not typed and not self.email.strip():
            return "adviser.error.reach", {}
        if len(typed) > _MOST[field]:
            return "adviser.error.long", {"most": _MOST[field]}
        if not _reads(_READERS[field], typed):
            return f"adviser.error.{field if field in {'phone', 'email'} else 'unreadable'}", {}
        return None


def _words_of_any_length(text: str) -> str:
    return words(text, most=len(text) + 1)


_READERS: dict[str, Callable[[str], str]] = {
    "name": clean_text,
    "firm": clean_text,
    "phone": clean_phone,
    "email": clean_email,
    "question": _words_of_any_length,
}


def _reads(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except InputError:
        return False
    return True

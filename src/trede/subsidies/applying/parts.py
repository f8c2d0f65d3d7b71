"""The parts of an application: which fields each has, which documents go with it, and what is still open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from trede.core.pack import Pack
from trede.core.pack_scheme_terms import RequiredDocument
from trede.core.pack_schemes import CheckQuestion, Scheme
from trede.subsidies.fields import Answers, Field
from trede.subsidies.questions import NO, OTHER_AID, YES, fields_of, one

PartKey = Literal["firm", "plan", "statements", "details"]
FORMS: tuple[PartKey, ...] = ("firm", "plan", "statements", "details")
TASKS = ("firm", "plan", "costs", "documents", "statements", "details")
"""In the order of the list."""
_QUESTIONS: dict[PartKey, tuple[CheckQuestion, ...]] = {
    "firm": ("location", "fte", "sme", "rung", "agriculture"),
    "plan": ("pillars", "research", "started"),
    "statements": ("aid", "once", "own-share", "insolvency", "cyber"),
    "details": (),
}
TITLE, PLAN, RESULT, WHO, START, END = "titel", "plan", "resultaat", "wie", "start", "einde"
IBAN, HOLDER, DELIVERY, FOR, NAME = "iban", "naam-rekening", "post", "namens", "naam-ander"
LAYERS, FIGURES, GROUP, VAT, SME = "delen", "cijfers", "groep", "btw", "mkb-waar"
MAIL, LETTER = "mail", "brief"
SELF, OTHER = "zelf", "ander"
MOST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Need:
    """A document of the checklist, and whether it is needed with these answers."""

    document: RequiredDocument
    needed: bool


def fields(part: PartKey, scheme: Scheme, region: Pack, language: str) -> tuple[Field, ...]:
    """Return the fields of a part."""
    asked = [question for question in _QUESTIONS[part] if question in scheme.questions]
    from_check = tuple(field for question in asked for field in fields_of(question, scheme, region, language))
    return _MORE[part](_Words(scheme, region, language), from_check)


@dataclass(frozen=True, slots=True)
class _Words:
    scheme: Scheme
    region: Pack
    language: str

    def field(self, key: str, kind: str, *, needed: bool = True, options: tuple[str, ...] = ()) -> Field:
        """Return a field whose words stand under `apply.field.<key>`."""
        text = self.region.texts
        note = f"apply.field.{key}.help"
        return Field(
            key,
            kind,  # type: ignore[arg-type]  # one of Kind, written out below
            self.region.text(f"apply.field.{key}", self.language),
            self.region.text(note, self.language) if note in text else "",
            tuple((value, self.region.text(f"apply.field.{key}.{value}", self.language)) for value in options),
            needed,
        )

    def asks(self, when: str) -> bool:
        """Say whether the checklist has a document that is only needed in some case."""
        return any(item.when == when and item.stage == "application" for item in self.scheme.documents)


def _firm(words: _Words, from_check: tuple[Field, ...]) -> tuple[Field, ...]:
    group = (words.field(GROUP, "one", options=(NO, YES)),) if words.asks("group") else ()
    return (*from_check, *group)


def _plan(words: _Words, from_check: tuple[Field, ...]) -> tuple[Field, ...]:
    return (
        words.field(TITLE, "text"),
        *from_check,
        words.field(PLAN, "area"),
        words.field(RESULT, "area"),
        words.field(WHO, "area"),
        words.field(START, "date"),
        words.field(END, "date"),
    )


def _statements(words: _Words, from_check: tuple[Field, ...]) -> tuple[Field, ...]:
    vat = (words.field(VAT, "one", options=(YES, NO)),) if words.asks("no-deductible-vat") else ()
    other = words.field(OTHER_AID, "one", options=(NO, YES))
    return (*from_check, other, *vat, _tick(words, SME))


def _tick(words: _Words, key: str) -> Field:
    plain = words.field(key, "tick")
    return Field(plain.key, "tick", plain.title, plain.help, ((YES, plain.title),))


def _details(words: _Words, _from_check: tuple[Field, ...]) -> tuple[Field, ...]:
    scheme, language = words.scheme, words.language
    found = [
        words.field(FOR, "one", options=(SELF, OTHER)),
        words.field(NAME, "text", needed=False),
        words.field(DELIVERY, "one", options=(MAIL, LETTER)),
        words.field(IBAN, "text"),
        words.field(HOLDER, "text"),
    ]
    if scheme.measures:
        plain = words.field(FIGURES, "many", needed=False)
        options = tuple((item.key, item.name.in_language(language)) for item in scheme.measures)
        found.append(Field(plain.key, "many", plain.title, plain.help, options, needed=False))
    free = tuple((item.key, item.what.in_language(language)) for item in scheme.data_layers if item.voluntary)
    if free:
        plain = words.field(LAYERS, "many", needed=False)
        found.append(Field(plain.key, "many", plain.title, plain.help, free, needed=False))
    return tuple(found)


_MORE: dict[PartKey, Callable[[_Words, tuple[Field, ...]], tuple[Field, ...]]] = {
    "firm": _firm,
    "plan": _plan,
    "statements": _statements,
    "details": _details,
}

_WHEN: dict[str, tuple[str, str]] = {
    "intermediary": (FOR, OTHER),
    "no-deductible-vat": (VAT, NO),
    "group": (GROUP, YES),
    "other-aid": (OTHER_AID, YES),
}
"""What makes a document needed, as the answer that says so."""


def documents(scheme: Scheme, answers: Answers, stage: str = "application") -> list[Need]:
    """Return the checklist of a stage with what is needed under these answers, in the order of the scheme."""
    return [Need(item, _is_needed(item, answers)) for item in scheme.documents if item.stage == stage]


def _is_needed(item: RequiredDocument, answers: Answers) -> bool:
    if item.needed != "when":
        return item.needed == "always"
    rule = _WHEN.get(item.when or "")
    return rule is not None and one(answers, rule[0]) == rule[1]

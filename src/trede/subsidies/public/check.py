"""The check before applying: which question comes next, and the outcome. The answers stand in the address (ADR 0006).

Nothing is stored and nothing decides: the rules of `core.eligibility` give a verdict each, in words, and every outcome
leads on. An answer that the address got wrong counts as not given.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from trede.core.eligibility import Eligibility, check
from trede.core.pack import Pack
from trede.core.pack_schemes import CheckQuestion, Scheme
from trede.core.scheme_words import Explained, explain, money
from trede.journal import clock
from trede.subsidies.fields import Answers, Field, Sent, is_answered, read
from trede.subsidies.public.cards import Way, ways
from trede.subsidies.questions import KEYS, facts, fields_of

ASK, NOW = "vraag", "nu"
"""Keys in the address: the question to show, and the question that was just answered."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One verdict as the page shows it, with the address where its answer can be changed (empty: it follows)."""

    words: Explained
    change: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a check: what stands in the way first, then what has to be looked at, then what fits."""

    found: Eligibility
    rules: tuple[Rule, ...]
    amount: str
    own: str

    def with_state(self, state: str) -> list[Rule]:
        """Return the rules with one state."""
        return [rule for rule in self.rules if rule.words.verdict.state == state]

    @property
    def stops(self) -> list[Rule]:
        """What stands in the way now."""
        return self.with_state("not-met")

    @property
    def open(self) -> list[Rule]:
        """What a person looks at."""
        return self.with_state("unknown")

    @property
    def fits(self) -> list[Rule]:
        """What fits."""
        return self.with_state("met")


def all_fields(scheme: Scheme, region: Pack, language: str) -> dict[CheckQuestion, tuple[Field, ...]]:
    """Return the fields of each question of a scheme, in its order."""
    return {question: fields_of(question, scheme, region, language) for question in scheme.questions}


def read_answers(scheme: Scheme, region: Pack, sent: Sent) -> dict[str, tuple[str, ...]]:
    """Return the answers that stand in an address and can be read."""
    found: dict[str, tuple[str, ...]] = {}
    for fields in all_fields(scheme, region, "nl").values():
        for field in fields:
            values, wrong = read(field, sent)
            if values and not wrong:
                found[field.key] = values
    return found


def question_of(scheme: Scheme, key: str) -> CheckQuestion | None:
    """Return the question with this key in the address; None when the scheme does not ask it."""
    return next((question for question in scheme.questions if KEYS[question] == key), None)


def next_question(
    fields: dict[CheckQuestion, tuple[Field, ...]], answers: Answers, after: CheckQuestion | None = None
) -> CheckQuestion | None:
    """Return the first question without an answer, from the one after `after` on; None when all are answered."""
    order = list(fields)
    start = order.index(after) + 1 if after in order else 0
    for question in [*order[start:], *order[:start]]:
        if not is_answered(fields[question], answers):
            return question
    return None


def query(answers: Answers, **more: str) -> str:
    """Return answers as they stand in an address."""
    return urlencode([*((key, value) for key, values in answers.items() for value in values), *more.items()])


def outcome(scheme: Scheme, region: Pack, answers: Answers, language: str) -> Outcome:
    """Return the outcome of these answers, received now."""
    now = clock.now()
    found = check(scheme, facts(scheme, region, answers, on=clock.today()), at=now)
    rules = tuple(
        Rule(words, _change(scheme, words.verdict.code, answers), tuple(_ways(scheme, region, words, language)))
        for words in explain(region, scheme, found, language)
    )
    budget = found.budget
    has = budget is not None and budget.amount_cents is not None
    return Outcome(
        found=found,
        rules=rules,
        amount=money(budget.amount_cents or 0, language) if has and budget is not None else "",
        own=money(budget.pays_cents, language) if has and budget is not None else "",
    )


_CODES: dict[str, CheckQuestion] = {
    "location": "location",
    "fte_min": "fte",
    "sme_max": "sme",
    "rung": "rung",
    "scope_rd": "research",
    "pillar": "pillars",
    "started": "started",
    "once": "once",
    "repeat": "once",
    "cyber": "cyber",
    "agriculture": "agriculture",
    "insolvency": "insolvency",
    "own_share": "own-share",
    "min_amount": "costs",
    "de_minimis": "aid",
}
"""Rule to the question that it rests on."""


def _change(scheme: Scheme, code: str, answers: Answers) -> str:
    question = _CODES.get(code)
    if question is None or question not in scheme.questions:
        return ""
    return query(answers, **{ASK: KEYS[question]})


def _ways(scheme: Scheme, region: Pack, words: Explained, language: str) -> list[Way]:
    return ways(region, scheme, words.verdict.doors, language)

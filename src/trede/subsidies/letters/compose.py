"""The letter of a decision: fixed sentences of the pack around the reasons that a person wrote.

A letter is plain text: a line that begins with `# ` is the title, `## ` a heading, `- ` an item of a list, and
`label | amount` a line of the calculation. Days that are known only when the decision is taken stand as marks in a
draft (`DECIDED`, `OBJECT`, `SIGNED`) and are filled in then; so a draft has one digest, whenever it is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from trede.core.errors import TredeError
from trede.core.pack_schemes import Scheme
from trede.core.terms import Term, Unit
from trede.regions.registry import pack
from trede.subsidies.against import object_until
from trede.subsidies.desk.criteria import AmountStep
from trede.subsidies.models import Application
from trede.subsidies.registry import parameters_of, scheme_of, term_of
from trede.subsidies.wording import euros
from trede.web.templatetags.trede import day_in_words

DECIDED, OBJECT, SIGNED = "⟦decided⟧", "⟦object⟧", "⟦signed⟧"
HEARD = {"heard": "heard", "own-facts": "own-facts", "ceiling": "ceiling"}
"""How a firm was heard, or why it need not be (Awb 4:7): key to its sentence."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a decision says. `kind` is the kind of letter: grant, part, refuse, not-handled, amend, withdraw, upheld,
    upheld-grant, upheld-more, upheld-claim, upheld-penalty, dismissed, inadmissible, penalty. `cents` is the amount and
    `before` what it was; `steps` its calculation. `claim` is what was to be paid back and what is left of that, and
    `more` what is paid out beside it."""

    kind: str
    cents: int = 0
    reasons: str = ""
    heard: str = ""
    grounds: Sequence[str] = ()
    steps: Sequence[AmountStep] = field(default=())
    before: int = 0
    claim: tuple[int, int] | None = None
    more: int = 0


_ANSWERS = (
    *("upheld", "upheld-grant", "upheld-more", "upheld-claim", "upheld-penalty"),
    *("dismissed", "inadmissible"),
)
_SUBJECTS = dict.fromkeys(_ANSWERS, "objection")
_PAYS = ("grant", "part", "upheld-grant")
_LAW_WORDS = (
    ("artikelen", "articles"),
    ("artikel", "article"),
    (" tot en met ", " to "),
    (" en ", " and "),
    ("eerste lid", "first paragraph"),
    ("tweede lid", "second paragraph"),
    ("derde lid", "third paragraph"),
)
_ON_OBJECTION = frozenset(_SUBJECTS)


def compose(application: Application, content: Content) -> str:
    """Return the letter in the language of the application, with marks where days come."""
    language, text = application.language, pack().text
    scheme = scheme_of(application)
    subject = _SUBJECTS.get(content.kind, content.kind)
    parts = [f"# {text(f'subsidy.letter.{subject}.subject', language)}", DECIDED, _opening(application, scheme)]
    parts += [f"## {text('subsidy.letter.decision', language)}", *_decision(application, content)]
    parts += [f"## {text('subsidy.letter.why', language)}", *_why(content, language)]
    if content.steps and content.kind in _PAYS:
        parts += [f"## {text('subsidy.letter.sum', language)}", sum_lines(application, content.steps, language)]
    if content.kind in _PAYS:
        parts += _after(application, scheme, content.cents)
    if content.kind == "upheld-more":
        parts += _claim(application, content) + _more(application, scheme, content)
    if content.kind == "upheld-claim":
        parts += _claim(application, content)
    if content.kind in ("refuse", "not-handled"):
        parts.append(text("subsidy.letter.again", language))
    if content.grounds:
        laws = "\n".join(f"- {law_in(law, language)}" for law in content.grounds)
        parts += [f"## {text('subsidy.letter.law', language)}", laws]
    parts += [f"## {text('subsidy.letter.object', language)}", OBJECT]
    if content.kind not in _ON_OBJECTION:
        parts.append(text("subsidy.letter.object.how", language))
    parts.append(SIGNED)
    return "\n\n".join(parts)


def law_in(law: str, language: str) -> str:
    """Return an article as it is named in a language: the law is Dutch, the words around its numbers need not be."""
    if language == "nl":
        return law
    for dutch, english in _LAW_WORDS:
        law = law.replace(dutch, english)
    return law


def _opening(application: Application, scheme: Scheme) -> str:
    language = application.language
    day = day_in_words(application.received_day or date.min, language, weekday=False)
    return pack().text(
        "subsidy.letter.opening",
        language,
        day=day,
        scheme=scheme.short.in_language(language),
        number=application.number or "",
    )


def _decision(application: Application, content: Content) -> list[str]:
    language, text = application.language, pack().text
    key = f"subsidy.letter.{content.kind}.decision"
    values = {
        "amount": euros(content.cents, language),
        "asked": euros(application.requested_cents, language),
        "before": euros(content.before, language),
    }
    found = [text(key, language, **values)]
    return [*found, text("subsidy.letter.goal", language)] if content.kind in _PAYS else found


def _why(content: Content, language: str) -> list[str]:
    found = [pack().text(f"subsidy.letter.{HEARD[content.heard]}", language)] if content.heard in HEARD else []
    return [content.reasons.strip(), *found] if content.reasons.strip() else found


def sum_lines(application: Application, steps: Sequence[AmountStep], language: str) -> str:
    """Return the calculation, one `label | amount` a line."""
    share = f"{parameters_of(application).rate * 100:.0f}%"
    scheme = scheme_of(application)
    lines = []
    for step in steps:
        pillar = scheme.pillar(step.pillar).name.in_language(language) if step.pillar else ""
        label = pack().text(f"subsidy.sum.{step.code}", language, pillar=pillar, share=share)
        lines.append(f"{label} | {euros(step.cents, language)}")
    return "\n".join(lines)


def _after(application: Application, scheme: Scheme, cents: int) -> list[str]:
    """Return what the firm has to do and how it is paid."""
    language, text = application.language, pack().text
    found = []
    if scheme.obligations:
        what = "\n".join(f"- {item.what.in_language(language)}" for item in scheme.obligations)
        found += [f"## {text('subsidy.letter.do', language)}", what]
    found += [f"## {text('subsidy.letter.pay', language)}", _payment(scheme, cents, language)]
    if application.iban:
        found.append(text("subsidy.letter.pay.account", language, last=application.iban[-4:]))
    return found


def _claim(application: Application, content: Content) -> list[str]:
    """Return what becomes of money that was claimed back; nothing when none was. The day to pay stays (Awb 6:16)."""
    if content.claim is None:
        return []
    language, text = application.language, pack().text
    before, left = content.claim
    due = min((row.due_on for row in application.claims.all() if row.rest), default=date.min)
    values = {
        "before": euros(before, language),
        "left": euros(left, language),
        "day": day_in_words(due, language, weekday=False),
    }
    key = "subsidy.letter.claim.left" if left else "subsidy.letter.claim.gone"
    return [f"## {text('subsidy.letter.claim', language)}", text(key, language, **values)]


def _more(application: Application, scheme: Scheme, content: Content) -> list[str]:
    """Return how the rest of a higher amount is paid; what the firm has to do stays as it was."""
    language, text = application.language, pack().text
    if content.claim is not None and not content.more:
        return [text("subsidy.letter.same", language)]
    arrangement = scheme.arrangement(content.cents)
    is_final = application.state in ("vastgesteld", "terugvordering") or scheme.settles_at_once
    is_whole = is_final or arrangement.advance_share >= 1
    term = term_of(scheme, "payment" if is_final else "advance")
    key = "subsidy.letter.pay.rest" if is_whole else "subsidy.letter.pay.rest-share"
    share = f"{arrangement.advance_share * 100:.0f}%"
    found = [f"## {text('subsidy.letter.pay', language)}", text(key, language, weeks=_weeks(term), share=share)]
    return [*found, text("subsidy.letter.same", language)]


def _weeks(term: Term) -> int:
    return term.length.count if term.length.unit is Unit.WEEKS else -(-term.length.rough_days // 7)


def _payment(scheme: Scheme, cents: int, language: str) -> str:
    text = pack().text
    arrangement = None if scheme.settles_at_once else scheme.arrangement(cents)
    weeks = _weeks(term_of(scheme, "payment" if arrangement is None else "advance"))
    if arrangement is None:
        return text("subsidy.letter.pay.once", language, weeks=weeks)
    if arrangement.advance_share >= 1:
        return text("subsidy.letter.pay.all", language, weeks=weeks)
    return text("subsidy.letter.pay.share", language, weeks=weeks, share=f"{arrangement.advance_share * 100:.0f}%")


def filled(
    application: Application, letter: str, on: date, *, name: str, organisation: str, court: bool = False
) -> str:
    """Return a letter with its days and who signs. `on` is the day of decision and announcement, `court`: it is an
    answer to an objection, after which the court is next."""
    language, text = application.language, pack().text
    until = day_in_words(object_until(application, on), language)
    key = "subsidy.letter.court" if court else "subsidy.letter.object.until"
    return (
        letter.replace(DECIDED, day_in_words(on, language, weekday=False))
        .replace(OBJECT, text(key, language, day=until))
        .replace(
            SIGNED, text("subsidy.letter.signed", language, name=name, organisation=organisation_name(organisation))
        )
    )


def organisation_name(key: str) -> str:
    """Return the name of an organisation of the region, or its key when the region does not know it."""
    try:
        return pack().organisation(key).name
    except (KeyError, TredeError):
        return key


# Reading a letter back


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: `title`, `heading`, `text`, `list` or `sum` (rows of label and amount)."""

    kind: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()


def blocks(letter: str) -> list[Block]:
    """Return the parts of a letter in order."""
    return [_block(part.strip()) for part in letter.split("\n\n") if part.strip()]


def _block(part: str) -> Block:
    if part.startswith("# "):
        return Block("title", (part[2:],))
    if part.startswith("## "):
        return Block("heading", (part[3:],))
    lines = tuple(line.strip() for line in part.splitlines() if line.strip())
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:] for line in lines))
    if all(" | " in line for line in lines):
        rows = tuple((before, after) for before, _bar, after in (line.rpartition(" | ") for line in lines))
        return Block("sum", lines, rows)
    return Block("text", lines)


def plain(letter: str) -> str:
    """Return a letter as plain words for the file of the firm: without the signs of headings."""
    found = []
    for block in blocks(letter):
        if block.kind == "sum":
            found.append("\n".join(f"{label}: {amount}" for label, amount in block.rows))
        elif block.kind == "list":
            found.append("\n".join(f"- {line}" for line in block.lines))
        elif block.kind != "title":
            found.append("\n".join(block.lines))
    return "\n\n".join(found)


def title(letter: str) -> str:
    """Return the title of a letter."""
    return next((block.lines[0] for block in blocks(letter) if block.kind == "title"), "")

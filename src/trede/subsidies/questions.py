"""The questions of the check before applying, and the facts that answers give. An application keeps the same answers.

A question is one rule. Its answers stand under the keys below; `facts` reads them for `core.eligibility`, for the check
and for an application alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trede.core.budget import NO_PILLAR, CostLine
from trede.core.eligibility import Answer, Earlier, Facts, RungSource
from trede.core.pack import Pack
from trede.core.pack_schemes import CheckQuestion, Scheme
from trede.subsidies.amounts import read_euros, read_size
from trede.subsidies.fields import UNKNOWN, Answers, Field

YES, NO, ELSEWHERE = "ja", "nee", "elders"
BY = "trede-van"
"""Key of who said on which rung a firm stands."""
OTHER_AID = "ander-geld"
KEYS: dict[CheckQuestion, str] = {
    "location": "gemeente",
    "fte": "banen",
    "sme": "omvang",
    "rung": "trede",
    "pillars": "doel",
    "research": "nieuw",
    "started": "begonnen",
    "costs": "kosten",
    "own-share": "zelf",
    "once": "eerder",
    "aid": "steun",
    "agriculture": "landbouw",
    "insolvency": "rekeningen",
    "cyber": "veilig",
}
"""Question to the key under which its answer stands, also in the address."""
SOURCES: dict[str, RungSource] = {"adviseur": "adviser", "scan": "scan", "zelf": "scan"}
"""Who said it. What somebody thinks himself carries no more than a scan."""
EARLIER = ("nee", "loopt", "gekregen", "vroeger", "afgewezen")


def fields_of(question: CheckQuestion, scheme: Scheme, region: Pack, language: str) -> tuple[Field, ...]:
    """Return the fields of a question: one, and for the rung also who said it."""
    key = KEYS[question]
    title, note = (
        region.text(f"precheck.{question}.title", language),
        region.text(f"precheck.{question}.help", language),
    )
    make = _MAKERS.get(question)
    if make is not None:
        return make(_Asked(key, title, note, scheme, region, language))
    yes_no = ((YES, "yes"), (NO, "no"), (UNKNOWN, "unknown"))
    options = tuple((value, region.text(f"precheck.answer.{word}", language)) for value, word in yes_no)
    return (Field(key, "one", title, note, options),)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its words, the scheme that asks it, and the language."""

    key: str
    title: str
    help: str
    scheme: Scheme
    region: Pack
    language: str


Maker = Callable[[_Asked], tuple[Field, ...]]


def _location(ask: _Asked) -> tuple[Field, ...]:
    towns = tuple((town.code, town.name) for town in ask.region.info.municipalities)
    elsewhere = (ELSEWHERE, ask.region.text("precheck.location.elsewhere", ask.language))
    options = (*towns, elsewhere, _unknown(ask.region, ask.language))
    return (Field(ask.key, "list", ask.title, ask.help, options),)


def _size(ask: _Asked) -> tuple[Field, ...]:
    return (Field(ask.key, "size", ask.title, ask.help, may_not_know=True),)


def _money(ask: _Asked) -> tuple[Field, ...]:
    return (Field(ask.key, "money", ask.title, ask.help, may_not_know=True),)


def _rung(ask: _Asked) -> tuple[Field, ...]:
    rungs = tuple((rung.key, rung.name.in_language(ask.language)) for rung in ask.region.ladder.rungs)
    who = tuple((source, ask.region.text(f"precheck.rung-by.{source}", ask.language)) for source in SOURCES)
    return (
        Field(ask.key, "one", ask.title, ask.help, (*rungs, _unknown(ask.region, ask.language))),
        Field(BY, "one", ask.region.text("precheck.rung-by.title", ask.language), options=who, needed=False),
    )


def _pillars(ask: _Asked) -> tuple[Field, ...]:
    pillars = tuple((item.key, item.name.in_language(ask.language)) for item in ask.scheme.pillars)
    return (Field(ask.key, "many", ask.title, ask.help, (*pillars, _unknown(ask.region, ask.language))),)


def _once(ask: _Asked) -> tuple[Field, ...]:
    options = tuple((value, ask.region.text(f"precheck.once.{value}", ask.language)) for value in EARLIER)
    return (Field(ask.key, "one", ask.title, ask.help, options),)


def _unknown(region: Pack, language: str) -> tuple[str, str]:
    return UNKNOWN, region.text("precheck.answer.unknown", language)


_MAKERS: dict[CheckQuestion, Maker] = {
    "location": _location,
    "fte": _size,
    "sme": _size,
    "rung": _rung,
    "pillars": _pillars,
    "costs": _money,
    "once": _once,
    "aid": _money,
}


def yes(answers: Answers, key: str, default: Answer = None) -> Answer:
    """Return a plain answer: yes, no, or not known."""
    return {YES: True, NO: False}.get(one(answers, key), default)


def one(answers: Answers, key: str) -> str:
    """Return the one value under a key; nothing when there is none or it is not known."""
    values = answers.get(key, ())
    return values[0] if values and values[0] != UNKNOWN else ""


def cents_of(answers: Answers, question: CheckQuestion) -> int | None:
    """Return an amount that was answered, in cents; None when it is not known."""
    return read_euros(one(answers, KEYS[question]))


def size_of(answers: Answers) -> Decimal | None:
    """Return the size of the firm in full-time jobs; None when it is not known."""
    return read_size(one(answers, KEYS["fte"]) or one(answers, KEYS["sme"]))


def pillars_of(scheme: Scheme, answers: Answers) -> tuple[str, ...]:
    """Return the pillars that were chosen, in the order of the scheme."""
    chosen = answers.get(KEYS["pillars"], ())
    return tuple(item.key for item in scheme.pillars if item.key in chosen)


def lines_of(scheme: Scheme, answers: Answers) -> tuple[CostLine, ...]:
    """Return the costs of a check: one sum, in equal parts over the pillars that were chosen."""
    total = cents_of(answers, "costs")
    if total is None:
        return ()
    pillars = pillars_of(scheme, answers) or (NO_PILLAR,)
    part, rest = divmod(total, len(pillars))
    return tuple(CostLine(part + (rest if place == 0 else 0), pillar) for place, pillar in enumerate(pillars))


def facts(
    scheme: Scheme, region: Pack, answers: Answers, *, on: date, lines: Sequence[CostLine] | None = None
) -> Facts:
    """Return the facts that answers give. `lines` are the costs of an application; None: those of a check."""
    town, asks = one(answers, KEYS["location"]), set(scheme.questions)
    here = None if not town else town in {item.code for item in region.info.municipalities}
    rung = one(answers, KEYS["rung"])
    aid = cents_of(answers, "aid") if "aid" in asks else 0
    return Facts(
        fte=size_of(answers),
        project_in_region=here,
        seat_in_region=here,
        branch_in_region=here,
        rung=rung or None,
        rung_source=SOURCES.get(one(answers, BY), "scan") if rung else None,
        pillars=pillars_of(scheme, answers),
        lines=tuple(lines_of(scheme, answers) if lines is None else lines),
        research=yes(answers, KEYS["research"]) if "research" in asks else False,
        started=yes(answers, KEYS["started"]) if "started" in asks else False,
        own_share=yes(answers, KEYS["own-share"]) if "own-share" in asks else True,
        earlier=_earlier(one(answers, KEYS["once"]), on),
        aid_cents=aid,
        other_aid=yes(answers, OTHER_AID, default=False),
        primary_agriculture=yes(answers, KEYS["agriculture"]) if "agriculture" in asks else False,
        insolvent=yes(answers, KEYS["insolvency"]) if "insolvency" in asks else False,
        cyber_baseline=yes(answers, KEYS["cyber"]),
    )


def _earlier(answer: str, on: date) -> tuple[Earlier, ...]:
    known: dict[str, Earlier] = {
        "loopt": Earlier(on),
        "gekregen": Earlier(on, "granted"),
        "vroeger": Earlier(date(on.year - 1, 12, 31), "granted"),
        "afgewezen": Earlier(on, "refused"),
    }
    return (known[answer],) if answer in known else ()

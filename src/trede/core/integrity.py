"""Questions about integrity: what is compared, and when a person has to look (Awb 3:2, 4:35).

A finding never refuses anything by itself: it is a question that a person answers with a reason. The rules compare
facts of applications: numbers, accounts, files, words of the plan. None looks at people, origin, sector or tone. Their
explanation for everybody stands in `trede.core.integrity_words`.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

RULE = "2026-1"
"""Version of these rules, kept with every signal. It changes when a rule or a threshold does."""
SHINGLE = 4
"""Words that follow each other and are compared as one."""
ALIKE = Fraction(60, 100)
"""From this share of common word groups on, two plans are worth a look."""
LEAST_SHINGLES = 12
"""A shorter plan says too little to compare."""
_SHARED_MAIL = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.nl", "live.com", "live.nl"),
        *("icloud.com", "me.com", "yahoo.com", "proton.me", "protonmail.com", "ziggo.nl", "kpnmail.nl"),
        *("planet.nl", "xs4all.nl", "home.nl", "hetnet.nl", "upcmail.nl", "telfort.nl"),
    )
)
"""Mail providers for everybody: the same one says nothing."""
_FORMS = frozenset(
    (
        *("bv", "b", "v", "nv", "n", "vof", "cv", "ua", "holding", "beheer", "groep", "stichting", "cooperatie"),
        *("de", "het", "van", "en", "the"),
    )
)
"""Words of a name that do not tell firms apart."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Somebody who is hired: name and KVK number, as far as they are known; `quote` is the number of the quote."""

    name: str
    kvk: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice in an account. `cents` is the whole amount."""

    supplier: str
    number: str
    cents: int
    dated: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of one application. Empty means: not known, and then nothing is concluded.

    `undertaking` holds the KVK numbers of the group, the firm's own included; `lines` are amounts in cents under which
    lighter rules hold; `adviser` names the organisation that did the intake.
    """

    number: int
    firm: int
    name: str = ""
    kvk: str = ""
    undertaking: frozenset[str] = frozenset()
    mail: str = ""
    iban: str = ""
    holder: str = ""
    iban_since: date | None = None
    scheme: str = ""
    period: str = ""
    year: int = 0
    shingles: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    suppliers: tuple[Supplier, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    requested: int = 0
    received: date | None = None
    starts: tuple[date, ...] = ()
    lines: tuple[int, ...] = ()
    adviser: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A question for a person. `other` is the application it is about as well; `details` say what was found."""

    code: str
    other: int | None = None
    details: dict[str, object] = field(default_factory=dict)


def plain(text: str) -> str:
    """Return text in small letters without accents, signs and double spaces."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def shingles(text: str) -> frozenset[str]:
    """Return the groups of words that follow each other in a text."""
    words = plain(text).split()
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """Return which share of the shorter plan also stands in the other, 0 to 1; 0 when one is too short to say."""
    least = min(len(one), len(other))
    return Fraction(0) if least < LEAST_SHINGLES else Fraction(len(one & other), least)


def same_name(holder: str, firm: str) -> bool:
    """Say whether the name on an account can be that of a firm: its telling words are the same, or one's are all there.

    `J. Jansen` and `Jansen Techniek BV` are not: a firm has its own account, and a person looks (T60).
    """
    mine, theirs = _telling(holder), _telling(firm)
    if not mine or not theirs:
        return False
    return mine == theirs or (len(mine) > 1 and mine <= theirs) or theirs <= mine


def _telling(name: str) -> frozenset[str]:
    return frozenset(word for word in plain(name).split() if word not in _FORMS)


def alone(one: Facts, *, account_ok: bool, today: date, hold_days: int = 5) -> list[Finding]:
    """Return the questions about one application. `account_ok`: the IBAN is written as it should be."""
    found: list[Finding] = []
    if one.iban and not account_ok:
        found.append(Finding("account-form"))
    if one.iban and one.holder and one.name and not same_name(one.holder, one.name):
        found.append(Finding("account-holder"))
    if changed_lately(one.iban_since, one.received, today, hold_days):
        found.append(Finding("account-changed", details={"since": str(one.iban_since)}))
    early = [day for day in (*one.starts, *(item.dated for item in one.invoices)) if _is_before(day, one.received)]
    if early:
        found.append(Finding("started-early", details={"day": min(early).isoformat(), "received": str(one.received)}))
    inside = {item.kvk for item in one.suppliers if item.kvk and item.kvk in one.undertaking | {one.kvk}}
    if inside:
        found.append(Finding("supplier-in-group", details={"kvk": sorted(inside)}))
    advising = {plain(item.name) for item in one.suppliers} & {plain(name) for name in one.adviser} - {""}
    if advising:
        found.append(Finding("supplier-advises", details={"suppliers": sorted(advising)}))
    return found


def changed_lately(since: date | None, received: date | None, today: date, hold_days: int) -> bool:
    """Say whether an account was given after the application, so short ago that paying on it has to wait."""
    return since is not None and received is not None and since > received and (today - since).days < hold_days


def _is_before(day: date, received: date | None) -> bool:
    return received is not None and day < received


def pair(one: Facts, other: Facts) -> list[Finding]:
    """Return the questions that an application raises beside another one. What firms share is no fault by itself."""
    if one.number == other.number:
        return []
    found = [_applicant(one, other), _project(one, other), _account(one, other), _invoices(one, other)]
    found.append(_split(one, other))
    return [item for item in found if item is not None]


def _applicant(one: Facts, other: Facts) -> Finding | None:
    """The same firm, or one of its group, applies for the same scheme in the same period."""
    if (one.scheme, one.period) != (other.scheme, other.period):
        return None
    shared = [
        key
        for key, is_so in (
            ("firm", one.firm == other.firm),
            ("kvk", bool(one.kvk) and one.kvk == other.kvk),
            ("group", bool(_group(one) & _group(other))),
            ("name", bool(_telling(one.name)) and _telling(one.name) == _telling(other.name)),
            ("mail", bool(one.mail) and one.mail == other.mail and one.mail not in _SHARED_MAIL),
        )
        if is_so
    ]
    return Finding("same-applicant", other.number, {"shared": shared}) if shared else None


def _group(one: Facts) -> frozenset[str]:
    return one.undertaking | ({one.kvk} if one.kvk else set())


def _project(one: Facts, other: Facts) -> Finding | None:
    """The same plan, quote or file, whatever the scheme or the year."""
    details: dict[str, object] = {}
    share = likeness(one.shingles, other.shingles)
    if share >= ALIKE:
        details["share"] = int(share * 100)
    quotes = _quotes(one) & _quotes(other)
    if quotes:
        details["quotes"] = sorted(number for _, number in quotes)
    files = one.files & other.files
    if files:
        details["files"] = len(files)
    return Finding("same-project", other.number, details) if details else None


def _quotes(one: Facts) -> frozenset[tuple[str, str]]:
    return frozenset((item.kvk or plain(item.name), plain(item.quote)) for item in one.suppliers if plain(item.quote))


def _account(one: Facts, other: Facts) -> Finding | None:
    """Another firm gave the same account."""
    if one.iban and one.iban == other.iban and one.firm != other.firm:
        return Finding("account-shared", other.number)
    return None


def _invoices(one: Facts, other: Facts) -> Finding | None:
    """The same invoice stands in two accounts: supplier, number and amount."""
    mine = {(plain(item.supplier), plain(item.number), item.cents) for item in one.invoices}
    theirs = {(plain(item.supplier), plain(item.number), item.cents) for item in other.invoices}
    shared = sorted(number for _, number, _ in mine & theirs)
    return Finding("invoice-twice", other.number, {"invoices": shared}) if shared else None


def _split(one: Facts, other: Facts) -> Finding | None:
    """Applications of one group in a year that each stay under a line and together pass it."""
    linked = one.firm == other.firm or bool(_group(one) & _group(other))
    if not linked or one.year != other.year or not one.year:
        return None
    total = one.requested + other.requested
    passed = [line for line in one.lines if max(one.requested, other.requested) < line <= total]
    return Finding("split", other.number, {"line": max(passed), "together": total}) if passed else None


def every(one: Facts, others: Iterable[Facts], *, account_ok: bool, today: date) -> list[Finding]:
    """Return all questions about an application, alone and beside the others, in a fixed order."""
    found = alone(one, account_ok=account_ok, today=today)
    for other in sorted(others, key=lambda facts: facts.number):
        found.extend(pair(one, other))
    return found

"""The completeness list of an application: what the scheme asks, and what came in; and the letter that asks the rest.

A list, not a judgement: a person says what is missing (Awb 4:5). What the list finds by itself is only a start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trede.core.pack_scheme_terms import RequiredDocument
from trede.regions.registry import pack
from trede.subsidies.given import Letter
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.templatetags.trede import day_in_words

_PLAIN = ("plan", "costs", "signed", "account")
"""Items that every application needs, whatever its scheme. Their words are texts `subsidy.item.<key>`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list. `seems_there`: the list found something; a person looks whether it is right."""

    key: str
    name: str
    needed: str
    """`always`, `when` or `optional`."""
    seems_there: bool
    files: tuple[str, ...] = ()
    asked: date | None = None
    came: date | None = None


def items_of(application: Application, language: str) -> list[Item]:
    """Return the list. Three queries."""
    uploads: dict[str, list[str]] = {}
    for row in application.uploads.filter(removed_at=None).order_by("pk"):
        uploads.setdefault(row.document, []).append(row.name)
    newest = application.submissions.order_by("-place").first()
    content = newest.content if newest is not None else application.draft
    there = {
        "plan": bool(content),
        "costs": application.requested_cents > 0,
        "signed": bool(application.signed_by),
        "account": bool(application.iban),
    }
    gaps = {gap.code: gap for gap in application.gaps.all()}
    plain = [
        Item(key, item_name(application, key, language), "always", there[key], (), *_gap(gaps.get(key)))
        for key in _PLAIN
    ]
    documents = [
        Item(
            item.key,
            item.name.in_language(language),
            item.needed,
            item.key in uploads,
            tuple(uploads.get(item.key, ())),
            *_gap(gaps.get(item.key)),
        )
        for item in _documents(application)
    ]
    return [*plain, *documents]


def _documents(application: Application) -> Iterable[RequiredDocument]:
    return (item for item in scheme_of(application).documents if item.stage == "application")


def _gap(gap: object) -> tuple[date | None, date | None]:
    return getattr(gap, "asked_on", None), getattr(gap, "came_on", None)


def item_name(application: Application, key: str, language: str) -> str:
    """Return what an item of the list is called; `other` is something that the list does not know."""
    for item in _documents(application):
        if item.key == key:
            return item.name.in_language(language)
    return pack().text(f"subsidy.item.{key}", language) if key in (*_PLAIN, "other") else key


def missing_first(items: Iterable[Item], application: Application) -> set[str]:
    """Return the keys that start out ticked as missing: needed always, or by mandate, and not found."""
    by_other = application.sent_by == "intermediary"
    return {
        item.key
        for item in items
        if not item.seems_there and (item.needed == "always" or (item.key == "mandate" and by_other))
    }


def request_letter(application: Application, gaps: Iterable[tuple[str, str]], until: date) -> Letter:
    """Return the letter that asks what is missing, in the language of the application."""
    language = application.language
    text = pack().text
    asked = [f"- {item_name(application, key, language)}" + (f": {note}" if note else "") for key, note in gaps]
    day = day_in_words(until, language)
    parts = [
        text("subsidy.letter.repair.start", language),
        "\n".join(asked),
        text("subsidy.letter.repair.until", language, day=day),
        text("subsidy.letter.repair.clock", language),
        text("subsidy.letter.repair.else", language),
        text("subsidy.letter.repair.question", language),
    ]
    return Letter("repair", text("subsidy.letter.repair.subject", language), "\n\n".join(parts))

"""What stands on the page of a file: the one thing to do now, and everything that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from trede.accounts.models import User
from trede.companies.maturity_block import maturity_block
from trede.core.integrity_words import name_of
from trede.core.terms_table import sentence
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.journal.types import event_type
from trede.subsidies import clocks, messages
from trede.subsidies.applying import copies
from trede.subsidies.desk import changes, checklist, steps, words
from trede.subsidies.desk.worklist import light_of
from trede.subsidies.models import Application
from trede.subsidies.registry import parameters_of, scheme_of

MOST_EVENTS = 100
_UNTIL_DECIDED = ("completeness", "repair", "handling-lapse", "decision", "hearing")


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term: what it asks, by when, on which article, and how that day came about."""

    key: str
    said: str
    due: date | None
    light: str
    light_words: str
    law: str
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the timeline in words."""

    said: str
    day: date
    who: str


def terms_of(application: Application, language: str) -> list[TermLine]:
    """Return the terms that run or ran, first those that run. No queries with the rows of its clocks."""
    found = []
    for key, item in clocks.clocks_of(application).items():
        light, said = light_of(item)
        how = tuple(sentence(step, language) for step in item.deadline.steps)
        found.append(
            TermLine(key, str(words.TERMS.get(key, key)), item.due, light, said, item.deadline.term.basis, how)
        )
    return sorted(found, key=lambda line: (line.light == "done", line.due or date.max))


def timeline_of(application: Application, language: str) -> list[Happening]:
    """Return what happened, newest first, with names. Two queries."""
    events = list(
        Event.objects.filter(subject_kind="application", subject=str(application.pk))
        .exclude(type="file.viewed")
        .order_by("-id")[:MOST_EVENTS]
    )
    names = _names(events)
    return [Happening(_said(event, language), event.occurred_on, names.get(event.actor, "")) for event in events]


def _names(events: Iterable[Event]) -> dict[str, str]:
    numbers = {event.actor for event in events if event.actor_kind == "person" and event.actor.isdigit()}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}


def _said(event: Event, language: str) -> str:
    if event.type == "application.step":
        return words.happened(str(event.data.get("region", "main")), str(event.data.get("step", "")))
    return event_type(event.type).display[language]


def file_page(by: Actor, application: Application, language: str) -> dict[str, object]:
    """Return the context of the page of a file. At most forty queries, whatever its size."""
    offered = steps.buttons(by, application, language)
    first = next((item for item in offered if not item.quiet and not item.why_not), None)
    scheme = scheme_of(application)
    sent = list(application.submissions.order_by("place"))
    read = [copies.in_words(scheme, item.content, language) for item in sent]
    running = clocks.now_running(application)
    return {
        "application": application,
        "firm": application.firm,
        "scheme": scheme.name.in_language(language),
        "version": parameters_of(application),
        "state": words.state("main", application.state),
        "regions": _regions(application),
        "requested": words.euros(application.requested_cents),
        "first": first,
        "others": [item for item in offered if item is not first and not item.quiet],
        "quiet": [item for item in offered if item is not first and item.quiet],
        "running": None if running is None else (running, *light_of(running), words.TERMS.get(running.key, "")),
        "terms": terms_of(application, language),
        "pauses": list(application.suspensions.order_by("first")),
        "answers": changes.lines({}, read[0]) if sent else [],
        "sent": sent,
        "additions": [
            (item, changes.changed(before, after))
            for item, (before, after) in zip(sent[1:], pairwise(read), strict=True)
        ],
        "costs": [
            (line, words.euros(line.cents), words.euros(line.research_cents)) for line in application.costs.all()
        ],
        "files": list(application.uploads.filter(removed_at=None).order_by("pk")),
        "gaps": [
            (gap, checklist.item_name(application, gap.code, language))
            for gap in sorted(application.gaps.all(), key=lambda gap: (gap.asked_on, gap.pk))
        ],
        "signals": [
            (row, name_of(row.code, language)) for row in application.signals.order_by("closed_at", "raised_at")
        ],
        "readings": list(application.assessments.select_related("person").order_by("made_at")),
        "decisions": _decisions(application),
        "post": [(row, messages.is_told(row)) for row in application.messages.order_by("-placed_at", "-pk")],
        "notes": list(application.notes.select_related("person").order_by("-made_at")),
        "maturity": maturity_block(application.firm_id),
        "timeline": timeline_of(application, language),
    }


def _decisions(application: Application) -> list[tuple[object, str, str]]:
    rows = application.decisions.select_related("prepared_by", "decided_by").filter(dropped_at=None).order_by("-pk")
    return [(row, str(words.KINDS.get(row.kind, row.kind)), words.euros(row.cents)) for row in rows]


def _regions(application: Application) -> list[str]:
    found = (
        words.state("objection", application.objection_state),
        words.state("payment", application.payment_state),
        words.state("penalty", application.penalty_state),
    )
    return [said for said in found if said]

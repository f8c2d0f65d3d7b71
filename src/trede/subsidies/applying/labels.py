"""Where an application is, in the words of the firm: its label, the line of stages, and what is asked of it.

What was decided and waits for the post is not in them yet: see `known`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trede.core.grant_life import Region
from trede.core.grant_life_table import MAIN, OBJECTION, PAYMENT, PENALTY
from trede.core.scheme_words import money
from trede.regions.registry import pack
from trede.subsidies.against import is_granting
from trede.subsidies.applying import known
from trede.subsidies.clocks import Clock, clocks_of
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.templatetags.trede import day_in_words

STAGES = ("received", "complete", "assessed", "decided", "carried-out", "settled")
_AT: Mapping[str, int] = {
    "ingediend": 1, "herstel": 1, "herstel_verlopen": 1, "volledig": 2, "wachtlijst": 2, "in_behandeling": 2,
    "advies": 2, "zienswijze": 2, "conceptbesluit": 2, "verleend": 4, "afgewezen": 3, "buiten_behandeling": 3,
    "in_uitvoering": 4, "verantwoording": 5, "vastgesteld": 6, "terugvordering": 6, "afgehandeld": 6,
}  # fmt: skip
"""State to the stage that is at work; stages before it are done."""
_ENDED = frozenset({"afgewezen", "buiten_behandeling", "ingetrokken_aanv", "doorgeleid"})


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the line. `mark`: `done`, `now` or `later`."""

    key: str
    title: str
    mark: str
    day: date | None


def label(application: Application, language: str, clocks: Mapping[str, Clock] | None = None) -> str:
    """Return the public label of the main state, with its day, amount and place filled in."""
    return _label(MAIN, known.state_of(MAIN, application), application, language, clocks)


def beside(application: Application, language: str) -> list[str]:
    """Return the labels of what runs beside it: payment, objection, penalty, and money to pay back while the grant runs
    again. Nothing for what rests.
    """
    states = [(region, known.state_of(region, application)) for region in (PAYMENT, OBJECTION, PENALTY)]
    clocks = clocks_of(application)
    until = None if application.state == "terugvordering" else _back_until(application)
    amount = money(sum(row.rest for row in application.claims.all()), language)
    back = (
        []
        if until is None
        else [pack().text("subsidy.claim.left", language, amount=amount, until=_day(until, language))]
    )
    return back + [
        _label(region, state, application, language, clocks)
        for region, state in states
        if state != "none" and not (region is PENALTY and state == "gesloten")
    ]


def _label(
    region: Region, key: str, application: Application, language: str, clocks: Mapping[str, Clock] | None
) -> str:
    state = region.state(key)
    found = clocks_of(application) if clocks is None else clocks
    clock = found.get(state.clock) if state.clock else None
    until = _back_until(application) if key == "terugvordering" else None if clock is None else clock.due
    values = {
        "until": _day(until, language),
        "complete": _day(application.complete_day, language),
        "amount": money(_amount(application, region), language),
        "place": str(place_of(application)) if "{place}" in state.nl else "",
        "partner": _partner(application, language),
        "day": _day(_paid_on(application), language) if "{day}" in state.nl else "",
    }
    sentence = state.en if language == "en" else state.nl
    return (
        sentence.format_map(values).rstrip(" :") if until or "{until}" not in sentence else _without(sentence, values)
    )


def _without(sentence: str, values: Mapping[str, str]) -> str:
    """Leave out the end of a label whose day is not known yet."""
    before = sentence.partition(" {until}")[0]
    whole = before.rpartition(". ")[0] or before.rsplit(" ", 1)[0]
    return whole.format_map(values).rstrip(" ,.")


def _day(day: date | None, language: str) -> str:
    return "" if day is None else day_in_words(day, language, weekday=False)


def _amount(application: Application, region: Region) -> int:
    """Return the amount that counts now: that of the newest decision that says one, else what was asked.

    Of the penalty for lateness its own amount, and of money to pay back what is left of that.
    """
    if region is MAIN and application.state == "terugvordering":
        return sum(row.rest for row in application.claims.all())
    if region is PENALTY:
        fixed = max((row.fixed_cents or 0 for row in application.penalties.all()), default=0)
        return known.penalty_of(application) or fixed
    decided = [row for row in known.told(application) if row.decided_on is not None]
    told = [row for row in decided if row.kind in _SAYS_AMOUNT or is_granting(row)]
    newest = max(told, key=lambda row: (row.decided_on or date.min, row.pk), default=None)
    return application.requested_cents if newest is None else newest.cents


def _back_until(application: Application) -> date | None:
    """Return the last day to pay back: of the claim that is due first."""
    return min((row.due_on for row in application.claims.all() if row.rest), default=None)


_SAYS_AMOUNT = ("amend", "withdraw", "settle")
"""Kinds of decision that say what a grant is now, beside those that grant."""


def _paid_on(application: Application) -> date | None:
    return max((row.paid_on for row in application.payments.all() if row.paid_on is not None), default=None)


def _partner(application: Application, language: str) -> str:
    doors = {door.key: door.what.in_language(language) for door in scheme_of(application).doors}
    return doors.get(application.passed_to, application.passed_to)


def place_of(application: Application) -> int:
    """Return the place on the waiting list. One query."""
    waiting = Application.objects.filter(period=application.period_id, state="wachtlijst")
    order = list(waiting.order_by("complete_day", "lot_place", "received_at", "pk").values_list("pk", flat=True))
    return order.index(application.pk) + 1 if application.pk in order else 1


def stages(application: Application, language: str) -> list[Stage]:
    """Return the line of stages with the days that are known. What ended early has no stages after it."""
    state = known.state_of(MAIN, application)
    at = _AT.get(state, 1)
    decided = next((row.decided_on for row in known.told(application) if row.decided_on is not None), None)
    days = (application.received_day, application.complete_day, None, decided, None, None)
    found = []
    for number, key in enumerate(STAGES):
        if state in _ENDED and number > at:
            break
        mark = "done" if number < at else "now" if number == at else "later"
        if state in _ENDED and number == at:
            mark = "done"
        found.append(
            Stage(key, pack().text(f"apply.stage.{key}", language), mark, days[number] if number <= at else None)
        )
    return found

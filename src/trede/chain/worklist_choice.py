"""What somebody chose on the work list, read from the address and written back to it: tab, filters, order, page."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from trede.accounts.models import Membership
from trede.chain.worklist import Sorting
from trede.chain.worklist_sql import NOBODY, REMIND, Filters
from trede.core.permissions import Permission
from trede.core.work import KINDS
from trede.core.work_pages import TabKey
from trede.core.workflow import REFERRAL, Party
from trede.journal.actions import Actor
from trede.regions.registry import pack

Options = list[tuple[str, str]]
LIST = "/balie/werklijst"
ENDED = ("afgerond", "gestopt")
"""Tabs with what ended: no work, so without filters."""
SORTINGS = {
    "uiterlijk": Sorting(),
    "laatste-eerst": Sorting(backward=True),
    "bedrijf": Sorting(by_name=True),
    "bedrijf-za": Sorting(by_name=True, backward=True),
}
_FIRST = "uiterlijk"
_FILE_ACTS = ("hold-intake", "confirm-rung", "check-baseline", "refer", "round-off", "call-back")
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address says. Anything it cannot be is left out, never an error: people share and edit addresses."""

    tab: str = TabKey.TO_DO
    filters: Filters = field(default_factory=Filters)
    order: str = _FIRST
    number: int = 1

    @property
    def sorting(self) -> Sorting:
        """Return the order of the lines."""
        return SORTINGS[self.order]

    def address(self, **changes: Any) -> str:
        """Return the address of this choice with changes, of the list or (`at`) of another page."""
        at = changes.pop("at", LIST)
        chosen = replace(self, **changes)
        filters = chosen.filters
        said = {
            "tab": chosen.tab if chosen.tab != TabKey.TO_DO else "",
            "soort": filters.kind,
            "wat": filters.act,
            "trede": filters.rung,
            "gemeente": filters.place,
            "wie": filters.handler,
            "telaat": "1" if filters.late else "",
            "volgorde": chosen.order if chosen.order != _FIRST else "",
            "pagina": str(chosen.number) if chosen.number > 1 else "",
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"{at}?{query}" if query else str(at)


@dataclass(frozen=True, slots=True)
class Field:
    """One filter: name in the address, words, options, and what is chosen."""

    name: str
    label: str
    options: Options
    chosen: str

    @property
    def said(self) -> str:
        """Return the chosen option in words."""
        return dict(self.options).get(self.chosen, "")


def read(sent: QueryDict, tabs: tuple[str, ...]) -> Choice:
    """Read the choice from an address."""
    kind, wanted, order = sent.get("soort", ""), sent.get("tab", ""), sent.get("volgorde", "")
    typed, who = sent.get("pagina", ""), sent.get("wie", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _MOST_DIGITS else 1
    filters = Filters(
        kind=kind if kind in KINDS else "",
        act=_one_of(sent.get("wat", ""), dict.fromkeys(_all_acts())),
        rung=_one_of(sent.get("trede", ""), {rung.key for rung in pack().ladder.rungs}),
        place=_one_of(sent.get("gemeente", ""), {code for code, _name in _places("nl")}),
        handler=who if who == NOBODY or (who.isascii() and who.isdigit() and len(who) < _MOST_DIGITS) else "",
        late=sent.get("telaat", "") == "1",
    )
    tab = wanted if wanted in (*tabs, *ENDED) else str(tabs[0])
    return Choice(tab, filters, order if order in SORTINGS else _FIRST, max(1, number))


def _one_of(value: str, known: Any) -> str:
    return value if value in known else ""


def fields_for(by: Actor, choice: Choice, language: str) -> list[Field]:
    """Return the filters that this person has, with names of colleagues. One query."""
    filters = choice.filters
    files = by.may(Permission.CASE_VIEW)
    acts = _all_acts() if files else _partner_acts()
    words = pack().text
    found = [Field("wat", _("Wat te doen"), [(act, words(f"act.{act}", language)) for act in acts], filters.act)]
    if files:
        kinds = [("request", _("vraag")), ("case", _("dossier")), ("referral", _("verwijzing"))]
        found.insert(0, Field("soort", _("Soort"), kinds, filters.kind))
    rungs = [(rung.key, rung.name.in_language(language)) for rung in pack().ladder.rungs]
    found += [
        Field("trede", _("Trede"), rungs, filters.rung),
        Field("gemeente", _("Gemeente"), _places(language), filters.place),
        Field("wie", _("Wie"), [(NOBODY, _("nog niemand")), *_colleagues(by)], filters.handler),
    ]
    return found


def chips(choice: Choice, fields: list[Field]) -> list[tuple[str, str]]:
    """Return the chosen filters in words, each with the address of the list without it."""
    gone = {"soort": "kind", "wat": "act", "trede": "rung", "gemeente": "place", "wie": "handler"}
    found = [
        (f"{one.label}: {one.said or _('onbekend')}", _without(choice, gone[one.name], ""))
        for one in fields
        if one.chosen
    ]
    return [*found, (_("Alleen te laat"), _without(choice, "late", False))] if choice.filters.late else found


def _without(choice: Choice, name: str, value: Any) -> str:
    return choice.address(filters=replace(choice.filters, **{name: value}), number=1)


def _partner_acts() -> tuple[str, ...]:
    return tuple(state.act for state in REFERRAL.states if state.acts_next is Party.TARGET and state.act)


def _all_acts() -> tuple[str, ...]:
    return ("take-request", *_FILE_ACTS, "choose-service", "choose-other-way", *_partner_acts(), REMIND)


def _places(language: str) -> Options:
    towns = [(item.code, item.name) for item in pack().info.municipalities]
    return [*towns, ("elders", pack().text("place.elsewhere", language))]


def _colleagues(by: Actor) -> Options:
    held = Membership.objects.filter(organisation=by.organisation, until=None, user__is_active=True)
    names = held.order_by("user__name").values_list("user", "user__name").distinct()
    return [(str(number), name) for number, name in names if name]

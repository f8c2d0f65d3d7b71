"""The open things of the work list as one person sees them, as queries: act, first day, term and standing per row.

These expressions say in SQL what `core.work` says of one thing. A test compares both on random files, so that counting
and paging can be left to the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Collate, Lower

from trede.chain.models import AdviceRequest, BaselineCheck, Referral
from trede.chain.models import Case as CaseFile
from trede.chain.queries_work import OPEN_STATES, partners_with_consent
from trede.core.permissions import Permission
from trede.core.work import REFER_WITHIN, Kind
from trede.core.work_pages import PERSONAL, Selection, Standing, TabKey, latest_first
from trede.core.workflow import REFERRAL, REQUEST, Party
from trede.journal.actions import Actor

NO_TERM = -1
"""Stands for a term of None: due on the first day itself."""
NOBODY = "geen"
"""Choice of a handler: whoever is not there yet."""
_TO_CHOOSE = "choose-other-way"
REMIND = "remind-partner"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an actor, and the accounts whose work is his: his own, and of whom he replaces."""

    by: Actor
    accounts: frozenset[int]

    @property
    def organisation(self) -> str:
        """Return the organisation that looks."""
        return self.by.organisation

    @property
    def sees_files(self) -> bool:
        """Say whether the viewer sees the files of the organisation."""
        return self.by.may(Permission.CASE_VIEW)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty means everything. `handler`: number of an account, or `geen`."""

    kind: str = ""
    act: str = ""
    rung: str = ""
    place: str = ""
    handler: str = ""
    late: bool = False

    def kinds(self) -> frozenset[str]:
        """Return the kinds of things that can match at all."""
        kinds = {self.kind} if self.kind else {"request", "referral", "case"}
        if self.rung or self.place or self.handler.isdigit():
            kinds -= {"request"}
        return frozenset(kinds)


Part = tuple[Kind, "QuerySet[Any, Any]"]


def parts(viewer: Viewer, filters: Filters, tab: TabKey) -> list[Part]:
    """Return queries that together hold every open thing of a tab once, and maybe things that are not in it."""
    personal = tab in PERSONAL
    if tab is TabKey.WAITS:  # only what was sent to a partner waits for another
        made = _referral_parts(viewer, personal=False)[:1] if viewer.sees_files else []
        return [("referral", _referrals(viewer, filters, rows)) for rows in made if "referral" in filters.kinds()]
    found: list[Part] = []
    if viewer.by.may(Permission.INTAKE):
        found.append(("request", _requests(viewer, filters)))
    if viewer.sees_files:
        found.append(("case", _cases(viewer, filters, personal=personal)))
    found += [("referral", _referrals(viewer, filters, rows)) for rows in _referral_parts(viewer, personal=personal)]
    return [(kind, rows) for kind, rows in found if kind in filters.kinds()]


def due_between(first: date, last: date, terms: Iterable[int]) -> Q:
    """Match rows due from `first` to `last`, for rows with one of these terms (`NO_TERM` for none)."""
    found = Q(pk__in=[])
    for number in terms:
        term = None if number == NO_TERM else number
        bounds = Q()
        if last != date.max:
            bounds &= Q(first_day__lte=latest_first(last, term))
        if first != date.min:
            day_before = date.fromordinal(first.toordinal() - 1)
            bounds &= Q(first_day__gt=latest_first(day_before, term))
        found |= Q(term=number) & bounds
    return found


def exactly_in(selection: Selection, terms: list[int]) -> Q:
    """Match rows with a line in this selection; `terms` holds every term there is."""
    late = due_between(date.min, selection.today - timedelta(days=1), terms)
    found = Q(standing__in=_standings(selection, date.max)) | Q(standing__in=_standings(selection, date.min)) & late
    return found if selection.until == date.max else found & due_between(date.min, selection.until, terms)


def might_be_in(selection: Selection) -> Q:
    """Match at least the rows with a line here, without knowing all terms: nothing is due before it began."""
    found = Q(standing__in=_standings(selection, date.min))
    if selection.until == date.max:
        return found
    known = [state.due for state in REFERRAL.states if isinstance(state.due, int)] + [REFER_WITHIN, NO_TERM]
    others = ~Q(term__in=known) & Q(first_day__lte=selection.until)
    return found & (due_between(date.min, selection.until, sorted(set(known))) | others)


def _standings(selection: Selection, due: date) -> list[int]:
    """Return the standings with a line for something due on this day, or on the last day that the tab shows."""
    tab = Selection(selection.tab, selection.today, False, selection.things, selection.reminders)
    return [int(standing) for standing in Standing if tab.lines(standing, min(due, tab.until))]


def _mine_or_free(field: str, viewer: Viewer) -> Q:
    return Q(**{f"{field}__in": sorted(viewer.accounts)}) | Q(**{f"{field}__isnull": True})


def _standing(field: str, viewer: Viewer, *, waits: bool = False) -> Case:
    """Return the standing by who handles it, or of a thing that waits: by who keeps the file."""
    shift = int(Standing.WAITS_MINE) if waits else 0
    return Case(
        When(**{f"{field}__in": sorted(viewer.accounts)}, then=Value(Standing.MINE + shift)),
        When(**{f"{field}__isnull": True}, then=Value(Standing.FREE + shift)),
        default=Value(Standing.COLLEAGUE + shift),
        output_field=IntegerField(),
    )


def _by_handler(field: str, filters: Filters) -> Q:
    if not filters.handler:
        return Q()
    return Q(**{f"{field}__isnull": True}) if filters.handler == NOBODY else Q(**{field: int(filters.handler)})


def with_names(kind: Kind, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Add `called`: the name of the firm by which a list sorts, small letters by their code on every database."""
    field = {"request": "firm_name", "case": "firm__name", "referral": "case__firm__name"}[kind]
    by_code = "C" if connection.vendor == "postgresql" else "BINARY"
    return rows.annotate(called=Lower(Collate(F(field), by_code)))


def _requests(viewer: Viewer, filters: Filters) -> "QuerySet[Any, Any]":
    found: QuerySet[Any, Any] = AdviceRequest.objects.filter(
        organisation=viewer.organisation, state="received"
    ).annotate(
        first_day=F("contact_before"),
        term=Value(NO_TERM, IntegerField()),
        standing=Value(int(Standing.FREE), IntegerField()),
    )
    return found if filters.act in {"", REQUEST.state("received").act} else found.none()


def _cases(viewer: Viewer, filters: Filters, *, personal: bool) -> "QuerySet[Any, Any]":
    own = Referral.objects.filter(case=OuterRef("pk"))
    underway = Exists(own.filter(state__in=OPEN_STATES))
    found = CaseFile.objects.filter(organisation=viewer.organisation, state="open")
    if personal:
        found = found.filter(_mine_or_free("adviser", viewer))
    if filters.rung:
        found = found.filter(Q(start_rung=filters.rung) | Q(start_rung="", scan_phase=filters.rung))
    if filters.place:
        found = found.filter(firm__municipality=filters.place)
    found = found.filter(
        _by_handler("adviser", filters), Q(call_back_on__isnull=False) | Q(intake__held_on=None) | ~underway
    ).annotate(
        first_day=_case_first_day(own),
        term=Case(When(_ON_ITS_DAY, then=Value(NO_TERM)), default=Value(REFER_WITHIN), output_field=IntegerField()),
        standing=_standing("adviser", viewer),
    )
    return found.annotate(act=_case_act(own)).filter(act=filters.act) if filters.act else found


_ON_ITS_DAY = Q(call_back_on__isnull=False) | Q(intake__held_on=None) | Q(start_rung="")
"""Files whose next act has a day of its own; the acts after the talk have a term."""


def _case_act(own: "QuerySet[Referral]") -> Case:
    result = own.filter(Q(state="completed") | Q(firm_stops_on__isnull=False))
    return Case(
        When(call_back_on__isnull=False, then=Value("call-back")),
        When(intake__held_on=None, then=Value("hold-intake")),
        When(start_rung="", then=Value("confirm-rung")),
        When(~Exists(BaselineCheck.objects.filter(case=OuterRef("pk"))), then=Value("check-baseline")),
        When(Exists(result), then=Value("round-off")),
        default=Value("refer"),
        output_field=CharField(),
    )


def _case_first_day(own: "QuerySet[Referral]") -> Case:
    last_end = Subquery(own.order_by().values("case").annotate(last=Max("ended_on")).values("last"))
    unchecked = ~Exists(BaselineCheck.objects.filter(case=OuterRef("pk")))
    return Case(
        When(call_back_on__isnull=False, then=F("call_back_on")),
        When(intake__held_on=None, then=Coalesce(F("intake__scheduled_on"), F("contact_before"))),
        When(Q(start_rung="") | unchecked, then=F("intake__held_on")),
        default=Coalesce(last_end, F("intake__held_on")),
        output_field=DateField(),
    )


def _referral_parts(viewer: Viewer, *, personal: bool) -> "list[QuerySet[Referral]]":
    """Return the open referrals without overlap: made here, and answered here. Split, so that each finds its index."""
    everything = Referral.objects.filter(state__in=OPEN_STATES)
    answered = everything.filter(partners_with_consent(), organisation=viewer.organisation)
    if not viewer.sees_files:
        return [answered.filter(_mine_or_free("handler", viewer)) if personal else answered]
    made = everything.filter(case__organisation=viewer.organisation)
    elsewhere = answered.exclude(case__organisation=viewer.organisation)
    if not personal:
        return [made, elsewhere]
    kept = _mine_or_free("case__adviser", viewer)
    answered_here = made.filter(~kept, organisation=viewer.organisation)
    return [made.filter(kept), answered_here, elsewhere.filter(_mine_or_free("handler", viewer))]


def _referrals(viewer: Viewer, filters: Filters, rows: "QuerySet[Referral]") -> "QuerySet[Any, Any]":
    own_file = Q(case__organisation=viewer.organisation)
    stands = Q(consent__isnull=False, consent__withdrawn_on=None)
    own_turn = Q(state="draft") | ~stands
    ours = Q(organisation=viewer.organisation)
    found = rows.annotate(
        first_day=F("since"),
        term=_referral_term(),
        standing=Case(
            When(own_turn, then=_standing("case__adviser", viewer)),
            When(ours, then=_standing("handler", viewer)),
            default=_standing("case__adviser", viewer, waits=True),
            output_field=IntegerField(),
        ),
    )
    if filters.handler:
        adviser, handler = _by_handler("case__adviser", filters), _by_handler("handler", filters)
        found = found.filter((own_turn | ~ours) & adviser | ~own_turn & ours & handler)
    if filters.place or filters.rung:  # a filter may not tell what a page would not
        found = found.annotate(parts=Cast("shared", TextField()))
    if filters.place:
        found = found.filter(own_file | Q(parts__contains='"firm"'), case__firm__municipality=filters.place)
    if filters.rung:
        found = found.filter(own_file | Q(parts__contains='"outcome"'), rung=filters.rung)
    if filters.act == REMIND:
        return found.filter(standing__gte=int(Standing.WAITS_MINE))
    return found.annotate(act=_referral_act(stands)).filter(act=filters.act) if filters.act else found


def _referral_act(stands: Q) -> Case:
    acts = [(state.key, state.act, state.acts_next) for state in REFERRAL.states if not state.is_end]
    targets = [key for key, _, party in acts if party is Party.TARGET]
    return Case(
        When(Q(state__in=targets) & ~stands, then=Value(_TO_CHOOSE)),
        *(When(state=key, then=Value(act or "")) for key, act, _ in acts),
        default=Value(""),
        output_field=CharField(),
    )


def _referral_term() -> Case:
    """Return the working days of the state; those of an answer stand on the referral."""
    fixed = [(state.key, state.due) for state in REFERRAL.states if isinstance(state.due, int)]
    return Case(
        *(When(state=key, then=Value(days)) for key, days in fixed),
        default=F("answer_days"),
        output_field=IntegerField(),
    )

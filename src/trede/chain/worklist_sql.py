"""The open things of the work list as one person sees them, as queries: act, first day, term and standing per row.

These expressions say in SQL what `core.work` says of one thing. A test compares both on random files, so that counting
and paging can be left to the database.
"""

from dataclasses import dataclass
from enum import StrEnum
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
from trede.core.work import REFER_WITHIN, Kind
from trede.core.work_pages import PERSONAL, Standing, TabKey
from trede.core.workflow import REFERRAL, REQUEST, Party

NO_TERM = -1
"""Stands for a term of None: due on the first day itself."""
KNOWN_TERMS = (
    NO_TERM,
    *sorted({REFER_WITHIN, *(state.due for state in REFERRAL.states if isinstance(state.due, int))}),
)
"""Terms that do not stand on a referral itself."""
NOBODY = "geen"
"""Choice of a handler: whoever is not there yet."""
_TO_CHOOSE = "choose-other-way"
_TAKE = REQUEST.state("received").act
REMIND = "remind-partner"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an organisation, and the accounts whose work is the viewer's: his own, and of whom he replaces."""

    organisation: str
    accounts: frozenset[int]
    takes_requests: bool
    sees_files: bool


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
        if self.rung or self.place or self.handler.isdigit() or self.act not in {"", _TAKE}:
            kinds -= {"request"}
        return frozenset(kinds)


class Part(StrEnum):
    """Open things that one query reads. Together the parts of a tab hold each thing once; each finds its own index."""

    REQUESTS = "requests"
    CASES = "cases"
    OWN_CASES = "own-cases"
    MADE = "made"
    """Referrals of the organisation's own files."""
    MADE_OWN = "made-own"
    """Of these: those of files that are a person's own or nobody's."""
    ANSWERED = "answered"
    """Referrals that others sent here."""
    ANSWERED_OWN = "answered-own"
    """Referrals to answer here that a person handles, or nobody yet; without those of `MADE_OWN`."""

    @property
    def kind(self) -> Kind:
        """Return what the part holds."""
        if self is Part.REQUESTS:
            return "request"
        return "case" if self in {Part.CASES, Part.OWN_CASES} else "referral"


def parts(viewer: Viewer, filters: Filters, tab: TabKey) -> list[Part]:
    """Return the parts that hold every line of a tab, and maybe lines that are not in it."""
    if tab is TabKey.WAITS:  # only what was sent from here waits for another
        found = [Part.MADE] if viewer.sees_files else []
    elif tab in PERSONAL:
        files = [Part.OWN_CASES, Part.MADE_OWN] if viewer.sees_files else []
        found = [*files, Part.ANSWERED_OWN]
    else:
        found = [*([Part.CASES, Part.MADE] if viewer.sees_files else []), Part.ANSWERED]
    if viewer.takes_requests and tab is not TabKey.WAITS:
        found.insert(0, Part.REQUESTS)
    return [part for part in found if part.kind in filters.kinds()]


def rows_of(part: Part, viewer: Viewer, filters: Filters) -> "QuerySet[Any, Any]":
    """Return the things of a part with first day, term and standing."""
    if part is Part.REQUESTS:
        return _requests(viewer)
    if part.kind == "case":
        return _cases(viewer, filters, personal=part is Part.OWN_CASES)
    return _referrals(viewer, filters, _referral_rows(part, viewer))


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
    named: QuerySet[Any, Any] = rows.annotate(called=Lower(Collate(F(field), by_code)))
    return named


def _requests(viewer: Viewer) -> "QuerySet[Any, Any]":
    found: QuerySet[Any, Any] = AdviceRequest.objects.filter(organisation=viewer.organisation, state="received")
    with_days: QuerySet[Any, Any] = found.annotate(
        first_day=F("contact_before"),
        term=Value(NO_TERM, IntegerField()),
        standing=Value(int(Standing.FREE), IntegerField()),
    )
    return with_days


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


def _referral_rows(part: Part, viewer: Viewer) -> "QuerySet[Referral]":
    everything = Referral.objects.filter(state__in=OPEN_STATES)
    of_own_file = Q(case__organisation=viewer.organisation)
    kept = of_own_file & _mine_or_free("case__adviser", viewer)
    if part is Part.MADE_OWN:  # from the files to their referrals: few files, and open ones only
        return everything.filter(kept, case__state="open")
    if part is Part.MADE:
        # From the open referrals to their files: the expression keeps SQLite from beginning with every file there was.
        made = everything.annotate(front_door=Coalesce(F("case__organisation"), Value("")))
        return made.filter(front_door=viewer.organisation)
    answered = everything.filter(organisation=viewer.organisation)
    if part is Part.ANSWERED_OWN:
        answered = answered.filter(_mine_or_free("handler", viewer))
    if not viewer.sees_files:
        return answered.filter(partners_with_consent())
    if part is Part.ANSWERED:
        return answered.filter(partners_with_consent(), ~of_own_file)
    return answered.filter(
        of_own_file & ~_mine_or_free("case__adviser", viewer) | ~of_own_file & partners_with_consent()
    )


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

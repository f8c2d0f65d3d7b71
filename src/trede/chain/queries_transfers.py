"""Reading who holds which work, and what went from one colleague to another."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from trede.accounts.models import User
from trede.chain.deputies import deputies
from trede.chain.models import Case, Referral, Transfer
from trede.chain.queries_work import OPEN_STATES, partners_with_consent
from trede.chain.steps import may_take
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor

MOST_HELD = 300
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Held:
    """One file or referral that somebody holds. `key` is how a form names it."""

    kind: Literal["case", "referral"]
    number: int
    firm: str
    service: str = ""

    @property
    def key(self) -> str:
        """Return the name in a form."""
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody holds, in counts only. `deputy` is empty for who is in the office."""

    account: int
    name: str
    files: int
    referrals: int
    deputy: str

    @property
    def holds(self) -> int:
        """Return how many things that are."""
        return self.files + self.referrals


@dataclass(frozen=True, slots=True)
class Total:
    """How much is open at an organisation: files, referrals to answer, trajectories that run or wait."""

    organisation: str
    files: int
    to_answer: int
    underway: int


def held_by(by: Actor, account: int) -> list[Held]:
    """Return what an account of the actor's organisation holds, by firm. Two queries."""
    cases = open_files(by).filter(adviser=account).order_by("firm__name", "pk")
    answers = open_answers(by).filter(handler=account).order_by("case__firm__name", "pk")
    files = [Held("case", pk, firm) for pk, firm in cases.values_list("pk", "firm__name")[:MOST_HELD]]
    found = answers.values_list("pk", "case__firm__name", "service")[:MOST_HELD]
    return files + [Held("referral", pk, firm, service) for pk, firm, service in found]


def open_files(by: Actor) -> QuerySet[Case]:
    """Return the open files of the actor's organisation; none for who may not see files."""
    found = Case.objects.filter(organisation=by.organisation, state="open")
    return found if by.may(Permission.CASE_VIEW) else found.none()


def open_answers(by: Actor) -> QuerySet[Referral]:
    """Return the open referrals that the actor's organisation answers, resting on consent."""
    return Referral.objects.filter(partners_with_consent(), organisation=by.organisation, state__in=OPEN_STATES)


def colleagues(by: Actor, *, files: bool, but: int | None = None) -> list[User]:
    """Return who can take over work of the actor's organisation, by name. One query, and one for each of them."""
    found = User.objects.filter(membership__organisation=by.organisation, membership__until=None, is_active=True)
    people = (found if but is None else found.exclude(pk=but)).distinct().order_by("name", "pk")
    return [person for person in people if may_take(person, by.organisation, files=files)]


def transfers_to(account: int) -> QuerySet[Transfer]:
    """Return what was handed over to an account lately, newest first. One query."""
    return _lately().filter(taker=account)


def transfers_from(account: int) -> QuerySet[Transfer]:
    """Return what an account handed over lately, newest first. One query."""
    return _lately().filter(giver=account)


def _lately() -> QuerySet[Transfer]:
    """Without referrals whose firm withdrew its consent: from that moment the partner does not know the firm."""
    stands = Q(case__isnull=False) | Q(referral__consent__isnull=False, referral__consent__withdrawn_on=None)
    found = Transfer.objects.filter(stands, handed_on__gte=clock.today() - SHOWN_FOR)
    related = ("case__firm", "referral__case__firm", "referral__consent", "giver", "taker")
    return found.select_related(*related).order_by("-pk")


def unread_by(account: int) -> int:
    """Return how many transfers somebody did not read yet. One query."""
    return Transfer.objects.filter(taker=account, seen_on=None, back_on=None).count()


def transfer_for(by: Actor, number: int) -> Transfer:
    """Return a transfer that the actor gave or took, or raise Http404. One query."""
    who = int(by.id) if by.kind == "person" else 0
    own = Q(giver=who) | Q(taker=who)
    found = _lately().filter(own, pk=number, organisation=by.organisation).first()
    if found is None:
        raise Http404
    return found


def load_of_team(by: Actor, today: date) -> tuple[list[Load], int, int]:
    """Return the load per colleague, and the files and referrals that nobody holds. Four queries when all are in."""
    files = dict(open_files(by).order_by().values_list("adviser").annotate(Count("pk")))
    answers = dict(open_answers(by).order_by().values_list("handler").annotate(Count("pk")))
    people = User.objects.filter(membership__organisation=by.organisation, membership__until=None, is_active=True)
    names = dict(people.exclude(name="").distinct().order_by("name").values_list("pk", "name"))
    away = deputies(names, today)
    loads = [Load(pk, name, files.get(pk, 0), answers.get(pk, 0), away.get(pk, "")) for pk, name in names.items()]
    return loads, files.get(None, 0), answers.get(None, 0)


def totals() -> list[Total]:
    """Return what is open per organisation, without names of people or firms. Two queries."""
    files = dict(Case.objects.filter(state="open").order_by().values_list("organisation").annotate(Count("pk")))
    sent = Referral.objects.filter(partners_with_consent(), state__in=OPEN_STATES).order_by()
    asked = Count("pk", filter=Q(state="requested"))
    counted = sent.values_list("organisation").annotate(asked=asked, all=Count("pk"))
    found = {key: (waits, every - waits) for key, waits, every in counted}
    return [Total(key, files.get(key, 0), *found.get(key, (0, 0))) for key in sorted({*files, *found})]

"""Work of colleagues: handing it over, reading what was handed over, and how it is spread."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trede.accounts.models import User
from trede.chain.actions_transfers import hand_back, hand_over, read_transfers
from trede.chain.desk import actor_of, attempt, done, page, person, says_when_late
from trede.chain.forms_team import TransferForm
from trede.chain.models import Case, Referral
from trede.chain.queries_transfers import (
    Held,
    Load,
    colleagues,
    held_by,
    load_of_team,
    open_answers,
    open_files,
    totals,
    transfer_for,
    transfers_from,
    transfers_to,
    unread_by,
)
from trede.chain.templatetags.chain import service
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor
from trede.web.access import staff
from trede.web.methods import only

TRANSFERS = "/balie/overdragen"


@staff(Permission.WORKLIST)
@only("GET", "POST")
def transfers(request: HttpRequest) -> HttpResponse:
    """Hand work over: one's own, or as who leads the team that of a colleague (`van` in the address)."""
    by, own = actor_of(request), person(request)
    holder = _holder(by, own, request.GET.get("van", ""))
    held = held_by(by, holder.pk)
    people = colleagues(by, files=any(item.kind == "case" for item in held), but=holder.pk)
    sent = request.POST if request.method == "POST" else None
    form = TransferForm(held, people, {item.key: _said(item) for item in held}, sent)
    if form.is_bound:
        found = attempt(form, lambda: _hand_over(by, form, people))
        if found is not None:
            said = ngettext("%(count)s ding is overgedragen.", "%(count)s dingen zijn overgedragen.", found)
            return done(request, said % {"count": found}, TRANSFERS)
    context = {
        "holder": holder,
        "is_own": holder.pk == own.pk,
        "held": held,
        "people": people,
        "team": _team(by, own),
        "unread": unread_by(own.pk),
        "got": list(transfers_to(own.pk)),
        "gave": list(transfers_from(own.pk)),
    }
    return page(request, "chain/transfers.html", context, form)


def _holder(by: Actor, own: User, typed: str) -> User:
    """Return whose work it is about; somebody else's only for who leads a team, within the organisation."""
    if not typed or typed == str(own.pk):
        return own
    if not by.may(Permission.TEAM_LEAD) or not (typed.isascii() and typed.isdigit()):
        raise Http404
    found = User.objects.filter(pk=int(typed[:12]), membership__organisation=by.organisation).distinct().first()
    if found is None:
        raise Http404
    return found


def _team(by: Actor, own: User) -> list[Load]:
    """Return the colleagues who hold work, for who may hand it over; nobody, without a query, for others."""
    if not by.may(Permission.TEAM_LEAD):
        return []
    return [load for load in load_of_team(by, clock.today())[0] if load.account != own.pk and load.holds]


def _said(item: Held) -> str:
    return f"{item.firm}: {service(item.service)}" if item.service else item.firm


def _hand_over(by: Actor, form: TransferForm, people: list[User]) -> int:
    chosen = [key.rpartition("-") for key in form.cleaned_data["chosen"]]
    numbers = {kind: [int(number) for name, _dash, number in chosen if name == kind] for kind in ("case", "referral")}
    cases: list[Case] = list(open_files(by).filter(pk__in=numbers["case"]))
    answers = open_answers(by).filter(pk__in=numbers["referral"]).select_related("case")
    referrals: list[Referral] = list(answers)
    to, note = form.taker(people), form.cleaned_data["note"]
    try:
        return hand_over(by=by, cases=cases, referrals=referrals, to=to, note=note)
    except OutOfOrder as error:  # said at the list, where one chooses again
        raise InputError("chosen", error.message, error.message_en) from error


@staff(Permission.WORKLIST)
@only("POST")
@says_when_late(TRANSFERS)
def give_back(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a transfer."""
    by = actor_of(request)
    hand_back(by=by, transfer=transfer_for(by, number))
    return done(request, _("Het is teruggegeven."), TRANSFERS)


@staff(Permission.WORKLIST)
@only("POST")
def read(request: HttpRequest) -> HttpResponse:
    """Note that what was handed over was read."""
    read_transfers(by=actor_of(request))
    return done(request, _("Gelezen."), TRANSFERS)


@staff(Permission.CHAIN_OVERSEE)
@only("GET")
def team(request: HttpRequest) -> HttpResponse:
    """How the work is spread: per colleague at the front door, per organisation for everybody. Counts only."""
    by = actor_of(request)
    loads, free_files, free_referrals = load_of_team(by, clock.today())
    at_front_door = by.may(Permission.CASE_VIEW)
    context = {
        "loads": loads if at_front_door else [],
        "free_files": free_files,
        "free_referrals": free_referrals,
        "at_front_door": at_front_door,
        "totals": totals(),
    }
    return page(request, "chain/team.html", context)

"""Work goes from one colleague to another: with a note, for both to see, and back again when it was too soon."""

from collections.abc import Iterable

from trede.accounts.models import User
from trede.chain.models import Case, Referral, Transfer
from trede.chain.steps import may_take, person, words
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record

NOTE_MOST = 500
"""Characters of a note."""


@action
def hand_over(*, by: Actor, cases: Iterable[Case], referrals: Iterable[Referral], to: User, note: str) -> int:
    """Hand files and referrals over to a colleague and return how many. All of them, or none.

    One's own; who leads a team also those of any colleague there. Raises InputError (`to`) for somebody
    who cannot do this work, NotPermitted for somebody else's, OutOfOrder when one of them changed hands meanwhile.
    """
    check_permission(by, Permission.WORKLIST)
    files, answers, text = list(cases), list(referrals), words(note, NOTE_MOST)
    if not files and not answers:
        raise InputError("chosen", "Kies wat je wilt overdragen.", "Choose what you want to hand over.")
    if not may_take(to, by.organisation, files=bool(files)):
        raise InputError("to", "Kies een collega die dit werk mag doen.", "Choose a colleague who may do this work.")
    for case in files:
        _may_give(by, case.organisation, case.adviser_id)
        _hand_case(by, case, to)
        _write_down(by, to, text, case=case, giver=case.adviser_id)
    for referral in answers:
        _may_give(by, referral.organisation, referral.handler_id)
        _hand_referral(by, referral, to)
        _write_down(by, to, text, referral=referral, giver=referral.handler_id)
    return len(files) + len(answers)


def _may_give(by: Actor, organisation: str, holder: int | None) -> None:
    own = holder is not None and holder == person(by)
    if by.organisation != organisation or not (own or by.may(Permission.TEAM_LEAD)):
        raise NotPermitted("not-yours", "Dit werk is niet van jou.", "This work is not yours.")


def _hand_case(by: Actor, case: Case, to: User) -> None:
    if not Case.objects.filter(pk=case.pk, adviser=case.adviser_id, state="open").update(adviser=to):
        raise _changed_hands()
    record("case.handed-over", by=by, firm=case.firm_id, subject=("case", case.pk))


def _hand_referral(by: Actor, referral: Referral, to: User) -> None:
    still = Referral.objects.filter(pk=referral.pk, handler=referral.handler_id).exclude(state__in=REFERRAL.ends())
    if not still.update(handler=to):
        raise _changed_hands()
    data: dict[str, object] = {"organisation": referral.organisation}
    record("referral.handed-over", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)


def _write_down(
    by: Actor, to: User, note: str, *, giver: int | None, case: Case | None = None, referral: Referral | None = None
) -> None:
    Transfer(
        case=case, referral=referral, organisation=by.organisation, giver_id=giver or person(by), taker=to, note=note
    ).save(force_insert=True)


def _changed_hands() -> OutOfOrder:
    return OutOfOrder(
        "changed-hands",
        "Iets hiervan is intussen van een ander. Er is niets overgedragen. Kies opnieuw.",
        "Some of it is somebody else's by now. Nothing was handed over. Choose again.",
    )


@action
def hand_back(*, by: Actor, transfer: Transfer) -> Transfer:
    """Undo a transfer: giver or taker, as long as the taker still has it. Raises OutOfOrder when it went on."""
    who = person(by)
    if by.organisation != transfer.organisation or who is None or who not in {transfer.giver_id, transfer.taker_id}:
        raise NotPermitted("not-yours", "Dit werk is niet van jou.", "This work is not yours.")
    giver = transfer.giver
    files = transfer.case_id is not None
    if giver is None or not may_take(giver, transfer.organisation, files=files):
        raise OutOfOrder(
            "giver-gone",
            "Deze collega kan het werk niet meer doen. Draag het over aan een ander.",
            "This colleague can no longer do the work. Hand it over to somebody else.",
        )
    if not Transfer.objects.filter(pk=transfer.pk, back_on=None).update(back_on=clock.today()):
        raise _changed_hands()
    _give_back(by, transfer, giver)
    transfer.back_on = clock.today()
    return transfer


def _give_back(by: Actor, transfer: Transfer, giver: User) -> None:
    case, referral = transfer.case, transfer.referral
    if case is not None:
        if not Case.objects.filter(pk=case.pk, adviser=transfer.taker_id, state="open").update(adviser=giver):
            raise _changed_hands()
        record("case.handed-back", by=by, firm=case.firm_id, subject=("case", case.pk))
    elif referral is not None:
        still = Referral.objects.filter(pk=referral.pk, handler=transfer.taker_id).exclude(state__in=REFERRAL.ends())
        if not still.update(handler=giver):
            raise _changed_hands()
        data: dict[str, object] = {"organisation": referral.organisation}
        record("referral.handed-back", by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)


@action
def read_transfers(*, by: Actor) -> int:
    """Note that somebody read what was handed over to him, and return how much that was."""
    unread = Transfer.objects.filter(taker=person(by), seen_on=None)
    if not unread.exists():  # an update of nothing is a write too, and a write asks for an event
        return 0
    found = unread.update(seen_on=clock.today())
    record("transfers.read", by=by, data={"count": found})
    return found

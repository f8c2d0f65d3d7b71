"""Verbs of the work list itself: taking things on, letting them go, searching and exporting."""

from trede.chain.models import Case, Referral
from trede.chain.queries import parties
from trede.chain.steps import open_only, own_case, person
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.core.workflow import REFERRAL, Party
from trede.journal.actions import Actor, action, check_permission, record


@action
def export_work_list(*, by: Actor, tab: str, lines: int) -> None:
    """Record that somebody took lines of the work list along; which filters were chosen is not kept."""
    check_permission(by, Permission.WORKLIST)
    record("worklist.exported", by=by, data={"tab": tab, "lines": lines})


@action
def note_search(*, by: Actor, found: int) -> None:
    """Record that somebody searched, without the words: they are often a name."""
    check_permission(by, Permission.WORKLIST)
    record("worklist.searched", by=by, data={"found": found})


@action
def claim_case(*, by: Actor, case: Case) -> Case:
    """Take on a file that nobody keeps. Of two people who do so at the same moment one counts.

    Raises OutOfOrder when somebody was first; the same person twice changes nothing.
    """
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if case.adviser_id is not None and case.adviser_id == person(by):
        return case
    if not Case.objects.filter(pk=case.pk, adviser=None, state="open").update(adviser=person(by)):
        raise OutOfOrder("taken", "Een collega nam dit dossier al op.", "A colleague already took this file.")
    case.adviser_id = person(by)
    record("case.assigned", by=by, firm=case.firm_id, subject=("case", case.pk))
    return case


@action
def release_case(*, by: Actor, case: Case) -> Case:
    """Let go of a file that one keeps: it stands open for every colleague again. Raises OutOfOrder for another's."""
    own_case(by, case, Permission.INTAKE)
    open_only(case)
    if not Case.objects.filter(pk=case.pk, adviser=person(by), state="open").update(adviser=None):
        raise OutOfOrder("not-yours", "Dit dossier staat niet (meer) op jouw naam.", "This file is not in your name.")
    case.adviser_id = None
    record("case.released", by=by, firm=case.firm_id, subject=("case", case.pk))
    return case


@action
def claim_referral(*, by: Actor, referral: Referral) -> Referral:
    """Take up a referral that nobody at the partner handles yet. Raises OutOfOrder when somebody was first."""
    _open_here(by, referral)
    if referral.handler_id is not None and referral.handler_id == person(by):
        return referral
    if not Referral.objects.filter(pk=referral.pk, handler=None, state=referral.state).update(handler=person(by)):
        raise OutOfOrder("taken", "Een collega pakte dit al op.", "A colleague already took this up.")
    _note(by, referral, "referral.claimed")
    return referral


@action
def release_referral(*, by: Actor, referral: Referral) -> Referral:
    """Let go of a referral that one handles. Raises OutOfOrder for somebody else's."""
    _open_here(by, referral)
    if not Referral.objects.filter(pk=referral.pk, handler=person(by)).update(handler=None):
        raise OutOfOrder("not-yours", "Deze verwijzing staat niet op jouw naam.", "This referral is not in your name.")
    _note(by, referral, "referral.released")
    return referral


@action
def release_of(*, by: Actor, account: int) -> None:
    """Let go of every open file and referral of an account that closes or goes elsewhere, in its colleagues' hands.

    Part of the action that closes the account, which checked who may.
    """
    for case in Case.objects.filter(adviser=account, state="open"):
        Case.objects.filter(pk=case.pk).update(adviser=None)
        record("case.released", by=by, firm=case.firm_id, subject=("case", case.pk))
    held = Referral.objects.filter(handler=account).exclude(state__in=REFERRAL.ends()).select_related("case")
    for referral in held:
        Referral.objects.filter(pk=referral.pk).update(handler=None)
        _note(by, referral, "referral.released")


def _open_here(by: Actor, referral: Referral) -> None:
    """Raise OutOfOrder unless the actor's organisation is the partner and the referral is open."""
    if Party.TARGET not in parties(by, referral) or referral.state in REFERRAL.ends():
        raise OutOfOrder(
            "not-open", "Deze verwijzing staat niet bij jullie open.", "This referral is not open with you."
        )


def _note(by: Actor, referral: Referral, event: str) -> None:
    referral.refresh_from_db()
    data: dict[str, object] = {"organisation": referral.organisation}
    record(event, by=by, firm=referral.case.firm_id, subject=("referral", referral.pk), data=data)

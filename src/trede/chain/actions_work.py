"""Verbs of the work list itself: taking things on, letting them go, searching and exporting."""

from collections.abc import Sequence

from trede.chain.models import Case, Referral
from trede.chain.queries import parties
from trede.chain.steps import open_only, own_case, person
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.core.work import KINDS, Kind
from trede.core.workflow import REFERRAL, Party
from trede.journal.actions import Actor, action, check_permission, record
from trede.privacy.looks import note_look

AT_ONCE = 500
"""Things whose firms are looked up together."""


@action
def export_work_list(*, by: Actor, tab: str, lines: Sequence[tuple[Kind, int]]) -> None:
    """Record that somebody took lines of the work list along, which each firm on them sees.

    `lines`: kind and number of what stands on them. Which filters were chosen is not kept.
    """
    check_permission(by, Permission.WORKLIST)
    record("worklist.exported", by=by, data={"tab": tab, "lines": len(lines)})
    _note_looks(by, "export", lines)


@action
def note_search(*, by: Actor, found: Sequence[tuple[Kind, int]]) -> None:
    """Record that somebody searched, without the words: they are often a name. Each firm found sees that it was.

    `found`: kind and number of what was found.
    """
    check_permission(by, Permission.WORKLIST)
    record("worklist.searched", by=by, data={"found": len(found)})
    _note_looks(by, "search", found)


def _note_looks(by: Actor, what: str, things: Sequence[tuple[Kind, int]]) -> None:
    """Note one look for each firm and each request among these things. Two queries for some hundred, and inserts."""
    ours: dict[int, tuple[str, object]] = {}
    asked: dict[int, None] = {}
    for start in range(0, len(things), AT_ONCE):
        some = things[start : start + AT_ONCE]
        numbers = {kind: [number for found, number in some if found == kind] for kind in KINDS}
        for number, firm in Referral.objects.filter(pk__in=numbers["referral"]).values_list("pk", "case__firm"):
            ours[firm] = ("referral", number)
        for number, firm in Case.objects.filter(pk__in=numbers["case"]).values_list("pk", "firm"):
            ours[firm] = ("case", number)
        asked |= dict.fromkeys(numbers["request"])
    for firm, subject in ours.items():
        note_look(by=by, firm=firm, what=what, subject=subject)
    for number in asked:
        note_look(by=by, firm=None, what=what, subject=("request", number))


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

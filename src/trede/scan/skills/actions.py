"""Everything that writes a measurement of skills: open it, answer, make a new link, close it."""

import secrets
from collections.abc import Sequence

from trede.core.errors import InputError, OutOfOrder
from trede.core.four_answers import Answers
from trede.core.pack import Scan
from trede.core.permissions import Permission
from trede.core.skills import Person, classify
from trede.core.skills_round import Closed, Tally
from trede.core.skills_round import close_round as count
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack
from trede.scan.skills.answers import least_people, read_person, shorten, skills_scan
from trede.scan.skills.links import link_hash, new_token
from trede.scan.skills.models import SkillsAnswer, SkillsInvitation, SkillsRound
from trede.scan.skills.rules import check_before, check_labels, check_no_open_round, check_own, same_questions

_NUMBERS = 2**53
"""Numbers of answers: large enough never to meet, small enough for every program that reads them."""


@action
def open_round(
    *, by: Actor, kind: str, labels: Sequence[str], before: SkillsRound | None = None
) -> tuple[SkillsRound, tuple[tuple[SkillsInvitation, str], ...]]:
    """Open a measurement in the actor's own organisation; return it with each department and its token, shown once.

    A follow-up names the closed round `before` it is compared with; without labels it takes over its departments.
    Raises NotPermitted, InputError (departments, kind, no such questionnaire) and OutOfOrder (one is still open).
    """
    check_permission(by, Permission.SKILLS_MANAGE)
    region = pack()
    scan = _questionnaire()
    check_before(kind, before, organisation=by.organisation, scan=scan)
    names = check_labels(labels, before)
    check_no_open_round(by.organisation)
    opened = SkillsRound(
        organisation=by.organisation,
        kind=kind,
        before=before,
        scan_key=scan.key,
        version=scan.version,
        pack=region.reference,
        rule=scan.rule,
        opened_on=clock.today(),
    )
    opened.save(force_insert=True)
    links = []
    for name in names:
        token = new_token()
        invitation = SkillsInvitation(round=opened, label=name, link=link_hash(token))
        invitation.save(force_insert=True)
        links.append((invitation, token))
    data: dict[str, object] = {
        "kind": kind,
        "departments": len(names),
        "version": scan.version,
        "rule": scan.rule,
    }
    record("skills.round-opened", by=by, subject=("skills-round", opened.pk), data=data)
    return opened, tuple(links)


@action
def renew_link(*, by: Actor, invitation: SkillsInvitation) -> str:
    """Make a new link for a department and return its token; the old link stops working. Answers stay.

    Raises NotPermitted (also for a round of another organisation), and OutOfOrder when the round is closed.
    """
    check_permission(by, Permission.SKILLS_MANAGE)
    check_own(by, _locked(invitation.round_id))
    token = new_token()
    invitation.link = link_hash(token)
    invitation.save(update_fields=["link"])
    record("skills.link-renewed", by=by, subject=("skills-round", invitation.round_id))
    return token


@action
def give_answers(*, by: Actor, invitation: SkillsInvitation, answers: Answers, nonce: str | None = None) -> None:
    """Keep the answers of one person. The same form again replaces what it sent before.

    Nothing is kept of who sent them or when; the journal notes that somebody answered, not in which department.
    Raises InputError (no answer, or too much left open), OutOfOrder when the round is closed, Unavailable.
    """
    opened = _locked(invitation.round_id)
    scan = _questionnaire()
    if not same_questions(opened, scan):
        raise _closed()
    person = classify(scan, answers)
    if person.kind is None:
        raise InputError(
            "too-few-answers",
            "Je liet te veel vragen open. Vul er nog een paar in.",
            "You left too many questions open. Answer a few more.",
        )
    sent = {"answers": shorten(scan, answers), "kind": person.kind}
    if nonce and SkillsAnswer.objects.filter(invitation=invitation, form_nonce=nonce).update(**sent):
        record("skills.corrected", by=by, subject=("skills-round", opened.pk))
        return
    SkillsAnswer(id=secrets.randbelow(_NUMBERS) + 1, invitation=invitation, form_nonce=nonce, **sent).save(
        force_insert=True
    )
    record("skills.answered", by=by, subject=("skills-round", opened.pk))


@action
def close_round(*, by: Actor, opened: SkillsRound) -> SkillsRound:
    """Close a measurement: count what may be shown, erase all answers, and keep nothing of small departments.

    Raises NotPermitted (also for a round of another organisation), and OutOfOrder when it is closed already.
    """
    check_permission(by, Permission.SKILLS_MANAGE)
    kept = _locked(opened.pk)
    check_own(by, kept)
    people = _people(kept)
    scan = skills_scan(pack())
    topics = [question.key for question in scan.questions] if same_questions(kept, scan) and scan else []
    closed = count(people, topics, minimum=least_people(pack()))
    _keep_counts(kept, closed)
    SkillsAnswer.objects.filter(invitation__round=kept).delete()
    data: dict[str, object] = {
        "kind": kept.kind,
        "departments": len(people),
        "shown": sum(tally is not None for tally in closed.departments.values()),
        "answers": sum(len(group) for group in people.values()),
    }
    record("skills.round-closed", by=by, subject=("skills-round", kept.pk), data=data)
    return kept


def _questionnaire() -> Scan:
    scan = skills_scan(pack())
    if scan is None:
        raise InputError(
            "no-skills-scan",
            "Deze vragen zijn er in deze regio niet.",
            "This region has no questions on skills.",
        )
    return scan


def _locked(number: int) -> SkillsRound:
    """Return the round, locked, so that nobody answers while it is being counted."""
    found = SkillsRound.objects.select_for_update().get(pk=number)
    if not found.is_open:
        raise _closed()
    return found


def _closed() -> OutOfOrder:
    return OutOfOrder(
        "round-closed",
        "Deze meting is gesloten. Er kan niets meer bij.",
        "This measurement is closed. Nothing can be added.",
    )


def _people(opened: SkillsRound) -> dict[int, list[Person]]:
    """Return what each person answered, per department. Of older questions only the kind is read."""
    scan = skills_scan(pack())
    readable = scan is not None and same_questions(opened, scan)
    people: dict[int, list[Person]] = {number: [] for number in opened.invitations.values_list("pk", flat=True)}
    for answer in SkillsAnswer.objects.filter(invitation__round=opened):
        known = read_person(scan, answer.answers) if scan and readable else Person(answer.kind, (), ())
        people[answer.invitation_id].append(known)
    return people


def _keep_counts(opened: SkillsRound, closed: Closed[int]) -> None:
    for invitation in opened.invitations.all():
        tally = closed.departments[invitation.pk]
        if tally is not None:
            _write(invitation, tally)
            invitation.save(update_fields=["kinds", "practise"])
    if closed.everyone is not None:
        _write(opened, closed.everyone)
    opened.closed_on = clock.today()
    opened.save(update_fields=["kinds", "practise", "closed_on"])


def _write(kept: SkillsRound | SkillsInvitation, tally: Tally) -> None:
    kept.kinds, kept.practise = dict(tally.kinds), list(tally.practise)

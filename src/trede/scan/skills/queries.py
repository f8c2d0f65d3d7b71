"""Reading measurements of skills."""

from trede.core.skills import KINDS
from trede.core.skills_round import Tally
from trede.regions.registry import pack
from trede.scan.skills.answers import least_people
from trede.scan.skills.links import link_hash
from trede.scan.skills.models import SkillsAnswer, SkillsInvitation, SkillsRound


def invitation_of(token: str) -> SkillsInvitation | None:
    """Return the department that a link belongs to, with its round; None for no such link. One query."""
    return SkillsInvitation.objects.select_related("round").filter(link=link_hash(token)).first()


def rounds_of(organisation: str) -> list[SkillsRound]:
    """Return the measurements of an organisation, newest first. One query."""
    return list(SkillsRound.objects.filter(organisation=organisation).order_by("-opened_on", "-pk"))


def round_of(organisation: str, number: int) -> SkillsRound | None:
    """Return one measurement of this organisation with its departments; somebody else's does not exist. Two queries."""
    if number >= 2**63:
        return None
    rounds = SkillsRound.objects.select_related("before").prefetch_related("invitations")
    return rounds.filter(organisation=organisation, pk=number).first()


def departments(kept: SkillsRound) -> list[SkillsInvitation]:
    """Return the departments in the order in which they were written down."""
    return sorted(kept.invitations.all(), key=lambda invitation: invitation.pk)


def enough_answered(opened: SkillsRound) -> frozenset[int]:
    """Return the departments with enough answers to be shown later. Only that: no number leaves. One query."""
    numbers = list(SkillsAnswer.objects.filter(invitation__round=opened).values_list("invitation_id", flat=True))
    least = least_people(pack())
    return frozenset(number for number in set(numbers) if numbers.count(number) >= least)


def tally_of(kept: SkillsRound | SkillsInvitation | None) -> Tally | None:
    """Return what was kept at closing; None when that is nothing."""
    if kept is None or not kept.kinds:
        return None
    return Tally(tuple((kind, int(kept.kinds[kind])) for kind in KINDS), tuple(kept.practise))

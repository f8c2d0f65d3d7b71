"""What a measurement of skills has to keep to before anything is written."""

from collections.abc import Sequence

from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.pack import Scan
from trede.journal.actions import Actor
from trede.scan.skills.models import SkillsRound

LONGEST_LABEL = 60
MOST_DEPARTMENTS = 60
LONGEST_OPEN_DAYS = 90
"""Days after which a forgotten round is closed, so that answers never lie about."""


def check_labels(labels: Sequence[str], before: SkillsRound | None) -> tuple[str, ...]:
    """Return the names of the departments, tidied; those of the round `before` when none are given.

    Raises InputError for none, too many, a name that is too long or occurs twice.
    """
    names = tuple(name for name in (" ".join(label.split()) for label in labels) if name)
    if not names and before is not None:
        names = tuple(before.invitations.order_by("pk").values_list("label", flat=True))
    if not names:
        raise InputError(
            "departments-missing",
            "Schrijf ten minste één afdeling op.",
            "Write down at least one department.",
        )
    if len(names) > MOST_DEPARTMENTS:
        raise InputError(
            "departments-many",
            f"Dit zijn te veel afdelingen. Er passen er {MOST_DEPARTMENTS} in één meting.",
            f"These are too many departments. One measurement takes {MOST_DEPARTMENTS}.",
        )
    for name in names:
        _check_label(name, names)
    return names


def _check_label(name: str, names: tuple[str, ...]) -> None:
    if len(name) > LONGEST_LABEL or not name.isprintable():
        raise InputError(
            "department-long",
            f"Deze naam is te lang: {name[:LONGEST_LABEL]}. Gebruik {LONGEST_LABEL} tekens of minder.",
            f"This name is too long: {name[:LONGEST_LABEL]}. Use {LONGEST_LABEL} characters or fewer.",
        )
    if sum(other.casefold() == name.casefold() for other in names) > 1:
        raise InputError(
            "department-twice", f"De afdeling {name} staat er twee keer.", f"The department {name} is there twice."
        )


def check_before(kind: str, before: SkillsRound | None, *, organisation: str, scan: Scan) -> None:
    """Raise InputError when kind and earlier round do not fit: a follow-up needs one with the same questions."""
    if kind not in (SkillsRound.BASELINE, SkillsRound.FOLLOW_UP):
        raise InputError("unknown-kind", "Kies een nulmeting of een vervolg.", "Choose a baseline or a follow-up.")
    if kind == SkillsRound.BASELINE:
        if before is not None:
            raise InputError(
                "baseline-follows", "Een nulmeting volgt niet op een andere.", "A baseline does not follow another one."
            )
        return
    if before is None or before.is_open or before.organisation != organisation:
        raise InputError(
            "before-missing",
            "Kies de meting waar je deze naast wilt leggen.",
            "Choose the earlier measurement you want to compare with.",
        )
    if not same_questions(before, scan):
        raise InputError(
            "other-questions",
            "De vragen zijn veranderd sinds die meting. Start een nieuwe nulmeting.",
            "The questions have changed since that measurement. Start a new baseline.",
        )


def check_no_open_round(organisation: str) -> None:
    """Raise OutOfOrder when this organisation has an open round: two at once would show who is only in one of them."""
    if SkillsRound.objects.filter(organisation=organisation, closed_on=None).exists():
        raise OutOfOrder(
            "round-open",
            "Er loopt nog een meting. Sluit die eerst.",
            "A measurement is still open. Close that one first.",
        )


def check_own(by: Actor, kept: SkillsRound) -> None:
    """Raise NotPermitted for a round of another organisation. The system (a forgotten round) may close any."""
    if by.kind != "system" and by.organisation != kept.organisation:
        raise NotPermitted(
            "other-organisation",
            "Deze meting is van een ander.",
            "This measurement belongs to another organisation.",
        )


def same_questions(kept: SkillsRound, scan: Scan | None) -> bool:
    """Say whether a round was opened with these very questions."""
    return scan is not None and (kept.scan_key, kept.version) == (scan.key, scan.version)

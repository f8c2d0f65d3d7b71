"""Erase what people wrote when its time is over."""

from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from trede.chain.models import (
    AdviceRequest,
    BaselineCheck,
    Case,
    Handover,
    Intake,
    Note,
    Referral,
    Trajectory,
    Transfer,
)
from trede.companies.maturity import MaturityAssessment
from trede.companies.models import ContactPerson, Firm
from trede.journal.actions import Actor, action, record
from trede.privacy.erase import blank


@action
def erase_words(*, by: Actor, firm: Firm) -> None:
    """Blank the words in all files of a firm, delete its requests, contact persons and assessments."""
    for row in _written(firm):
        blank(row)
    AdviceRequest.objects.filter(case__firm=firm).delete()
    same = Q(firm=firm) | Q(firm__merged_into=firm)
    ContactPerson.objects.filter(same).delete()
    MaturityAssessment.objects.filter(same).delete()
    record("firm.words-erased", by=by, firm=firm.pk, subject=("firm", firm.pk))


@action
def erase_request(*, by: Actor, request: AdviceRequest) -> None:
    """Delete a closed request that never became a file; that it came in stays in the journal."""
    number = request.pk
    request.delete()
    record("request.erased", by=by, subject=("request", number))


def _written(firm: Firm) -> Iterator[models.Model]:
    yield from Case.objects.filter(firm=firm)
    yield from Intake.objects.filter(case__firm=firm)
    yield from BaselineCheck.objects.filter(case__firm=firm)
    yield from Referral.objects.filter(case__firm=firm)
    yield from Handover.objects.filter(referral__case__firm=firm)
    yield from Trajectory.objects.filter(referral__case__firm=firm)
    yield from Note.objects.filter(referral__case__firm=firm)
    yield from Transfer.objects.filter(Q(case__firm=firm) | Q(referral__case__firm=firm))

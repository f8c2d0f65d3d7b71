"""What the chain does when a firm decides on its own pages: share again with consent given anew, end on leaving."""

from trede.chain.actions_stopping import stop_case
from trede.chain.models import Case, Referral
from trede.chain.queries_work import OPEN_STATES
from trede.companies.actions import withdraw_consent
from trede.companies.consent_hooks import when_given
from trede.companies.models import Consent, Firm
from trede.companies.own.actions_data import when_leaving
from trede.journal.actions import Actor, action, record


@action
def share_again(*, by: Actor, consent: Consent) -> int:
    """Let open referrals that rested on consent taken back rest on the new consent; return how many.

    So a firm that changes its mind needs no new referral.
    """
    if consent.purpose != Consent.REFERRAL:
        return 0
    found = Referral.objects.filter(
        case__firm=consent.firm_id,
        organisation=consent.organisation,
        state__in=OPEN_STATES,
        requested_on__isnull=False,
        consent__withdrawn_on__isnull=False,
    )
    for referral in found:
        Referral.objects.filter(pk=referral.pk).update(consent=consent)
        data: dict[str, object] = {"organisation": referral.organisation, "service": referral.service}
        record("referral.shared-again", by=by, firm=consent.firm_id, subject=("referral", referral.pk), data=data)
    return len(found)


@action
def stop_everything(*, by: Actor, firm: Firm) -> None:
    """End what runs for a firm at its own wish: its files with their referrals, and all consent."""
    for case in Case.objects.filter(firm=firm, state="open"):
        stop_case(by=by, case=case)
    for consent in Consent.objects.filter(firm=firm, withdrawn_on=None):
        withdraw_consent(by=by, consent=consent)


def _leave(by: Actor, firm: Firm) -> None:
    stop_everything(by=by, firm=firm)


def _again(by: Actor, consent: Consent) -> None:
    share_again(by=by, consent=consent)


when_given(_again)
when_leaving(_leave)

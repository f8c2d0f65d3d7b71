"""Answer links: signed, expiring, for one step on one referral, of which the token exists only in the mail.

A forged token is refused by its signature before the database is asked. A link works while the referral stands in the
state it was made for, the consent stands, and nobody answered with it: moved on or withdrawn, and it shows nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from trede.chain.models import AnswerLink, Referral
from trede.chain.queries import is_shared
from trede.chain.tokens import Tokens
from trede.core.errors import OutOfOrder
from trede.journal import clock
from trede.journal.actions import Actor, action, record

VALID_FOR = timedelta(days=30)
KEPT_AFTER = timedelta(days=30)
_tokens = Tokens("trede.chain.answer")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to. `referral` None: it shows nothing (any more); `answered`: it was used."""

    link: AnswerLink
    referral: Referral | None
    answered: bool


def path_of(token: str) -> str:
    """Return the path of the page that a link opens."""
    return f"/antwoord/{token}"


def answerer(referral: Referral) -> Actor:
    """Return who acts with a link: nobody with a name, for one referral at one organisation."""
    return Actor("link", f"referral-{referral.pk}", referral.organisation)


def new_link(referral: Referral) -> tuple[str, AnswerLink]:
    """Store a link for the state the referral is in and return its token; earlier ones stop working.

    Only inside an action.
    """
    now = clock.now()
    AnswerLink.objects.filter(referral=referral, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token, kept = _tokens.new()
    link = AnswerLink(referral=referral, token=kept, state=referral.state, made_at=now, expires_at=now + VALID_FOR)
    link.save(force_insert=True)
    return token, link


def find(token: str) -> Opened | None:
    """Return what a link leads to, or None for what is no link of ours. One query, none for a forged one."""
    kept = _tokens.kept(token)
    if kept is None:
        return None
    joined = ("case__firm", "case__scan", "case__intake", "case__adviser", "consent", "handover", "trajectory")
    link = AnswerLink.objects.select_related(*(f"referral__{name}" for name in joined)).filter(token=kept).first()
    if link is None:
        return None
    return Opened(link, link.referral if _works(link) else None, link.used_at is not None)


def _works(link: AnswerLink) -> bool:
    referral = link.referral
    fresh = link.used_at is None and link.withdrawn_at is None and clock.now() < link.expires_at
    return fresh and referral.state == link.state and is_shared(referral) and referral.case.state == "open"


@action
def answer_with(*, by: Actor, link: AnswerLink, act: Callable[[Actor, Referral], Referral]) -> Referral:
    """Use a link up and take its step. A step that is refused leaves the link as it was.

    Raises OutOfOrder when it was used meanwhile or no longer works, and what `act` raises.
    """
    fresh = AnswerLink.objects.select_related("referral__case", "referral__consent").get(pk=link.pk)
    used = AnswerLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=clock.now())
    if not used or not _works(fresh):
        raise OutOfOrder(
            "link-used",
            "Deze link werkt niet meer. De vraag is al beantwoord of gestopt.",
            "This link no longer works. The question was answered or stopped.",
        )
    data: dict[str, object] = {"organisation": link.referral.organisation, "state": link.state}
    record(
        "referral.link-used", by=by, firm=link.referral.case.firm_id, subject=("referral", link.referral_id), data=data
    )
    return act(by, Referral.objects.select_related("case", "consent", "handover").get(pk=link.referral_id))


@action
def _delete_old(*, by: Actor) -> int:
    count = AnswerLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).delete()[0]
    record("links.erased", by=by, data={"links": count})
    return count


def forget_links() -> int:
    """Delete links that expired long ago and return how many."""
    if not AnswerLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).exists():
        return 0
    return _delete_old(by=Actor.system("retention"))

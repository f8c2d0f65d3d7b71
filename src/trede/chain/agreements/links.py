"""The link with which an organisation without an account reads an agreement and says yes or no, once.

As with the links of referrals a forged token is refused by its signature before the database is asked, and only the
SHA-256 of a token is kept. A link belongs to one side and to one version of a draft: once the text is changed, the
agreement ends or somebody answered, it says so and shows the text no more.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from trede.chain.agreements.actions import record_about, say_no, say_yes
from trede.chain.agreements.models import Agreement, AgreementLink
from trede.chain.agreements.queries import waits_for
from trede.chain.messages import organisation_name, people_of, quiet_until
from trede.chain.tokens import Tokens
from trede.companies.rules import clean_email
from trede.core.errors import InputError, OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.mail import can_send
from trede.web.outbox import post
from trede.web.templatetags.trede import day_in_words

VALID_FOR = timedelta(days=30)
KEPT_AFTER = timedelta(days=30)
_tokens = Tokens("trede.chain.agreement")


class Stand(StrEnum):
    """What a link can still do."""

    OPEN = "open"
    ANSWERED = "answered"
    CHANGED = "changed"
    """There is a newer text; or a newer link to this one."""
    OVER = "over"
    """It was agreed, replaced or ended without this answer."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is ours, and what it can still do. Only an open one shows the agreement."""

    link: AgreementLink
    stand: Stand

    @property
    def agreement(self) -> Agreement:
        """Return the agreement it is about."""
        return self.link.agreement


def path_of(token: str) -> str:
    """Return the path of the page that a link opens."""
    return f"/afspraak/{token}"


def answerer(link: AgreementLink) -> Actor:
    """Return who acts with a link: nobody with a name, for one agreement, on behalf of one organisation."""
    return Actor("link", f"agreement-{link.agreement_id}", link.organisation)


def has_signer(organisation: str) -> bool:
    """Say whether somebody of the organisation has an account that may say yes: then no link is needed, or given."""
    return next(people_of(organisation, {Permission.AGREEMENT_SIGN}), None) is not None


def can_get_a_link(agreement: Agreement) -> tuple[str, ...]:
    """Return the sides of a draft that still have to answer and that nobody with an account can speak for."""
    sides = (agreement.first, agreement.second)
    return tuple(side for side in sides if waits_for(agreement, side) and not has_signer(side))


@action
def send_link(*, by: Actor, agreement: Agreement, organisation: str, email: str, language: str = "nl") -> AgreementLink:
    """Mail a side without an account a link to read this version and answer. Earlier links of that side stop working.

    The address stands in the outbox only. Raises NotPermitted; InputError: no address, or somebody there has an
    account; OutOfOrder when this side has nothing to answer; and InputError (`no-mail`) on a site that sends no mail.
    """
    check_permission(by, Permission.AGREEMENTS)
    to = clean_email(email)
    if not to:
        raise InputError("email", "Schrijf een e-mailadres op.", "Write an e-mail address.")
    if not can_send():
        raise InputError("no-mail", "Deze site verstuurt geen mail. Bel of schrijf zelf.", "This site sends no mail.")
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if current.version != agreement.version or not waits_for(current, organisation):
        raise _too_late()
    if has_signer(organisation):
        raise InputError(
            "has-account",
            "Iemand van deze organisatie heeft een account. Vraag die om ja te zeggen.",
            "Somebody of this organisation has an account. Ask that person to say yes.",
        )
    token, link = _new(current, organisation)
    made = letter(
        "agreement-link",
        language,
        link=site(address(language, path_of(token))),
        organisation=organisation_name(by.organisation),
        until=day_in_words(link.expires_at, language, weekday=False),
    )
    about = ("agreement", current.pk)
    post(to=to, letter=made, kind="agreement-link", about=about, not_before=quiet_until(clock.now()))
    record_about("agreement.link-made", by, current, organisation=organisation)
    return link


def _new(agreement: Agreement, organisation: str) -> tuple[str, AgreementLink]:
    now = clock.now()
    standing = AgreementLink.objects.filter(agreement=agreement, organisation=organisation, used_at=None)
    standing.filter(withdrawn_at=None).update(withdrawn_at=now)
    token, kept = _tokens.new()
    link = AgreementLink(
        agreement=agreement,
        organisation=organisation,
        version=agreement.version,
        token=kept,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    link.save(force_insert=True)
    return token, link


def find(token: str) -> Opened | None:
    """Return what a link leads to, or None for what is no link of ours. One query, none for a forged one."""
    kept = _tokens.kept(token)
    if kept is None:
        return None
    link = AgreementLink.objects.select_related("agreement").filter(token=kept).first()
    return None if link is None else Opened(link, _stand(link))


def _stand(link: AgreementLink) -> Stand:
    agreement = link.agreement
    if link.used_at is not None:
        return Stand.ANSWERED
    if agreement.state != Agreement.DRAFT:
        return Stand.OVER
    if link.version != agreement.version or link.withdrawn_at is not None:
        return Stand.CHANGED
    if clock.now() >= link.expires_at:
        return Stand.EXPIRED
    return Stand.OPEN if waits_for(agreement, link.organisation) else Stand.ANSWERED


@action
def answer(*, by: Actor, link: AgreementLink, because: str | None = None) -> Agreement:
    """Use a link up: yes to the version it is about, or no with a reason (`because`). Tells who keeps the agreement.

    A reason that is refused leaves the link as it was. Raises OutOfOrder when it no longer works, and InputError.
    """
    fresh = AgreementLink.objects.select_related("agreement__owner").get(pk=link.pk)
    used = AgreementLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None)
    if _stand(fresh) is not Stand.OPEN or not used.update(used_at=clock.now(), said="yes" if because is None else "no"):
        raise _too_late()
    record_about("agreement.link-used", by, fresh.agreement, organisation=link.organisation)
    if because is None:
        found = say_yes(by=by, agreement=fresh.agreement, version=link.version)
    else:
        found = say_no(by=by, agreement=fresh.agreement, version=link.version, because=because)
    _tell_owner(found)
    return found


def _tell_owner(agreement: Agreement) -> None:
    owner = agreement.owner
    if owner is None or not owner.is_active or not can_send():
        return
    made = letter("agreement-answered", owner.language, link=site(f"/balie/afspraken/{agreement.pk}"))
    about = ("agreement", agreement.pk)
    post(to=owner.email, letter=made, kind="agreement-answered", about=about, not_before=quiet_until(clock.now()))


def forget_links() -> int:
    """Delete links that expired long ago and return how many."""
    if not AgreementLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).exists():
        return 0
    return _delete_old(by=Actor.system("retention"))


@action
def _delete_old(*, by: Actor) -> int:
    count = AgreementLink.objects.filter(expires_at__lt=clock.now() - KEPT_AFTER).delete()[0]
    record("links.erased", by=by, data={"links": count})
    return count


def _too_late() -> OutOfOrder:
    return OutOfOrder(
        "agreement-moved",
        "De afspraak is intussen veranderd. Lees hoe zij nu luidt.",
        "The agreement has changed meanwhile. Read how it stands now.",
    )

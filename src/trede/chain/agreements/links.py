"""The link with which an organisation without an account answers, once: about an agreement, or an action of the plan.

As with the links of referrals a forged token is refused by its signature before the database is asked, and only the
SHA-256 of a token is kept. A link belongs to one organisation, one question and one version of a text: once that is
changed, the matter is over or somebody answered, it says so and shows the text no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from trede.accounts.models import User
from trede.chain.agreements import actions, actions_plan
from trede.chain.agreements.models import Agreement, AgreementLink, PlanAction
from trede.chain.agreements.queries import asked_of, has_signer, waits_for
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
    """A link that is ours, and what it can still do. Only an open one shows the text."""

    link: AgreementLink
    stand: Stand


def path_of(token: str) -> str:
    """Return the path of the page that a link opens."""
    return f"/afspraak/{token}"


def answerer(link: AgreementLink) -> Actor:
    """Return who acts with a link: nobody with a name, for one thing, on behalf of one organisation."""
    kind, number = link.subject
    return Actor("link", f"{kind}-{number}", link.organisation)


def can_get_a_link(agreement: Agreement) -> tuple[str, ...]:
    """Return the sides of a draft that still have to answer and that nobody with an account can speak for."""
    sides = (agreement.first, agreement.second)
    return tuple(side for side in sides if waits_for(agreement, side) and not has_signer(side))


def plan_link_asks(deed: PlanAction) -> str:
    """Return what a link may ask of who does an action and has no account: `agree`, `report`, or nothing."""
    asks = asked_of(deed)
    return asks if asks and not has_signer(deed.organisation) else ""


@action
def send_link(*, by: Actor, agreement: Agreement, organisation: str, email: str, language: str = "nl") -> AgreementLink:
    """Mail a side without an account a link to read this version and answer. Earlier links of that side stop working.

    The address stands in the outbox only. Raises NotPermitted; InputError: no address, or somebody there has an
    account; OutOfOrder when this side has nothing to answer; and InputError (`no-mail`) on a site that sends no mail.
    """
    to = _reachable(by, email)
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if current.version != agreement.version or not waits_for(current, organisation):
        raise _too_late()
    link = AgreementLink(agreement=current, organisation=organisation, version=current.version)
    _mail(link, by=by, to=to, language=language, kind="agreement-link")
    actions.record_about("agreement.link-made", by, current, organisation=organisation)
    return link


@action
def send_plan_link(*, by: Actor, deed: PlanAction, email: str, language: str = "nl") -> AgreementLink:
    """Mail who does an action a link to say whether they will, and once they said yes how it ended.

    Raises as `send_link`.
    """
    to = _reachable(by, email)
    current = PlanAction.objects.select_related("goal__plan").select_for_update(of=("self",)).get(pk=deed.pk)
    asks = asked_of(current)
    if current.version != deed.version or not asks:
        raise _too_late()
    link = AgreementLink(deed=current, asks=asks, organisation=current.organisation, version=current.version)
    _mail(link, by=by, to=to, language=language, kind="plan-link" if asks == AgreementLink.AGREE else "plan-report")
    actions_plan.record_about("plan.link-made", by, current, asks=asks)
    return link


def _reachable(by: Actor, email: str) -> str:
    """Return the address that a link goes to, for who may send one from a site that sends mail."""
    check_permission(by, Permission.AGREEMENTS)
    to = clean_email(email)
    if not to:
        raise InputError("email", "Schrijf een e-mailadres op.", "Write an e-mail address.")
    if not can_send():
        raise InputError("no-mail", "Deze site verstuurt geen mail. Bel of schrijf zelf.", "This site sends no mail.")
    return to


def _mail(link: AgreementLink, *, by: Actor, to: str, language: str, kind: str) -> None:
    """Store a link and mail it; earlier ones to this organisation about the same stop working."""
    if has_signer(link.organisation):
        raise InputError(
            "has-account",
            "Iemand van deze organisatie heeft een account. Vraag die om antwoord.",
            "Somebody of this organisation has an account. Ask that person to answer.",
        )
    now = clock.now()
    same = AgreementLink.objects.filter(agreement=link.agreement, deed=link.deed, organisation=link.organisation)
    same.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token, link.token = _tokens.new()
    link.asked_by, link.made_at, link.expires_at = by.organisation, now, now + VALID_FOR
    link.save(force_insert=True)
    made = letter(
        kind,
        language,
        link=site(address(language, path_of(token))),
        organisation=organisation_name(by.organisation),
        until=day_in_words(link.expires_at, language, weekday=False),
    )
    post(to=to, letter=made, kind=kind, about=link.subject, not_before=quiet_until(now))


def find(token: str) -> Opened | None:
    """Return what a link leads to, or None for what is no link of ours. One query, none for a forged one."""
    kept = _tokens.kept(token)
    if kept is None:
        return None
    link = AgreementLink.objects.select_related("agreement", "deed__goal__plan").filter(token=kept).first()
    return None if link is None else Opened(link, _stand(link))


def _stand(link: AgreementLink) -> Stand:
    version, is_over, waits = _matter(link)
    if link.used_at is not None:
        return Stand.ANSWERED
    if is_over:
        return Stand.OVER
    if link.version != version or link.withdrawn_at is not None:
        return Stand.CHANGED
    if clock.now() >= link.expires_at:
        return Stand.EXPIRED
    return Stand.OPEN if waits else Stand.ANSWERED


def _matter(link: AgreementLink) -> tuple[int, bool, bool]:
    """Return the version of what a link is about, whether that is over, and whether it waits for this answer."""
    if link.deed is not None:
        return link.deed.version, link.deed.state not in PlanAction.OPEN, asked_of(link.deed) == link.asks
    agreement = link.agreement
    if agreement is None:  # the database does not let that be
        return 0, True, False
    return agreement.version, agreement.state != Agreement.DRAFT, waits_for(agreement, link.organisation)


@action
def answer(*, by: Actor, link: AgreementLink, said: str, words: str = "") -> None:
    """Use a link up with `yes` or `no`, and tell who asked. `words` are why not, or how the action ended.

    Words that are refused leave the link as it was. Raises OutOfOrder when it no longer works, and InputError.
    """
    joined = AgreementLink.objects.select_related("agreement__owner", "deed__goal__plan")
    fresh = joined.get(pk=link.pk)
    used = AgreementLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None)
    if _stand(fresh) is not Stand.OPEN or not used.update(used_at=clock.now(), said=said):
        raise _too_late()
    if fresh.agreement is not None:
        _about_agreement(by, fresh.agreement, said, words)
    if fresh.deed is not None:
        _about_deed(by, fresh, fresh.deed, said, words)


def _about_agreement(by: Actor, agreement: Agreement, said: str, words: str) -> None:
    actions.record_about("agreement.link-used", by, agreement, organisation=by.organisation)
    if said == "yes":
        actions.say_yes(by=by, agreement=agreement, version=agreement.version)
    else:
        actions.say_no(by=by, agreement=agreement, version=agreement.version, because=words)
    if agreement.owner is not None:
        _tell((agreement.owner,), "agreement-answered", f"/balie/afspraken/{agreement.pk}", ("agreement", agreement.pk))


def _about_deed(by: Actor, link: AgreementLink, deed: PlanAction, said: str, words: str) -> None:
    actions_plan.record_about("plan.link-used", by, deed, asks=link.asks)
    if link.asks == AgreementLink.REPORT:
        state = "done" if said == "yes" else "dropped"
        actions_plan.say_how(by=by, deed=deed, state=state, result=words, review_on=deed.review_on)
    elif said == "yes":
        actions_plan.say_yes(by=by, deed=deed)
    else:
        actions_plan.say_no(by=by, deed=deed, because=words)
    keepers = people_of(link.asked_by, {Permission.AGREEMENTS})
    _tell(keepers, "plan-answered", f"/balie/jaarplan/actie/{deed.pk}", link.subject)


def _tell(people: Iterable[User], kind: str, where: str, about: tuple[str, int]) -> None:
    """Tell people with an open account that there is an answer, and where it stands."""
    if not can_send():
        return
    for user in people:
        if user.is_active:
            made = letter(kind, user.language, link=site(where))
            post(to=user.email, letter=made, kind=kind, about=about, not_before=quiet_until(clock.now()))


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
        "answer-late",
        "Dit is intussen veranderd, of al beantwoord. Kijk hoe het nu staat.",
        "This has changed meanwhile, or was answered. Look how it stands now.",
    )

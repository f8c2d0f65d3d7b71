"""Mail me when it opens: asked with an address, confirmed with a link in a mail, gone after the one mail about it.

Nobody learns from these pages whether an address is on the list. A link is signed and names the row; nothing of it is
stored. The journal counts and never names an address.
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer

from trede.companies.rules import clean_email
from trede.core.errors import InputError, OutOfOrder
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Scheme
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.jobs import register_job
from trede.regions.registry import pack
from trede.subsidies.models import OpeningNotice
from trede.subsidies.registry import is_rehearsal, open_now, schemes
from trede.web.addresses import address, site
from trede.web.letters import letter
from trede.web.outbox import forget_sent, post

CONFIRM_WITHIN = timedelta(days=3)
"""How long an address waits for its yes."""
KEPT = timedelta(days=365)
"""The longest that an address is kept, whether the scheme opened or not."""
REST = timedelta(hours=1)
"""An address gets one mail of this kind in this time, however often it is asked."""
MAILS = ("opening-confirm", "opening-known", "opening-now")
"""Kinds of mail of this list. An address goes from the log of mails too, as soon as a mail was sent."""
HOLDER = Actor.link("subsidy-opening")
_BY, _RETENTION = Actor.system("subsidy-opening"), Actor.system("retention")
_LONGEST = 120
_signer = Signer(salt="trede.subsidies.opening", sep=".")


def is_awaited(scheme: Scheme) -> bool:
    """Say whether a scheme opens later: one with a first day, a closed one with a next day, or a draft.

    A draft of what may run already, at another desk, has no opening to wait for: then the instrument is no draft.
    """
    openness, _ = open_now(scheme)
    if openness == "closed":
        return any(moment(item.opens) > clock.now() for item in scheme.openings)
    if openness == "draft":
        return any(item.key == scheme.instrument and item.status == "draft" for item in pack().instruments)
    return openness == "opens"


def path_of(notice: OpeningNotice) -> str:
    """Return the path of the page on which an address is confirmed or taken away."""
    token = _signer.sign(f"{notice.pk}-{notice.asked_at.timestamp():.0f}")
    return f"/subsidies/bericht/{token}"


def find(token: str) -> OpeningNotice | None:
    """Return what a link is about; None for a forged one, one that waited too long, or an address that is gone."""
    if len(token) > _LONGEST:
        return None
    try:
        number, _, asked = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    row = OpeningNotice.objects.filter(pk=int(number)).first()
    if row is None or f"{row.asked_at.timestamp():.0f}" != asked or row.scheme not in pack().schemes:
        return None
    return None if row.confirmed_at is None and row.asked_at < clock.now() - CONFIRM_WITHIN else row


@action
def ask(*, by: Actor, scheme: Scheme, email: str, language: str) -> None:
    """Keep an address and mail it a link to confirm with; who is on the list gets a mail that says so.

    The answer is the same for every address. Raises InputError `email`, OutOfOrder `not-awaited`.
    """
    typed = clean_email(email)
    if not typed:
        raise InputError("email", "Vul je e-mailadres in.", "Fill in your e-mail address.")
    if not is_awaited(scheme):
        raise OutOfOrder(
            "not-awaited", "Deze subsidie is al open, of komt niet meer.", "This grant is open, or will not come again."
        )
    now = clock.now()
    fresh = {"email": typed, "language": language, "asked_at": now, "mailed_at": now}
    row, is_new = OpeningNotice.objects.select_for_update().get_or_create(
        scheme=scheme.key, email__iexact=typed, defaults=fresh
    )
    record("opening.asked", by=by, subject=("opening-notice", row.pk), data={"scheme": scheme.key})
    if not is_new and row.mailed_at > now - REST:
        return
    row.mailed_at, row.language = now, language
    if row.confirmed_at is None:
        row.asked_at = now
    row.save()
    _post("confirm" if row.confirmed_at is None else "known", row, scheme, path_of(row))


def _post(kind: str, row: OpeningNotice, scheme: Scheme, path: str, *lines: str, **values: object) -> None:
    tongue = row.language
    name = scheme.short.in_language(tongue)
    link = site(address(tongue, path))
    made = letter(f"opening-{kind}", tongue, link=link, lines=lines, scheme=name, **values)
    post(to=row.email, letter=made, kind=f"opening-{kind}", about=("opening-notice", row.pk))


@action
def confirm(*, by: Actor, notice: OpeningNotice) -> None:
    """Put an address on the list. Twice is once. Raises OutOfOrder `gone` when it was taken away meanwhile."""
    row = OpeningNotice.objects.select_for_update().filter(pk=notice.pk).first()
    if row is None:
        raise OutOfOrder("gone", "Deze link werkt niet meer.", "This link no longer works.")
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
        row.save()
    record("opening.confirmed", by=by, subject=("opening-notice", row.pk), data={"scheme": row.scheme})


@action
def stop(*, by: Actor, notice: OpeningNotice) -> None:
    """Take an address away. Twice is once."""
    OpeningNotice.objects.filter(pk=notice.pk).delete()
    record("opening.stopped", by=by, subject=("opening-notice", notice.pk), data={"scheme": notice.scheme})


def tell() -> int:
    """Mail who waits for a scheme that is open now, and take the address away; return how many were mailed."""
    done = 0
    for scheme in schemes():
        if open_now(scheme)[0] == "open":
            waiting = OpeningNotice.objects.filter(scheme=scheme.key, confirmed_at__isnull=False)
            done += sum(_tell(by=_BY, number=number, scheme=scheme) for number in waiting.values_list("pk", flat=True))
    return done


@action
def _tell(*, by: Actor, number: int, scheme: Scheme) -> int:
    """Mail one address once: the row is taken away in the same transaction. 0 when another worker was first."""
    row = OpeningNotice.objects.filter(pk=number).first()
    told, _ = OpeningNotice.objects.filter(pk=number).delete()
    if row is not None and told:
        tongue = row.language
        lines = (pack().text("subsidy.rehearsal", tongue),) if is_rehearsal(scheme) else ()
        stop_link = site(address(tongue, path_of(row)))
        _post("now", row, scheme, f"/subsidies/{scheme.key}", *lines, stop=stop_link)
    record("opening.told", by=by, subject=("opening-notice", number), data={"scheme": scheme.key})
    return told


def forget() -> int:
    """Take away addresses that were never confirmed or waited for a year, and those of sent mails; return how many."""
    return _forget_waiting() + forget_sent(MAILS)


def _forget_waiting() -> int:
    now = clock.now()
    unsaid = OpeningNotice.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)
    old = OpeningNotice.objects.filter(asked_at__lt=now - KEPT)
    numbers = sorted({*unsaid.values_list("pk", flat=True), *old.values_list("pk", flat=True)})
    return _forget(by=_RETENTION, numbers=numbers) if numbers else 0


@action
def _forget(*, by: Actor, numbers: list[int]) -> int:
    count, _ = OpeningNotice.objects.filter(pk__in=numbers).delete()
    record("opening.forgotten", by=by, data={"addresses": count})
    return count


def start() -> None:
    """Let the days tell and forget."""
    register_job("subsidy-opening-mails", tell)
    register_job("old-opening-notices", forget)

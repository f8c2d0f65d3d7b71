"""What a firm does after sending: add what is missing, reply, withdraw, object, tell, settle, change its account.

Each is a step of the life cycle where there is one; every letter of the firm stands in the file as a message.
"""

from collections.abc import Callable, Mapping

from trede.companies.own.queries import must_be_of
from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError, OutOfOrder
from trede.core.grant_life import UNDECIDED, Need
from trede.core.terms import TermState
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.regions.registry import pack
from trede.subsidies import against, messages
from trede.subsidies.after import invoices, sample
from trede.subsidies.applying.content import content_of, digest_of, documents_of, newest
from trede.subsidies.applying.sharing import may_choose, moment_now
from trede.subsidies.clocks import clocks_of
from trede.subsidies.given import Given
from trede.subsidies.life import take_step
from trede.subsidies.models import Application, Objection, Submission
from trede.subsidies.payments import accounts
from trede.subsidies.registry import scheme_of

LONGEST = 8000
ACCOUNT_STATES = frozenset(
    {"ingediend", "herstel", "volledig", "wachtlijst", "in_behandeling", "verleend", "in_uitvoering"}
)
"""States in which a firm may change its account."""


def _said(application: Application, kind: str) -> str:
    """Return the subject of a letter of the firm: what kind it is, nothing personal."""
    return pack().text(f"apply.letter.{kind}", application.language)


def _keep(by: Actor, application: Application, kind: str, text: str, key: str) -> bool:
    """Keep a letter of the firm; False when this form was sent before."""
    full = f"{application.pk}/{key}"[:80]
    if application.messages.filter(key=full).exists():
        return False
    messages.receive(
        by=by,
        application=application,
        kind=kind,
        subject=_said(application, kind),
        body=text.strip()[:LONGEST],
        key=full,
    )
    return True


@action
def add(
    *, by: Actor, application: Application, texts: Mapping[str, str], key: str, no_more: bool = False
) -> Application:
    """Answer what was asked: a new version is frozen, and what came in is noted per item (Awb 4:5).

    An item came in when there is a text or a file for it. Raises InputError `niets` without either, `meer` for a part
    of it unless the firm says that there is `no_more`, and OutOfOrder when the time is over or nothing is asked.
    """
    must_be_of(by, application.firm_id)
    if newest_key(application, key):
        return application
    asked = application.gaps.filter(came_on=None)
    codes = [gap.code for gap in asked]
    first = min((gap.asked_on for gap in asked), default=clock.today())
    recent = application.uploads.filter(removed_at=None, document__in=codes)
    files = {row.document for row in recent if amsterdam_day(row.uploaded_at) >= first}
    came = tuple(code for code in codes if code in files or texts.get(code, "").strip())
    if not came:
        raise InputError("niets", "Schrijf een antwoord of voeg een bestand toe.", "Write an answer or add a file.")
    if len(came) < len(codes) and not no_more:
        raise InputError(
            "meer",
            "Er mist nog iets. Heb je niet meer? Zet dan hier een vinkje.",
            "Something is still missing. If you have no more, tick this.",
        )
    take_step(by=by, application=application, step="aanvullen", given=Given(came=came))
    said = {code: texts.get(code, "").strip()[:LONGEST] for code in came}
    _freeze_again(by, application, said, key)
    _keep(by, application, "addition", "\n\n".join(text for text in said.values() if text), key)
    return application


def newest_key(application: Application, key: str) -> bool:
    """Say whether a form with this random number was sent before. One query."""
    return application.submissions.filter(key=f"{application.pk}/{key}"[:64]).exists()


def _freeze_again(by: Actor, application: Application, said: Mapping[str, str], key: str) -> None:
    """Freeze a whole new version: what was sent last, with the answers and files that came."""
    last = newest(application)
    content = content_of(application) if last is None else dict(last.content)
    added = [{"code": code, "text": text, "on": clock.today().isoformat()} for code, text in said.items()]
    content |= {"documents": documents_of(application), "additions": [*content.get("additions", []), *added]}
    place = 1 if last is None else last.place + 1
    row = Submission(
        application=application,
        place=place,
        content=content,
        digest=digest_of(content),
        key=f"{application.pk}/{key}"[:64],
        sent_at=clock.now(),
    )
    row.save(force_insert=True)
    data: dict[str, object] = {"scheme": application.scheme, "place": place, "files": len(content["documents"])}
    record("application.sent", by=by, firm=application.firm_id, subject=("application", application.pk), data=data)


@action
def withdraw(*, by: Actor, application: Application, sure: bool) -> Application:
    """Withdraw an application that was not decided on. Raises InputError `zeker`, OutOfOrder when it is too late."""
    must_be_of(by, application.firm_id)
    _need_sure(sure)
    return take_step(by=by, application=application, step="intrekken_aanvraag")


@action
def reply(*, by: Actor, application: Application, text: str, key: str) -> Application:
    """React to what the desk intends (Awb 4:7). Raises InputError `antwoord` without words."""
    must_be_of(by, application.firm_id)
    _need_words(text)
    if _keep(by, application, "reply", text, key) and application.state == "zienswijze":
        take_step(by=by, application=application, step="zienswijze_in")
    return application


@action
def object_to(*, by: Actor, application: Application, text: str, key: str, decision: int | None = None) -> Application:
    """Object to a decision (Awb 6:4): by its number, or the newest of which the time still runs.

    A late one is taken in too: whether it is excused is for people to say. Raises InputError `besluit` when there are
    more to choose from and none was chosen.
    """
    must_be_of(by, application.firm_id)
    if application.messages.filter(key=f"{application.pk}/{key}"[:80]).exists():
        return application
    offered = against.choices(application)
    if len(offered) > 1 and decision not in {row.pk for row in offered}:
        raise InputError("besluit", "Kies tegen welk besluit.", "Choose against which decision.")
    _need_words(text)
    found = against.chosen(application, decision)
    if found is None:
        raise OutOfOrder("no-decision", "Er is nog geen besluit.", "There is no decision yet.")
    if not _keep(by, application, "objection", text, key):
        return application
    take_step(
        by=by,
        application=application,
        step="bezwaar_in",
        region="objection",
        given=Given(needs=frozenset({Need.IN_TIME})),
    )
    if not found.objections.filter(received_on=clock.today(), text=text.strip()[:LONGEST]).exists():
        row = Objection(decision=found, received_on=clock.today(), text=text.strip()[:LONGEST])
        row.save(force_insert=True)
    return application


@action
def withdraw_objection(*, by: Actor, application: Application, sure: bool) -> Application:
    """Take an objection back before it is answered (Awb 6:21): a letter of the firm in its file, confirmed by ours.

    Raises InputError `zeker`, OutOfOrder when no objection is being handled any more.
    """
    must_be_of(by, application.firm_id)
    _need_sure(sure)
    reason = _said(application, "objection-withdrawn")
    step = "bezwaar_ingetrokken"
    take_step(by=by, application=application, step=step, region="objection", given=Given(reason=reason))
    _keep(by, application, "objection-withdrawn", reason, f"objection-withdrawn/{application.messages.count() + 1}")
    return application


@action
def tell(*, by: Actor, application: Application, text: str, key: str) -> Application:
    """Write to the desk while nothing is asked. Raises InputError `antwoord` without words."""
    must_be_of(by, application.firm_id)
    _need_words(text)
    if _keep(by, application, "letter", text, key):
        _told(by, application, "letter")
    return application


@action
def tell_change(*, by: Actor, application: Application, text: str, key: str) -> Application:
    """Tell that a plan goes another way (Awb 4:37); the desk answers. Raises InputError `antwoord` without words."""
    must_be_of(by, application.firm_id)
    _need_words(text)
    if _keep(by, application, "change", text, key):
        take_step(by=by, application=application, step="melden_wijziging")
    return application


def _told(by: Actor, application: Application, kind: str) -> None:
    about = ("application", application.pk)
    record("application.told", by=by, firm=application.firm_id, subject=about, data={"kind": kind})


@action
def change_account(*, by: Actor, application: Application, iban: str, holder: str) -> Application:
    """Change the account that money goes to; the firm is told, and payments wait for some days.

    Raises InputError (`iban`, `naam-rekening`), OutOfOrder when no money is to come any more.
    """
    must_be_of(by, application.firm_id)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.state not in ACCOUNT_STATES:
        raise OutOfOrder("no-account", "Je rekening wijzigen kan nu niet.", "You cannot change your account now.")
    if not holder.strip():
        raise InputError("naam-rekening", "Schrijf de naam op van de rekening.", "Write the name on the account.")
    if (iban.replace(" ", "").upper(), " ".join(holder.split())) != (fresh.iban, fresh.iban_holder):
        accounts.change_account(by=by, application=fresh, iban=iban, holder=holder)
    return fresh


@action
def settle(*, by: Actor, application: Application, text: str, key: str) -> Application:
    """Hand in the account of what was done (Awb 4:44). Raises InputError `antwoord` before the end day, or empty."""
    must_be_of(by, application.firm_id)
    _need_words(text)
    if application.state == "in_uitvoering" and not sample.has_ended(application):
        raise InputError(
            "antwoord",
            "Je plan loopt nog. Kom terug na je einddag, of meld dat je plan anders loopt.",
            "Your plan is still running. Come back after your last day, or tell us that your plan changes.",
        )
    if _keep(by, application, "settlement", text, key) and application.state == "in_uitvoering":
        take_step(by=by, application=application, step="verantwoorden", given=Given(needs=frozenset({Need.ENDED})))
    return application


@action
def choose_door(*, by: Actor, application: Application, door: str) -> None:
    """Note that a firm goes on to another scheme that fits better: a referral that can be counted."""
    must_be_of(by, application.firm_id)
    if door not in {item.key for item in scheme_of(application).doors}:
        raise OutOfOrder("no-door", "Deze weg is er niet meer.", "This way is no longer there.")
    data: dict[str, object] = {"scheme": application.scheme, "door": door}
    record(
        "application.door-chosen", by=by, firm=application.firm_id, subject=("application", application.pk), data=data
    )


def _need_sure(sure: bool) -> None:
    if not sure:
        raise InputError("zeker", "Zet een vinkje als je het zeker weet.", "Tick this if you are sure.")


def _need_words(text: str) -> None:
    if not text.strip():
        raise InputError("antwoord", "Schrijf op wat je wilt zeggen.", "Write what you want to say.")


def hearing_open(application: Application) -> bool:
    """Say whether the desk waits for the view of the firm: before a decision, or before lowering one after the grant.

    No queries with `clocks.PREFETCH`.
    """
    found = clocks_of(application).get("hearing")
    return application.state == "zienswijze" or (found is not None and found.state() is TermState.RUNNING)


def may_object(application: Application) -> bool:
    """Say whether an objection can be handed in, in time or late. No queries."""
    return application.objection_state in ("open", "gesloten")


_WAYS: dict[str, Callable[[Application], bool]] = {
    "aanvullen": lambda row: row.state == "herstel",
    "reageren": hearing_open,
    "aanbod": lambda row: row.offer_until is not None,
    "afrekenen": lambda row: row.state in invoices.RUNNING,
    "melden": lambda row: row.state == "in_uitvoering",
    "meten": lambda row: bool(moment_now(row)),
    "bezwaar": lambda row: row.objection_state == "open",
    "bezwaar-intrekken": lambda row: row.objection_state == "in_behandeling",
    "rekening": lambda row: row.state in ACCOUNT_STATES,
    "schrijven": lambda row: row.state not in ("afgehandeld", "vervallen"),
    "delen": may_choose,
    "intrekken": lambda row: row.state in UNDECIDED,
}
"""Page to whether it is open for an application, the most pressing first."""


def possible(application: Application) -> list[str]:
    """Return what the firm can do now, the most pressing first: keys of pages. No queries with `clocks.PREFETCH`."""
    return [key for key, is_open in _WAYS.items() if is_open(application)]

"""More time to decide on an objection: six weeks, once, and told to the firm in time (Awb 7:10.3).

Where the firm reads mail it is told at once. By post it is told on the day its letter went: until then the term is what
it was, and a letter that goes too late changes nothing.
"""

from trede.core.errors import OutOfOrder
from trede.core.grant_life import Role
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.subsidies import clocks, messages
from trede.subsidies.desk.actions import guard
from trede.subsidies.desk.telling import write
from trede.subsidies.models import Application, Message, Objection
from trede.web.templatetags.trede import day_in_words

LETTER = "postponed"
"""Kind of the message that tells it."""


def waiting(objection: Objection) -> Message | None:
    """Return the letter that still has to go by post, for the time to count; None without one. At most one query."""
    if objection.postponed_on is not None:
        return None
    return Message.objects.filter(key=_key(objection)).exclude(proof__kind=messages.POSTED).first()


def may_postpone(objection: Objection) -> bool:
    """Say whether more time can be taken today: not before, and the term runs."""
    if objection.postponed_on is not None or Message.objects.filter(key=_key(objection)).exists():
        return False
    found = clocks.clocks_of(objection.decision.application).get("objection-decision")
    return found is not None and found.deadline.in_time(clock.today())


@action
def postpone(*, by: Actor, objection: Objection) -> None:
    """Take six weeks more and write that to the firm. By post it counts from the day its letter went.

    Raises OutOfOrder `postpone` for a second time, or too late.
    """
    check_permission(by, Permission.SUBSIDY_OBJECTION)
    application = objection.decision.application
    guard(by, application, Role.OBJECTION)
    if not may_postpone(objection):
        raise OutOfOrder("postpone", "Uitstellen kan één keer, en op tijd.", "You can postpone once, and in time.")
    until = clocks.answer_by(application, objection, clock.today()).last or clock.today()
    write(application, LETTER, _key(objection), day=day_in_words(until, application.language))
    if application.by_mail:
        _told(by, application, objection)


def _told(by: Actor, application: Application, objection: Objection) -> None:
    Objection.objects.filter(pk=objection.pk).update(postponed_on=clock.today())
    about = ("application", application.pk)
    data: dict[str, object] = {"objection": objection.pk, "outcome": ""}
    record("application.objection-kept", by=by, firm=application.firm_id, subject=about, data=data)


def _posted(by: Actor, message: Message) -> None:
    """The letter went: from today the firm knows. Not when the term was over, or the objection was answered."""
    application = Application.objects.get(pk=message.application_id)
    rows = Objection.objects.filter(decision__application=application, postponed_on=None, decided_on=None)
    row = next((row for row in rows.select_related("decision") if _key(row) == message.key), None)
    if row is not None and clocks.answer_by(application, row, None).in_time(clock.today()):
        _told(by, application, row)


def _key(objection: Objection) -> str:
    return f"{objection.decision.application_id}/{LETTER}/{objection.pk}"


def start() -> None:
    """Have letters by post followed."""
    messages.when_posted(LETTER, _posted)

"""Who looked at what: every look of staff at data of a firm is an event, which the firm sees on its own pages."""

from trede.journal.actions import Actor, action, record
from trede.journal.types import EventType, register

VIEWED = "file.viewed"

register(EventType(VIEWED, display={"nl": "Gegevens bekeken", "en": "Data looked at"}, data=("what",)))


@action
def note_look(*, by: Actor, firm: int | None, what: str, subject: tuple[str, object] | None = None) -> None:
    """Record that somebody saw data of a firm; call it before the page is made. One insert.

    `what` is a key: `file`, `intake`, `referral`, `request`, `scan`, `privacy`, `application`, `search`, `export`.
    `firm` None: the firm is not known yet, then `subject` leads to it later. Raises Unavailable: what cannot be noted
    is not shown.
    """
    record(VIEWED, by=by, firm=firm, subject=subject, data={"what": what})

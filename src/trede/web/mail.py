"""Hand mail to the mail server. `send` is for a visitor who waits: nothing is queued, no address is written down.

What nobody waits for goes through `trede.web.outbox`, which calls `deliver` from the worker.
"""

import logging
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from threading import BoundedSemaphore

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from trede.core.errors import InputError, Unavailable

log = logging.getLogger("trede.web.mail")

AT_ONCE = 2
"""Mails that one process sends at the same moment: a slow mail server may not hold up the site."""
_PERMANENT = 500
_turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. The subject stands in lists and on locked screens: no code and nothing about a person."""

    subject: str
    text: str
    html: str


class NotDelivered(Exception):
    """The mail server did not take a mail. `reason` is a class of `REASONS`, never the server's own words.

    `permanent`: trying again is of no use. `everybody`: the next mail would fare the same.
    """

    REASONS = ("refused", "bad-address", "content-refused", "not-now", "unreachable", "server")

    def __init__(self, reason: str, *, permanent: bool = False, everybody: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.everybody = reason, permanent, everybody


def can_send() -> bool:
    """Say whether the operator named a mail server."""
    return bool(settings.EMAIL_HOST)


def send(letter: Letter, *, to: str) -> None:
    """Send a letter to one address and forget the address.

    Raises InputError (`mail-refused`) when the mail server does not want this address, Unavailable (`mail-not-sent`)
    when the mail did not get away; then nothing was kept and it may be tried again.
    """
    if not _can_exist(to):
        raise _refused()
    if not can_send() or not _turns.acquire(blocking=False):
        raise _not_sent()
    try:
        deliver(letter, to=to)
    except NotDelivered as trouble:
        about_address = trouble.permanent and trouble.reason in {"refused", "bad-address"}
        raise (_refused() if about_address else _not_sent()) from None
    finally:
        _turns.release()


def deliver(letter: Letter, *, to: str, message_id: str = "") -> None:
    """Hand a letter to the mail server. Raises NotDelivered.

    `message_id` is the part before the @ when the same mail may be handed over twice, so that programs see that it is
    one. The log gets the kind of error only: its text may name the address.
    """
    if not _can_exist(to):
        raise NotDelivered("bad-address", permanent=True)
    try:
        _message(letter, to, message_id).send()
    except SMTPRecipientsRefused as error:
        status = max((answer[0] for answer in error.recipients.values()), default=0)
        log.warning("mail not sent: recipient refused with %s", status)
        raise _recipient_refused(status) from None
    except UnicodeError:
        raise NotDelivered("bad-address", permanent=True) from None  # no such domain can exist
    except (SMTPException, OSError, ValueError) as error:
        log.error("mail not sent: %s", type(error).__name__)  # noqa: TRY400  # a trace may hold the address
        raise _trouble(error) from None


def knock() -> None:
    """Connect to the mail server, log in and leave. Raises Unavailable when that does not work."""
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError, ValueError) as error:
        log.error("mail server: %s", type(error).__name__)  # noqa: TRY400  # a trace may hold the password
        raise _not_sent() from None


def _can_exist(to: str) -> bool:
    """Say whether the part before the @ is ASCII: few mail servers exchange other letters there."""
    return to.rpartition("@")[0].isascii()


def _recipient_refused(status: int) -> NotDelivered:
    return NotDelivered("refused", permanent=True) if status >= _PERMANENT else NotDelivered("not-now")


def _trouble(error: Exception) -> NotDelivered:
    """Return what an error means. A refused sender or login is the operator's to mend: worth another try."""
    if isinstance(error, SMTPDataError) and error.smtp_code >= _PERMANENT:
        return NotDelivered("content-refused", permanent=True)
    if isinstance(error, SMTPDataError):
        return NotDelivered("not-now")
    if isinstance(error, SMTPSenderRefused | SMTPResponseException):
        return NotDelivered("server", everybody=True)
    if isinstance(error, OSError | SMTPServerDisconnected):
        return NotDelivered("unreachable", everybody=True)
    return NotDelivered("server", everybody=True)


def _message(letter: Letter, to: str, message_id: str) -> EmailMultiAlternatives:
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2]
    name = f"<{message_id}@{domain}>" if message_id else make_msgid(domain=domain)
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sender,
        [to],
        headers={"Message-ID": name, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _refused() -> InputError:
    return InputError(
        "mail-refused",
        "De mailserver neemt dit adres niet aan. Kijk of het klopt.",
        "The mail server does not accept this address. Check that it is right.",
    )


def _not_sent() -> Unavailable:
    return Unavailable(
        "mail-not-sent",
        "De mail is niet verstuurd. We hebben je adres niet bewaard. Probeer het later nog een keer.",
        "The mail was not sent. We did not keep your address. Try again later.",
    )

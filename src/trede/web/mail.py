"""Send one mail at once. There is no queue: an address that is nowhere written down cannot leak or be kept too long.

The sender waits for the mail server, so the time for each step is short and only few mails go out at the same moment.
"""

import logging
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused
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


def can_send() -> bool:
    """Say whether the operator named a mail server."""
    return bool(settings.EMAIL_HOST)


def send(letter: Letter, *, to: str) -> None:
    """Send a letter to one address and forget the address.

    Raises InputError (`mail-refused`) when the mail server does not want this address, Unavailable (`mail-not-sent`)
    when the mail did not get away; then nothing was kept and it may be tried again.
    """
    if not to.rpartition("@")[0].isascii():
        raise _refused()  # few mail servers exchange other letters before the @
    if not can_send() or not _turns.acquire(blocking=False):
        raise _not_sent()
    try:
        _message(letter, to).send()
    except SMTPRecipientsRefused as error:
        status = max((answer[0] for answer in error.recipients.values()), default=0)
        log.warning("mail not sent: recipient refused with %s", status)  # the error itself names the address
        raise (_refused() if status >= _PERMANENT else _not_sent()) from None
    except UnicodeError:
        raise _refused() from None  # no such domain can exist
    except (SMTPException, OSError, ValueError) as error:
        log.error("mail not sent: %s", type(error).__name__)  # noqa: TRY400  # a trace may hold the address
        raise _not_sent() from None
    finally:
        _turns.release()


def knock() -> None:
    """Connect to the mail server, log in and leave. Raises Unavailable when that does not work."""
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError, ValueError) as error:
        log.error("mail server: %s", type(error).__name__)  # noqa: TRY400  # a trace may hold the password
        raise _not_sent() from None


def _message(letter: Letter, to: str) -> EmailMultiAlternatives:
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sender,
        [to],
        headers={"Message-ID": make_msgid(domain=domain), "Auto-Submitted": "auto-generated"},
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

"""The page `bewaren`: every way to take an outcome along, and its mail and reminder in words."""

from hashlib import blake2b

import segno
from django.conf import settings
from django.utils.html import escape

from trede.core.codes import spoken
from trede.core.scan import RULE
from trede.journal import clock
from trede.scan.models import ScanResult
from trede.scan.outcome_page import OutcomeBook
from trede.scan.takealong.calendar import MONTHS, Reminder, reminder_day
from trede.web.components import back_link, error_summary, notice
from trede.web.mail import Letter
from trede.web.templatetags.trede import day_in_words

_QR_SIZE = 4
"""CSS pixels per module: large enough for the camera of an old phone."""


def keep_html(words: OutcomeBook, result: ScanResult, where: str, mail: str) -> str:
    """Return the main part of the page. `where` is the whole address of the outcome, `mail` the section about mail."""
    path = words.to(f"/uitkomst/{result.code}")
    return (
        f"{back_link(path, words.plain('question.back-result'))}"
        f"<h1>{words.s('keep.title')}</h1>\n"
        f'<p class="lead">{words.s("keep.lead")}</p>\n'
        f'<section aria-labelledby="code"><h2 id="code">{words.s("keep.code.title")}</h2>\n'
        f'<p class="code">{spoken(result.code)}</p>\n<p>{words.s("keep.code.text")}</p></section>\n'
        f'<section aria-labelledby="qr"><h2 id="qr">{words.s("keep.qr.title")}</h2>\n'
        f"<p>{words.s('keep.qr.text')}</p>\n{_qr(words, where)}</section>\n"
        f"{_pdf(words, path)}{mail}{_calendar(words, result, path)}"
        f'<p class="print-only">{words.t("keep.printed", address=where)}</p>\n'
    )


def _pdf(words: OutcomeBook, path: str) -> str:
    """Return the section about the PDF; only the scan of the ladder has one."""
    if words.scan.rule != RULE:
        return ""
    return (
        f'<section class="no-print" aria-labelledby="pdf"><h2 id="pdf">{words.s("keep.pdf.title")}</h2>\n'
        f"<p>{words.s('keep.pdf.text')}</p>\n"
        f'<div class="buttons"><a class="button button--second" href="{path}/pdf">{words.s("result.take.pdf")}</a>'
        f"</div></section>\n"
    )


def _qr(words: OutcomeBook, where: str) -> str:
    """Return the code to scan as an image in the page itself, so that no other address holds the code."""
    code = segno.make(where, error="m", micro=False)
    width, height = code.symbol_size(scale=_QR_SIZE)
    image = code.svg_data_uri(scale=_QR_SIZE, dark="#000", light="#fff", xmldecl=False)
    alt = words.s("keep.qr.alt")
    return f'<p><img src="{escape(image)}" width="{width}" height="{height}" alt="{alt}"></p>\n'


def _calendar(words: OutcomeBook, result: ScanResult, path: str) -> str:
    day = day_in_words(reminder_day(result.day, clock.today()), words.language)
    return (
        f'<section class="no-print" aria-labelledby="agenda"><h2 id="agenda">{words.s("keep.reminder.title")}</h2>\n'
        f"<p>{words.t('keep.reminder.text', day=day)} {words.s('keep.reminder.careful')}</p>\n"
        f'<div class="buttons"><a class="button button--second" href="{path}/herinnering.ics">'
        f"{words.s('keep.reminder.button')}</a></div></section>\n"
    )


def mail_html(words: OutcomeBook, result: ScanResult, *, on: bool, error: str = "", typed: str = "") -> str:
    """Return the section about mail. `on` False: this site sends none, and says so. `error` is a whole sentence."""
    head = f'<section class="no-print" aria-labelledby="mail"><h2 id="mail">{words.s("keep.mail.title")}</h2>\n'
    if not on:
        return f"{head}<p>{words.s('keep.mail.none')}</p></section>\n"
    trouble = f'<span class="error" id="adres-fout">{escape(error)}</span>' if error else ""
    described = (
        'aria-describedby="adres-hint adres-fout" aria-invalid="true"' if error else 'aria-describedby="adres-hint"'
    )
    path = words.to(f"/uitkomst/{result.code}/bewaren")
    return (
        f"{head}<p>{words.s('keep.mail.text')} {words.s('keep.mail.careful')}</p>\n"
        f'<form method="post" action="{path}" novalidate>\n'
        f'<div class="field{" has-error" if error else ""}"><label for="adres">{words.s("keep.mail.label")}</label>'
        f'<span class="hint" id="adres-hint">{words.s("keep.mail.hint")}</span>{trouble}'
        f'<input type="email" id="adres" name="adres" value="{escape(typed[:254].replace(chr(0), ""))}" '
        f'maxlength="254" autocomplete="email" {described}></div>\n'
        f'<div class="buttons"><button class="button" type="submit">{words.s("keep.mail.button")}</button></div>\n'
        "</form></section>\n"
    )


def mail_summary(words: OutcomeBook, error: str) -> str:
    """Return the summary of errors that leads to the field."""
    return error_summary(words.language, [("adres", error)] if error else [])


def mail_news(words: OutcomeBook, news: str) -> str:
    """Return a notice about the mail: `sent`, `failed`, `off` or `too-many`; empty for no news."""
    if not news:
        return ""
    kind = "success" if news == "sent" else "danger"
    return notice(words.plain(f"keep.mail.{news}.title"), words.plain(f"keep.mail.{news}.text"), kind)


def letter(words: OutcomeBook, result: ScanResult, where: str) -> Letter:
    """Return the mail with the address of the outcome and its code; the subject has neither."""
    name = words.pack.info.name.in_language(words.language)
    lines = [
        words.plain("keep.letter.hello", name=name),
        words.plain("keep.letter.where"),
        where,
        words.plain("keep.letter.code", code=spoken(result.code)),
        words.plain("keep.letter.careful"),
        words.plain("keep.letter.forgotten"),
    ]
    link = f'<a href="{escape(where)}">{escape(where)}</a>'
    rows = "".join(f"<p>{link if line == where else escape(line)}</p>\n" for line in lines)
    subject = words.plain("keep.letter.subject")
    html = (
        f'<!doctype html>\n<html lang="{words.language}"><head><meta charset="utf-8"><title>{escape(subject)}</title>'
        f"</head>\n<body>\n{rows}</body></html>\n"
    )
    return Letter(subject=subject, text="\n\n".join(lines) + "\n", html=html)


def reminder(words: OutcomeBook, result: ScanResult, where: str, host: str) -> Reminder:
    """Return the reminder to do the scan again. Its name is made from the code with our key, and does not betray it."""
    secret = settings.SECRET_KEY.encode()[:64]
    name = blake2b(result.code.encode(), key=secret, digest_size=16, person=b"reminder").hexdigest()
    programme = words.pack.info.name.in_language(words.language)
    return Reminder(
        uid=f"{name}@{host}",
        day=reminder_day(result.day, clock.today()),
        title=words.plain("keep.event.title", name=programme),
        text=f"{words.plain('keep.event.text', months=MONTHS)}\n{where}",
        address=where,
        language=words.language,
    )

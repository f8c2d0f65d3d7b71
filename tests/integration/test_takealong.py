"""Taking an outcome along: every way works, each state is said, and an address for mail is kept nowhere."""

import logging
import re
import smtplib
import socket
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.core import mail as django_mail
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.smtp_sink import HANG_UP, Sink, sink
from trede.commands import doctor
from trede.config import env
from trede.core.clocks import is_working_day
from trede.core.codes import spoken
from trede.core.errors import InputError, Unavailable
from trede.journal import clock
from trede.journal.actions import Actor, action, record
from trede.journal.models import Event
from trede.regions.registry import pack
from trede.scan.actions import complete_scan
from trede.scan.models import ScanResult
from trede.scan.takealong import views as takealong_views
from trede.scan.takealong.calendar import Reminder, calendar_file, escaped, folded, months_after, reminder_day
from trede.web import mail
from trede.web.mail import Letter, send
from trede.web.models import Bucket

pytestmark = pytest.mark.django_db
LETTER = Letter(subject="Een mail", text="Regel met .\n.punt vooraan\n", html="<p>Regel</p>")


@pytest.fixture
def result() -> ScanResult:
    return complete_scan(by=Actor.anonymous(), answers="CCCCDDD")


@pytest.fixture
def mailing(settings: Any) -> Any:
    """A site with a mail server; what is sent lands in Django's own outbox."""
    settings.EMAIL_HOST = "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "Drenthe Digitaal <scan@drenthe.example>"
    return settings


def deliver_to(settings: Any, server: Sink) -> None:
    """Let the product's own way of sending reach the sink."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = server.port


def outbox() -> list[Any]:
    """Return what was sent since the test began."""
    return list(getattr(django_mail, "outbox", []))


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return valid(response)


def valid(response: Any) -> str:
    """Return the page; html5lib in strict mode raises on what is not HTML."""
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert not response.cookies
    return str(text)


@pytest.mark.parametrize(("prefix", "title"), [("", "Bewaar je uitkomst"), ("/en", "Keep your outcome")])
def test_the_page_offers_every_way(client: Client, result: ScanResult, prefix: str, title: str) -> None:
    text = page(client, f"{prefix}/uitkomst/{result.code}/bewaren")
    assert f"<h1>{title}</h1>" in text
    assert f'<p class="code">{spoken(result.code)}</p>' in text
    assert f'href="{prefix}/uitkomst/{result.code}/pdf"' in text
    assert f'href="{prefix}/uitkomst/{result.code}/herinnering.ics"' in text
    assert "<script" not in text
    assert f'href="{prefix}/uitkomst/{result.code}/bewaren"' in page(client, f"{prefix}/uitkomst/{result.code}")


def test_the_page_is_private(client: Client, result: ScanResult) -> None:
    response = client.get(f"/uitkomst/{result.code}/bewaren")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert 'content="noindex, nofollow"' in response.content.decode()
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_a_code_written_another_way_leads_here_too(client: Client, result: ScanResult) -> None:
    typed = spoken(result.code).lower()
    for tail in ("bewaren", "herinnering.ics"):
        response = client.get(f"/uitkomst/{typed}/{tail}")
        assert response.status_code == 302
        assert response.headers["Location"] == f"/uitkomst/{result.code}/{tail}"
        assert client.get(f"/uitkomst/00000000/{tail}").status_code == 404


def test_the_code_to_scan_holds_the_whole_address(
    client: Client, result: ScanResult, settings: Any, tmp_path: Path
) -> None:
    settings.HTTPS = True
    text = page(client, f"/uitkomst/{result.code}/bewaren")
    (image,) = re.findall(r'<img src="data:image/svg\+xml[^,]*,([^"]*)"', text)
    import segno

    where = f"https://testserver/uitkomst/{result.code}"
    expected = segno.make(where, error="m", micro=False).svg_data_uri(scale=4, dark="#000", light="#fff", xmldecl=False)
    assert image in expected.replace("&", "&amp;").replace("'", "&#x27;")
    assert result.code not in image


def test_another_questionnaire_is_kept_the_same_way_without_a_pdf(client: Client) -> None:
    text = page(client, f"/uitkomst/{other_check()}/bewaren")
    assert "/herinnering.ics" in text
    assert "/pdf" not in text


def other_check() -> str:
    """Return the code of an outcome of the baseline check."""

    @action
    def store(*, by: Actor) -> str:
        check = complete_scan(by=by, answers="CCCCDDD")
        check.scan_key = pack().info.baseline_scan
        check.save(update_fields=["scan_key"])
        record("scan.corrected", by=by, subject=("scan", check.pk))
        return check.code

    return store(by=Actor.system("test"))


# Reminder


def unfolded(content: str) -> list[str]:
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    return content.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_the_reminder_is_a_calendar_file(client: Client, result: ScanResult) -> None:
    with clock.at(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        response = client.get(f"/uitkomst/{result.code}/herinnering.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="herinnering-scan.ics"'
    lines = unfolded(response.content.decode())
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    values = dict(line.split(":", 1) for line in lines)
    assert values["DTSTAMP"] == "20261125T120000Z"
    assert values["URL"] == f"http://testserver/uitkomst/{result.code}"
    description = next(line for line in lines if line.startswith("DESCRIPTION"))
    assert description.endswith(f"\\nhttp://testserver/uitkomst/{result.code}")
    for shown in ("UID", "SUMMARY;LANGUAGE=nl"):
        assert result.code not in values[shown]
        assert spoken(result.code) not in values[shown]


def test_the_same_outcome_gives_the_same_appointment(client: Client, result: ScanResult) -> None:
    def uid(code: str) -> str:
        content = client.get(f"/uitkomst/{code}/herinnering.ics").content.decode()
        return next(line for line in unfolded(content) if line.startswith("UID:"))

    other = complete_scan(by=Actor.anonymous(), answers="CCCCDDD")
    assert uid(result.code) == uid(result.code)
    assert uid(result.code) != uid(other.code)


days = st.dates(date(2026, 1, 1), date(2060, 12, 31))


@given(scanned=days, later=st.integers(0, 2000))
def test_the_reminder_lies_ahead_on_a_working_day(scanned: date, later: int) -> None:
    today = date.fromordinal(scanned.toordinal() + later)
    day = reminder_day(scanned, today)
    assert is_working_day(day)
    assert 0 < (day - today).days <= 184 + 7
    assert (day - scanned).days > 90, "sooner would not count as progress"


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 15), date(2026, 12, 15)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_six_months_later(day: date, later: date) -> None:
    assert months_after(day, 6) == later


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_can_be_undone_and_keeps_lines_short(text: str) -> None:
    line = f"SUMMARY:{text}"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces), "octets, not characters"
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    if len(pieces) > 1:
        assert all(len(piece.encode()) > 75 - 4 for piece in pieces[:-1]), "no line is cut sooner than a character asks"


@given(text=st.text(max_size=120))
def test_escaping_can_be_undone(text: str) -> None:
    value = escaped(text)
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)
    plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
    assert plain == re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))


@given(title=st.text(max_size=200), text=st.text(max_size=200))
def test_no_text_breaks_the_file(title: str, text: str) -> None:
    reminder = Reminder(uid="a@b", day=date(2027, 5, 25), title=title, text=text, address="https://x", language="nl")
    content = calendar_file(reminder, made_at=datetime(2026, 11, 25, tzinfo=UTC))
    lines = unfolded(content)
    assert len(lines) == 21
    assert all(re.match(r"[A-Z]+[;:]", line) for line in lines)


# Mail


def test_a_site_without_a_mail_server_says_so(client: Client, result: ScanResult, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    text = page(client, f"/uitkomst/{result.code}/bewaren")
    assert "Deze site stuurt nog geen mail." in text
    assert "<form" not in text
    response = client.post(f"/uitkomst/{result.code}/bewaren", {"adres": "anna@bedrijf.example"})
    assert response.status_code == 503
    assert "De mail is niet verstuurd" in valid(response)
    assert not outbox()
    assert not Event.objects.filter(type="outcome.mailed").exists()


@pytest.mark.parametrize(("prefix", "subject"), [("", "Je uitkomst van de scan"), ("/en", "Your outcome of the scan")])
def test_the_mail_arrives_and_the_address_stays_nowhere(
    *,
    client: Client,
    result: ScanResult,
    mailing: Any,
    caplog: pytest.LogCaptureFixture,
    prefix: str,
    subject: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with sink() as server:
        deliver_to(mailing, server)
        response = client.post(f"{prefix}/uitkomst/{result.code}/bewaren", {"adres": " anna@bedrijf.example "})
    assert response.status_code == 303
    assert response.headers["Location"] == f"{prefix}/uitkomst/{result.code}/bewaren?mail=verstuurd"
    assert server.recipients == ["anna@bedrijf.example"]
    check_letter(server.message(), result, prefix, subject)
    (event,) = Event.objects.filter(type="outcome.mailed")
    assert (event.data, event.subject_kind, event.subject, event.actor) == ({}, "scan", str(result.pk), "")
    assert "anna" not in dump_of_the_database()
    assert "anna" not in caplog.text
    sent = page(client, response.headers["Location"])
    assert ("De mail is onderweg" if not prefix else "The mail is on its way") in sent


def check_letter(message: EmailMessage, result: ScanResult, prefix: str, subject: str) -> None:
    assert message["Subject"] == subject
    assert message["From"] == "Drenthe Digitaal <scan@drenthe.example>"
    assert message["Message-ID"].endswith("@drenthe.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    assert result.code not in headers
    assert spoken(result.code) not in headers
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    where = f"http://testserver{prefix}/uitkomst/{result.code}"
    assert f"\n{where}\n" in plain.get_content().replace("\r\n", "\n")
    assert spoken(result.code) in plain.get_content()
    assert f'<a href="{where}">{where}</a>' in html.get_content()
    html5lib.HTMLParser(strict=True).parse(html.get_content())
    assert "<img" not in html.get_content()


def dump_of_the_database() -> str:
    """Return every row of every table as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "typed", ["", "   ", "anna", "anna@", "a@b", "anna@bedrijf.nl, bert@bedrijf.nl", "x" * 300 + "@a.nl", "a\x00@b.nl"]
)
def test_an_address_that_is_none_comes_back_filled_in(
    client: Client, result: ScanResult, mailing: Any, typed: str
) -> None:
    response = client.post(f"/uitkomst/{result.code}/bewaren", {"adres": typed})
    assert response.status_code == 422
    text = valid(response)
    assert "<title>Fout: " in text
    assert '<a href="#adres">Vul een heel mailadres in, zoals naam@bedrijf.nl.</a>' in text
    assert 'aria-describedby="adres-hint adres-fout" aria-invalid="true"' in text
    if typed.isprintable() and 0 < len(typed) < 254:
        assert f'value="{typed}"' in text
    assert not outbox()
    assert not Bucket.objects.exists()


def test_an_address_cannot_smuggle_in_a_header(client: Client, result: ScanResult, mailing: Any) -> None:
    for typed in ("a@b.nl\nBcc: c@d.nl", "a@b.nl\r\nSubject: x", "a@b.nl%0ABcc:c@d.nl"):
        response = client.post(f"/uitkomst/{result.code}/bewaren", {"adres": typed})
        assert response.status_code in {422, 303}
    assert all(message.to == ["a@b.nl%0ABcc:c@d.nl"] for message in outbox())


@pytest.mark.parametrize(
    ("answers", "status", "said"),
    [
        ({"RCPT": "550 no such person"}, 422, "De mailserver neemt dit adres niet aan."),
        ({"RCPT": "450 try again"}, 503, "De mail is niet verstuurd"),
        ({"DATA": "554 no"}, 503, "De mail is niet verstuurd"),
        ({"HELLO": "554 no service"}, 503, "De mail is niet verstuurd"),
        ({"HELLO": HANG_UP}, 503, "De mail is niet verstuurd"),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_kept(
    *,
    client: Client,
    result: ScanResult,
    mailing: Any,
    caplog: pytest.LogCaptureFixture,
    answers: dict[str, str],
    status: int,
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with sink(**answers) as server:
        deliver_to(mailing, server)
        response = client.post(f"/uitkomst/{result.code}/bewaren", {"adres": "anna@bedrijf.example"})
    assert response.status_code == status
    text = valid(response)
    assert said in text
    assert 'value="anna@bedrijf.example"' in text, "the form comes back filled in"
    assert "anna" not in caplog.text
    assert "anna" not in dump_of_the_database()
    assert not Event.objects.filter(type="outcome.mailed").exists()


def test_a_mail_server_that_is_not_there_or_never_answers(mailing: Any) -> None:
    mailing.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailing.EMAIL_PORT, mailing.EMAIL_TIMEOUT = silent.getsockname()[1], 0.2
        with pytest.raises(Unavailable, match="niet verstuurd"):
            send(LETTER, to="anna@bedrijf.example")
    with pytest.raises(Unavailable):
        send(LETTER, to="anna@bedrijf.example")


def test_a_slow_mail_server_holds_up_only_a_few(mailing: Any) -> None:
    assert mail._turns.acquire(blocking=False)
    assert mail._turns.acquire(blocking=False)
    try:
        with pytest.raises(Unavailable):
            send(LETTER, to="anna@bedrijf.example")
    finally:
        mail._turns.release()
        mail._turns.release()
    send(LETTER, to="anna@bedrijf.example")
    assert len(outbox()) == 1


def test_letters_that_not_every_server_takes_are_refused(mailing: Any) -> None:
    with sink() as server:
        deliver_to(mailing, server)
        with pytest.raises(InputError, match="neemt dit adres niet aan"):
            send(LETTER, to="jürgen@bedrijf.example")
        send(LETTER, to="anna@bäckerei.example")
        assert server.recipients == ["anna@xn--bckerei-5wa.example"]
        server.messages.clear()
        with pytest.raises(InputError, match="neemt dit adres niet aan"):
            send(LETTER, to=f"anna@{'ä' * 70}.example")
        assert not server.messages


def test_the_sink_speaks_as_a_mail_server_does() -> None:
    """Python's own client is the judge of the sink, so that the tests above do not agree with a fiction."""
    with sink() as server, smtplib.SMTP("127.0.0.1", server.port, timeout=5) as caller:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = "Proef", "a@a.example", "b@b.example"
        message.set_content(LETTER.text)
        assert caller.ehlo()[0] == 250
        assert caller.send_message(message) == {}
        assert caller.noop()[0] == 250
    assert server.message().get_content().replace("\r\n", "\n") == LETTER.text
    assert server.recipients == ["b@b.example"]


def test_mails_run_out_and_come_back(client: Client, result: ScanResult, mailing: Any) -> None:
    address = f"/uitkomst/{result.code}/bewaren"
    with clock.at(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        for _ in range(takealong_views.MAILS):
            assert client.post(address, {"adres": "anna@bedrijf.example"}).status_code == 303
        response = client.post(address, {"adres": "anna@bedrijf.example"})
    assert response.status_code == 429
    assert "Dat waren veel mails" in valid(response)
    assert len(outbox()) == takealong_views.MAILS
    with clock.at(datetime(2026, 11, 25, 12, 13, tzinfo=UTC)):
        assert client.post(address, {"adres": "anna@bedrijf.example"}).status_code == 303


def test_a_form_from_elsewhere_sends_nothing(client: Client, result: ScanResult, mailing: Any) -> None:
    address = f"/uitkomst/{result.code}/bewaren"
    response = client.post(address, {"adres": "anna@bedrijf.example"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not outbox()


def test_a_mail_that_cannot_be_counted_is_still_on_its_way(
    client: Client, result: ScanResult, mailing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("trede.scan.takealong.actions.record", locked)
    response = client.post(f"/uitkomst/{result.code}/bewaren", {"adres": "anna@bedrijf.example"})
    assert response.status_code == 303
    assert len(outbox()) == 1


def test_the_doctor_knocks_at_the_mail_server(mailing: Any) -> None:
    (found,) = doctor._mail()
    assert not found.hint, "the outbox of the tests always opens"
    with sink() as server:
        deliver_to(mailing, server)
        (found,) = doctor._mail()
    assert (found.detail, found.hint) == (f"127.0.0.1:{server.port} lets us in", "")
    (found,) = doctor._mail()
    assert "TREDE_MAIL_URL" in found.hint
    mailing.EMAIL_HOST = ""
    (found,) = doctor._mail()
    assert found == doctor.Finding("mail", "no mail server; pages say that this site sends no mail")


# Settings


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, "", "", True, False)),
        ("smtp://u%40x:p%2Fw@mail.example:2525?tls=yes", ("mail.example", 2525, "u@x", "p/w", True, False)),
        ("smtp://127.0.0.1:25?tls=no", ("127.0.0.1", 25, "", "", False, False)),
        ("smtps://u:p@mail.example", ("mail.example", 465, "u", "p", False, True)),
    ],
)
def test_the_mail_server_is_one_address(url: str, expected: tuple[object, ...]) -> None:
    read = env.mail(url, "Scan <scan@a.example>")
    assert (read.host, read.port, read.user, read.password, read.starttls, read.tls) == expected


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("http://geheim@mail.example", "a@a.example", "TREDE_MAIL_URL"),
        ("smtp://", "a@a.example", "TREDE_MAIL_URL"),
        ("smtp://geheim@mail.example:port", "a@a.example", "TREDE_MAIL_URL"),
        ("smtp://geheim@mail.example?tls=maybe", "a@a.example", "TREDE_MAIL_URL"),
        ("smtp://geheim@mail.example?ssl=yes", "a@a.example", "TREDE_MAIL_URL"),
        ("smtp://geheim@mail.example", "", "TREDE_MAIL_FROM"),
        ("smtp://geheim@mail.example", "a@a.example\nBcc: b@b.example", "TREDE_MAIL_FROM"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(url: str, sender: str, named: str) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        env.mail(url, sender)
    assert "geheim" not in str(caught.value)


def test_without_a_mail_server_nothing_is_sent(settings: Any) -> None:
    assert env.mail("", "").host == ""
    settings.EMAIL_HOST = ""
    with pytest.raises(Unavailable):
        send(LETTER, to="anna@bedrijf.example")

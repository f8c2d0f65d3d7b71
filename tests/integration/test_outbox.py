"""The outbox: in the transaction of the change, tried again, given up honestly, forgotten in time."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.db import connection

from tests.cast import actor, bakker, client_of, jansen
from tests.smtp_sink import Sink, sink
from trede.commands import doctor
from trede.config import env
from trede.core.errors import NotPermitted, OutOfOrder
from trede.journal.actions import Actor, action, record
from trede.journal.clock import at
from trede.journal.guard import UnrecordedWrite
from trede.journal.models import Event
from trede.privacy.erase import erase_subject
from trede.privacy.subjects import subject
from trede.regions.registry import pack
from trede.web import outbox
from trede.web.letters import letter
from trede.web.mail import Letter
from trede.web.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LETTER = Letter("Een bericht", "Een regel.\n", "<p>Een regel.</p>")
TO = "anna@bedrijf.example"


@action
def write(*, by: Actor, to: str = TO, fails: bool = False, **more: Any) -> None:
    """Something happens, and somebody gets a mail about it."""
    record("outcome.mailed", by=by, subject=("scan", 7))
    outbox.post(to=to, letter=LETTER, kind="proef", about=("scan", 7), **more)
    if fails:
        raise RuntimeError("after the post")


def put(**more: Any) -> Message | None:
    write(by=Actor.anonymous(), **more)
    return Message.objects.order_by("-pk").first()


@pytest.fixture
def server(settings: Any) -> Any:
    """A mail server that the site uses."""
    with sink() as running:
        use(settings, running)
        yield running


def use(settings: Any, running: Sink) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Drenthe Digitaal <scan@drenthe.example>"


def test_what_is_posted_is_sent_and_its_words_are_gone(server: Sink) -> None:
    message = put()
    assert message is not None
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    assert server.recipients == [TO]
    mail = server.message()
    assert mail["Subject"] == "Een bericht"
    assert mail["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.text, message.html) == ("sent", 1, "", "")
    kinds = list(Event.objects.filter(type__startswith="message.").order_by("id").values_list("type", flat=True))
    assert kinds == ["message.queued", "message.sent"]
    assert TO not in str(list(Event.objects.values()))


def test_a_change_that_is_rolled_back_sends_nothing(server: Sink) -> None:
    with pytest.raises(RuntimeError):
        put(fails=True)
    assert not Message.objects.exists()
    assert outbox.send_due() == 0
    assert not server.messages


def test_nothing_is_posted_outside_an_action(server: Sink) -> None:
    with pytest.raises(UnrecordedWrite):
        outbox.post(to=TO, letter=LETTER, kind="proef", about=("scan", 7))


def test_without_a_mail_server_or_an_address_nothing_is_kept(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    put()
    settings.EMAIL_HOST = "127.0.0.1"
    put(to="")
    assert not Message.objects.exists()


def test_it_waits_for_its_moment(server: Sink) -> None:
    with at(NOW):
        put(not_before=NOW + timedelta(hours=2))
        assert outbox.send_due() == 0
    with at(NOW + timedelta(hours=2)):
        assert outbox.send_due() == 1


def test_backs_off_and_gives_up(settings: Any) -> None:
    with sink(RCPT="450 later") as running:
        use(settings, running)
        with at(NOW):
            message = put()
        assert message is not None
        moment, tries = NOW, []
        for wait in (*outbox.BACK_OFF, None):
            with at(moment - timedelta(seconds=1)):
                outbox.send_due()
            with at(moment):
                assert outbox.send_due() == 0
            message.refresh_from_db()
            tries.append((message.attempts, message.state, message.reason))
            moment += wait or timedelta()
    assert tries == [*((number, "queued", "not-now") for number in range(1, 6)), (6, "failed", "not-now")]
    assert Event.objects.get(type="message.failed").data == {"kind": "proef", "attempts": 6, "reason": "not-now"}


@pytest.mark.parametrize(
    ("answers", "reason"), [({"RCPT": "550 nobody"}, "refused"), ({"DATA": "554 no"}, "content-refused")]
)
def test_a_refusal_for_good_is_believed_at_once(settings: Any, answers: dict[str, str], reason: str) -> None:
    with sink(**answers) as running:
        use(settings, running)
        message = put()
        outbox.send_due()
    assert message is not None
    message.refresh_from_db()
    assert (message.state, message.attempts, message.reason) == ("failed", 1, reason)


def test_a_server_that_is_away_does_not_use_up_the_tries_of_all(settings: Any) -> None:
    with sink() as running:
        use(settings, running)
    for _ in range(3):
        put()
    assert outbox.send_due() == 0
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_a_worker_that_dies_gives_it_back_after_the_lease(server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """`SystemExit` stands for a kill: nothing after it runs."""

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with at(NOW):
        message = put()
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "deliver", die)
            with pytest.raises(SystemExit):
                outbox.send_due()
        assert outbox.send_due() == 0, "the dead worker still has it"
    with at(NOW + outbox.LEASE):
        assert outbox.send_due() == 1
    assert message is not None
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


def test_dying_between_the_server_and_our_note_repeats_it_once_under_one_name(
    server: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> None:
        raise SystemExit

    with at(NOW):
        put()
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "_mark_sent", die)
            with pytest.raises(SystemExit):
                outbox.send_due()
    with at(NOW + outbox.LEASE):
        outbox.send_due()
    names = [message_from_bytes(raw, policy=policy.default)["Message-ID"] for raw in server.messages]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_a_message_that_kills_every_worker_ends(server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with at(NOW):
        message = put()
    monkeypatch.setattr(outbox, "deliver", die)
    for number in range(8):
        with at(NOW + number * outbox.LEASE):
            try:
                outbox.send_due()
            except SystemExit:
                continue
    assert message is not None
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "gave-up")


def test_what_waited_for_weeks_is_not_sent_any_more(server: Sink) -> None:
    with at(NOW):
        put()
    with at(NOW + outbox.TOO_OLD + timedelta(minutes=1)):
        assert outbox.send_due() == 0
    assert Message.objects.get().reason == "too-old"


def test_addresses_are_forgotten(server: Sink, settings: Any) -> None:
    with at(NOW):
        put()
        outbox.send_due()
    server.answers["RCPT"] = "550 nobody"
    with at(NOW):
        put(to="bert@bedrijf.example")
        outbox.send_due()
    sent, failed = Message.objects.order_by("pk")
    with at(NOW + outbox.KEEP_SENT):
        assert outbox.forget_messages() == 0
    with at(NOW + outbox.KEEP_SENT + timedelta(seconds=1)):
        assert outbox.forget_messages() == 1
    sent.refresh_from_db()
    failed.refresh_from_db()
    assert (sent.to, failed.to) == ("", "bert@bedrijf.example")
    with at(NOW + outbox.KEEP_FAILED + timedelta(seconds=1)):
        outbox.forget_messages()
    failed.refresh_from_db()
    assert (failed.to, failed.text, failed.html) == ("", "", "")
    with at(NOW + outbox.KEEP_LOG + timedelta(seconds=1)):
        outbox.forget_messages()
    assert not Message.objects.exists()


def test_what_waits_about_a_firm_goes_with_the_firm(server: Sink) -> None:
    put(firm=bakker().pk)
    put(firm=jansen().pk)
    erase_subject(by=actor("administrator"), kind=subject("firm"), thing=bakker(), reason="owner-asked")
    assert Message.objects.get().firm == jansen().pk


def test_operators_see_what_failed_and_try_again(server: Sink) -> None:
    server.answers["RCPT"] = "550 nobody"
    message = put()
    assert message is not None
    outbox.send_due()
    desk = client_of("administrator")
    page = desk.get("/beheer/berichten").content.decode()
    assert "De mailserver kent dit adres niet" in page
    assert TO not in page
    assert any("failed" in finding.detail for finding in doctor._messages())
    del server.answers["RCPT"]
    assert desk.post(f"/beheer/berichten/{message.pk}/opnieuw").status_code == 303
    assert outbox.send_due() == 1
    assert desk.post(f"/beheer/berichten/{message.pk}/opnieuw", follow=True).status_code == 200
    assert desk.post("/beheer/berichten/opnieuw").status_code == 303
    with pytest.raises(OutOfOrder):
        outbox.retry(by=actor("administrator"), message=message)
    with pytest.raises(NotPermitted):
        outbox.retry(by=actor("adviser"), message=message)
    assert desk.post("/beheer/berichten/999999999/opnieuw").status_code == 404


def test_the_doctor_sees_that_nobody_works(server: Sink) -> None:
    assert not any(finding.hint for finding in doctor._messages())
    with at(datetime.now(UTC) - timedelta(hours=2)):
        put()
    assert any("trede work" in finding.hint for finding in doctor._messages())


def test_the_desk_costs_the_same_for_one_and_for_many(
    server: Sink, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    server.answers["RCPT"] = "550 nobody"
    desk = client_of("administrator")
    for count in (1, 30):
        for _ in range(count):
            put()
        outbox.send_due()
        with django_assert_max_num_queries(8):
            desk.get("/beheer/berichten")


def letters() -> list[str]:
    return sorted(
        key.removeprefix("mail.").removesuffix(".subject")
        for key in pack().texts
        if key.startswith("mail.") and key.endswith(".subject")
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", letters())
def test_every_letter_says_one_thing_and_nothing_about_a_person(key: str, language: str) -> None:
    region = pack()
    subject = region.texts[f"mail.{key}.subject"].in_language(language)
    assert "{" not in subject
    names = ("organisation", "day", "code", "count", "days", "act", "until", "name", "scheme", "stop")
    values = {name: f"[{name}]" for name in names}
    made = letter(key, language, link="https://site.example/x", **values)
    assert made.subject == subject
    html5lib.HTMLParser(strict=True).parse(made.html)
    assert made.html.count("<a ") == 1
    assert "<img" not in made.html
    assert "src=" not in made.html
    assert made.text.count("https://site.example/x") == 1
    assert "{" not in made.text


def test_the_address_of_the_site_in_mail() -> None:
    assert env.site("https://scan.example.org/", [], https=False) == "https://scan.example.org"
    assert env.site("", ["localhost", ".example.org"], https=True) == "https://example.org"
    assert env.site("", ["localhost"], https=False) == "http://127.0.0.1:8000"
    for wrong in ("scan.example.org", "ftp://x.example", "https://x.example/pad", "https://"):
        with pytest.raises(env.SettingError, match="TREDE_SITE"):
            env.site(wrong, [], https=True)


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="a real process on a file of its own")
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    """A real worker hangs on a silent mail server and is killed; the next one sends what it had."""
    assert connection.vendor == "sqlite"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = _environment(tmp_path, silent.getsockname()[1])
        _run(settings, "-c", _POST)
        worker = subprocess.Popen([sys.executable, "-m", "trede.cli", "work"], env=settings)
        until = time.monotonic() + 120
        while not (claimed := _is_claimed(tmp_path)) and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(60)
        assert claimed
    with sink() as running:
        settings = _environment(tmp_path, running.port)
        _run(settings, "-c", _LEASE_OVER)
        _run(settings, "-m", "trede.cli", "work", "--once")
        assert running.recipients == [TO]


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TREDE_", "DATABASE", "DJANGO"))}
    return kept | {
        "TREDE_VAR": str(folder),
        "TREDE_SECRET_KEY": "only-for-tests-" * 4,
        "TREDE_MAIL_URL": f"smtp://127.0.0.1:{port}?tls=no",
        "TREDE_MAIL_FROM": "scan@drenthe.example",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def _is_claimed(folder: Path) -> bool:
    """Look in the file itself: a whole program takes longer to start than the worker waits for the mail server."""
    with closing(sqlite3.connect(f"file:{folder / 'trede.sqlite3'}?mode=ro", uri=True, timeout=60)) as database:
        return bool(database.execute("SELECT count(claimed_until) FROM web_message").fetchone()[0])


def _run(settings: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr


_POST = """
from trede.commands.serve import prepare_site
prepare_site()
from trede.journal.actions import Actor, action, record
from trede.web.mail import Letter
from trede.web.outbox import post
@action
def write(*, by):
    record("outcome.mailed", by=by)
    post(to="anna@bedrijf.example", letter=Letter("a", "b", "c"), kind="proef", about=("scan", 7))
write(by=Actor.anonymous())
"""
_START = "from trede.config.start import start_django\nstart_django()\nfrom trede.web.models import Message\n"
_LEASE_OVER = f"{_START}from trede.journal import clock\nMessage.objects.update(claimed_until=clock.now())"

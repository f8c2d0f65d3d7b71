"""`trede doctor`: is this installation well? One line per check, and a hint where something is wrong."""

import argparse
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trede.core.errors import TredeError

FREE_BYTES = 500 * 1024 * 1024
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
_SQLITE_FULL = 2
_MESSAGES_LATE = timedelta(hours=1)
_FIRST = "Put this right first, then look again."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `hint` says what to do; empty when all is well."""

    check: str
    detail: str
    hint: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There is nothing to choose."""


def run(_: argparse.Namespace) -> int:
    """Print all findings; 1 when one of them has a hint."""
    wrong = 0
    for finding in examine():
        wrong += bool(finding.hint)
        print(f"{'WRONG' if finding.hint else 'ok':<6}{finding.check}: {finding.detail}")
        if finding.hint:
            print(f"      {finding.hint}")
    return 1 if wrong else 0


def examine() -> Iterator[Finding]:
    """Yield what every check found. A check that breaks is itself a finding, and never stops the others."""
    yield from _safely("configuration", _configuration)
    from django.apps import apps

    if not apps.ready:
        return  # nothing below works without
    for name, check in _CHECKS.items():
        yield from _safely(name, check)


def _safely(name: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check())
    except TredeError as error:
        found.append(Finding(name, error.message_en, _FIRST))
    except Exception as error:  # whatever it is, the operator gets to read it
        found.append(Finding(name, f"{type(error).__name__}: {error}", _FIRST))
    return found


def _configuration() -> Iterator[Finding]:
    from django.conf import settings
    from django.core import checks

    from trede.config.start import start_django

    start_django(database=False)
    yield Finding("configuration", f"region {settings.REGION}, state in {settings.VAR}")
    problems = [found for found in checks.run_checks() if found.level >= checks.WARNING and not found.is_silenced()]
    for problem in problems:
        yield Finding("configuration", f"{problem.id}: {problem.msg}", problem.hint or "See the message.")
    if set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"} and not settings.HTTPS:
        yield Finding(
            "configuration",
            "the site has a public name and TREDE_HTTPS is off",
            "Set TREDE_HTTPS=yes when visitors come over https, so cookies stay secret.",
        )
    yield from _secrets()


def _secrets() -> Iterator[Finding]:
    """Yield what others on this machine could read: the key that signs, the names in the database."""
    from django.conf import settings

    path = settings.VAR / "secret-key"
    if path.exists() and _mode(path) & 0o077:
        yield Finding("secret key", f"others on this machine can read {path}", f"Run: chmod 600 {path}")
    path = Path(settings.DATABASES["default"]["NAME"])
    if path.is_file() and _mode(path) & 0o004 and _mode(path.parent) & 0o001:
        yield Finding("privacy", f"others on this machine can read {path}", f"Run: chmod 700 {path.parent}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _pack() -> Iterator[Finding]:
    from trede.core.errors import TredeError
    from trede.regions.registry import pack

    try:
        yield Finding("pack", pack().reference)
    except TredeError as error:
        yield Finding("pack", error.message_en, "Run: trede pack check")


def _database() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    connection.ensure_connection()
    yield Finding("database", f"{connection.vendor} answers")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    hint = "Run: trede serve (it migrates first)." if waiting else ""
    yield Finding("migrations", f"{len(waiting)} to do" if waiting else "up to date", hint)
    if not waiting:
        yield _writable()
    if connection.vendor == "sqlite":
        yield from _sqlite()


def _writable() -> Finding:
    from django.db import DatabaseError, transaction

    from trede.journal import clock
    from trede.web.models import Bucket

    try:
        with transaction.atomic():
            Bucket.objects.create(key="doctor", tokens=0, filled_at=clock.now())
            transaction.set_rollback(True)
    except DatabaseError as error:
        return Finding("writing", f"the database refuses: {error}", "Look at free space and at who may write there.")
    return Finding("writing", "the database can be written")


def _sqlite() -> Iterator[Finding]:
    journal, synchronous = _pragma("journal_mode"), _pragma("synchronous")
    well = (journal, synchronous) == ("wal", _SQLITE_FULL)
    hint = "" if well else "Put the file on a local disk: a network disk cannot do this."
    yield Finding("durability", f"journal_mode={journal}, synchronous={synchronous}", hint)
    state = _pragma("quick_check")
    hint = "" if state == "ok" else "Restore the last backup into an empty database."
    yield Finding("integrity", str(state), hint)


def _pragma(name: str) -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    folder = settings.VAR
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    hint = "" if free >= FREE_BYTES else "Make room: with a full disk nothing can be saved."
    yield Finding("disk", f"{free // 1024**2} MB free at {folder}", hint)
    if not os.access(folder, os.W_OK):
        yield Finding("disk", f"{folder} cannot be written", "Let the user of the site own this folder.")


def _clock() -> Iterator[Finding]:
    from django.db.models import Max

    from trede.journal import clock
    from trede.journal.models import Event

    now = clock.now()
    last = Event.objects.aggregate(last=Max("recorded_at"))["last"] or _BUILT
    early = now < max(last, _BUILT) - timedelta(minutes=5)
    hint = "Set the clock of this machine (a time service): days and terms depend on it." if early else ""
    yield Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC" + (", before the newest event" if early else ""), hint)


def _mail() -> Iterator[Finding]:
    from django.conf import settings

    from trede.core.errors import Unavailable
    from trede.web.mail import can_send, knock

    if not can_send():
        yield Finding("mail", "no mail server; pages say that this site sends no mail")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        knock()
    except Unavailable:
        yield Finding("mail", f"{where} does not let us in", "Look at TREDE_MAIL_URL: name, port, password, tls.")
    else:
        yield Finding("mail", f"{where} lets us in")


def _register() -> Iterator[Finding]:
    """Ask the trade register for a number that nobody has: a good key gets the answer that it is not there."""
    from django.conf import settings

    from trede.companies.register.client import connected, register
    from trede.companies.register.errors import NotFound, RegisterDown

    if not connected():
        yield Finding("trade register", "not connected; people type what they know (TREDE_KVK_KEY connects it)")
        return
    try:
        register().search({"kvkNummer": "00000000"})
    except NotFound:
        pass
    except RegisterDown as error:
        yield Finding("trade register", error.message_en, "Look at TREDE_KVK_KEY, TREDE_KVK_URL and TREDE_KVK_CA.")
        return
    yield Finding("trade register", f"{settings.KVK_URL} lets us in")


def _messages() -> Iterator[Finding]:
    from trede.journal import clock
    from trede.web.views_messages import counts

    now = counts()
    late = now.oldest is not None and now.oldest < clock.now() - _MESSAGES_LATE
    hint = "Nobody sends them. Run: trede work (trede serve does so itself, unless TREDE_WORK=no)." if late else ""
    yield Finding("messages", f"{now.queued} wait, {now.sent} sent in seven days", hint)
    if now.failed:
        yield Finding("messages", f"{now.failed} failed in seven days", "Look at /beheer/berichten, and try again.")


def _logins() -> Iterator[Finding]:
    """Ask each provider through which people log in whether it is there, within its time limit."""
    from trede.accounts.openid.checks import answers
    from trede.accounts.openid.provider import firm_provider, staff_provider

    for who, provider in (("staff", staff_provider()), ("firms", firm_provider())):
        if provider is None:
            continue
        problem = answers(provider)
        hint = "Look at the issuer, and at whether this machine may reach it: docs/how-to/openid.md." if problem else ""
        where = provider.issuer or "the provider that was given as JSON"
        yield Finding("login", f"{who}: {where} {'does not answer well: ' + problem if problem else 'answers'}", hint)


def _static_files() -> Iterator[Finding]:
    from trede.web.static_files import prepare

    yield Finding("static files", f"{len(list(prepare().iterdir()))} files ready")


_CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "pack": _pack,
    "database": _database,
    "disk": _disk,
    "clock": _clock,
    "mail": _mail,
    "login": _logins,
    "trade register": _register,
    "messages": _messages,
    "static files": _static_files,
}

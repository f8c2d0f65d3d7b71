"""Errors of the domain: a code for programs, a sentence for people, and the HTTP status that fits."""


class TredeError(Exception):
    """Base of all errors that a person may get to read.

    `code` is stable and English; `message` says in Dutch what is wrong and what to do; `message_en` says it in English.
    """

    status = 400

    def __init__(self, code: str, message: str, message_en: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.message_en = message_en

    def in_language(self, language: str) -> str:
        """Return the sentence in `en` or else in Dutch."""
        return self.message_en if language == "en" else self.message


class InputError(TredeError):
    """What was given cannot be read. Status 422: the form comes back, filled in."""

    status = 422


class NotPermitted(TredeError):
    """The person may not do this. Views answer 404 when the thing itself must stay unknown."""

    status = 403


class OutOfOrder(TredeError):
    """The step does not fit the state: already done by someone else, or not yet possible."""

    status = 409


class Unavailable(TredeError):
    """Storing did not work (disk full, database locked): nothing was half-saved, the person may try again."""

    status = 503

"""What every record of a pack is made of."""

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all pack records: immutable, and an unknown key is an error."""


class Text(Record, frozen=True, kw_only=True):
    """A text for people, in the two languages of the public pages. Dutch is level B1."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English text for `en`, the Dutch text for everything else."""
        return self.en if language == "en" else self.nl

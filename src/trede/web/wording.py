"""Putting words in a row, in two languages."""

_GLUE = {"nl": {"and": " en ", "or": " of "}, "en": {"and": " and ", "or": " or "}}


def listed(parts: list[str], language: str, word: str = "and") -> str:
    """Return `a, b and c` (or with `or`) in the language. ValueError for an empty list."""
    if not parts:
        raise ValueError("nothing to put in a row")
    *first, last = parts
    return f"{', '.join(first)}{_GLUE[language][word]}{last}" if first else last

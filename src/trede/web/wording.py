"""Putting words in a row, in two languages, and citing what is in one language only."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_GLUE = {"nl": {"and": " en ", "or": " of "}, "en": {"and": " and ", "or": " or "}}


def listed(parts: list[str], language: str, word: str = "and") -> str:
    """Return `a, b and c` (or with `or`) in the language. ValueError for an empty list."""
    if not parts:
        raise ValueError("nothing to put in a row")
    *first, last = parts
    return f"{', '.join(first)}{_GLUE[language][word]}{last}" if first else last


def cited(source: str, language: str) -> SafeString:
    """Return the markup of a policy source. Sources are Dutch documents, so on an English page they say so."""
    return format_html('<cite lang="nl">{}</cite>' if language == "en" else "<cite>{}</cite>", source)


def filled(template: str, **values: object) -> SafeString:
    """Return a text with its placeholders filled in as markup: all is escaped but values that are markup already."""
    escaped = {name: value if isinstance(value, SafeString) else escape(str(value)) for name, value in values.items()}
    return mark_safe(str(escape(template)).format_map(escaped))  # noqa: S308  # escaped, every part of it

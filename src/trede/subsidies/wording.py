"""Words of messages to a firm, from the texts of the pack, in the language of its application."""

from datetime import date

from trede.regions.registry import pack
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of
from trede.web.templatetags.trede import day_in_words


def euros(cents: int, language: str) -> str:
    """Return an amount as people write it: `€ 12.500` or `€12,500.50`; cents only when there are any."""
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    if language == "en":
        return f"€{text}"
    return "€ " + text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def words(
    key: str, application: Application, *, cents: int | None = None, until: date | None = None
) -> tuple[str, str]:
    """Return subject and body of the message `key` (texts `subsidy.message.<key>.subject` and `.body`)."""
    language = application.language
    values: dict[str, object] = {"scheme": scheme_of(application).short.in_language(language)}
    if cents is not None:
        values["amount"] = euros(cents, language)
    if until is not None:
        values["until"] = day_in_words(until, language)
    text = pack().text
    prefix = f"subsidy.message.{key}"
    return text(f"{prefix}.subject", language), text(f"{prefix}.body", language, **values)

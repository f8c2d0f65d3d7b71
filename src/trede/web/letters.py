"""Letters from the texts of the pack: plain text and HTML, one link, nothing that reports back who read it.

A letter `request-received` has the texts `mail.request-received.subject`, `.1`, `.2`, ... and `.link` (what the link
does). The subject takes no values, so nothing about a person can stand in it.
"""

from collections.abc import Sequence
from itertools import count

from django.template.loader import render_to_string

from trede.regions.registry import pack
from trede.web.mail import Letter

_BUTTON = "utrecht-button-primary-action-background-color"
_COLOUR = "#00544d"
"""Of the button, where the region has no house style of its own: as in the stylesheet."""


def letter(key: str, language: str, *, link: str = "", lines: Sequence[str] = (), **values: object) -> Letter:
    """Return the letter `key` in `nl` or `en`.

    `values` fill the placeholders of its texts, `lines` come after them, `link` is the whole address of the one link.
    KeyError: there is no such letter.
    """
    region = pack()
    prefix = f"mail.{key}"
    subject = region.text(f"{prefix}.subject", language)
    numbered = (f"{prefix}.{number}" for number in count(1))
    written: list[str] = []
    for name in numbered:
        if name not in region.texts:
            break
        written.append(region.text(name, language, **values))
    context: dict[str, object] = {
        "language": language,
        "subject": subject,
        "lines": [*written, *lines],
        "link": link,
        "label": region.text(f"{prefix}.link", language) if link else "",
        "sender": region.info.name.in_language(language),
        "colour": region.info.theme.get(_BUTTON, _COLOUR),
        "automatic": region.text("mail.automatic", language),
    }
    return Letter(subject, _plain(context), render_to_string("web/mail/letter.html", context))


def _plain(context: dict[str, object]) -> str:
    lines = context["lines"]
    parts = [str(line) for line in lines] if isinstance(lines, list) else []
    if context["link"]:
        parts.append(f"{context['label']}:\n{context['link']}")
    parts.append(f"{context['sender']}\n{context['automatic']}")
    return "\n\n".join(parts) + "\n"

"""Public pages joined from fragments, without a template engine per visitor.

`frame` renders `web/base.html` once per pack and language and cuts it where a visitor's page differs. Everything given
to these functions as `html` is markup already; everything else is escaped here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.http import HttpResponse
from django.template.loader import render_to_string

from trede.core.pack import Pack
from trede.regions.registry import pack
from trede.web.addresses import address

HTML = "text/html; charset=utf-8"
PRIVATE = "private, no-store"
"""For pages about one visitor."""
OWN_COPY = "private, no-cache"
"""For forms: no shared cache keeps them, and the back button still shows them as they were."""

_frames: dict[tuple[int, str, bool], tuple[Pack, "Frame"]] = {}


@dataclass(frozen=True, slots=True)
class Frame:
    """The furniture of a page in four pieces around title, main part and the address in the other language."""

    before_title: bytes
    before_main: bytes
    before_switch: bytes
    end: bytes

    def page(self, *, title: str, html: str | bytes, switch: str) -> bytes:
        """Return a whole page. `title` and `switch` are escaped here, `html` is markup."""
        main = html.encode() if isinstance(html, str) else html
        top, place = escape(title).encode(), escape(switch).encode()
        return b"".join((self.before_title, top, self.before_main, main, self.before_switch, place, self.end))


def frame(language: str, *, indexed: bool = False) -> Frame:
    """Return the furniture for the running region. `indexed` False: search engines stay away."""
    region = pack()
    key = (id(region), language, indexed)
    found = _frames.get(key)
    if found is None:
        context = {"region": region, "language": language, "noindex": not indexed}
        pieces = [piece.encode() for piece in render_to_string("web/shell.html", context).split("␞")]
        found = _frames[key] = (region, Frame(pieces[0], pieces[2], pieces[4], pieces[6]))
    return found[1]


def answer(
    language: str,
    *,
    title: str,
    html: str | bytes,
    place: str,
    status: int = 200,
    cache: str = PRIVATE,
    indexed: bool = False,
) -> HttpResponse:
    """Return a page as an answer. `place` is its address without `/en`, for the switch of language."""
    other = "nl" if language == "en" else "en"
    page = frame(language, indexed=indexed).page(title=title, html=html, switch=address(other, place))
    headers = {"Cache-Control": cache}
    if cache == PRIVATE:
        headers["Referrer-Policy"] = "no-referrer"  # the address holds a code
    return HttpResponse(page, HTML, status=status, headers=headers)


def error_summary(language: str, errors: Sequence[tuple[str, str]]) -> str:
    """Return the summary on top of a form that came back: (id of the field, sentence). Empty without errors."""
    if not errors:
        return ""
    rows = "".join(f'<li><a href="#{escape(field)}">{escape(sentence)}</a></li>' for field, sentence in errors)
    heading = escape(pack().text("form.errors", language))
    return (
        f'<div class="error-summary" role="alert" tabindex="-1" autofocus><h2>{heading}</h2>'
        f'<ul class="plain">{rows}</ul></div>\n'
    )


def notice(heading: str, sentence: str, kind: str = "", level: int = 2) -> str:
    """Return a notice; `kind` is empty, `warning`, `danger` or `success`, `level` that of the heading."""
    modifier = f" notice--{kind}" if kind else ""
    top = f"<h{level}>{escape(heading)}</h{level}>" if heading else ""
    return f'<div class="notice{modifier}">{top}<p>{escape(sentence)}</p></div>\n'


def dots(level: int | None) -> str:
    """Return six dots of which the first `level` are filled; only for the eye, words stand beside it."""
    filled = level or 0
    return (
        '<span class="dots" aria-hidden="true">' + '<i class="on"></i>' * filled + "<i></i>" * (6 - filled) + "</span>"
    )


def back_link(href: str, label: str) -> str:
    """Return the link above a form to where the visitor came from."""
    return f'<p><a class="back" href="{escape(href)}">{escape(label)}</a></p>\n'

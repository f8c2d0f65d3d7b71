"""Take the Dutch sentences of the desks out of code and templates, and bring the English catalogue up to date.

`python -m scripts.messages` writes `en/LC_MESSAGES/django.po` and compiles it to `django.mo`; both are committed, so an
installation needs no tools. The same sources always give the same bytes: no dates, no line numbers, no machine. A test
fails when a sentence has no English, and when either file is not what this makes of the sources.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "trede"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
"""What marks a sentence, and which of its arguments are the sentence, its plural and its context."""
ABOUT = """\
# English for the desks. The Dutch sentences stand in code and templates; `make messages` brings them here.
# See docs/how-to/translate.md."""

MessageId = str | tuple[str, ...] | list[str]


class English(Catalog):
    """A catalogue whose head never changes: babel would put the moment and the tools in it."""

    def __init__(self) -> None:
        super().__init__(locale="en", domain="django", header_comment=ABOUT, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return what gettext needs to know."""
        return [
            ("Project-Id-Version", "trede"),
            ("Language", "en"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]


def sources() -> list[Path]:
    """Return the files that may hold sentences, in a fixed order."""
    found = (*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"))
    return sorted(path for path in found if "migrations" not in path.parts)


def sentences(path: Path) -> Iterator[tuple[MessageId, str | None]]:
    """Yield each marked sentence of a file (with its plural, when it has one) and its context."""
    code = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # Django turns a template into something like Python; without indents, because what is left of the markup
        # follows no rule of Python.
        code = "\n".join(line.lstrip() for line in templatize(code, origin=path.name).splitlines())
    for _, sentence, _, context in extract(
        "python", io.BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield sentence, context


def extracted(paths: Iterable[Path] | None = None) -> English:
    """Return the catalogue of all sentences, untranslated, in the order of the files."""
    catalogue = English()
    for path in sources() if paths is None else paths:
        place = (path.relative_to(ROOT).as_posix(), 0)
        for sentence, context in sentences(path):
            found = tuple(sentence) if isinstance(sentence, tuple | list) else sentence
            catalogue.add(found, locations=[place], context=context)
    return catalogue


def stored() -> Catalog:
    """Return the catalogue as it is stored."""
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def renewed(known: Catalog) -> English:
    """Return the sentences of the sources with the English that is known. What the sources no longer say is gone."""
    catalogue = extracted()
    for message in catalogue:
        former = known.get(message.id, message.context) if message.id else None
        if former is not None and not former.fuzzy and plural(former) == plural(message):
            message.string = former.string
            message.user_comments = list(former.user_comments)
    return catalogue


def plural(message: Message) -> bool:
    """Say whether a sentence has a form for one and a form for more."""
    return isinstance(message.id, tuple | list)


def po_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as text for people."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    return re.sub(rb"\n{2,}\Z", b"\n", file.getvalue())


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return the catalogue as Django reads it."""
    compiled = English()
    for message in catalogue:
        if message.id:
            compiled.add(message.id, message.string, context=message.context)
    file = io.BytesIO()
    write_mo(file, compiled)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences without English (of a sentence with a plural: without one of the two)."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    """Write what is not current, and name what still needs English."""
    catalogue = renewed(stored() if PO.exists() else English())
    PO.parent.mkdir(parents=True, exist_ok=True)
    for path, made in ((PO, po_bytes(catalogue)), (MO, mo_bytes(catalogue))):
        if not path.exists() or path.read_bytes() != made:
            path.write_bytes(made)
            print(path.relative_to(ROOT).as_posix())
    missing = untranslated(catalogue)
    for sentence in missing:
        print(f"no English yet: {sentence}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

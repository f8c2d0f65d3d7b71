"""When two names are the same name. Pure."""

import re
import unicodedata

_LEGAL_FORM = re.compile(
    r"\b(?:b\s?v|n\s?v|v\s?o\s?f|c\s?v|u\s?a|b\s?a|coop|cooperatie|eenmanszaak|maatschap|stichting|vereniging)\b"
)
_SIGNS = re.compile(r"[^a-z0-9]+")


def name_key(name: str) -> str:
    """Return a name without capitals, accents, signs and legal form: `Bakker & Zn. B.V.` and `bakker en zn` are one.

    A name that is nothing but a legal form keeps it; a name without letters or digits gives nothing.
    """
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign)).replace("&", " en ")
    words = _SIGNS.sub(" ", letters.replace(".", " ")).strip()
    return " ".join((_LEGAL_FORM.sub(" ", words).split()) or words.split()).replace(" ", "")[:160]

"""What the facts of a firm have to look like. Pure: text in, clean text or an InputError out."""

import re
from decimal import Decimal, InvalidOperation

from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.sbi import bare, section

NAME_LENGTH = 160
SOURCE_LENGTH = 80
_SPACES = re.compile(r"[\s.\-]+")
_PHONE = re.compile(r"\+?[0-9]{9,15}")
_POSTCODE = re.compile(r"[1-9][0-9]{3}([A-Z]{2})?")
_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]{1,64}@[^@\s,;<>()\[\]\"]+\.[^@\s.,;<>()\[\]\"]{2,63}")
_MOST_FTE = Decimal(999_999)


def clean_text(text: str) -> str:
    """Return the text on one line, spaces joined. Raises InputError for control characters such as NUL."""
    joined = " ".join(text.split())
    if not joined.isprintable():
        raise InputError(
            "unreadable", "Er staat een teken in dat we niet kunnen lezen.", "It contains a character we cannot read."
        )
    return joined


def clean_kvk(typed: str | None) -> str:
    """Return a Chamber of Commerce number of 8 digits, or nothing. Raises InputError (`kvk`)."""
    return _digits(typed, 8, "kvk", "KVK-nummer", "Chamber of Commerce number")


def clean_branch(typed: str | None) -> str:
    """Return a branch number of 12 digits, or nothing. Raises InputError (`branch`)."""
    return _digits(typed, 12, "branch", "vestigingsnummer", "branch number")


def _digits(typed: str | None, length: int, code: str, dutch: str, english: str) -> str:
    digits = _SPACES.sub("", typed or "")
    if digits and not (len(digits) == length and digits.isascii() and digits.isdigit()):
        raise InputError(code, f"Een {dutch} heeft {length} cijfers.", f"A {english} has {length} digits.")
    return digits


def clean_sbi(typed: str | None) -> str:
    """Return a code of the SBI without points (`01241`), or nothing. Raises InputError (`sbi`)."""
    code = bare(typed or "")
    if (typed or "").strip() and not section(code):
        raise InputError(
            "sbi",
            "Een SBI-code heeft twee tot zes cijfers, zoals 4321 of 43.21.",
            "An SBI code has two to six digits, such as 4321 or 43.21.",
        )
    return code


def clean_phone(typed: str | None) -> str:
    """Return a phone number as it can be dialled, or nothing. Raises InputError (`phone`)."""
    number = re.sub(r"\(0\)|[\s().\-/]", "", typed or "")
    dialled = f"+{number[2:]}" if number.startswith("00") else number
    national = dialled.startswith("0")
    if dialled and (not dialled.isascii() or not _PHONE.fullmatch(dialled) or (national and len(dialled) != 10)):  # noqa: PLR2004
        raise InputError("phone", "Een telefoonnummer heeft tien cijfers.", "A phone number has ten digits.")
    if dialled and not national and not dialled.startswith("+"):
        raise InputError("phone", "Een telefoonnummer begint met 0 of +.", "A phone number starts with 0 or +.")
    return dialled


def clean_postcode(typed: str | None) -> str:
    """Return a postcode as `9401AB`, or its digits alone, or nothing. Raises InputError (`postcode`)."""
    postcode = _SPACES.sub("", typed or "").upper()
    if postcode and not _POSTCODE.fullmatch(postcode):
        raise InputError("postcode", "Schrijf een postcode als 9401 AB.", "Write a postcode as 9401 AB.")
    return postcode


def clean_email(typed: str | None) -> str:
    """Return an e-mail address, or nothing. Raises InputError (`email`)."""
    address = (typed or "").strip()
    if address and (len(address) > 254 or not _EMAIL.fullmatch(address) or not address.isprintable()):  # noqa: PLR2004
        raise InputError("email", "Dit e-mailadres is niet af.", "This e-mail address is not complete.")
    return address


def clean_fte(typed: str | Decimal | None) -> Decimal | None:
    """Return full-time jobs with two decimals (`2,5` is read too), or None. Raises InputError (`fte`)."""
    if typed is None or typed == "":
        return None
    try:
        fte = Decimal(str(typed).strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        fte = Decimal(-1)
    if not fte.is_finite() or not 0 <= fte <= _MOST_FTE:
        raise InputError(
            "fte",
            "Schrijf het aantal volle banen als een getal, zoals 12 of 2,5.",
            "Write the number of full-time jobs as a number, such as 12 or 2.5.",
        )
    return fte


def clean_source(typed: str) -> str:
    """Return the name of the organisation that measured; `EDIH` for nothing. Raises InputError (`source`)."""
    clean = clean_text(typed) or "EDIH"
    if len(clean) > SOURCE_LENGTH:
        raise InputError(
            "source",
            f"Maak deze naam korter. Er passen {SOURCE_LENGTH} tekens.",
            f"Make this name shorter. It holds {SOURCE_LENGTH} characters.",
        )
    return clean


def clean_municipality(pack: Pack, key: str | None, elsewhere: str = "elders") -> str:
    """Return the CBS code of a municipality of the region, `elders`, or nothing. Raises InputError."""
    return _one_of(key, {item.code for item in pack.info.municipalities} | {elsewhere}, "municipality")


def clean_sector(pack: Pack, key: str | None) -> str:
    """Return a sector key of the pack, or nothing. Raises InputError (`sector`)."""
    return _one_of(key, {sector.key for sector in pack.info.sectors}, "sector")


def _one_of(key: str | None, known: set[str], code: str) -> str:
    if key and key not in known:
        raise InputError(code, "Kies iets uit de lijst.", "Choose something from the list.")
    return key or ""


def size_class(pack: Pack, fte: Decimal | None) -> str:
    """Return the key of the size class of the pack; nothing when the size is not known or below the smallest class."""
    if fte is None:
        return ""
    for size in pack.info.size_classes:
        if Decimal(str(size.minimum)) <= fte and (size.maximum is None or fte <= Decimal(str(size.maximum))):
            return size.key
    return ""


def in_target_group(pack: Pack, municipality: str, fte: Decimal | None) -> bool | None:
    """Say whether the policy is for this firm (Beleidsaanpak 2026 §1, note 1); None when that is not known yet.

    A firm outside the group is counted apart and always gets another door; it is never refused without a way on.
    """
    codes = {item.code for item in pack.info.municipalities}
    if municipality and municipality not in codes:
        return False
    if fte is not None and fte < Decimal(str(pack.info.target_group.minimum_fte)):
        return False
    return None if not municipality or fte is None else True

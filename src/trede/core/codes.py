"""The code an owner keeps: eight characters of Crockford's base 32 (no I, L, O, U), 40 random bits.

The code is the only key to an anonymous outcome, so it never enters a log, a journal event or a subject line.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -–—.\u00a0\t")
_VALUES = frozenset(ALPHABET)


def new_code() -> str:
    """Return a fresh code, without a dash, from the operating system's random source."""
    bits = int.from_bytes(secrets.token_bytes(5), "big")
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))


def normalise_code(typed: str) -> str | None:
    """Return what the owner meant (lower case, spaces, dashes, O for 0, I and L for 1), or None when it is no code."""
    if len(typed) > 4 * LENGTH:
        return None
    code = typed.upper().translate(_SEPARATORS).translate(_READ_AS)
    return code if len(code) == LENGTH and _VALUES.issuperset(code) else None


def spoken(code: str) -> str:
    """Return the code in two groups of four, as it is shown and read out: `K7M4-9QXT`."""
    return f"{code[:4]}-{code[4:]}"

"""From an activity in the trade register (SBI) to a sector of the pack. Pure.

Source: Statistics Netherlands, Standaard Bedrijfsindelingen SBI 2008 and SBI 2025. Their divisions (two digits) carry
the same numbers; SBI 2025 has no division 45, and moved the repair of vehicles to 95.3. The letters of the sections
changed from J on: a pack writes those of SBI 2008.
"""

from trede.core.pack import PackInfo

SECTIONS: dict[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (6, 9),
    "C": (10, 33),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 43),
    "G": (45, 47),
    "H": (49, 53),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (69, 75),
    "N": (77, 82),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 88),
    "R": (90, 93),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}
"""Section of SBI 2008 to its first and last division."""
DIVISION = 2
MOST_DIGITS = 6


def section(code: str) -> str:
    """Return the letter of the section of a code of two digits or more; nothing for what is no code."""
    digits = bare(code)
    division = int(digits[:DIVISION]) if len(digits) >= DIVISION else 0
    return next((letter for letter, (first, last) in SECTIONS.items() if first <= division <= last), "")


def bare(code: str) -> str:
    """Return a code without points: `01.24.1` is `01241`. Nothing for what is no code of two to six digits."""
    digits = code.replace(".", "").strip()
    well = digits.isascii() and digits.isdigit() and DIVISION <= len(digits) <= MOST_DIGITS
    return digits if well else ""


def sector_of(info: PackInfo, code: str) -> str:
    """Return the key of the sector for an activity: the longest prefix wins, then the section; nothing when unknown."""
    digits = bare(code)
    if not section(digits):
        return ""
    table = {prefix: sector.key for sector in info.sectors for prefix in sector.sbi}
    prefixes = (digits[:length] for length in range(len(digits), DIVISION - 1, -1))
    return next((table[prefix] for prefix in (*prefixes, section(digits)) if prefix in table), "")

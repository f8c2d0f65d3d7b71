"""The figures that `docs/explanation/scan-rule.md` quotes, computed from the rule; the page may say nothing else.

Run `python -m tests.unit.test_scan_figures` from the root of the repository to print them.
"""

from collections import Counter
from collections.abc import Callable
from itertools import combinations_with_replacement, pairwise
from math import factorial, prod
from pathlib import Path

import pytest

from trede.core.scan import LETTERS, LEVEL, ROW, RUNG_LEVEL, RUNGS, read, read_per_letter

pytestmark = pytest.mark.exhaustive

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "scan-rule.md"
MULTISETS = ["".join(letters) for letters in combinations_with_replacement(LETTERS, 7)]
UP = dict(pairwise(LETTERS))
ALL = 6**7

Level = Callable[[str], int]
"""Sorted answers to the level of a phase."""


def figures() -> dict[str, str]:
    """Return every quoted figure by the words of its row in the page."""
    falls, deep_falls, pairs = _falls(_rule)
    lowest_falls, lowest_deep, _ = _falls(_lowest_tied)
    patterns: Counter[str] = Counter()
    for given in MULTISETS:
        patterns[read(given).pattern] += _orders(given)
    per_letter = _share(lambda given: read_per_letter(given) != read(given).phase)
    return {
        "Answer sets in which two or more rows tie": _share(lambda given: len(read(given).top) > 1),
        "Answer sets whose largest count is two": _share(lambda given: max(read(given).counts) == 2),
        "Answer sets where counting per letter gives another phase": per_letter,
        "Multisets with one better answer that lowers the phase, this rule": _of_multisets(falls),
        "… by two rungs or more": _of_multisets(deep_falls),
        "Multisets with one better answer that lowers the phase, lowest of the tied": _of_multisets(lowest_falls),
        "… by two rungs or more, lowest of the tied": _of_multisets(lowest_deep),
        "Single better answers that lower the phase, this rule": pairs,
        "Multisets with one better answer that lowers the middle answer": _of_multisets(_falls(_middle)[0]),
        **{f"Pattern `{name}`": _percent(count / ALL) for name, count in patterns.items()},
    }


def test_the_page_quotes_the_figures_of_the_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for words, figure in figures().items():
        assert f"| {words} | {figure} |" in page, (words, figure)


def test_why_the_middle_answer_decides_a_tie() -> None:
    """AAAEEEE to AAAFEEE: with the lowest of the tied four rungs down, with the middle answer it stays."""
    assert (_lowest_tied("AAAEEEE"), _lowest_tied("AAAEEEF")) == (5, 1)
    assert read("AAAEEEE").phase == read("AAAEEEF").phase == "innoveren"


def test_the_page_is_honest_about_falls() -> None:
    assert (read("AAADEEE").phase, read("AAADEEF").phase) == ("innoveren", "orienteren")
    assert (read("CCCDDDF").between, read("CCCDDDF").phase) == (("funderen", "optimaliseren"), "optimaliseren")
    assert (read("CCCDDEF").phase, read("CCCDDEF").toward) == ("funderen", "optimaliseren")


def _rule(given: str) -> int:
    return RUNG_LEVEL[read(given).phase]


def _lowest_tied(given: str) -> int:
    """The phase when every tie goes to the lowest: of the rows, and of A and B."""
    row = read(given).top[0]
    if row:
        return row + 2
    return 1 if given.count("A") >= given.count("B") else 2


def _middle(given: str) -> int:
    return LEVEL[given[3]]


def _falls(phase: Level) -> tuple[int, int, str]:
    """Return multisets with a falling step, those with a fall of two or more, and the share of all single steps."""
    falling = deep = 0
    steps = fallen = 0
    for given in MULTISETS:
        worst = 0
        for letter in sorted(set(given) - {"F"}):
            better = "".join(sorted(given.replace(letter, UP[letter], 1)))
            fall = phase(given) - phase(better)
            worst = max(worst, fall)
            weight = _orders(given) * given.count(letter)
            steps += weight
            fallen += weight * (fall > 0)
        falling += worst > 0
        deep += worst > 1
    return falling, deep, _percent(fallen / steps)


def _orders(given: str) -> int:
    """In how many orders of questions these answers can be given."""
    return factorial(7) // prod(factorial(given.count(letter)) for letter in set(given))


def _share(applies: Callable[[str], bool]) -> str:
    return _percent(sum(_orders(given) for given in MULTISETS if applies(given)) / ALL)


def _of_multisets(count: int) -> str:
    return f"{count} of {len(MULTISETS)} ({_percent(count / len(MULTISETS))})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def test_orders_add_up_to_all_answer_sets() -> None:
    assert sum(map(_orders, MULTISETS)) == ALL
    assert set(ROW) == set(LETTERS)
    assert len(RUNGS) == 6


if __name__ == "__main__":
    for words, figure in figures().items():
        print(f"| {words} | {figure} |")

"""The rule tables: what the code decides, as rows that anybody can check."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations_with_replacement

from trede.core.grant_life_table import REGIONS
from trede.core.pack import Pack
from trede.core.scan import ENOUGH_ANSWERS, LETTERS, NO_HEADLINE, QUESTIONS, RULE, read
from trede.core.workflow import INTAKE, REFERRAL, REQUEST
from trede.opendata.fields import Row

CASES = 1_506
"""Ways in which five, six or seven answers can be given when their order does not count."""


def scan_rule(_pack: Pack) -> tuple[Row, ...]:
    """Return what rule `trede-1` says for every set of answers that leads to a phase."""
    return scan_table()


@cache
def scan_table() -> tuple[Row, ...]:
    """Return the rows of `scan_rule`, which are the same in every region."""
    given = (
        "".join(letters)
        for count in range(ENOUGH_ANSWERS, QUESTIONS + 1)
        for letters in combinations_with_replacement(LETTERS, count)
    )
    return tuple(_scan_row(answers) for answers in given)


def _scan_row(answers: str) -> Row:
    found = read(answers)
    lower, upper = found.between or (None, None)
    headline = "no" if found.pattern in NO_HEADLINE else "yes"
    return (
        RULE,
        answers,
        len(answers),
        found.phase,
        headline,
        found.pattern,
        lower,
        upper,
        found.toward,
        found.still_in,
    )


def steps(_pack: Pack) -> list[Row]:
    """Return every step from state to state: of a request, an intake, a referral, and the life of a grant."""
    return [*_chain_steps(), *_grant_steps()]


def _chain_steps() -> Iterator[Row]:
    for machine in (REQUEST, INTAKE, REFERRAL):
        for edge in machine.edges:
            who, needs = _listed(edge.who), _listed(edge.needs)
            yield machine.key, edge.step, edge.origin, edge.to, who, needs or None, edge.source


def _grant_steps() -> Iterator[Row]:
    for region in REGIONS:
        for edge in region.edges:
            who, needs = _listed(edge.who), _listed(edge.needs)
            yield f"grant-{region.key}", edge.event, edge.origin, edge.to, who, needs or None, edge.source


def _listed(words: Iterable[str]) -> str:
    return ";".join(sorted(map(str, words)))

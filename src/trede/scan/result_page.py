"""The part of the result page that depends on the answers only, joined from the pieces of its book."""

from trede.core.advice import SAFETY_FIRST, steps_in_order
from trede.core.explain import about_topics, explain
from trede.core.scan import RUNG_LEVEL, Outcome
from trede.scan.questions import MARK
from trede.scan.result import ResultBook

_MARK = MARK.encode()


def _row(rung: str) -> int:
    """Return the row of the rule that a rung belongs to."""
    return max(0, RUNG_LEVEL[rung] - 2)


def start_of_page(
    book: ResultBook, outcome: Outcome, *, then: tuple[str, ...], compared: bytes, code: bytes
) -> list[bytes]:
    """Return headline, ladder, safety, first step and profile, to be joined.

    `then` has the rung or two rungs of the earlier scan; `compared` (then and now) stands after the ladder. Without a
    rung in the headline the way to an adviser, with the code, comes first.
    """
    standing = book.standing(outcome)
    named = outcome.between or (outcome.phase, outcome.toward or outcome.still_in)
    rows = tuple([_row(key) for key in named if key])
    opening = book.opening(outcome.pattern, outcome.phase, rows, outcome.counts, outcome.provisional)
    if outcome.headlines:
        ladder = [book.ladder_section(outcome, then) if then else standing.ladder]
    else:
        ladder = [book.ask().replace(_MARK, code), *book.mixed_section(outcome)]
    return [
        *(standing.heading, opening, *ladder, compared, standing.safety),
        *_steps(book, outcome),
        *_profile(book, outcome),
    ]


def _steps(book: ResultBook, outcome: Outcome) -> list[bytes]:
    order = steps_in_order(outcome)
    answers = dict(zip(outcome.topics, outcome.answers, strict=True))
    safety_first = outcome.cyber in SAFETY_FIRST
    phase = outcome.phase if outcome.headlines else None
    shown = order[0] if order and (safety_first or outcome.attention or phase is None) else None
    first = book.first_step(phase, shown, answers[shown] if shown else "", safety_first)
    rest = [book.topic_pieces[topic, answers[topic]].step for topic in order if topic is not shown]
    if not rest:
        return [first, b"</section>\n"]
    return [first, book.more_steps_start(), *rest, b"</ul></details></section>\n"]


def _profile(book: ResultBook, outcome: Outcome) -> list[bytes]:
    pieces = [book.topic_pieces[pair] for pair in zip(outcome.topics, outcome.answers, strict=True)]
    low = [topic in outcome.attention for topic in outcome.topics]
    return [
        book.profile_start(outcome.attention),
        *[found.low_row if is_low else found.row for found, is_low in zip(pieces, low, strict=True)],
        book.table_start(),
        *[found.cells for found in pieces],
        b"</tbody></table></div></details></section>\n",
    ]


def reasons(book: ResultBook, outcome: Outcome) -> list[bytes]:
    """Return how the outcome came about, to be joined. What follows in the same section closes it."""
    if outcome.phase is None:
        rows = [book.reason(reason) for reason in explain(outcome)]
    else:
        rows = [book.answer_reasons(outcome.given), *[book.reason(reason) for reason in about_topics(outcome)]]
    return [book.reasons_start(), *rows, book.reasons_end()]

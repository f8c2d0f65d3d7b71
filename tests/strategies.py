"""Shared Hypothesis strategies: answers of the ladder scan and of baseline checks."""

from hypothesis import strategies as st

from trede.core.scan import LETTERS, RUNGS

letters = st.sampled_from(LETTERS)
"""One answer."""
rungs = st.sampled_from(RUNGS)
answers = st.text(LETTERS, min_size=7, max_size=7)
"""Seven answers, none blank."""
answers_with_blanks = st.text(LETTERS + "-", min_size=7, max_size=7)
"""Seven answers of which any number may be blank."""


@st.composite
def provisional_answers(draw: st.DrawFn) -> str:
    """Seven answers of which one or two are blank, never the fifth."""
    given = list(draw(answers))
    open_questions = draw(st.sets(st.sampled_from((0, 1, 2, 3, 5, 6)), min_size=1, max_size=2))
    return "".join("-" if index in open_questions else letter for index, letter in enumerate(given))


@st.composite
def shuffled(draw: st.DrawFn, source: st.SearchStrategy[str]) -> tuple[str, str]:
    """Answers, and the same answers given to the questions in another order."""
    given = draw(source)
    return given, "".join(draw(st.permutations(list(given))))

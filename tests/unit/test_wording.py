"""Texts filled in as markup: a cited source keeps its tag, everything else is escaped."""

from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from trede.web.wording import cited, filled


def test_a_source_says_that_it_is_dutch_on_an_english_page() -> None:
    assert cited("Beleid & <plan>", "nl") == "<cite>Beleid &amp; &lt;plan&gt;</cite>"
    assert cited("Beleid", "en") == '<cite lang="nl">Beleid</cite>'


def test_only_what_is_markup_already_stays_markup() -> None:
    source = cited("Beleid", "nl")

    assert filled("A < {x}: {source}.", x="<b>", source=source) == "A &lt; &lt;b&gt;: <cite>Beleid</cite>."
    assert filled("{number} {safe}", number=3, safe=mark_safe("<i>")) == "3 <i>"


@given(st.text(max_size=40))
def test_no_value_gets_out_of_its_place(value: str) -> None:
    shown = filled("van {value}", value=value)

    assert not {"<", ">", '"', "'"} & set(shown)

"""Rules of packs as properties: dead ends, circles, placeholders and style values."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trede.core.pack import Eligibility, Organisation, Partners, Service, Text
from trede.core.pack_findings import PackError, PackErrors, Parts
from trede.core.pack_rules_partners import check_partners, is_open_door
from trede.core.pack_rules_texts import is_safe_style, placeholders
from trede.core.scan import RUNGS, TOPICS

WORDS = Text(nl="a", en="a")


def service(key: str, **changes: object) -> Service:
    given: dict[str, object] = {"rungs": RUNGS, "topics": TOPICS, "status": "open", **changes}
    return Service(
        key=key,
        name=WORDS,
        what=WORDS,
        kind="advice",
        response_working_days=5,
        source="x",
        **given,  # type: ignore[arg-type]
    )


def errors(*services: Service) -> list[PackError]:
    organisation = Organisation(key="o", name="o", role=WORDS, kind="front-door", source="x", services=services)
    parts = Parts(
        folder="x",
        info=None,
        ladder=None,
        scans={},
        scan_files=(),
        instruments=None,
        partners=Partners(organisations=(organisation,)),
        indicators=None,
        engine_texts={},
        own_texts=None,
    )
    return list(check_partners(parts))


some_rungs = st.lists(st.sampled_from(RUNGS), min_size=1, unique=True).map(tuple)
some_topics = st.lists(st.sampled_from(TOPICS), min_size=1, unique=True).map(tuple)


@given(st.lists(st.tuples(some_rungs, some_topics), min_size=1, max_size=6))
def test_a_dead_end_is_reported_exactly_where_no_service_is_open(
    offers: list[tuple[tuple[str, ...], tuple[str, ...]]],
) -> None:
    found = errors(*(service(f"s{n}", rungs=rungs, topics=topics) for n, (rungs, topics) in enumerate(offers)))

    uncovered = {pair for pair in product(RUNGS, TOPICS) if not any(pair[0] in r and pair[1] in t for r, t in offers)}
    told = {
        (rung, topic)
        for error in found
        for topic in TOPICS
        if f"the topic {topic} on " in error.message
        for rung in error.message.partition(" on ")[2].split(", ")
    }
    assert told == uncovered


graphs = st.integers(1, 6).flatmap(
    lambda size: st.lists(
        st.tuples(st.sampled_from(["open", "full", "closed"]), st.none() | st.integers(0, size - 1)),
        min_size=size,
        max_size=size,
    )
)


@given(graphs)
def test_following_alternatives_always_ends_at_an_open_service(graph: list[tuple[str, int | None]]) -> None:
    found = errors(
        service("front"),
        *(
            service(f"s{n}", status=status, alternative=None if to is None else f"s{to}")
            for n, (status, to) in enumerate(graph)
        ),
    )
    reported = {error.key for error in found}

    for number, (status, _) in enumerate(graph):
        seen, at = {number}, graph[number][1]
        while at is not None and at not in seen and graph[at][0] != "open":
            seen.add(at)
            at = graph[at][1]
        ends_open = at is not None and at not in seen
        goes_round = at is not None and at in seen
        wrong = goes_round or (status != "open" and not ends_open)
        assert (f"organisations[0].services[{number + 1}].alternative" in reported) is wrong


def test_a_service_for_some_firms_is_no_open_door() -> None:
    limits: list[dict[str, object]] = [
        {"minimum_fte": 5.0},
        {"maximum_fte": 50.0},
        {"municipalities": ("Assen",)},
        {"sectors": ("bouw",)},
    ]
    assert is_open_door(service("a"), 2.0)
    assert is_open_door(service("a", eligibility=Eligibility(minimum_fte=2.0)), 2.0)
    assert not is_open_door(service("a", status="full"), 2.0)
    for limit in limits:
        assert not is_open_door(service("a", eligibility=Eligibility(**limit)), 2.0)  # type: ignore[arg-type]


@given(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)), st.text("abc .,", max_size=5))
def test_placeholders_are_found(names: list[str], between: str) -> None:
    template = between.join(f"{{{name}}}" for name in names)

    assert placeholders(template) == frozenset(names)
    assert template.format_map(dict.fromkeys(names, "x")) == between.join("x" for _ in names)


@pytest.mark.parametrize("template", ["{", "}", "{}", "{0}", "{A}", "{a.b}", "{a[0]}", "{a!r}", "{a:>3}", "{a b}"])
def test_other_braces_are_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        placeholders(template)


def test_doubled_braces_are_no_placeholder() -> None:
    assert placeholders("{{a}}") == frozenset()


@pytest.mark.parametrize(
    "value",
    [
        "#00544d",
        "1.5rem",
        "0 1px 2px rgb(0 0 0 / 20%)",
        "'Open Sans', sans-serif",
        "var(--basis-color)",
        "calc(1px + 2em)",
    ],
)
def test_values_of_a_house_style(value: str) -> None:
    assert is_safe_style(value)


@pytest.mark.parametrize(
    "value",
    [
        "red; color: blue",
        "red}",
        "{",
        "url(//elders.example/x)",
        "URL(x)",
        "u\\72l(x)",
        "image-set('x' 1x)",
        "expression(1)",
        "red /* ",
        "https://elders.example",
        "'open",
        "calc(1px",
        "<style>",
        "@import x",
        "red !important",
        "a\nb",
        "",
        "x" * 201,
    ],
)
def test_values_that_could_do_more_than_set_a_style(value: str) -> None:
    assert not is_safe_style(value)


def test_errors_are_sorted_and_counted() -> None:
    one = PackError("b.yml", "k", "is wrong", "Mend it.", 2)
    two = PackError("a.yml", "", "is missing", "Make it.")

    assert str(PackErrors("x", [one, two])) == (
        "pack x has 2 errors:\n  a.yml: is missing. Make it.\n  b.yml:2 k: is wrong. Mend it."
    )
    assert str(PackErrors("x", [one])).startswith("pack x has 1 error:")

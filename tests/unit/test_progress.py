"""Rescan: then and now per topic, and when a step up counts as flow."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_pack import sample_pack
from tests.strategies import answers, answers_with_blanks
from trede.core.explain import reason_text
from trede.core.progress import Flow, compare, counts_as_flow
from trede.core.scan import LETTERS

PACK = sample_pack()
DAY = date(2026, 3, 1)


def flow(
    before: str,
    after: str,
    *,
    days: int = 90,
    confirmed: bool = True,
    same_version: bool = True,
    counted_this_year: bool = False,
) -> Flow:
    """The flow of two scans that meets every other condition."""
    return counts_as_flow(
        compare(before, after),
        before_day=DAY,
        after_day=DAY + timedelta(days=days),
        confirmed=confirmed,
        same_version=same_version,
        counted_this_year=counted_this_year,
    )


def codes(found: Flow) -> list[str]:
    """The reason codes of a flow."""
    return [reason.code for reason in found.reasons]


def test_then_and_now_per_topic() -> None:
    progress = compare("CCCCCC-", "DCBCCCC")
    assert [topic.steps for topic in progress.topics] == [1, 0, -1, 0, 0, 0, None]
    assert (progress.up, progress.down, progress.net) == (1, 1, 0)
    assert (progress.topics[0].then, progress.topics[0].now, progress.topics[6].then) == (3, 4, None)


def test_all_conditions_met_counts() -> None:
    found = flow("CCCCCCC", "DDDDCCC")
    assert found.counts
    assert found.result == "risen"
    assert codes(found) == ["flow-counts"]


@pytest.mark.parametrize(
    ("found", "result", "expected"),
    [
        (flow("CCCCDDD", "CCCDDDD"), "unchanged", ["flow-too-few-topics"]),
        (flow("CCCCCCC", "DDDDCCC", days=89), "unchanged", ["flow-too-soon"]),
        (flow("CCCCCCC", "DDDDCCC", confirmed=False), "unchanged", ["flow-not-confirmed"]),
        (flow("CCCCCCC", "DDDDCCC", counted_this_year=True), "unchanged", ["flow-already-counted"]),
        (flow("CCCCCCC", "DDDDDBB"), "risen", ["flow-counts"]),  # five up, two down: net three
        (flow("CCCCCDD", "DDDDDBB"), "risen", ["flow-counts"]),
        (flow("CCCCDDD", "DDDDCCC", confirmed=False), "unchanged", ["flow-too-few-topics", "flow-not-confirmed"]),
        (flow("DDDDDDD", "CCCCCCC"), "fallen", ["flow-lower"]),
        (flow("CCCCCCC", "CCCCCDD"), "unchanged", ["flow-same"]),
        (flow("CCCCCCC", "DDDDDDD", same_version=False), "not-comparable", ["flow-other-version"]),
        (flow("CCCC-CC", "DDDDDDD"), "not-comparable", ["flow-no-phase"]),
    ],
)
def test_what_is_missing_is_said(found: Flow, result: str, expected: list[str]) -> None:
    assert (found.result, codes(found)) == (result, expected)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_reason_has_a_text(language: str) -> None:
    found = [
        flow("CCCCDDD", "DDDDCCC", confirmed=False, days=1, counted_this_year=True),
        flow("DDDDDDD", "CCCCCCC"),
        flow("CCCCCCC", "CCCCCCC"),
        flow("CCCCCCC", "DDDDDDD"),
        flow("CCCC-CC", "DDDDDDD"),
        flow("CCCCCCC", "DDDDDDD", same_version=False),
    ]
    seen = {reason.code for result in found for reason in result.reasons}
    for result in found:
        assert all(reason_text(PACK, PACK.scans["ladder"], reason, language) for reason in result.reasons)
    assert seen == {key.removeprefix("reason.") for key in PACK.texts if key.startswith("reason.flow-")}


@given(answers_with_blanks, answers_with_blanks)
def test_comparing_the_other_way_round_mirrors(before: str, after: str) -> None:
    there, back = compare(before, after), compare(after, before)
    assert (there.up, there.down, there.net) == (back.down, back.up, -back.net)
    assert there.phase_steps == (None if back.phase_steps is None else -back.phase_steps)


@given(answers, answers, st.integers(0, 400), st.booleans(), st.booleans())
def test_flow_needs_every_condition(before: str, after: str, days: int, confirmed: bool, counted: bool) -> None:
    progress = compare(before, after)
    found = flow(before, after, days=days, confirmed=confirmed, counted_this_year=counted)
    assert progress.phase_steps is not None
    met = progress.phase_steps > 0 and progress.net >= 3 and days >= 90 and confirmed and not counted
    assert found.counts == met
    assert (found.result == "fallen") == (progress.phase_steps < 0)
    assert found.reasons


@pytest.mark.exhaustive
def test_the_net_rule_keeps_wobble_out_and_true_rises_in() -> None:
    """Simulated firms (about one rung of spread): each answer wobbles a step with chance 0.2, or all rise one."""
    chance = random.Random(1)
    firms = 5_000
    unchanged_plain = unchanged_net = risen_net = 0
    for _ in range(firms):
        middle = chance.uniform(1.5, 4.5)
        firm = [min(4, max(0, round(chance.gauss(middle - 0.5, 1.0)))) for _ in range(7)]
        again, risen = _wobbled(chance, firm), _wobbled(chance, [level + 1 for level in firm])
        unchanged = compare(_letters(firm), _letters(again))
        grown = compare(_letters(firm), _letters(risen))
        unchanged_plain += (unchanged.phase_steps or 0) > 0
        unchanged_net += (unchanged.phase_steps or 0) > 0 and unchanged.net >= 3
        risen_net += (grown.phase_steps or 0) > 0 and grown.net >= 3
    assert unchanged_plain / firms > 0.08
    assert unchanged_net / firms < 0.01
    assert risen_net / firms > 0.85


def _wobbled(chance: random.Random, levels: list[int]) -> list[int]:
    return [
        min(5, max(0, level + (chance.choice((-1, 1)) if chance.random() < 0.2 else 0)))  # a step up or down
        for level in levels
    ]


def _letters(levels: list[int]) -> str:
    return "".join(LETTERS[level] for level in levels)

"""The applications of the demonstration: every phase is there, and the books are right."""

import heapq
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.cast import fast_passwords
from tests.packs.pack_tree import Copy
from tests.subsidies import READINESS
from trede.commands.demonstration import grants
from trede.commands.demonstration.grants_plans import plan
from trede.commands.demonstration.people import Person, make_people, make_subsidy_desk
from trede.core.integrity import ALIKE, likeness, shingles
from trede.core.pack_scheme_terms import moment
from trede.journal import clock
from trede.regions.load import engine_packs
from trede.regions.registry import forget, pack
from trede.subsidies import book, jobs
from trede.subsidies.models import Application, GrantEntry, Payment, Period, Signal

__all__ = ["fast_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("fast_passwords")]
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_ALL = {
    "concept", "ingediend", "herstel", "in_behandeling", "zienswijze", "conceptbesluit", "verleend", "in_uitvoering",
    "afgewezen", "ingetrokken_aanv", "vastgesteld", "wachtlijst",
}  # fmt: skip


def lived(now: datetime) -> dict[str, Person]:
    """Live through every application up to a moment, each step at its time."""
    chance = random.Random(1)
    with clock.at(now - timedelta(days=400)):
        people = make_people(chance) | make_subsidy_desk(chance)
    queue: list[tuple[datetime, int, Iterator[datetime]]] = [
        (begin, place, story) for place, (begin, story) in enumerate(grants.stories(chance, people, pack(), now))
    ]
    heapq.heapify(queue)
    while queue and queue[0][0] <= now:
        moment, place, story = heapq.heappop(queue)
        with clock.at(moment):
            following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (following, place, story))
    return people


def test_every_phase_is_there_and_the_books_are_right(monkeypatch: pytest.MonkeyPatch) -> None:

    def strictly(story: Iterator[datetime]) -> Iterator[datetime]:
        yield from story

    monkeypatch.setattr(grants, "_as_far_as_it_goes", strictly)
    lived(NOW)
    states = set(Application.objects.values_list("state", flat=True))
    assert states >= _ALL, _ALL - states
    assert Application.objects.filter(penalty_state="loopt").exists()
    assert Application.objects.filter(objection_state="in_behandeling").exists()
    assert Payment.objects.filter(paid_on__isnull=False).count() >= 4
    assert GrantEntry.objects.count() >= 5
    with clock.at(NOW):
        assert all(book.check_period(period) == () for period in Period.objects.all())
        assert jobs.count_again() == 0
    firms: Any = Application.objects.values_list("firm__name", flat=True)
    assert all(name.endswith("(voorbeeld)") for name in firms)


@pytest.mark.parametrize("now", [datetime(2026, 6, 9, 12, 0, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)])
def test_just_after_the_opening_there_is_less_and_before_it_nothing(now: datetime) -> None:
    lived(now)
    assert Application.objects.exists() == (now.day > 8)


def test_few_applications_raise_a_question_and_each_kind_stands_out() -> None:
    """A desk full of questions hides the one that matters."""
    lived(NOW)
    found = Signal.objects.filter(closed_at=None)
    kinds = Counter(found.values_list("code", flat=True))
    assert set(kinds) == {
        *("same-applicant", "same-project", "split", "supplier-in-group", "aid-window"),
        *("account-holder", "account-shared", "account-changed"),
    }
    assert max(kinds.values()) <= 2
    assert found.values("application").distinct().count() * 3 <= Application.objects.count()
    assert Application.objects.values("firm").distinct().count() == Application.objects.count()
    assert set(Signal.objects.filter(code="started-early").values_list("outcome", flat=True)) == {"acted-on"}


def test_plans_are_not_alike() -> None:
    """Fewer words in common than what raises a question."""
    words = [shingles(plan(number).what) for number in range(1, 50)]
    assert max(likeness(one, other) for one, other in combinations(words, 2)) < ALIKE


def test_each_application_is_told_by_the_edition_of_its_first_day(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An amendment halfway: who began before it keeps the old one, and what is told follows the new one."""
    copy = Copy(Path(shutil.copytree(engine_packs() / "drenthe", tmp_path / "drenthe")))
    begins = datetime(2026, 9, 1)  # noqa: DTZ001  # as a pack writes it: time in Amsterdam
    change = {"valid_from": begins, "status": "example", "source": "Voorbeeld", "settles_at_once": True}
    copy.change(f"schemes/{READINESS}.yml", lambda tree: tree.update(amendments=[change]))
    assert copy.errors() == []
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))
    told: list[grants.Wish] = []
    monkeypatch.setattr(grants, "_told", lambda _told, wish: told.append(wish))
    forget()
    try:
        with clock.at(NOW):
            found = [begin for begin, _ in grants.stories(random.Random(1), {}, pack(), NOW)]
    finally:
        monkeypatch.undo()
        forget()
    editions = [
        (begin >= moment(begins), wish.scheme.settles_at_once)
        for begin, wish in zip(found, told, strict=True)
        if wish.scheme.key == READINESS
    ]
    assert set(editions) == {(False, False), (True, True)}
    assert len(editions) == len(grants.GOALS_AT_ONCE)

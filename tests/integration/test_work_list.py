"""The work list from counts shows what looking at every single thing shows: on random files, for each of the cast."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.worklist_data import Maker, Size
from tests.cast import actor, client_of, member
from tests.slow_work_list import key_of, narrowed, tabs, work_rows
from tests.timing import least_seconds
from trede.chain.worklist import Counted, Sorting, WorkList
from trede.chain.worklist_sql import Filters
from trede.core.work_pages import TabKey
from trede.journal.clock import at
from trede.journal.guard import unguarded

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAY = date(2026, 11, 20)
LOOKS = [(0, 0), (1, 1), (2, 3)]
"""Seeds, and how many days after `DAY` somebody looks: on that Friday, on Saturday and on Monday."""
VIEWERS = ("adviser", "chain-owner", "it-hub", "edih")
FILTERS = (
    Filters(),
    Filters(late=True),
    Filters(kind="case"),
    Filters(kind="referral", late=True),
    Filters(act="refer"),
    Filters(act="remind-partner"),
    Filters(act="answer-referral"),
    Filters(act="take-request"),
    Filters(rung="funderen"),
    Filters(place="GM0114"),
    Filters(place="GM0114", rung="starten", late=True),
)


def fill(seed: int, files: int = 160, open_share: float = 0.7) -> None:
    """Make files in every state, kept by the cast and by colleagues."""
    people = {key: member(key).pk for key in VIEWERS}
    maker = Maker(
        DAY,
        [people["adviser"], people["chain-owner"]],
        {"it-hub": [people["it-hub"]], "edih-noord": [people["edih"]], "ibdo": [people["adviser"]]},
        random.Random(seed),
    )
    with unguarded("fictional files"):
        maker.fill(Size(files, open_share=open_share, requests=12))


@pytest.mark.parametrize(("seed", "later"), LOOKS)
def test_counts_and_pages_are_those_of_looking_at_everything(seed: int, later: int) -> None:
    day = DAY + timedelta(days=later)
    with at(MOMENT):
        fill(seed)
    with at(MOMENT + timedelta(days=later)):
        for who in VIEWERS:
            by, account = actor(who), member(who).pk
            every = work_rows(by, account, day)
            for filters in FILTERS:
                fast = WorkList(by, account, day, filters)
                slow = {tab.key: tab.rows for tab in tabs(narrowed(every, filters), oversees=True)}
                for tab in TabKey:
                    _same(fast, tab, [key_of(row) for row in slow[tab]], f"{who} {filters} {tab}")


def _same(fast: WorkList, tab: TabKey, expected: list[tuple[str, int, str]], where: str) -> None:
    tally = fast.tally(tab)
    assert tally.lines == len(expected), where
    size = 7
    for start in (0, 7, 21, max(0, len(expected) - 3), len(expected)):
        shown = [key_of(row) for row in fast.page(tab, start, size)]
        assert shown == expected[start : start + size], where


@pytest.mark.parametrize(("seed", "later"), LOOKS)
def test_what_a_page_shows_is_what_the_slow_list_shows(seed: int, later: int) -> None:
    """Every word of a line, not only which line it is; and the other ways to sort."""
    day = DAY + timedelta(days=later)
    with at(MOMENT):
        fill(seed + 11)
    with at(MOMENT + timedelta(days=later)):
        for who in VIEWERS:
            by, account = actor(who), member(who).pk
            rows = tabs(work_rows(by, account, day), oversees=True)
            fast = WorkList(by, account, day)
            for tab in rows:
                key = TabKey(tab.key)
                assert tuple(fast.every(key)) == tab.rows
                assert fast.tally(key).late == sum(row.line.late > 0 for row in tab.rows)
                backward = fast.page(key, 5, 30, Sorting(backward=True))
                dues = sorted((row.line.due or day for row in tab.rows), reverse=True)
                assert [row.line.due for row in backward] == dues[5:35]
                named = sorted(tab.rows, key=lambda row: row.firm.lower())
                assert [row.firm for row in fast.page(key, 3, 30, Sorting(by_name=True))] == [
                    row.firm for row in named
                ][3:33]
                named = sorted(tab.rows, key=lambda row: row.firm.lower(), reverse=True)
                backward = fast.page(key, 3, 30, Sorting(by_name=True, backward=True))
                assert [row.firm for row in backward] == [row.firm for row in named][3:33]
                listed = tuple(fast.every(key, Sorting(by_name=True)))
                assert sorted(map(key_of, listed)) == sorted(map(key_of, tab.rows))


def test_heavy_tabs_are_counted_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    with at(MOMENT):
        fill(21)
        by, account = actor("chain-owner"), member("chain-owner").pk
        for tab in (TabKey.WAITS, TabKey.ALL, TabKey.ESCALATED):
            exact = WorkList(by, account, DAY).tally(tab).lines
            assert exact > 20
            monkeypatch.setattr("trede.chain.worklist.MOST_COUNTED", exact)
            assert WorkList(by, account, DAY).count(tab, TabKey.TO_DO) == Counted(exact)
            monkeypatch.setattr("trede.chain.worklist.MOST_COUNTED", exact - 1)
            assert WorkList(by, account, DAY).count(tab, TabKey.TO_DO) == Counted(exact - 1, more=True)
            assert WorkList(by, account, DAY).count(tab, tab) == Counted(exact)
            monkeypatch.undo()


OTHER_KINDS = 2
"""A page may happen to show a kind of thing that it did not show before: each kind is read with one query. Fewer is
possible too: a heavy tab is counted up to a bound, and the parts behind that bound are not read at all."""
MOST_QUERIES = 24
QUERIES = ("", "tab=mijn", "tab=wacht", "tab=alle&pagina=2", "tab=alle&volgorde=bedrijf", "tab=afgerond")


@pytest.mark.parametrize("query", QUERIES)
def test_pages_cost_no_more_queries_for_many_than_for_few(query: str) -> None:
    with at(MOMENT):
        fill(31, 120)
        clients = {who: client_of(who) for who in VIEWERS}
        before = {who: asked(client, query) for who, client in clients.items()}
        again(32, 500)
        for who, client in clients.items():
            after = asked(client, query)
            assert after <= before[who] + OTHER_KINDS, who
            assert after <= MOST_QUERIES, who


def test_the_list_of_one_person_does_not_grow_with_what_others_closed() -> None:
    """Against the same page before: the processor time of a page, least of some, so that neighbours hardly count."""
    with at(MOMENT):
        fill(41, 150, open_share=1)
        client = client_of("adviser")
        before = spent(client, goal=0)
        again(42, 2000, open_share=0)
        assert spent(client, goal=2 * before) < 2 * before


def again(seed: int, files: int, open_share: float = 0.7) -> None:
    """Make more files, without requests: their numbers are taken."""
    maker = Maker(
        DAY, [member("chain-owner").pk], {"it-hub": [member("it-hub").pk], "edih-noord": []}, random.Random(seed)
    )
    with unguarded("fictional files"):
        maker.fill(Size(files, open_share=open_share, requests=0))


def asked(client: Client, query: str) -> int:
    """Return the queries of a page."""
    client.get(f"/balie/werklijst?{query}")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/balie/werklijst?{query}").status_code == 200
    return len(captured)


def spent(client: Client, *, goal: float) -> float:
    """Return seconds of this thread for the page with what is to do; no more runs than the goal needs."""
    return least_seconds(lambda: client.get("/balie/werklijst"), goal=goal)

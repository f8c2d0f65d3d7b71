"""Whatever happens in whatever order, by the real steps: the ledger adds up, nobody gets stuck, nobody sees a crash."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import subsidies as props
from tests.cast import SYSTEM, actor, fast_passwords
from tests.conftest import LONG
from trede.core.errors import TredeError
from trede.core.grant_life import Edge, Need
from trede.core.grant_life_table import MAIN
from trede.core.ledger import Account
from trede.journal import clock
from trede.subsidies import book, jobs, lots, offers, periods
from trede.subsidies.given import Given
from trede.subsidies.life import steps_for, take_step
from trede.subsidies.models import Application, Lot, Period

__all__ = ["fast_passwords"]

ALLOCATION = ("toewijzen_ruimte", "opschuiven", "geen_ruimte")
"""Steps that belong to the allocation alone."""
FORWARD = {
    "ingediend": "volledig_verklaren",
    "herstel": "aanvullen",
    "in_behandeling": "concept_opstellen",
    "conceptbesluit": "verlenen",
    "verleend": "start_uitvoering",
    "in_uitvoering": "lager_vaststellen",
    "vastgesteld": "archiveren",
}
"""The way on that most applications go."""
KINDS = {"verlenen": "grant", "afwijzen": "refuse", "niet_behandelen": "not-handled", "vaststellen": "settle"}
KINDS |= {"verhoging_op_bezwaar": "objection", "intrekking_herroepen": "objection", "verlening_op_bezwaar": "objection"}
KINDS |= {"vordering_op_bezwaar": "objection"}
HIGHER = ("verhoging_op_bezwaar", "intrekking_herroepen", "verlening_op_bezwaar")
"""Steps that an upheld objection brings."""
KINDS |= {"lager_vaststellen": "settle", "wijzigen": "amend", "intrekken": "withdraw", "terugvorderen": "reclaim"}
LIVE = {"volledig", "wachtlijst", "in_behandeling", "advies", "zienswijze", "conceptbesluit"}
"""States in which something may be reserved."""
EVENTS = st.one_of(
    st.tuples(st.just("new"), st.integers(5, 20), st.just(0)),
    st.tuples(st.just("any_step"), st.integers(0, 5), st.integers(0, 99)),
    st.tuples(st.just("forward"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("forward"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("answer"), st.integers(0, 1), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 20), st.just(0)),
    st.tuples(st.just("share"), st.just(0), st.just(0)),
    st.tuples(st.just("share"), st.just(0), st.just(0)),
    st.tuples(st.just("ceiling"), st.integers(0, 60), st.just(0)),
)


class Story:
    """A few applications of one period, to which things happen."""

    def __init__(self) -> None:
        self.period = props.period_of()
        self.made: list[Application] = []
        self.firm = props.new_firm("Toeval")
        self.today = props.OPENED
        self.publish(40)

    def happens(self, kind: str, number: int, choice: int) -> None:
        """Let one thing happen; a refusal in words is fine, anything else is not."""
        try:
            with clock.at(self.today):
                getattr(self, kind)(number, choice)
        except TredeError:
            pass

    def new(self, thousands: int, _choice: int) -> None:
        made = props.concept(firm=self.firm, cents=thousands * 100_000)
        self.made.append(made)
        props.send(made)

    def one(self, number: int) -> Application:
        if not self.made:
            self.new(10, 0)
        found = self.made[number % len(self.made)]
        found.refresh_from_db()
        return found

    def any_step(self, number: int, choice: int) -> None:
        """Try one of all steps that lead away from a state."""
        found = self.one(number)
        edges = [edge for edge in MAIN.edges if edge.origin == found.state and edge.event not in ALLOCATION]
        if edges:
            self.take(found, edges[choice % len(edges)])

    def forward(self, number: int, _choice: int) -> None:
        found = self.one(number)
        step = FORWARD.get(found.state)
        edge = next((edge for edge in MAIN.edges if edge.origin == found.state and edge.event == step), None)
        if edge is not None:
            self.take(found, edge)

    def take(self, found: Application, edge: Edge) -> None:
        step = edge.event
        props.close_signals(found)
        who = next(by for by in ("officer", "decision-maker", "applicant", "system") if self.fits(by, edge.who))
        by = props.applicant(found) if who == "applicant" else SYSTEM if who == "system" else actor(who)
        decision = None
        if step in KINDS:
            cents = book.side(found).reserved or book.side(found).promised
            cents = cents if step in ("verlenen", "vaststellen", "terugvorderen") else cents // 2
            cents = found.requested_cents if step in HIGHER else cents
            decision = props.draft_decision(application=found, kind=KINDS[step], cents=cents)
        given_ = Given(
            needs=frozenset(Need),
            reason="omdat",
            decision=decision,
            digest="d" * 64,
            gaps=(("quote", ""),),
            came=("quote",),
        )
        take_step(by=by, application=found, step=step, given=given_)

    @staticmethod
    def fits(by: str, roles: object) -> bool:
        return by in {str(role) for role in roles}  # type: ignore[attr-defined]  # roles of an edge

    def answer(self, takes: int, _choice: int) -> None:
        for found in Application.objects.filter(offer_until__isnull=False):
            act = offers.accept_part if takes else offers.decline_part
            act(by=props.applicant(found), application=found)

    def days(self, number: int, _choice: int) -> None:
        self.today += timedelta(days=number)

    def share(self, _number: int, _choice: int) -> None:
        """Look at everything that came in, and share out; on a day that overflows, draw."""
        for made in Application.objects.filter(period=self.period, state="ingediend"):
            props.complete(made)
        outcome = props.share_out(self.period)
        for day, _numbers in outcome.lots:
            if not Lot.objects.filter(period=self.period, day=day).exists():
                lot = lots.commit_lot(by=actor("scheme-manager"), period=self.period, day=day)
                lots.draw_lot(by=actor("decision-maker"), lot=lot, word="roos")
        jobs.let_terms_end()
        offers.expire()
        jobs.share_out()

    def ceiling(self, thousands: int, _choice: int) -> None:
        self.publish(thousands)

    def publish(self, thousands: int) -> None:
        with clock.at(self.today):
            periods.publish_ceiling(
                by=actor("scheme-manager"),
                period=self.period,
                cents=thousands * 100_000,
                effective_on=clock.today(),
                reason="toeval",
            )

    def holds(self) -> None:
        """Check what has to hold after everything that happened."""
        assert book.check_period(self.period) == ()
        kept = Period.objects.get(pk=self.period.pk)
        assert 0 <= kept.committed_cents <= kept.guard_cents
        balances = book.whole(kept).balances
        assert sum(balances[account] for account in Account) == 0, "double entry"
        for found in Application.objects.filter(period=kept):
            side = book.side(found)
            assert not side.reserved or found.state in LIVE, (found.state, side)
            assert side.reserved <= found.requested_cents
            if not MAIN.state(found.state).end:
                with clock.at(self.today):
                    cast = ("officer", "decision-maker", "objection-officer", "payer")
                    assert any(steps_for(actor(who), found) for who in cast), found.state


@pytest.mark.usefixtures("fast_passwords")
class TestWhateverHappens(TestCase):
    """Each example runs in a transaction of its own."""

    @settings(
        max_examples=150 if LONG else 12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(EVENTS, min_size=10, max_size=40))
    def test_the_ledger_adds_up(self, events: list[tuple[str, int, int]]) -> None:
        with clock.at(props.day(2027, 2, 20)):
            for who in ("officer", "decision-maker", "scheme-manager", "adviser"):
                actor(who)
            story = Story()
        for kind, number, choice in events:
            story.happens(kind, number, choice)
        story.holds()


def test_the_first_day_is_known() -> None:
    """The stage stands within the opening of the example."""
    assert date(2027, 1, 11) <= props.OPENED.date() <= date(2027, 12, 31)

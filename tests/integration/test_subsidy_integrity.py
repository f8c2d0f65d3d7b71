"""Questions about integrity and the sum of aid, played at the desk: T15 to T23, T60 to T63."""

from datetime import date

import pytest

from tests import subsidies as props
from tests.cast import actor
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.journal.clock import at
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.subsidies.integrity import signals
from trede.subsidies.integrity import undertakings as groups
from trede.subsidies.models import Application, GroupLink, Signal

pytestmark = pytest.mark.django_db


def in_group() -> tuple[Application, Application]:
    """Return two applications of one undertaking, both being assessed, with nothing asked about them any more."""
    firms = props.new_firm("Noord Techniek BV", "90001354"), props.new_firm("Zuid Handel BV", "68750110")
    groups.add_link(by=actor("officer"), firm=firms[0], kvk="68750110", name="Zuid Handel BV", relation="votes")
    made = tuple(props.application("in_behandeling", firm=firm) for firm in firms)
    signals.look_at_all()
    for row in Signal.objects.filter(closed_at=None):
        signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason="Twee eigen projecten.")
    return made[0], made[1]


def other_aid(application: Application, cents: int, day: date = date(2026, 1, 5)) -> None:
    """Write down aid that another body gave."""
    groups.add_aid(
        by=actor("officer"), firm=application.firm, cents=cents, granted_on=day, giver="RVO", source="declaration"
    )


class TestSignals:
    """Raised by a rule, answered by a person."""

    def test_an_open_question_holds_the_draft_and_an_answer_lets_it_go(self) -> None:
        """Nothing is refused: only the draft waits."""
        with at(props.OPENED):
            firm = props.new_firm("Dubbel BV", "90001354")
            props.application("volledig", firm=firm)
            second = props.application("in_behandeling", firm=firm)
            found = list(second.signals.order_by("code"))
            assert [row.code for row in found] == ["same-applicant", "split"]
            props.draft_decision(application=second, cents=1_000_000)
            with pytest.raises(InputError, match="signaal"):
                props.step(second, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
            for row in found:
                signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason="Andere vestiging.")
            props.step(second, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
            assert second.state == "conceptbesluit"

    def test_an_answer_needs_a_reason_a_role_and_happens_once(self) -> None:
        """Who answers is known; two people cannot both answer."""
        with at(props.OPENED):
            one, _ = in_group()
            row = Signal.objects.filter(application=one).first() or Signal.objects.first()
            assert row is not None
            with pytest.raises(OutOfOrder):
                signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason="Nog eens")
            with pytest.raises(InputError):
                signals.close(by=actor("officer"), signal=row, outcome="no-matter", reason=" ")
            with pytest.raises(NotPermitted):
                signals.close(by=actor("payer"), signal=row, outcome="no-matter", reason="Mag niet")

    def test_what_is_answered_stays_answered_until_it_changes(self) -> None:
        """Looking again raises nothing new; another amount under the line asks again."""
        with at(props.OPENED):
            one, two = in_group()
            assert signals.look_at_all() == 0
            before = Event.objects.count()
            assert signals.look_at_all() == 0
            assert Event.objects.count() == before
            split = Signal.objects.get(code="split", application=two)
            assert split.closed_at is not None
            assert split.details["together"] == 3_000_000
            assert split.other_id == one.pk

    def test_a_question_that_is_no_longer_so_ends_by_itself(self) -> None:
        """The group fell apart: nobody has to answer."""
        with at(props.OPENED):
            first, second = in_group()
            groups.add_aid(
                by=actor("officer"),
                firm=first.firm,
                cents=29_000_000,
                granted_on=date(2026, 1, 5),
                giver="RVO",
                source="register",
            )
            signals.look(by=actor("officer"), application=second)
            assert Signal.objects.get(application=second, closed_at=None).code == "aid-window"
            groups.end_link(by=actor("officer"), link=GroupLink.objects.get())
            signals.look(by=actor("officer"), application=second)
            assert not Signal.objects.filter(application=second, closed_at=None).exists()

    def test_questions_about_an_account_do_not_hold_the_assessment(self) -> None:
        """T60: they hold the payment."""
        with at(props.OPENED):
            made = props.concept(firm=props.new_firm("Jansen Techniek BV"))
            with unguarded("a firm that types another name"):
                Application.objects.filter(pk=made.pk).update(iban_holder="J. Jansen")
            props.send(made)
            props.complete(made)
            assert {row.code for row in made.signals.all()} == {"account-holder"}
            assert made.period is not None
            props.share_out(made.period)
            made.refresh_from_db()
            props.decide(made)
            assert made.state == "verleend"


class TestAid:
    """The ceiling of small aid for one undertaking."""

    def test_of_285000_in_the_window_a_draft_of_20000_is_stopped_and_15000_is_offered(self) -> None:
        """T18, with the sentence that names what is left."""
        with at(props.OPENED):
            made = props.application("in_behandeling", cents=2_000_000)
            other_aid(made, 28_500_000)
            signals.look(by=actor("officer"), application=made)
            row = made.signals.get(code="aid-window")
            assert row.details == {"used": 28_500_000, "left": 1_500_000}
            signals.close(by=actor("officer"), signal=row, outcome="acted-on", reason="Lager bedrag.")
            props.draft_decision(application=made, cents=2_000_000)
            with pytest.raises(OutOfOrder, match=r"15\.000,00"):
                props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
            made.refresh_from_db()
            assert made.state == "in_behandeling"

    def test_the_grant_looks_once_more(self) -> None:
        """T22 in order: both drafts fit, the second grant does not any more; nothing is left behind of it."""
        with at(props.OPENED):
            one, two = in_group()
            other_aid(one, 28_000_000)
            for made in (one, two):
                for row in made.signals.filter(closed_at=None):
                    signals.close(by=actor("officer"), signal=row, outcome="acted-on", reason="Past net.")
            drafts = [props.draft_decision(application=made, cents=1_200_000) for made in (one, two)]
            for made in (one, two):
                props.step(made, "concept_opstellen", "officer", Need.CRITERIA, Need.STATE_AID)
            props.step(one, "verlenen", "decision-maker", decision=drafts[0], digest=drafts[0].digest)
            with pytest.raises(OutOfOrder) as caught:
                props.step(two, "verlenen", "decision-maker", decision=drafts[1], digest=drafts[1].digest)
            assert caught.value.code == "de-minimis"
            two.refresh_from_db()
            assert two.state == "conceptbesluit"
            assert not two.entries.filter(kind="grant").exists()

    def test_aid_counts_from_the_grant_and_rolls_out_of_the_window(self) -> None:
        """Three years later the same undertaking has its room again."""
        with at(props.OPENED):
            made = props.application("in_behandeling")
            other_aid(made, 30_000_000, date(2026, 3, 2))
            found = groups.standing_of(made)
            later = groups.standing_of(made, date(2029, 3, 2))
            assert found is not None
            assert later is not None
            assert (found.left, later.left) == (0, 30_000_000)

    def test_a_group_is_confirmed_as_it_was_and_asks_again_when_it_changes(self) -> None:
        """The confirmation carries a day and the members it was about."""
        with at(props.OPENED):
            one, _ = in_group()
            groups.confirm_group(by=actor("officer"), firm=one.firm)
            assert groups.last_check(one.firm) is not None
            groups.add_link(by=actor("officer"), firm=one.firm, kvk="27378529", name="Derde BV", relation="owner")
            assert groups.last_check(one.firm) is None
            assert groups.members_of(one.firm) == {"90001354", "68750110", "27378529"}

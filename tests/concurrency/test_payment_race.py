"""Two payers release the same money at the same moment. First the naive way: it goes to the bank twice."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier

import pytest

from tests import subsidies as props
from tests.cast import PASSWORD, SYSTEM, actor, fast_passwords
from tests.concurrency.test_subsidy_race import at_once
from trede.accounts import actions as accounts
from trede.accounts.models import OneUseLink
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.journal.models import Event
from trede.subsidies.models import Application, Payment
from trede.subsidies.payments import actions

__all__ = ["fast_passwords"]

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def second_payer() -> Actor:
    """Return a colleague of the payer."""
    place = "provincie-drenthe"
    _, token = accounts.invite(by=SYSTEM, email="fred@drenthe.example", organisation=place, roles=("subsidy-finance",))
    link = Actor.link(OneUseLink.INVITATION)
    return accounts.accept(by=link, token=token, password=PASSWORD, name="Fred Voorbeeld").actor()


def prepared() -> Payment:
    """Return the advance of a grant, ready to be released."""
    made = props.application("verleend", firm=props.new_firm())
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    return actions.prepare(by=actor("officer"), application=made)


def again(*payments: Payment) -> list[Payment]:
    """Return payments as another browser has them on its screen, in this order."""
    return [Payment.objects.select_related("application").get(pk=one.pk) for one in payments]


def releasing(by: Actor, *payments: Payment) -> Callable[[], object]:
    """Return the release of payments as somebody has them on the screen now."""
    return partial(actions.release, by=by, payments=again(*payments))


def releases() -> list[str]:
    """Return who released something, a line per payment."""
    return list(Event.objects.filter(type="payment.released").values_list("actor", flat=True))


def naively(by: Actor, payment: Payment, seen: Barrier, sent: list[str]) -> Callable[[], object]:
    """Look whether it waits, then release it: the code that everybody writes first."""

    def act() -> None:
        waits = Payment.objects.get(pk=payment.pk).released_at is None
        seen.wait(10)
        if waits:
            with unguarded("the naive way, to show that it pays twice"):
                Payment.objects.filter(pk=payment.pk).update(released_by_id=int(by.id), released_at=clock.now())
            sent.append(by.id)

    return act


def test_without_the_guard_both_take_it_to_the_bank() -> None:
    payment, payers = prepared(), (actor("payer"), second_payer())
    seen, sent = Barrier(2), list[str]()
    assert at_once(*(naively(by, payment, seen, sent) for by in payers)) == ["done", "done"]
    assert sorted(sent) == sorted(by.id for by in payers), "the bank gets it twice"


def test_one_of_two_payers_releases_it() -> None:
    """The other is told; what stands in the row is who did it."""
    payers = (actor("payer"), second_payer())
    for number in range(ROUNDS):
        payment = prepared()
        acts = [releasing(by, payment) for by in payers]
        assert at_once(*acts) == ["done", "out-of-order"]
        payment.refresh_from_db()
        assert len(releases()) == number + 1
        assert releases()[-1] == str(payment.released_by_id)
        assert Application.objects.get(pk=payment.application_id).payment_state == "vrijgegeven"


def test_the_conditional_update_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the life cycle would let both through, the row is released once."""
    payers = (actor("payer"), second_payer())
    payment = prepared()
    monkeypatch.setattr(actions, "take_step", lambda **_: None)
    acts = [releasing(by, payment) for by in payers]
    assert at_once(*acts) == ["done", "released"]
    assert len(releases()) == 1


def test_two_files_that_share_a_payment_are_one_whole_file() -> None:
    """All of a file or nothing, also when two have it in another order: nobody waits for the other for ever."""
    payers = (actor("payer"), second_payer())
    for _ in range(ROUNDS):
        one, two, three = prepared(), prepared(), prepared()
        acts = (releasing(payers[0], one, two, three), releasing(payers[1], three, two))
        assert at_once(*acts) == ["done", "out-of-order"]
        done = {row.pk: row.released_by_id for row in again(one, two, three)}
        assert done[two.pk] == done[three.pk] is not None
        assert done[one.pk] in (None, done[two.pk])
        assert (done[one.pk] is None) == (done[two.pk] == int(payers[1].id))


def test_releasing_while_the_officer_drops_it() -> None:
    """Never both: what was dropped is in no file, and what is in a file was not dropped."""
    for _ in range(ROUNDS):
        payment = prepared()
        officer, mine = actor("officer"), again(payment)[0]
        acts = (
            releasing(actor("payer"), payment),
            partial(actions.cancel, by=officer, payment=mine, reason="Toch niet"),
        )
        assert at_once(*acts) == ["done", "out-of-order"]
        payment.refresh_from_db()
        assert (payment.batch == "") == (payment.failed_reason == actions.CANCELLED)

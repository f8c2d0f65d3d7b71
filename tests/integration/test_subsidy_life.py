"""The life of an application by the real steps: who, from where, what it needs, and what it leaves behind."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests import subsidies as props
from tests.cast import actor
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.grant_life import Need
from trede.journal import clock
from trede.journal.models import Event
from trede.subsidies import book
from trede.subsidies.life import steps_for, take_step
from trede.subsidies.models import Application, Note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def test_from_draft_to_grant() -> None:
    made = props.application("verleend")
    assert made.state == "verleend"
    assert made.number is not None and made.number.startswith("2027-")
    assert made.period is not None
    standing = book.standing(made.period)
    assert (standing.reserved, standing.granted) == (0, 1_500_000)
    assert standing.left == 80_000_000 - 1_500_000
    assert book.check_period(made.period) == ()
    steps = Event.objects.filter(type="application.step", subject=str(made.pk)).order_by("id")
    assert [event.data["step"] for event in steps] == [
        "indienen",
        "volledig_verklaren",
        "toewijzen_ruimte",
        "concept_opstellen",
        "verlenen",
    ]


def test_a_part_of_the_reservation_comes_free() -> None:
    made = props.application("in_behandeling")
    props.decide(made, cents=1_000_000)
    assert made.period is not None
    standing = book.standing(made.period)
    assert (standing.reserved, standing.granted, standing.left) == (0, 1_000_000, 79_000_000)

"""The pages of questions about integrity, as the cast."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import subsidies as props
from tests.cast import actor, client_of
from tests.own import text
from trede.journal import clock
from trede.journal.guard import unguarded
from trede.subsidies.integrity import signals, words
from trede.subsidies.integrity import undertakings as groups
from trede.subsidies.models import Application, GroupLink, OtherAid, Signal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


def twice(kvk: str = "90001354") -> Application:
    """Return the second of two applications of one firm: two questions stand open."""
    firm = props.new_firm("Dubbel BV", kvk)
    props.application("volledig", firm=firm)
    return props.application("in_behandeling", firm=firm)


def test_a_question_says_what_was_compared_and_what_was_found() -> None:
    """In the file, with the other application as a link."""
    made = twice()
    shown = text(client_of("officer").get(f"/balie/subsidie/{made.pk}/signalen"))
    assert "Zelfde aanvrager" in shown
    assert "hetzelfde bedrijf" in shown
    assert "Samen gevraagd: € 30.000,00" in shown
    assert "€ 300.000,00" in shown
    file = text(client_of("officer").get(f"/balie/subsidie/{made.pk}"))
    assert "Zelfde aanvrager" in file
    assert "same-applicant" not in file


def test_the_officer_answers_with_a_reason_and_it_leaves_the_list() -> None:
    """A form without a reason comes back; a second answer comes too late."""
    made = twice()
    row = made.signals.get(code="same-applicant")
    where = f"/balie/subsidie/{made.pk}/signalen/{row.pk}"
    officer = client_of("officer")
    assert "Zelfde aanvrager" in text(officer.get("/balie/subsidie/signalen"))
    refused = officer.post(where, {"outcome": "no-matter", "reason": " "})
    assert refused.status_code == 422
    assert "Schrijf waarom" in text(refused)
    assert officer.post(where, {"outcome": "no-matter", "reason": "Andere vestiging."}).status_code == 303
    assert "Andere vestiging." in text(officer.get(f"/balie/subsidie/{made.pk}/signalen"))
    assert officer.post(where, {"outcome": "acted-on", "reason": "Nog eens"}).status_code == 409


def test_a_question_about_an_account_is_for_the_payer() -> None:
    """The officer reads it and cannot answer it (T60)."""
    made = props.concept(firm=props.new_firm("Jansen Techniek BV"))
    with unguarded("a firm that types another name"):
        Application.objects.filter(pk=made.pk).update(iban_holder="J. Jansen")
    props.send(made)
    props.complete(made)
    row = made.signals.get(code="account-holder")
    where = f"/balie/subsidie/{made.pk}/signalen/{row.pk}"
    sent = {"outcome": "no-matter", "reason": "Afschrift gezien."}
    shown = text(client_of("officer").get(where))
    assert "Bewaar het antwoord" not in shown
    assert "Op de rekening staat: J. Jansen." in shown
    assert "Het bedrijf heet: Jansen Techniek BV." in shown
    assert client_of("officer").post(where, sent).status_code == 403
    assert "Bewaar het antwoord" in text(client_of("payer").get(where))
    assert client_of("payer").post(where, sent).status_code == 303


def test_a_question_of_another_file_is_not_there() -> None:
    """Addresses are not a way around the file."""
    made, other = twice(), props.application("ingediend")
    row = made.signals.first()
    assert row is not None
    assert client_of("officer").get(f"/balie/subsidie/{other.pk}/signalen/{row.pk}").status_code == 404


def test_the_group_is_written_down_confirmed_and_asked_again() -> None:
    """With the aid of others, which takes from the room."""
    made = props.application("ingediend")
    base, officer = f"/balie/subsidie/{made.pk}/groep", client_of("officer")
    assert "nog niet bevestigd" in text(officer.get(base))
    assert officer.post(f"{base}/klopt").status_code == 303
    assert "nog niet bevestigd" not in text(officer.get(base))
    wrong = officer.post(f"{base}/bedrijf", {"name": "Zuster BV", "kvk": "12", "relation": "votes"})
    assert wrong.status_code == 422
    assert 'value="Zuster BV"' in wrong.content.decode()
    right = {"name": "Zuster BV", "kvk": "68750110", "relation": "votes"}
    assert officer.post(f"{base}/bedrijf", right).status_code == 303
    assert "nog niet bevestigd" in text(officer.get(base))
    aid = {"giver": "RVO", "cents": "285.000", "granted_on": "2026-01-05", "source": "declaration"}
    assert officer.post(f"{base}/steun", aid | {"cents": "veel"}).status_code == 422
    assert officer.post(f"{base}/steun", aid).status_code == 303
    assert OtherAid.objects.get().cents == 28_500_000
    assert "€ 15.000,00" in text(officer.get(base))
    link = GroupLink.objects.get()
    assert client_of("second-reader").post(f"{base}/{link.pk}/weg").status_code == 403
    assert officer.post(f"{base}/{link.pk}/weg").status_code == 303
    assert groups.members_of(made.firm) == {groups.key_of(made.firm)}


def test_the_list_costs_the_same_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    """Ten questions cost as much as one."""
    for kvk in ("90001354", "68750110"):
        props.close_signals(twice(kvk))
    with unguarded("all of them stand open again"):
        Signal.objects.update(closed_at=None, closed_by=None)
    assert Signal.objects.count() >= 4
    client = client_of("officer")
    client.get("/balie/subsidie/signalen")
    with django_assert_max_num_queries(10):
        client.get("/balie/subsidie/signalen")


def test_every_detail_of_a_rule_has_words() -> None:
    """What a rule finds can be read by whoever answers."""
    made = twice()
    assert signals.look(by=actor("officer"), application=made) == 0
    for row in Signal.objects.all():
        assert len(words.found(row.details, "nl")) == len(row.details)

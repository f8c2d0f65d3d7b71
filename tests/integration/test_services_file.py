"""Services as a table: out, in again without a change, changed, and refused row by row."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tests.cast import actor
from trede.commands._kinds import KINDS
from trede.companies.imports.frame import Outcome
from trede.companies.imports.run import Report, run_import
from trede.companies.imports.tables import read_table, write_csv
from trede.core.errors import NotPermitted
from trede.journal.actions import Actor
from trede.journal.clock import at
from trede.journal.models import Event
from trede.partners import actions
from trede.partners.actions import Room
from trede.partners.models import ServiceState, ServiceVersion
from trede.partners.queries import current_pack, forget
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("import")


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    forget()
    with at(datetime(2026, 11, 20, 10, tzinfo=UTC)):
        yield
    forget()


def table(file: str = "services", /, **changes: str) -> bytes:
    """Return what `trede export` writes, with other cells in the row of `key`, or with one more row."""
    found = KINDS[file]
    rows = [dict(zip(found.headers, row, strict=True)) for row in found.rows()]
    if changes:
        row = next((row for row in rows if row["key"] == changes.get("key")), None)
        if row is None:
            rows.append({**rows[0], **changes})
        else:
            row.update(changes)
    return write_csv(found.headers, [tuple(row.values()) for row in rows])


def take(content: bytes, kind: str = "services", *, dry_run: bool = False) -> Report:
    return run_import(KINDS[kind], read_table(content), by=SYSTEM, dry_run=dry_run)


def sentences(report: Report) -> str:
    return " ".join(refused.line(report.kind, "nl")[2] for refused in report.refused)


@pytest.mark.parametrize("kind", ["services", "organisations"])
def test_what_goes_out_comes_in_without_a_change(kind: str) -> None:
    actions.set_room(by=actor("it-hub"), key="it-hub-leren", room=Room("full", 4, 20, "ibdo-eerste-gesprek"))
    before = Event.objects.count()
    report = take(table(kind), kind)
    assert report.counts == {Outcome.SAME: len(report.table.rows)}
    assert report.unknown == ()
    assert Event.objects.count() == before


def test_a_new_service_and_a_changed_one_and_again_nothing() -> None:
    content = table(key="it-hub-spreekuur", organisation="it-hub", name_nl="Spreekuur", languages="nl, en")
    assert take(content).counts[Outcome.ADDED] == 1
    found = current_pack().service("it-hub-spreekuur")[1]
    assert (found.name.nl, found.languages) == ("Spreekuur", ("nl", "en"))
    changed = table(
        key="it-hub-leren", waiting_working_days="15", confirmed_on="2026-11-01", cost_nl="Gratis", cost_en="Free"
    )
    assert take(changed).counts[Outcome.CHANGED] == 1
    learn = current_pack().service("it-hub-leren")[1]
    assert (learn.waiting_working_days, learn.confirmed_on) == (15, date(2026, 11, 1))
    assert learn.cost is not None
    counts = (ServiceVersion.objects.count(), ServiceState.objects.count())
    assert set(take(table()).counts) == {Outcome.SAME}
    assert (ServiceVersion.objects.count(), ServiceState.objects.count()) == counts


def test_a_draft_of_the_partner_stays() -> None:
    learn = pack().service("it-hub-leren")[1]
    actions.save_draft(by=actor("it-hub"), organisation="it-hub", service=learn)
    take(table(key="it-hub-leren", name_nl="Anders"))
    assert ServiceVersion.objects.get(state="draft").record["name"]["nl"] == "Leren met je team"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"rungs": "bovenaan"}, "Kies uit: orienteren"),
        ({"rungs": ""}, "leeg"),
        ({"kind": "hulp"}, "Kies uit: advice"),
        ({"response_working_days": "2,5"}, "heel getal"),
        ({"organisation": "edih-noord"}, "Deze dienst is van IT Hub."),
        ({"organisation": "nergens"}, "Kies uit"),
        ({"status": "full"}, "Kies een andere dienst"),
        ({"status": "full", "alternative": "edih-test"}, "is er niet voor"),
        ({"municipalities": "Amsterdam"}, "Kies uit"),
        ({"confirmed_on": "2026-12-01"}, "moet nog komen"),
        ({"open_from": "gisteren"}, "Schrijf een dag"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_stay(cells: dict[str, str], said: str) -> None:
    report = take(table(key="it-hub-leren", **cells))
    assert said in sentences(report)
    assert report.counts[Outcome.REFUSED] == 1
    assert current_pack() == pack()
    assert ServiceState.objects.count() == 0


def test_a_key_is_an_address() -> None:
    assert "kleine letters" in sentences(take(table(key="Onze dienst!")))


def test_a_dry_run_saves_nothing() -> None:
    assert take(table(key="it-hub-leren", capacity="3"), dry_run=True).counts[Outcome.CHANGED] == 1
    assert current_pack() == pack()
    assert ServiceState.objects.count() == 0


def test_organisations_stand_in_the_pack() -> None:
    report = take(table("organisations", key="it-hub", name="Andere Hub"), "organisations")
    assert "partners.yml" in sentences(report)
    assert report.counts[Outcome.SAME] == len(pack().organisations) - 1


def test_only_who_may_read_files_does() -> None:
    learn = pack().service("it-hub-leren")[1]
    with pytest.raises(NotPermitted):
        actions.take_in(by=actor("it-hub"), organisation="it-hub", service=learn)

"""The pack is amended while applications run: each keeps the edition of its receipt, pages for everybody follow now."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import subsidies as props
from tests.cast import actor
from tests.own import text
from tests.packs.pack_tree import Copy
from trede.core.grant_life import Need
from trede.journal import clock
from trede.regions.load import engine_packs
from trede.regions.registry import forget
from trede.subsidies import clocks, life
from trede.subsidies.after import sample
from trede.subsidies.applying.draft import papers_of
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_by_key, scheme_of, schemes

pytestmark = pytest.mark.django_db

CHANGED = date(2027, 5, 3)
BEFORE, AFTER = props.day(2027, 4, 30), props.day(2027, 5, 4)
Amend = Callable[..., None]


@pytest.fixture
def amend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Amend]:
    """Return a function that amends the readiness grant from 3 May 2027 on, in a copy of the pack that is read anew."""
    copy = Copy(Path(shutil.copytree(engine_packs() / "drenthe", tmp_path / "drenthe")))
    monkeypatch.setenv("TREDE_PACKS", str(tmp_path))
    forget()

    def change(tell: Callable[[Any], dict[str, Any]]) -> None:
        start = datetime.combine(CHANGED, datetime.min.time())
        usual = {"valid_from": start, "status": "example", "source": "Voorbeeld"}
        file = f"schemes/{props.READINESS}.yml"
        copy.change(file, lambda tree: tree.update(amendments=[{**usual, **tell(tree)}]))
        assert copy.errors() == []
        forget()

    yield change
    monkeypatch.undo()
    forget()


def shorter(tree: Any) -> dict[str, Any]:
    """Eight weeks to decide instead of thirteen."""
    (term,) = (item for item in tree["terms"] if item["key"] == "decision")
    return {"terms": [{**term, "length": 8}]}


def due(made: Application) -> date | None:
    return clocks.clocks_of(made)["decision"].due


def test_an_application_keeps_its_term_when_the_pack_is_amended_afterwards(amend: Amend) -> None:
    with clock.at(props.OPENED):
        early = props.application("ingediend")
        assert due(early) == date(2027, 5, 31)
    amend(shorter)
    with clock.at(AFTER):
        late = props.application("ingediend")
        early.refresh_from_db()
        assert (due(early), due(late)) == (date(2027, 5, 31), date(2027, 6, 29))
        assert clocks.recount(early) == early.decide_by == date(2027, 5, 31)
        assert late.decide_by == date(2027, 6, 29)


def test_a_draft_follows_the_pack_until_it_is_sent(amend: Amend) -> None:
    with clock.at(BEFORE):
        first, second = props.application("concept"), props.application("concept")
        amend(shorter)
        props.send(first)
        assert due(first) == date(2027, 7, 30)
    with clock.at(AFTER):
        assert scheme_of(second).term("decision").length == 8
        props.send(second)
        assert due(second) == date(2027, 6, 29)
        assert scheme_of(first).term("decision").length == 13


def test_a_term_that_starts_with_the_complete_application(amend: Amend) -> None:
    with clock.at(BEFORE):
        early = props.application("ingediend")
    amend(lambda _tree: {"decision_from": "complete"})
    with clock.at(AFTER):
        late = props.application("ingediend")
        assert "decision" not in clocks.clocks_of(late), "it starts once it is complete"
    with clock.at(props.day(2027, 5, 10)):
        for made in (early, late):
            props.complete(made, on=clock.today())
        assert (due(early), due(late)) == (date(2027, 7, 30), date(2027, 8, 9))


def test_the_checklist_is_that_of_the_receipt(amend: Amend) -> None:
    with clock.at(BEFORE):
        early = props.application("ingediend")
    amend(lambda tree: {"documents": [item for item in tree["documents"] if item["key"] != "quote"]})
    with clock.at(AFTER):
        late = props.application("ingediend")
        asked = [{paper.need.document.key for paper in papers_of(made)} for made in (early, late)]
        assert asked[0] - asked[1] == {"quote"}


def test_what_a_firm_has_to_do_is_what_held_when_it_applied(amend: Amend) -> None:
    with clock.at(BEFORE):
        early = props.application("ingediend")
    half = {"finish": {"length": 6}}
    amend(lambda tree: {"obligations": [{**item, **half.get(item["key"], {})} for item in tree["obligations"]]})
    with clock.at(AFTER):
        late = props.application("ingediend")
        for made in (early, late):
            props.complete(made)
        ends = [_granted(made).obligations.get(code="finish").due_on for made in (early, late)]
        assert ends == [date(2028, 5, 4), date(2027, 11, 4)]


def _granted(made: Application) -> Application:
    """Bring an application that is complete to a project under way."""
    assert made.period is not None
    props.share_out(made.period)
    made.refresh_from_db()
    props.decide(made)
    props.step(made, "bekendmaken", "officer", Need.DELIVERED)
    return props.step(made, "start_uitvoering", "officer")


def test_a_sample_is_drawn_among_grants_of_which_the_same_share_is_drawn(amend: Amend) -> None:
    with clock.at(BEFORE):
        early = [props.application("ingediend", cents=1_000_000) for _ in range(3)]
    amend(lambda tree: {"arrangements": [{**item, "sample_share": 1.0} for item in tree["arrangements"]]})
    with clock.at(AFTER):
        late = [props.application("ingediend", cents=1_000_000) for _ in range(2)]
        for made in (*early, *late):
            props.complete(made)
        for made in (*early, *late):
            _granted(made)
        period = props.period_of()
    with clock.at(props.day(2028, 5, 8)):
        first = sample.promise(by=actor("scheme-manager"), period=period)
        assert (set(first.numbers), first.size) == ({made.number for made in early}, 1)
        sample.pull(by=actor("decision-maker"), sample=first, word="zomer")
        second = sample.promise(by=actor("scheme-manager"), period=period)
        assert (set(second.numbers), second.size) == ({made.number for made in late}, 2)


def test_the_page_of_a_scheme_says_what_holds_now_and_what_comes(amend: Amend) -> None:
    amend(shorter)

    def page(language: str = "") -> str:
        return unescape(Client().get(f"{language}/subsidies/{props.READINESS}").content.decode())

    with clock.at(BEFORE):
        dutch, english = page(), page("/en")
        assert "Je hoort het binnen 13 weken.<br>Vraag je aan vanaf 3 mei 2027? Je hoort het binnen 8 weken." in dutch
        assert "Do you apply from 3 May 2027 on? You hear it within 8 weeks." in english
    with clock.at(AFTER):
        assert "Je hoort het binnen 8 weken." in page()
        assert "binnen 13 weken" not in page()
        assert "Vraag je aan vanaf" not in page()


def test_the_page_of_a_scheme_says_all_that_changes_and_for_whom(amend: Amend) -> None:
    """A duty, the papers and the advance, and a smaller grant from the same day; half a year later it is no news."""

    def all_of_it(tree: Any) -> dict[str, Any]:
        first = {**tree["versions"][0], "key": "2027-2", "maximum": 15000, "valid_from": datetime(2027, 5, 3)}  # noqa: DTZ001  # as written
        tree["versions"].append(first)
        half = {"finish": {"length": 6}}
        return {
            "obligations": [{**item, **half.get(item["key"], {})} for item in tree["obligations"]],
            "documents": [item for item in tree["documents"] if item["key"] != "quote"],
            "arrangements": [{**item, "advance_share": 0.8} for item in tree["arrangements"]],
        }

    amend(all_of_it)

    def page(language: str = "") -> str:
        found = text(Client().get(f"{language}/subsidies/{props.READINESS}"))
        return " ".join(unescape(found).replace("\u00a0", " ").split())

    with clock.at(BEFORE):
        dutch, english = page(), page("/en")
    for said in (
        *(
            "Wat er verandert Vanaf 3 mei 2027 voorbeeld Dit geldt voor aanvragen die we vanaf dan krijgen.",
            "Stuur je eerder?",
        ),
        "Je krijgt nooit meer dan € 15.000. Tot dan: Je krijgt nooit meer dan € 20.000.",
        "Wees binnen een jaar klaar met je plan. Je hebt 6 maanden, vanaf de dag van het besluit. Tot dan: ",
        *("Bij minder dan € 25.000: je krijgt 80% vooraf.", "Dit vervalt: Offerte, bij je aanvraag."),
    ):
        assert said in dutch, said
    assert "What changes From 3 May 2027 on example This holds for applications that we get from then on." in english
    assert "You never get more than €15,000. Until then: You never get more than €20,000." in english
    with clock.at(AFTER):
        dutch = page()
        assert "Sinds 3 mei 2027" in dutch
        assert "Stuurde je eerder? Dan blijft voor jou wat toen gold." in dutch
        assert "Daarvoor: Je krijgt nooit meer dan € 20.000." in dutch
        assert "Dit verviel: Offerte" in dutch
    with clock.at(props.day(2027, 12, 1)):
        assert "Wat er verandert" not in page()


def test_a_new_source_alone_is_said_too(amend: Amend) -> None:
    amend(lambda tree: {"terms": [{**tree["terms"][3], "law": "Awb, een ander artikel"}]})
    with clock.at(BEFORE):
        said = text(Client().get(f"/subsidies/{props.READINESS}"))
        assert "Voor jou blijft alles gelijk. Alleen de wet of de bron onder een regel is anders." in said


def test_without_a_moment_the_schemes_are_those_of_now(amend: Amend) -> None:
    amend(shorter)
    for at, weeks in ((BEFORE, 13), (AFTER, 8)):
        with clock.at(at):
            found = {scheme.key: scheme for scheme in schemes()}[props.READINESS]
            assert found == scheme_by_key(props.READINESS)
            assert found.term("decision").length == weeks
    assert scheme_by_key(props.READINESS, AFTER).term("decision").length == 8


@pytest.mark.parametrize(("at", "until"), [(BEFORE, date(2027, 5, 14)), (AFTER, date(2027, 5, 25))])
def test_the_time_to_add_what_is_missing_is_that_of_the_receipt(amend: Amend, at: datetime, until: date) -> None:
    def longer(tree: Any) -> dict[str, Any]:
        (term,) = (item for item in tree["terms"] if item["key"] == "repair")
        return {"terms": [{**term, "length": 3}]}

    amend(longer)
    with clock.at(at):
        made = props.application("herstel")
        assert made.gaps.get().until == until
        assert life.steps_for(actor("officer"), made) is not None

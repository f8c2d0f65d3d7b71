"""Where a firm is: told by its address when that says it, else chosen by hand in one form, the likely ones first."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.cast import actor, bakker, client_of, member
from tests.integration.test_import import counted, take_in, wrong
from tests.integration.test_import_people import filed
from tests.own import contact, firm_client
from trede.chain.casepage import happenings
from trede.companies.actions import choose_municipality, register_firm, update_firm
from trede.companies.imports import firms
from trede.companies.merging.actions import merge_firms
from trede.companies.models import Firm
from trede.companies.register.facts import Seen
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.pack_places import PlacePostcodes
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.regions.registry import pack

pytestmark = pytest.mark.django_db
FILE = "kvk;naam;woonplaats;postcode\n11111111;Smid BV;Hoogersmilde;{postcode}\n"
LIKELY = "GM1731,GM1701,elders"


@pytest.fixture(autouse=True)
def _in_september(settings: Any) -> Any:
    settings.EMAIL_HOST = "mail.example"
    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        yield


def imported(postcode: str = "") -> Firm:
    """Return a firm in Hoogersmilde, which lies in two municipalities of the region and may lie elsewhere."""
    take_in("companies", FILE.format(postcode=postcode))
    return Firm.objects.get(kvk="11111111")


def options(page: str) -> list[str]:
    """Return the municipalities that can be chosen, in their order."""
    select = re.search(r'<select[^>]*name="municipality".*?</select>', page, re.DOTALL)
    assert select, page
    return re.findall(r'<option value="([^"]*)"', select[0])


@pytest.fixture
def postcodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A region whose pack says which postcodes of Hoogersmilde lie where; they are made up."""
    ranges = {"GM1731": "9990-9991AM", "GM1701": "9991AN-9991ZZ"}
    told = [
        msgspec.structs.replace(
            town, postcodes=(PlacePostcodes(place="Hoogersmilde", ranges=(ranges[town.code],), source="Made up"),)
        )
        if town.code in ranges
        else town
        for town in pack().info.municipalities
    ]
    region = msgspec.structs.replace(pack(), info=msgspec.structs.replace(pack().info, municipalities=tuple(told)))
    monkeypatch.setattr(firms, "pack", lambda: region)
    return iter(())


def test_a_shared_place_is_not_guessed_and_who_is_likely_is_kept() -> None:
    firm = imported()
    assert (firm.municipality, firm.likely) == ("", LIKELY)
    assert counted(take_in("companies", FILE.format(postcode="9991 AB"))) == (0, 0, 1, 0), "no pack knows postcodes yet"
    assert "Hoogersmilde" not in str(list(Event.objects.values_list("data", flat=True)))
    assert wrong(take_in("companies", FILE.format(postcode="99"))) == [(2, "postcode", "postcode")]


@pytest.mark.usefixtures("postcodes")
@pytest.mark.parametrize(("postcode", "code"), [("9991 AA", "GM1731"), ("9991ZZ", "GM1701"), ("8000AA", ""), ("", "")])
def test_a_postcode_tells_where_the_pack_knows_it(postcode: str, code: str) -> None:
    firm = imported(postcode)
    assert firm.municipality == code
    assert firm.likely == ("" if code else LIKELY)


def test_an_adviser_chooses_on_the_file_with_the_likely_ones_first() -> None:
    case = filed(imported())
    anna, at = client_of("adviser"), f"/balie/dossier/{case.pk}"
    page = anna.get(at).content.decode()
    assert options(page)[:4] == ["", "GM1731", "GM1701", "elders"]
    assert sorted(options(page)[1:]) == sorted([*(town.code for town in pack().info.municipalities), "elders"])
    assert options(anna.get(f"{at}/bedrijf").content.decode()) == options(page)
    assert anna.post(f"{at}/gemeente", {"municipality": ""}).status_code == 422
    assert anna.post(f"{at}/gemeente", {"municipality": "GM9999"}).status_code == 422
    assert anna.post(f"{at}/gemeente", {"municipality": "GM1701"}).status_code == 303
    firm = Firm.objects.get()
    assert (firm.municipality, firm.likely) == ("GM1701", "")
    after = anna.get(at).content.decode()
    assert "Westerveld" in after
    assert f"{at}/gemeente" not in after
    event = Event.objects.filter(type="firm.updated").latest("pk")
    assert (event.firm, event.actor_kind) == (firm.pk, "person")
    assert (event.data["fields"], event.data["municipality"]) == (["municipality"], "GM1701")
    assert anna.post(f"{at}/gemeente", {"municipality": "GM1731"}).status_code == 409
    assert counted(take_in("companies", FILE.format(postcode=""))) == (0, 0, 1, 0), "what people chose stays"


def test_the_firm_chooses_itself_and_it_is_asked_once() -> None:
    firm = imported()
    contact(firm, "an@smid.example", "An")
    browser = firm_client("an@smid.example")
    assert "/mijn/gegevens/gemeente" in browser.get("/mijn").content.decode()
    page = browser.get("/mijn/gegevens/gemeente").content.decode()
    assert options(page)[:4] == ["", "GM1731", "GM1701", "elders"]
    english = browser.get("/en/mijn/gegevens/gemeente").content.decode()
    assert "In which municipality is your business?" in english
    assert '<optgroup label="Fits your address">' in english
    wrong_choice = browser.post("/mijn/gegevens/gemeente", {"municipality": ""})
    assert wrong_choice.status_code == 422
    assert "Kies een gemeente." in wrong_choice.content.decode()
    assert browser.post("/mijn/gegevens/gemeente", {"municipality": "GM1731"}).status_code == 303
    firm.refresh_from_db()
    assert (firm.municipality, firm.likely, firm.source) == ("GM1731", "", "import")
    assert "/mijn/gegevens/gemeente" not in browser.get("/mijn").content.decode()
    assert browser.get("/mijn/gegevens/gemeente").status_code == 303
    event = Event.objects.filter(type="firm.updated").latest("pk")
    assert (event.actor_kind, event.data["municipality"]) == ("firm", "GM1731")


def test_what_the_firm_did_itself_does_not_bear_the_name_of_staff_with_the_same_number() -> None:
    anna = member("adviser")
    events = [Event(type="firm.updated", actor_kind=kind, actor=str(anna.pk)) for kind in ("person", "firm", "link")]
    assert [item.who for item in happenings(events)] == [anna.name, "", ""]


def test_only_staff_and_the_firm_itself_choose_and_only_what_is_unknown() -> None:
    firm = imported()
    other = contact(bakker())
    for by in (actor("emmen"), Actor.anonymous(), Actor.entrepreneur(other.pk)):
        with pytest.raises(NotPermitted):
            choose_municipality(by=by, firm=firm, municipality="GM1731")
    for code in ("", "GM9999"):
        with pytest.raises(InputError):
            choose_municipality(by=actor("adviser"), firm=firm, municipality=code)
    choose_municipality(by=actor("adviser"), firm=firm, municipality="elders")
    with pytest.raises(OutOfOrder):
        choose_municipality(by=actor("adviser"), firm=firm, municipality="GM1731")
    assert Firm.objects.get(pk=firm.pk).municipality == "elders"


def test_what_the_register_said_of_the_place_stays_until_somebody_chose() -> None:
    seen = Seen("22222222", "", "", None, clock.today(), ("GM1690", "elders"))
    firm = register_firm(by=actor("adviser"), name="Zuid BV", kvk="22222222", seen=seen)
    assert firm.likely == "GM1690,elders"
    same: dict[str, Any] = {"by": actor("adviser"), "firm": firm, "kvk": "22222222"}
    update_firm(name="Zuid Smederij BV", **same)
    assert Firm.objects.get(pk=firm.pk).likely == "GM1690,elders"
    update_firm(name="Zuid Smederij BV", municipality="GM1690", **same)
    assert Firm.objects.get(pk=firm.pk).likely == ""


def test_a_merged_firm_that_learns_its_municipality_asks_no_more() -> None:
    kept = imported()
    gone = register_firm(by=actor("adviser"), name="Smid", municipality="GM1731")
    merge_firms(by=actor("chain-owner"), kept=kept, gone=gone)
    kept.refresh_from_db()
    assert (kept.municipality, kept.likely) == ("GM1731", "")

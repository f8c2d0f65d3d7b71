"""The desk of applications in English: every page of it is seen filled, and nothing on it stays Dutch."""

from collections import Counter
from collections.abc import Iterator

import pytest

from scripts.docs import walk_routes
from tests import subsidies as props
from tests import subsidy_desk as desk
from tests.cast import SYSTEM, actor
from tests.desks import Office, complaints
from trede.journal import clock
from trede.journal.actions import action, record
from trede.subsidies.desk import objecting, penalties
from trede.subsidies.models import Application, Decision

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ROOM = "trede.subsidies.desk"
ROUTES = sorted(address for address, _, view in walk_routes() if view.__module__.startswith(ROOM))
NO_PAGE = {
    "balie/subsidie/csv": "a file",
    "balie/subsidie/<int:number>/dossier": "a file",
    "balie/subsidie/<int:number>/bestand/<int:upload>": "a file",
    "balie/subsidie/<int:number>/brief/<int:decision>/pdf": "a file",
    "balie/subsidie/<int:number>/opnemen": "takes a click",
    "balie/subsidie/<int:number>/belang": "takes a click",
}
"""Routes that show no page of their own."""
STAFF = ("officer", "second-reader", "decision-maker", "objection-officer")
STEPS = ("advies_vragen", "voornemen_afwijzen", "doorleiden", "terugleggen", "terughalen", "start_uitvoering")
COSTS = (("A", "A link with the web shop", 2_000_000), ("C", "A copy outside the door", 1_000_000))


@pytest.fixture(autouse=True)
def _open() -> Iterator[None]:
    with clock.at(props.OPENED):
        yield


@action
def _in_english(application: Application) -> Application:
    record("application.note", by=SYSTEM, data={"step": "english"})
    Application.objects.filter(pk=application.pk).update(language="en")
    application.language = "en"
    return application


def _assessed(opinion: str = "grant") -> Application:
    made = _in_english(props.application("in_behandeling"))
    desk.with_costs(made, COSTS, "Cable Ltd")
    desk.read(made, opinion=opinion, reason="That fits your plan.")
    return made


def _decided(kind: str) -> Decision:
    found = desk.draft(_assessed(kind), kind, reasons="Your plan fits the scheme.")
    desk.approve(found)
    desk.decide(found)
    found.refresh_from_db()
    return found


def _fill() -> None:
    """Bring applications to every page of the desk. Those that need room come before those that hold it up."""
    desk.with_costs(_in_english(props.application("in_behandeling")), COSTS, "Cable Ltd")
    _assessed()
    desk.draft(_assessed(), reasons="Your plan fits the scheme.")
    refused, granted = _decided("refuse"), _decided("grant")
    received = objecting.Received(clock.today(), "My plan fits after all.")
    jurist = actor("objection-officer")
    made = objecting.receive(by=jurist, application=refused.application, received=received)
    objecting.propose(by=jurist, objection=made, outcome="upheld", reason="You are right.", cents=900_000)
    penalties.notice_of_default(by=jurist, application=granted.application, on=clock.today())
    asked = _in_english(props.application("ingediend"))
    props.step(asked, "uitnodigen_aanvullen", "officer", gaps=(("quote", "The quote"),))
    posted = desk.draft_by_post(_in_english)
    assert posted.announced_on is None
    _in_english(props.application("ingediend"))


def _addresses(route: str) -> list[str]:
    found = []
    for row in Application.objects.order_by("pk"):
        address = f"/{route}".replace("<int:number>", str(row.pk)).replace("<slug:region>", "main")
        places = [address]
        if "<int:decision>" in route:
            places = [address.replace("<int:decision>", str(item.pk)) for item in row.decisions.all()]
        if "<slug:kind>" in route:
            places = [address.replace("<slug:kind>", kind) for kind in ("niet-behandelen", "afwijzen", "plafond")]
        if "<slug:step>" in route:
            places = [address.replace("<slug:step>", step) for step in STEPS]
        found += places
    return found if "<int:number>" in route else [f"/{route}", f"/{route}?tab=alle"]


def test_every_page_is_in_english() -> None:
    _fill()
    office, shown = Office(), Counter[str]()
    for who in STAFF:
        for route in ROUTES:
            if route in NO_PAGE:
                continue
            for address in _addresses(route):
                before = len(office.pages)
                office.look(who, address)
                shown[route] += sum(page.status == 200 for page in office.pages[before:])
    assert {route for route in ROUTES if not shown[route]} == set(NO_PAGE), "fill the desk so that it is seen"
    assert complaints(office.pages) == {}


def test_refused_forms_are_in_english() -> None:
    made = _in_english(props.application("in_behandeling"))
    desk.with_costs(made, COSTS, "Cable Ltd")
    office, base = Office(), f"/balie/subsidie/{made.pk}"
    office.send("officer", f"{base}/beoordelen", {}, status=422)
    office.send("officer", f"{base}/concept", {"kind": "grant", "reasons": "x", "lower": "x"}, status=422)
    office.send("officer", f"{base}/stap/main/voornemen_afwijzen", {}, status=422)
    office.send("officer", f"{base}/dwangsom", {"do": "notice", "on": "x"}, status=422)
    office.send("officer", f"{base}/nakijken", {"do": "complete"}, status=409)
    assert complaints(office.pages) == {}

"""Every public page in both languages: walked from the URL map, in every kind of state, with its forms sent wrongly.

A new public route without parameters is visited by itself; one with parameters needs an entry in `EXAMPLES`, and
`visit_all` refuses to leave it out.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from scripts.docs import walk_routes
from tests import chain
from tests.cast import actor
from tests.integration import test_benchmark as benchmark
from tests.integration import test_checks as checks
from tests.integration import test_monitor as monitor
from tests.integration import test_skills as skills
from tests.integration.test_scan_room import share
from trede.chain.actions_requests import close_request, take_request
from trede.chain.models import AdviceRequest
from trede.core import autonomy, baseline, readiness
from trede.core.advice import score_scan
from trede.core.indicators import KEYS
from trede.core.scan import QUESTIONS
from trede.journal import clock
from trede.journal.actions import Actor
from trede.journal.guard import unguarded
from trede.monitor.actions import freeze_quarter
from trede.monitor.queries import live
from trede.opendata.algorithms.entries import BY_KEY as ALGORITHM_KEYS
from trede.opendata.datasets import BY_KEY as DATASET_KEYS
from trede.regions.registry import pack
from trede.scan.actions import complete_scan
from trede.scan.benchmark.queries import newest
from trede.scan.models import ScanResult
from trede.scan.skills.actions import close_round
from trede.scan.skills.answers import skills_scan
from trede.subsidies import opening
from trede.subsidies.models import OpeningNotice
from trede.subsidies.questions import KEYS as SUBSIDY_KEYS
from trede.web.failures import failure
from trede.web.pages import OTHER_ROUTES

LANGUAGES = {"nl": "", "en": "/en"}
VISITOR = Actor.anonymous()
NOW = datetime(2026, 10, 5, 10, tzinfo=UTC)
BEFORE_OPENING = datetime(2027, 1, 4, 10, tzinfo=UTC)
"""A day on which the schemes of a rehearsal open a week later."""
SUBSIDY_GOOD = (
    "gemeente=GM0114&banen=12,5&omvang=12,5&trede=funderen&trede-van=adviseur&nieuw=nee&doel=A&begonnen=nee"
    "&kosten=30000&zelf=ja&eerder=nee&steun=0&landbouw=nee&rekeningen=nee"
)
"""Answers with which a grant probably fits, and answers with which nothing does."""
SUBSIDY_BAD = (
    "gemeente=elders&banen=1&omvang=900&trede=transformeren&trede-van=adviseur&nieuw=ja&doel=weet-niet&begonnen=ja"
    "&kosten=10&zelf=nee&eerder=afgewezen&steun=299999&landbouw=ja&rekeningen=weet-niet"
)
GARBAGE = {"email": "naam@", "tel": "12", "date": "gisteren"}


@dataclass(frozen=True)
class Seen:
    """A page as it was shown. `place` is its address without `/en`, `note` what was done."""

    region: str
    route: str
    place: str
    language: str
    status: int
    html: str
    note: str = ""

    @property
    def name(self) -> str:
        """Say in a test report which page it is."""
        return f"{self.region}: {LANGUAGES[self.language]}{self.place} {self.note}".strip()


@dataclass
class World:
    """What there is to see: codes of outcomes and numbers of receipts."""

    scans: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)

    @property
    def few(self) -> list[str]:
        """Some outcomes of the ladder scan and of each check, for pages that hardly differ."""
        return [*self.scans[:3], *self.checks]


def tails(tail: str) -> Callable[[World], list[str]]:
    """Return addresses below some outcomes."""
    return lambda world: [f"/uitkomst/{code}/{tail}" for code in world.few]


EXAMPLES: dict[str, Callable[[World], list[str]]] = {
    "scan/vraag/<int:number>": lambda world: [
        *(f"/scan/vraag/{number}" for number in range(1, QUESTIONS + 1)),
        "/scan/vraag/3?a=CC-CCCC&open=1",
        "/scan/vraag/7?a=CCCCCC-",
        f"/scan/vraag/2?a=CCCCCCC&u={world.scans[0]}",
        f"/scan/vraag/1?v={world.scans[0]}",
        "/scan/vraag/99",
    ],
    "check/<slug:key>": lambda _world: [f"/check/{key}" for key in pack().scans],
    "uitkomst/<str:code>": lambda world: [
        f"/uitkomst/{code}" for code in (*world.scans, *world.checks, "K7M49QXT", "x")
    ],
    "uitkomst/<str:code>/lijst": tails("lijst"),
    "uitkomst/<str:code>/blad": lambda world: [f"/uitkomst/{code}/blad" for code in world.sheets],
    "uitkomst/<str:code>/pdf": lambda _world: [],
    "uitkomst/<str:code>/vergelijken": tails("vergelijken"),
    "uitkomst/<str:code>/bewaren": tails("bewaren"),
    "uitkomst/<str:code>/herinnering.ics": lambda _world: [],
    "uitkomst/<str:code>/opnieuw": tails("opnieuw"),
    "uitkomst/<str:code>/weg": tails("weg"),
    "vaardigheden/<str:token>": lambda world: [f"/vaardigheden/{token}" for token in (*world.departments, "geen-link")],
    "antwoord/<str:token>": lambda _world: ["/antwoord/geen-link"],
    "antwoord/<str:token>/<slug:step>": lambda _world: ["/antwoord/geen-link/accept"],
    "afspraak/<str:token>": lambda _world: ["/afspraak/geen-link"],
    "afspraak/<str:token>/ja": lambda _world: ["/afspraak/geen-link/ja"],
    "afspraak/<str:token>/nee": lambda _world: ["/afspraak/geen-link/nee"],
    "afspraak/<str:token>/klaar": lambda _world: ["/afspraak/geen-link/klaar"],
    "andere-route/<slug:kind>": lambda _world: [f"/andere-route/{kind}" for kind in (*OTHER_ROUTES, "nergens")],
    "hulp/<slug:organisation>": lambda _world: [
        *(f"/hulp/{item.key}" for item in pack().organisations),
        "/hulp/nergens",
    ],
    "adviseur/<str:code>": lambda world: [
        f"/adviseur/{code}" for code in (*world.scans[:2], *world.checks, "K7M49QXT")
    ],
    "adviseur/ontvangen/<str:reference>": lambda world: [f"/adviseur/ontvangen/{one}" for one in world.receipts],
    "subsidies/<slug:key>": lambda _world: [*(f"/subsidies/{key}" for key in pack().schemes), "/subsidies/nergens"],
    "subsidies/<slug:key>/bericht": lambda _world: [f"/subsidies/{key}/bericht" for key in pack().schemes],
    "subsidies/bericht/<str:token>": lambda _world: ["/subsidies/bericht/geen-link"],
    "subsidies/<slug:key>/check": lambda _world: [
        address
        for key, scheme in pack().schemes.items()
        for address in (
            *(f"/subsidies/{key}/check?vraag={SUBSIDY_KEYS[question]}" for question in scheme.questions),
            f"/subsidies/{key}/check?{SUBSIDY_GOOD}",
            f"/subsidies/{key}/check?{SUBSIDY_BAD}",
        )
    ],
    "cijfers/kwartaal/<str:period>": lambda _world: [f"/cijfers/kwartaal/2026-Q{number}" for number in range(1, 5)],
    "cijfers/monitor/<str:period>.pdf": lambda _world: [],
    "cijfers/monitor/<str:period>": lambda _world: ["/cijfers/monitor/2026", "/cijfers/monitor/2025"],
    "cijfers/<slug:key>.csv": lambda _world: [],
    "cijfers/<slug:key>": lambda _world: [f"/cijfers/{key}" for key in (*KEYS, "nergens")],
    "open-data/catalog.<slug:form>": lambda _world: ["/open-data/catalog.xml"],
    "open-data/regiopakket/bestand/<path:name>": lambda _world: ["/open-data/regiopakket/bestand/nergens.yml"],
    "open-data/<slug:key>/schema.json": lambda _world: ["/open-data/nergens/schema.json"],
    "open-data/<slug:key>.<slug:form>": lambda _world: ["/open-data/agenda.csv"],
    "open-data/<slug:key>": lambda _world: [f"/open-data/{key}" for key in (*DATASET_KEYS, "nergens")],
    "algoritmes/<slug:key>": lambda _world: [f"/algoritmes/{key}" for key in (*ALGORITHM_KEYS, "nergens")],
}
"""Addresses of a route with parameters. Files that are no page have none."""
MORE: dict[str, Callable[[World], list[str]]] = {
    "scan/alles": lambda world: [f"/scan/alles?v={world.scans[0]}"],
    "cijfers": lambda _world: ["/cijfers"],
    "veilig": lambda world: [f"/veilig?v={code}" for code in world.checks],
    "kiezen": lambda _world: ["/kiezen?k=1", "/kiezen?s=mail", "/kiezen?s=mail&s=files"],
    "hulp": lambda _world: [
        "/hulp?trede=starten&onderwerp=data",
        f"/hulp?gemeente={pack().info.municipalities[0].name}",
        "/hulp?taal=en",
        "/hulp?trede=bovenaan",
    ],
}
"""Further states of a route without parameters."""


def kinds_of_outcome() -> list[str]:
    """Return answers for each kind of outcome: pattern, rungs, safety, blanks, one or more lagging topics."""
    region = pack()
    scan = region.scans[region.info.default_scan]
    found: dict[tuple[object, ...], str] = {}
    chance = random.Random(7)
    tries = ["".join(chance.choices("ABCDEF", k=QUESTIONS)) for _ in range(9000)]
    tries += ["".join(chance.choices("ABCDEF-", k=QUESTIONS)) for _ in range(1500)]
    tries += [
        letter * count + other * (QUESTIONS - count) for letter in "ABCDEF" for other in "ABCDEF-" for count in range(8)
    ]
    for answers in tries:
        outcome = score_scan(scan, answers)
        one = len(outcome.attention) == 1
        mixed = outcome.pattern in ("two-sided", "spread")
        rungs = () if mixed else (outcome.phase, outcome.between, outcome.toward, outcome.still_in)
        found.setdefault(
            (outcome.pattern, *rungs, outcome.cyber, outcome.provisional, outcome.stands_out, one), answers
        )
    return list(found.values())


def fill(each: int = 1) -> World:
    """Let things happen: outcomes of every kind (or one in `each` of them), checks, a measurement of skills."""
    world = World()
    results = [complete_scan(by=VISITOR, answers=answers) for answers in kinds_of_outcome()[::each]]
    world.scans += [result.code for result in results]
    fill_checks(world)
    if skills_scan(pack()):
        fill_skills(world)
    return world


def fill_everything() -> World:
    """Let everything happen that can, in the region of the tests of the rooms."""
    world = fill()
    results = list(ScanResult.objects.filter(code__in=world.scans).order_by("pk"))
    world.scans += then_and_now(results)
    share(results[1].code)
    fill_comparisons(world)
    fill_requests(world)
    monitor.a_good_quarter()
    return world


def then_and_now(results: list[ScanResult]) -> list[str]:
    """Let firms do the scan again: higher, lower, the same, blanks, and after the questions changed."""
    again = [
        complete_scan(by=VISITOR, answers=now.answers, previous=then)
        for then, now in zip(results[:60], reversed(results), strict=False)
    ]
    again.append(complete_scan(by=VISITOR, answers=results[0].answers, previous=results[0]))
    old = complete_scan(by=VISITOR, answers="CCCCCCC")
    with unguarded("test"):
        ScanResult.objects.filter(pk=old.pk).update(version="1999-01")
    old.refresh_from_db()
    again.append(complete_scan(by=VISITOR, answers="DDDDCCC", previous=old))
    return [result.code for result in again]


def fill_checks(world: World) -> None:
    """Do each check well, badly, halfway and without knowing; with a rung and a class; ticked off; once more."""
    client = Client()
    rules = {scan.rule for scan in pack().scans.values()}
    for path, rule in (("/veilig", baseline.RULE), ("/ai-check", readiness.RULE)):
        if rule not in rules:
            continue
        for answer in ("ja", "deels", "nee", "weet-niet"):
            world.checks.append(checks.keep(client, path, checks.form(rule, answer)).code)
        for rung in pack().ladder.rungs:
            world.checks.append(checks.keep(client, path, checks.form(rule, "nee") | {"trede": rung.key}).code)
        world.checks.append(checks.keep(client, path, checks.form(rule) | {"v": world.checks[-1]}).code)
    extra = {"trede": "starten", "klasse": "4", "klasse-dag": "03-02-2026"}
    world.checks.append(checks.keep(client, "/veilig", checks.form(baseline.RULE, "nee", backup="ja") | extra).code)
    client.post(f"/uitkomst/{world.checks[2]}/lijst", {"klaar": ["updates"]})
    if autonomy.RULE in rules:
        for answers in ({"mail": "ja"}, {"mail": "nee", "files": "weet-niet"}):
            world.sheets.append(checks.keep(client, "/kiezen", checks.systems_form(**answers)).code)
    world.checks += world.sheets


def fill_skills(world: World) -> None:
    """Measure skills in departments: one measurement is closed, one runs."""
    closed, tokens = skills.opened("Beleid")
    skills.fill(tokens["Beleid"], [skills.SUPPORT] * 12)
    close_round(by=skills.manager().actor(), opened=closed)
    _, running = skills.opened("Beleid", "Staf")
    world.departments += [*tokens.values(), *running.values()]


def fill_comparisons(world: World) -> None:
    """Freeze a quarter with groups of firms, and let visitors say where they belong."""
    benchmark.scans(180)
    benchmark.scans(30, ("BBBBBBB",), sector="handel")
    benchmark.freeze()
    places: list[dict[str, str]] = [
        benchmark.HERE,
        {"sector": "zorg"},
        {"municipality": "GM0119"},
        {"sector": "handel"},
    ]
    for answers in ("CCCCCCC", "BBBBDDD", "AAAEEEE", "FFFFFFF"):
        world.scans += [benchmark.visitor(answers, **where).code for where in places]


def fill_requests(world: World) -> None:
    """Ask for an adviser with and without a code; one was taken, one was closed."""
    world.receipts.append(chain.ask(world.scans[0]))
    world.receipts += [chain.ask("", name=f"K. Voorbeeld {number}") for number in range(3)]
    adviser = actor("adviser")
    taken, closed = (AdviceRequest.objects.get(reference=reference) for reference in world.receipts[2:])
    take_request(by=adviser, request=taken)
    close_request(by=adviser, request=closed, reason="Het is al geregeld.", firm_stops=True)


class _Forms(HTMLParser):
    """Collects the forms that are sent with POST: where to, and the type of each field."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method") == "post"
            if self._inside:
                self.forms.append((given.get("action", ""), {}))
        elif self._inside and tag in ("input", "select", "textarea") and "name" in given:
            self.forms[-1][1][given["name"]] = given.get("type", tag)


@dataclass
class Walk:
    """One visit of everything. Each request comes from another address, so no limit ends it."""

    seen: list[Seen] = field(default_factory=list)
    count: int = 0

    def address(self) -> str:
        """Return a new network address."""
        self.count += 1
        return f"10.{self.count >> 16}.{self.count >> 8 & 255}.{self.count & 255}"

    def look(self, route: str, places: Iterable[str], note: str = "") -> None:
        """Get pages in both languages."""
        for place in places:
            for language, prefix in LANGUAGES.items():
                answer: Any = Client(REMOTE_ADDR=self.address()).get(prefix + place)
                self.keep(route, place, language, answer, note)

    def keep(self, route: str, place: str, language: str, answer: HttpResponse, note: str) -> None:
        """Remember an answer when it is a page."""
        if answer.headers["Content-Type"].startswith("text/html") and answer.content:
            self.seen.append(
                Seen(pack().info.key, route, place, language, answer.status_code, answer.content.decode(), note)
            )

    def send_wrongly(self) -> None:
        """Send each form once empty and once with nonsense, from each kind of page that has it."""
        done: set[tuple[str, str, str]] = set()
        for page in list(self.seen):
            found = _Forms()
            found.feed(page.html)
            for number, (action, fields) in enumerate(found.forms):
                path = action or LANGUAGES[page.language] + page.place
                kind = (page.route, page.language, f"{number} {sorted(fields)}")
                if kind in done:
                    continue
                done.add(kind)
                for note, sent in (("empty form", {}), ("wrong form", _nonsense(fields))):
                    answer: Any = Client(REMOTE_ADDR=self.address()).post(path, sent)
                    self.keep(page.route, page.place, page.language, answer, note)

    def fail(self) -> None:
        """Show each page that says what went wrong."""
        for key in pack().texts:
            parts = key.split(".")
            if parts[0] == "failure" and parts[-1] == "title":
                for language, prefix in LANGUAGES.items():
                    request = RequestFactory().get(f"{prefix}/nergens")
                    message = "Dit kan niet." if language == "nl" else "This cannot be."
                    page = failure(request, parts[1], 400, message=message)
                    self.keep("failure", f"/{parts[1]}", language, page, "failure")


def _nonsense(fields: dict[str, str]) -> dict[str, str]:
    return {name: GARBAGE.get(kind, "?") for name, kind in fields.items() if kind not in ("hidden", "submit")}


def public_routes() -> Iterator[str]:
    """Yield the address of each public route, once for both languages."""
    for address, _, view in walk_routes():
        if view.access.kind == "public" and not address.startswith("en/"):
            yield address


def routes_to_visit() -> tuple[list[str], list[str]]:
    """Return the public routes without and with parameters. AssertionError: one of those has no examples."""
    routes = list(public_routes())
    missing = [route for route in routes if "<" in route and route not in EXAMPLES]
    assert missing == [], "give addresses to visit in EXAMPLES"
    return [route for route in routes if "<" not in route], [route for route in routes if "<" in route]


def visit_all() -> list[Seen]:
    """Return every public page in both languages: with nothing there yet, in use, and with frozen figures."""
    walk = Walk()
    plain, given = routes_to_visit()
    figures = [route for route in given if route.startswith("cijfers")]
    with clock.at(NOW):
        _forget()
        for route in plain:
            walk.look(route, [f"/{route}"], "nothing yet")
        for route in figures:
            walk.look(route, EXAMPLES[route](World()), "nothing yet")
        world = fill_everything()
        _forget()
        for route in given:
            walk.look(route, EXAMPLES[route](world))
        for route, paths in MORE.items():
            walk.look(route, paths(world))
        freeze_quarter(by=monitor.SYSTEM, period=monitor.Q3)
        _forget()
        for route in figures:
            walk.look(route, EXAMPLES[route](world), "frozen")
        walk.send_wrongly()
        walk.fail()
    see_openings(walk)
    _forget()
    return walk.seen


def see_openings(walk: Walk) -> None:
    """See the pages around the mail about an opening: with mail and without, sent wrongly, and behind its link."""
    asked, link = "subsidies/<slug:key>/bericht", "subsidies/bericht/<str:token>"
    places = EXAMPLES[asked](World())
    with clock.at(BEFORE_OPENING):
        walk.look(asked, places)
        with override_settings(EMAIL_HOST="127.0.0.1"):
            walk.look("subsidies", ["/subsidies"])
            walk.look("subsidies/<slug:key>", EXAMPLES["subsidies/<slug:key>"](World()))
            walk.look(asked, places)
            for language, prefix in LANGUAGES.items():
                wrong: Any = Client(REMOTE_ADDR=walk.address()).post(prefix + places[0], {"email": GARBAGE["email"]})
                walk.keep(asked, places[0], language, wrong, "wrong form")
            scheme = next(iter(pack().schemes.values()))
            opening.ask(by=VISITOR, scheme=scheme, email="k@voorbeeld.example", language="nl")
            row = OpeningNotice.objects.get()
            walk.look(link, [opening.path_of(row)])
            opening.confirm(by=VISITOR, notice=row)
            walk.look(link, [opening.path_of(row)])


def visit_region() -> list[Seen]:
    """Return every public page of the running region, in use; what does not depend on the region is in `visit_all`."""
    walk = Walk()
    plain, given = routes_to_visit()
    with clock.at(NOW):
        _forget()
        world = fill(each=6)
        for route in plain:
            walk.look(route, [f"/{route}"])
        for route in given:
            walk.look(route, EXAMPLES[route](world))
        walk.send_wrongly()
    _forget()
    return walk.seen


def _forget() -> None:
    live.forget()
    newest.forget()

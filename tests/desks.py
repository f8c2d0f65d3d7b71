"""The desks filled through their own pages, by staff who chose English, and what a person reads of a page.

What is typed is English too, so that any Dutch on a page was put there by the product.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scripts.messages import stored
from tests.cast import actor, client_of
from tests.chain import BASELINE, HANDOVER, INTAKE, REQUEST, answered_scan, ask
from tests.integration import test_checks as checks
from trede.accounts import actions as accounts
from trede.chain.agreements.models import Agreement, PlanAction, PlanGoal
from trede.chain.models import AdviceRequest, Case, Referral, Signal
from trede.companies.models import Consent
from trede.companies.own.actions import start_page
from trede.core import baseline, readiness
from trede.journal import clock
from trede.journal.actions import Actor
from trede.regions.registry import pack

DUTCH = re.compile(
    r"\b(aan|al|als|bij|dat|de|deze|dit|een|en|er|geen|heb|heeft|het|hij|hoe|jij|je|jullie|kan|kies|kun|maar|meer"
    r"|met|moet|na|naar|niet|nog|om|ook|op|te|tot|uit|van|vast|vul|voor|waar|wat|wel|welke|werd|wij|wil"
    r"|wordt|zijn|zo|zonder)\b"
)
"""Small words that a Dutch sentence can hardly do without, but for those that are English too."""
ADDRESS = re.compile(r"https?://\S+")
"""An address is no sentence: the `en` in it is a folder."""
ITS_OWN_NAME = {"Nederlands"}
"""A language is called by its own name where one can choose it."""
ASSESSMENTS = """kvk,moment,day,total,strategy,readiness,people,data,automation,green,source
68750110,T0,2026-05-12,40,25.5,30,35,40,50,59.5,EDIH
68750110,T1,2026-06-12,50,45.5,40,45,50,60,59.5,EDIH
99999999,T0,2026-05-12,40,25.5,30,35,40,50,59.5,EDIH
68750110,T7,soon,400,25.5,30,35,40,50,59.5,EDIH
"""


@dataclass
class Page:
    """A page as somebody saw it."""

    who: str
    address: str
    status: int
    html: str


class Reader(HTMLParser):
    """What a person reads or hears of a page, in pieces; parts that say they are in Dutch are left out."""

    VOID = {"meta", "link", "input", "br", "img", "hr", "wbr", "col"}
    SPOKEN = ("aria-label", "alt", "title", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.language = ""
        self._silent: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        silent = (
            (tag != "html" and given.get("lang") == "nl")
            or tag in {"style", "script"}
            or (bool(self._silent) and self._silent[-1])
        )
        if not silent:
            self.pieces += [" ".join((given.get(name) or "").split()) for name in self.SPOKEN if given.get(name)]
        if tag not in self.VOID:
            self._silent.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._silent and self._silent[-1]):
            self.pieces.append(" ".join(data.split()))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@dataclass
class Office:
    """Everybody's browser, with English chosen, and every page they were shown."""

    pages: list[Page] = field(default_factory=list)
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        if who not in self.browsers:
            self.browsers[who] = english(who)
        return self.browsers[who]

    def look(self, who: str, address: str) -> str:
        """Open a page, wherever it leads, and keep what was shown."""
        answer: Any = self.browser(who).get(address)
        return self._keep(who, address, answer)

    def send(self, who: str, address: str, sent: dict[str, Any], status: int = 303) -> str:
        """Send a form, expect it to be taken (or refused with a status), and return the page that comes next."""
        answer: Any = self.browser(who).post(address, sent)
        accepted = {302, 303} if status == 303 else {status}
        assert answer.status_code in accepted, f"{address}: {answer.status_code} {read(answer.content.decode()).pieces}"
        if answer.status_code in {302, 303}:
            return self.look(who, answer["Location"])
        return self._keep(who, address, answer)

    def _keep(self, who: str, address: str, answer: Any) -> str:
        html = answer.content.decode()
        if answer.headers.get("Content-Type", "").startswith("text/html") and html:
            self.pages.append(Page(who, address, answer.status_code, html))
        return str(html)


def english(who: str) -> Client:
    """Return a browser of somebody who chose English."""
    client = client_of(who)
    client.cookies["taal"] = "en"
    return client


def complaints(pages: list[Page]) -> dict[str, list[str]]:
    """Return what is not in English: page to pieces of text."""
    found: dict[str, list[str]] = {}
    for page in pages:
        reader = read(page.html)
        wrong = [piece for piece in reader.pieces if is_dutch(piece)]
        if reader.language != "en":
            wrong.append(f'<html lang="{reader.language}">')
        if wrong:
            found[f"{page.who} {page.address} {page.status}"] = sorted(set(wrong))
    return found


@cache
def is_dutch(piece: str) -> bool:
    if piece in ITS_OWN_NAME:
        return False
    if _sentences().fullmatch(piece):
        return True
    for name in _names():
        piece = piece.replace(name, "")
    piece = ADDRESS.sub("", piece)
    return bool(DUTCH.search(piece.lower()))


@cache
def _sentences() -> re.Pattern[str]:
    """Return what matches any Dutch sentence of the catalogue that has other words in English."""
    lines = set()
    for message in stored():
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        lines |= {dutch for dutch, words in zip(ids, strings, strict=True) if dutch and dutch != words}
    loose = (re.sub(r"%\\\(\w+\\\)[sd]", ".*", re.escape(line)) for line in lines)
    return re.compile("|".join(loose), re.DOTALL)


def _names() -> Iterator[str]:
    """Yield names that stay Dutch in English."""
    region = pack()
    for organisation in region.organisations:
        yield organisation.name
    for municipality in region.info.municipalities:
        yield municipality.name
    for instrument in region.instruments:
        yield instrument.name.in_language("en")


# Filling the desks


NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY, NEXT_WEEK = "2026-11-20", "2026-11-27"
HELD = INTAKE | {"held_on": TODAY, "wish": "Less work done twice.", "agreed": "We call next week."}
PASSED = HANDOVER | {"given_on": TODAY, "handover_on": TODAY, "question": "Help with planning."}
ASKED = REQUEST | {"question": "Our planning", "name": "K. Sample"}


def a_case(office: Office, firm: str, answers: str = "CCCCBDD", rung: str = "starten") -> Case:
    """Bring a firm to the front door and hold the first talk."""
    reference = ask(answered_scan(answers).code, **ASKED | {"firm": firm})
    request = AdviceRequest.objects.get(reference=reference)
    office.send("adviser", f"/balie/aanvraag/{request.pk}/opnemen", {})
    case = Case.objects.get(request=request)
    office.send("adviser", f"/balie/dossier/{case.pk}/gesprek", {**HELD, "rung": rung, "reason": "No firm base yet."})
    return case


def a_referral(office: Office, firm: str, *steps: tuple[str, str, dict[str, Any]]) -> Referral:
    """Refer a firm to the hub, and let the steps (who, what, form) follow."""
    case = a_case(office, firm)
    office.send("adviser", f"/balie/dossier/{case.pk}/verwijzen", {"service": "it-hub-leren"})
    referral = Referral.objects.get(case=case)
    office.send("adviser", f"/balie/verwijzing/{referral.pk}/versturen", PASSED)
    for who, step, sent in steps:
        office.send(who, f"/balie/verwijzing/{referral.pk}/{step}", sent)
    return referral


HUB = "it-hub"
ACCEPT: tuple[str, str, dict[str, Any]] = (HUB, "accept", {})
START: tuple[str, str, dict[str, Any]] = (HUB, "start", {"started_on": TODAY})
HOLD: tuple[str, str, dict[str, Any]] = (HUB, "hold", {"reason": "Illness."})
RESUME: tuple[str, str, dict[str, Any]] = (HUB, "resume", {})
AGAIN = {"reason": "This fits another.", "way": "new-route", "service": "edih-scan"}
STOPS = {"reason": "No time.", "way": "firm-stops", "firm_stops_on": TODAY}
ENDED = {"ended_on": TODAY, "instrument": ""}
RESULT = ENDED | {"rung": "funderen", "result": "The planning works.", "topics": ["data"]}


def fill(office: Office) -> None:
    """Make firms in every state, through the desks themselves, on NOW."""
    done = a_referral(office, "Firm Completed", ACCEPT, START, HOLD, RESUME, (HUB, "complete", RESULT))
    office.send("adviser", f"/balie/dossier/{done.case_id}/veilige-basis", BASELINE)
    office.send("adviser", f"/balie/dossier/{done.case_id}/afronden", {"note": "They can go on.", "instrument": ""})
    a_referral(office, "Firm Waiting")
    a_referral(office, "Firm Paused", ACCEPT, START, HOLD)
    underway = a_referral(office, "Firm Underway", (HUB, "oppakken", {}), ACCEPT, START)
    said = {"kind": "gesprek", "happened_on": TODAY, "text": "We begin with one package."}
    office.send(HUB, f"/balie/verwijzing/{underway.pk}/notitie", said)
    a_referral(office, "Firm Elsewhere", (HUB, "reject", AGAIN))
    a_referral(office, "Firm Failed", ACCEPT, START, (HUB, "fail", STOPS))
    a_referral(office, "Firm Cancelled", ("adviser", "cancel", AGAIN))
    a_referral(office, "Firm Mistaken", ("adviser", "correct", AGAIN))
    closed_eyes = a_referral(office, "Firm Withdrawn", ACCEPT)
    consent = Consent.objects.get(firm=closed_eyes.case.firm_id, organisation="it-hub")
    office.send("adviser", f"/balie/dossier/{closed_eyes.case_id}/toestemming", {"consent": consent.pk})
    _fill_cases(office)
    _fill_requests(office)
    _fill_files(office)
    _fill_services(office)
    _fill_agreements(office)
    _fill_accounts()


def _fill_cases(office: Office) -> None:
    full = a_case(office, "Firm Known", answers="AAAABAA", rung="orienteren")
    facts = {"name": "Firm Known", "kvk": "68750110", "branch": "", "municipality": "GM0114", "sector": "bouw"}
    at = f"/balie/dossier/{full.pk}"
    office.send("adviser", f"{at}/bedrijf", {**facts, "fte": "1"})
    office.send("adviser", f"{at}/veilige-basis", dict.fromkeys(BASELINE, "ja"))
    office.send("adviser", f"{at}/starttrede", {"rung": "starten", "reason": "They moved on."})
    office.send("adviser", f"{at}/uitkomst", {"code": answered_scan("BBBBBBB").code})
    office.send("adviser", f"{at}/terugbellen", {"call_back_on": NEXT_WEEK})
    office.send("chain-owner", f"{at}/overnemen", {})
    by_phone = {"firm_name": "Firm Without", "contact_name": "L. Sample", "phone": "0592 12 34 56", "email": ""}
    office.send("adviser", "/balie/dossier/nieuw", {**by_phone, "consent_given_on": TODAY, "consent": "on"})
    new = Case.objects.get(firm__name="Firm Without")
    office.send("adviser", f"/balie/dossier/{new.pk}/plannen", {"scheduled_on": NEXT_WEEK})
    office.send("adviser", "/balie/code", {"code": answered_scan("DDDDDDD").code})


def _fill_requests(office: Office) -> None:
    with clock.at(NOW - timedelta(days=40)):
        ask(answered_scan("EEEEEEE").code, **ASKED | {"firm": "Firm Late"})
    ask("", **ASKED | {"firm": "Firm Known", "question": "", "phone": "", "email": "sample@firm.example"})
    ask("", **ASKED | {"firm": "Firm Fresh"})
    closed = AdviceRequest.objects.get(reference=ask("", **ASKED | {"firm": "Firm Away"}))
    other = {"reason": "Outside the region.", "way": "other-door", "other_door": "edih-noord"}
    office.send("adviser", f"/balie/aanvraag/{closed.pk}/sluiten", other)
    owner = {"email": "owner@firm.example", "firm_name": "Firm Own", "kvk": "12345678", "name": "Sample Owner"}
    start_page(by=Actor.link("own-login"), **owner)


def _fill_files(office: Office) -> None:
    """Import rows, good and wrong, type in a scan, and let a firm share a check."""
    for dry_run in ("yes", ""):
        upload = SimpleUploadedFile("rows.csv", ASSESSMENTS.encode(), content_type="text/csv")
        sent = {"kind": "dma", "file": upload, "dry_run": dry_run}
        office.send("chain-owner", "/balie/import", sent, status=200)
    office.send("adviser", "/balie/scan", {"row": "3334244", "language": "en"})
    case = Case.objects.get(firm__name="Firm Known")
    for rule, path in ((baseline.RULE, "/veilig"), (readiness.RULE, "/ai-check")):
        shared = checks.keep(Client(), path, checks.form(rule, "nee"))
        office.send("adviser", f"/balie/dossier/{case.pk}/uitkomst", {"code": shared.code})


WRITTEN = {
    "name_nl": "Sample",
    "name_en": "Sample",
    "what_nl": "Sample!",
    "what_en": "You try something out.",
    "kind": "advice",
    "rungs": ["starten"],
    "topics": ["data", "A"],
    "response_working_days": "5",
    "languages": ["nl"],
}
"""A service as a partner writes it, with something to improve."""


def _fill_services(office: Office) -> None:
    """A draft, a service that is full, one that is off the list, and forms that are wrong."""
    office.send("it-hub", "/balie/diensten/nieuw", WRITTEN)
    office.send("it-hub", "/balie/diensten/nieuw", {"name_nl": "{}", "cost_nl": "Free", "minimum_fte": "x"}, status=422)
    office.send("it-hub", "/balie/diensten/it-hub-leren/plaats", {"status": "full", "waiting": "x"}, status=422)
    full = {"status": "full", "alternative": "ibdo-eerste-gesprek", "waiting": "9"}
    office.send("it-hub", "/balie/diensten/it-hub-leren/plaats", full)
    office.send("it-hub", "/balie/diensten/it-hub-praktijkproef/intrekken", {})
    office.send("chain-owner", "/balie/diensten/it-hub-leren/klopt", {})


def _fill_agreements(office: Office) -> None:
    """Agreements, a plan and a signal, in every state that has a page of its own."""
    who, at, plan = "chain-owner", "/balie/afspraken", f"/balie/jaarplan/{NOW.year}"
    days = {"valid_from": TODAY, "valid_until": NEXT_WEEK, "review_on": NEXT_WEEK}
    typed = {"first": "ibdo", "second": "it-hub", "role": "Help.", "capacity": "9", "capacity_unit": "days", **days}
    for _ in range(2):
        office.send(who, f"{at}/nieuw", {**typed, "euros": "100"})
    first, agreement = Agreement.objects.order_by("pk")
    office.send(HUB, f"{at}/{first.pk}/nee", {"because": ""}, status=422)
    office.send(HUB, f"{at}/{first.pk}/nee", {"because": "Too much."})
    office.send(who, f"{at}/nieuw", {**typed, "second": "founded"})  # who has no account gets a link
    alone = Agreement.objects.latest("pk")
    office.send(who, f"{at}/{alone.pk}/link", {"organisation": "founded", "email": "x"}, status=422)
    for side in (who, HUB):
        office.send(side, f"{at}/{agreement.pk}/akkoord", {"versie": "1"})
    office.send(who, "/balie/jaarplan/nieuw", {"year": str(NOW.year), "copy_from": ""})
    office.send(who, f"{plan}/doel", {"text": "Safer firms."})
    deed = {"what": "A talk.", "organisation": "it-hub", "due_on": TODAY, "review_on": TODAY}
    for side in (HUB, "founded"):
        office.send(who, f"/balie/jaarplan/doel/{PlanGoal.objects.get().pk}/actie", {**deed, "organisation": side})
    first_deed, alone_deed = PlanAction.objects.order_by("pk")
    office.send(HUB, f"/balie/jaarplan/actie/{first_deed.pk}/nee", {"because": "Too much."})
    office.send(
        who, f"/balie/jaarplan/actie/{alone_deed.pk}/link", {"organisation": "founded", "email": "x"}, status=422
    )
    given = {"category": "time", "text": "No time.", "quarter": "", "place": "", "sector": "", "kvk": ""}
    for _ in range(2):
        office.send("emmen", "/balie/gemeente/signalen/nieuw", given)
    office.send(who, f"/balie/signalen/{Signal.objects.latest('pk').pk}/oppakken", {})


def _fill_accounts() -> None:
    _, _token = accounts.invite(by=actor("administrator"), email="n@hub.example", organisation=HUB, roles=("partner",))
    closed, _token = accounts.invite(
        by=actor("administrator"), email="c@hub.example", organisation=HUB, roles=("partner",)
    )
    accounts.deactivate(by=actor("administrator"), user=closed)

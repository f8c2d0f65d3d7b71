"""Scans through the API: the same rule, the same storage, the same code as on the site."""

from hashlib import blake2b
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from trede.core.advice import outcome_document, score_scan
from trede.core.codes import spoken
from trede.core.errors import InputError, OutOfOrder
from trede.core.pack import Pack, Scan
from trede.core.scan import BLANK
from trede.core.scan import RULE as LADDER_RULE
from trede.journal.actions import Actor
from trede.opendata.api.answers import PRIVATE, document
from trede.opendata.api.problems import problem
from trede.opendata.api.shapes import Context, ScanIn, ScanOut
from trede.regions.registry import pack
from trede.scan.actions import complete_scan
from trede.scan.models import ScanResult
from trede.scan.queries import by_code, by_nonce
from trede.web.addresses import site
from trede.web.limits import take
from trede.web.problems import language_of

router = Router(tags=["scans"])
TRIES, TRIES_PER_MINUTE = 30, 6.0
"""Wrong codes that one address may try."""
LONGEST_KEY = 200


@router.post("/scans", response={201: ScanOut}, operation_id="createScan", summary="Score and store one scan")
def create_scan(
    request: HttpRequest,
    scan: ScanIn,
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=LONGEST_KEY)] = None,
) -> HttpResponse:
    """Store the answers and return the outcome with the code to read it back with.

    With an `Idempotency-Key` the same request sent twice gives the same scan; another request under the same key is
    refused with 409.
    """
    region, language = pack(), language_of(request)
    questionnaire = _questionnaire(region, scan.scan)
    answers = _letters(questionnaire, scan)
    place, sector, size = _context(region, scan.context)
    nonce = None if idempotency_key is None else _nonce(idempotency_key)
    stored = by_nonce(nonce) if nonce else None
    if stored is None:
        stored = complete_scan(
            by=Actor.anonymous(),
            answers=answers,
            scan_key=questionnaire.key,
            nonce=nonce,
            language=language,
            channel="api",
            municipality=place,
            sector=sector,
            size=size,
        )
    elif (stored.answers, stored.scan_key) != (answers, questionnaire.key):
        raise OutOfOrder(
            "key-used",
            "Deze Idempotency-Key hoort bij een andere scan. Neem een nieuwe.",
            "This Idempotency-Key belongs to another scan. Take a new one.",
        )
    answer = document(request, _document(region, stored, language), cache=PRIVATE, language=language)
    answer.status_code = 201
    answer.headers["Location"] = f"/api/v1/scans/{stored.code}"
    return answer


@router.get("/scans/{code}", response=ScanOut, operation_id="readScan", summary="Read one scan back by its code")
def read_scan(request: HttpRequest, code: str) -> HttpResponse:
    """Return the outcome of a stored scan. Who has the code may read it; a wrong code costs the caller a try."""
    stored = by_code(code)
    if stored is None or stored.rule != LADDER_RULE:
        if not take("code", request, capacity=TRIES, per_minute=TRIES_PER_MINUTE):
            answer = problem(request, 429, "Te veel codes geprobeerd. Wacht een paar minuten.", code="too-many")
            answer.headers["Retry-After"] = "120"
            return answer
        english = language_of(request) == "en"
        detail = "No scan has this code." if english else "Er is geen scan met deze code."
        return problem(request, 404, detail, code="not-found")
    language = language_of(request)
    return document(request, _document(pack(), stored, language), cache=PRIVATE, language=language)


def _document(region: Pack, stored: ScanResult, language: str) -> dict[str, object]:
    questionnaire = region.scans[stored.scan_key]
    outcome = score_scan(questionnaire, stored.answers)
    place = f"/uitkomst/{stored.code}"
    return {
        **outcome_document(region, questionnaire, outcome, language),
        "code": spoken(stored.code),
        "url": site(f"/en{place}" if language == "en" else place),
    }


def _questionnaire(region: Pack, key: str | None) -> Scan:
    found = region.scans.get(key or region.info.default_scan)
    if found is None or found.rule != LADDER_RULE:
        keys = ", ".join(sorted(scan.key for scan in region.scans.values() if scan.rule == LADDER_RULE))
        raise InputError("unknown-scan", f"Kies een van deze scans: {keys}.", f"Choose one of these scans: {keys}.")
    return found


def _letters(questionnaire: Scan, scan: ScanIn) -> str:
    """Return the answers in the order of the questions. Raises InputError for a topic that is not asked."""
    topics = [question.key for question in questionnaire.questions]
    unknown = sorted(set(scan.answers) - set(topics))
    if unknown:
        raise InputError(
            "unknown-topic",
            f"Deze onderwerpen staan niet in de scan. Kies uit: {', '.join(topics)}.",
            f"These topics are not in the scan. Choose from: {', '.join(topics)}.",
        )
    return "".join(scan.answers.get(topic, BLANK) for topic in topics)


def _context(region: Pack, given: Context | None) -> tuple[str | None, str | None, str | None]:
    """Return municipality (CBS code), sector and size. Raises InputError for what the region does not have."""
    if given is None:
        return None, None, None
    names = {item.name.lower(): item.code for item in region.info.municipalities}
    place = given.municipality and names.get(given.municipality.lower(), given.municipality)
    _check("municipality", place, {*names.values(), "elders"})
    _check("sector", given.sector, {sector.key for sector in region.info.sectors})
    _check("size", given.size, {size.key for size in region.info.size_classes})
    return place, given.sector, given.size


def _check(name: str, value: str | None, known: set[str]) -> None:
    if value is not None and value not in known:
        listed = ", ".join(sorted(known))
        raise InputError(
            f"unknown-{name}", f"context.{name}: kies uit {listed}.", f"context.{name}: choose from {listed}."
        )


def _nonce(key: str) -> str:
    return blake2b(key.encode(), digest_size=16, person=b"trede-api").hexdigest()

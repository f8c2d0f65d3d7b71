"""The page of a stored check."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from trede.core import autonomy, baseline, readiness
from trede.core.codes import spoken
from trede.core.pack import Rung
from trede.journal import clock
from trede.regions.questionnaires import PATHS, checks_of, path_of
from trede.regions.registry import pack
from trede.scan.checks.models import CheckDetail
from trede.scan.checks.outcome import (
    Stored,
    changes,
    detail_of,
    done_tasks,
    doors,
    in_place,
    read_stored,
    reasons_in_words,
    system_names,
    task_lists,
)
from trede.scan.models import ScanResult
from trede.web.addresses import address
from trede.web.components import answer
from trede.web.templatetags.trede import day_in_words
from trede.web.wording import listed

Context = dict[str, Any]


def show_check(request: HttpRequest, result: ScanResult, language: str) -> HttpResponse:
    """Return the outcome page of a check; `?bewaard=1` says that the ticks were kept."""
    region = pack()
    stored = read_stored(region, result, language)
    if stored is None:
        return old_questions(result, language)
    saved = bool(request.GET.get("bewaard"))
    context = _context(stored) | {"address": _printed_address(request, result, language), "saved": saved}
    place = f"/uitkomst/{result.code}{'?bewaard=1' if saved else ''}"
    html = render(_TEMPLATES[stored.scan.rule], language, context)
    return answer(language, title=context["headline"], html=html, place=place)


def again_path(result: ScanResult) -> str:
    """Return where the questions of this check are asked again. `/scan` when the region no longer has them."""
    region = pack()
    scan = region.scans.get(result.scan_key)
    return f"{path_of(region, scan)}?v={result.code}" if scan is not None and scan.rule in PATHS else "/scan"


def old_questions(result: ScanResult, language: str) -> HttpResponse:
    """Return the page for an outcome whose questions have changed: it cannot be shown, but it can be thrown away."""
    context = {"code": result.code, "spoken": spoken(result.code), "again": again_path(result)}
    title = pack().text("check.old.title", language)
    html = render("old", language, context)
    return answer(language, title=title, html=html, place=f"/uitkomst/{result.code}")


def render(template: str, language: str, context: Context) -> str:
    """Return the main part of a page from a template of the checks."""
    shared = {"region": pack(), "language": language}
    return render_to_string(f"scan/checks/{template}.html", shared | context)


def _printed_address(request: HttpRequest, result: ScanResult, language: str) -> str:
    return f"{request.get_host()}{address(language, f'/uitkomst/{result.code}')}"


def _context(stored: Stored) -> Context:
    detail = detail_of(stored.result)
    rung = detail.rung if detail else None
    lists = task_lists(stored, done_tasks(stored.result))
    organisations = [stored.region.organisation(key) for key in doors(stored, rung)]
    shared: Context = {
        "code": stored.result.code,
        "spoken": spoken(stored.result.code),
        "shared": stored.result.claimed,
        "scan": stored.scan,
        "again": again_path(stored.result),
        "lists": lists,
        "everything_done": bool(lists) and all(task.done for item in lists for task in item.tasks),
        "doors": [(item.key, item.name, item.role) for item in organisations],
        "answers": _answers(stored),
        "then": _then(stored),
        "others": _other_checks(stored),
        "printed_on": day_in_words(clock.today(), stored.language, weekday=False),
        "filled_on": day_in_words(stored.result.day, stored.language, weekday=False),
    }
    return shared | _CONTEXTS[stored.scan.rule](stored, detail)


def _baseline(stored: Stored, detail: CheckDetail | None) -> Context:
    rung = detail.rung if detail else None
    outcome = baseline.assess(stored.scan, stored.alone, rung=rung)
    name = "yes" if outcome.reached else "no"
    return {
        "headline": stored.region.text(f"check.baseline.{name}", stored.language),
        "lead": stored.region.text(f"check.baseline.{name}.text", stored.language),
        "reached": outcome.reached,
        "in_place": in_place(stored),
        "reasons": reasons_in_words(stored, outcome.reasons),
        "protection": _protection(stored, detail),
        **_rungs(stored, rung),
    }


def _protection(stored: Stored, detail: CheckDetail | None) -> Context | None:
    """Return what the rung and the risk class ask together; None when neither is known."""
    if detail is None:
        return None
    needed = baseline.protection_needed(detail.rung, detail.risk_class)
    rung = next((item for item in stored.region.ladder.rungs if item.key == needed.needed), None)
    if rung is None:
        return None
    return {
        "rung": rung,
        "reasons": reasons_in_words(stored, needed.reasons),
        "risk_class": detail.risk_class,
        "class_on": day_in_words(detail.class_on, stored.language, weekday=False) if detail.class_on else "",
    }


def _rungs(stored: Stored, rung: str | None) -> Context:
    """Return the text of the firm's own rung, and those of all rungs."""
    rungs: list[tuple[Rung, object]] = [
        (item, stored.scan.by_rung[item.key]) for item in stored.region.ladder.rungs if item.key in stored.scan.by_rung
    ]
    own = next(((item, text) for item, text in rungs if item.key == rung), None)
    return {"own_rung": own, "rungs": rungs}


def _readiness(stored: Stored, detail: CheckDetail | None) -> Context:
    rung = detail.rung if detail else None
    outcome = readiness.assess(stored.scan, stored.alone, rung=rung)
    name = "yes" if outcome.go else "no"
    names = {group.key: group.name for group in stored.scan.groups}
    return {
        "headline": stored.region.text(f"check.ai.{name}", stored.language),
        "lead": stored.region.text(f"check.ai.{name}.text", stored.language),
        "go": outcome.go,
        "groups": [
            (names[key], state, stored.region.text(f"check.group.{state}", stored.language))
            for key, state in outcome.groups
        ],
        "in_place": in_place(stored),
        "reasons": reasons_in_words(stored, outcome.reasons),
        **_rungs(stored, rung),
    }


def _autonomy(stored: Stored, detail: CheckDetail | None) -> Context:  # noqa: ARG001  # one signature for all rules
    outcome = autonomy.assess(stored.scan, stored.answers)
    names = system_names(stored.scan, stored.language)
    worst = [names[system.key] for system in outcome.systems if system.picture == outcome.worst]
    kind = "free" if outcome.worst == "loose" else outcome.worst
    values = {"systems": listed(worst, stored.language)} if kind in {"stuck", "unclear"} else {}
    return {
        "headline": stored.region.text(f"check.autonomy.{kind}", stored.language, **values),
        "lead": stored.region.text("check.autonomy.text", stored.language),
        "systems": [
            {
                "name": names[system.key],
                "picture": stored.region.text(f"check.picture.{system.picture}", stored.language),
                "reasons": reasons_in_words(stored, system.reasons),
            }
            for system in outcome.systems
        ],
        "reasons": [(stored.region.text("check.autonomy.how", stored.language), autonomy.SOURCE)],
    }


def _other_checks(stored: Stored) -> list[tuple[str, object]]:
    """Return address and title of the region's other questionnaires, the ladder scan first."""
    own = path_of(stored.region, stored.scan)
    ladder = stored.region.scans[stored.region.info.default_scan]
    return [("/scan", ladder.title), *(check for check in checks_of(stored.region) if check[0] != own)]


_CONTEXTS = {baseline.RULE: _baseline, readiness.RULE: _readiness, autonomy.RULE: _autonomy}
_TEMPLATES = {baseline.RULE: "baseline", readiness.RULE: "readiness", autonomy.RULE: "autonomy"}


def _answers(stored: Stored) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return per system its name (empty: the whole firm) and the answers in words."""
    names = system_names(stored.scan, stored.language)
    return [
        (
            names.get(system, ""),
            [
                (question.title.in_language(stored.language), _in_words(stored, question.key, given[question.key]))
                for question in stored.scan.questions
            ],
        )
        for system, given in stored.answers.items()
    ]


def _in_words(stored: Stored, question: str, key: str | None) -> str:
    options = next(item.options for item in stored.scan.questions if item.key == question)
    found = next((option.text.in_language(stored.language) for option in options if option.key == key), None)
    return found or stored.region.text("result.profile.open", stored.language)


def _then(stored: Stored) -> Context | None:
    """Return what changed since the check that this one follows; None when there is none."""
    previous = stored.result.previous
    if previous is None or previous.scan_key != stored.result.scan_key:
        return None
    day = day_in_words(previous.day, stored.language, weekday=False)
    earlier = read_stored(stored.region, previous, stored.language)
    if earlier is None:
        return {"day": day, "comparable": False}
    up, down = changes(stored, earlier)
    return {
        "day": day,
        "comparable": True,
        "up": up,
        "down": down,
    }

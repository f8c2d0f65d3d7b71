"""The public pages of a measurement of skills, as markup."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from trede.core.pack import Pack, Question, Scan
from trede.regions.registry import pack
from trede.scan.skills.answers import least_people
from trede.scan.skills.form import Filled, field_name
from trede.scan.skills.models import SkillsInvitation
from trede.web.components import answer, error_summary

THANKS = "/vaardigheden/bedankt"


def questions_html(
    scan: Scan, language: str, invitation: SkillsInvitation, filled: Filled, *, path: str, nonce: str, failed: bool
) -> str:
    """Return the main part of the page with the questions. `path` is its address without `/en`."""
    region = pack()
    errors = [
        (f"{field_name(item.key)}-{item.options[0].key}", _error(region, item, language, filled.errors[item.key]))
        for item in scan.questions
        if item.key in filled.errors
    ]
    context: dict[str, Any] = {
        "scan": scan,
        "path": path,
        "department": invitation.label,
        "organisation": organisation_name(region, invitation.round.organisation),
        "least": least_people(region),
        "summary": error_summary(language, errors),
        "failed": failed,
        "nonce": nonce,
        "sections": _sections(region, scan, language, filled),
    }
    return _render("questions", language, context)


def organisation_name(region: Pack, key: str) -> str:
    """Return the name of an organisation; the key when the pack no longer has it."""
    return next((item.name for item in region.organisations if item.key == key), key)


def no_questions(language: str, key: str, *, path: str, status: int) -> HttpResponse:
    """Return the page for a link that leads to no questions: texts `skills.<key>.title` and `.text`, and a way on."""
    region = pack()
    title = region.text(f"skills.{key}.title", language)
    html = _render("no_questions", language, {"title": title, "words": region.text(f"skills.{key}.text", language)})
    return answer(language, title=title, html=html, place=path, status=status)


def thanks_context(scan: Scan) -> dict[str, object]:
    """Return what the page after sending shows: the first steps of every topic, the same for everyone."""
    steps = [(item.title, item.next_steps[0].text) for item in scan.questions if item.next_steps]
    return {"place": THANKS, "steps": steps}


def _render(template: str, language: str, context: dict[str, Any]) -> str:
    return render_to_string(f"scan/skills/{template}.html", {"region": pack(), "language": language, **context})


def _sections(region: Pack, scan: Scan, language: str, filled: Filled) -> list[dict[str, Any]]:
    """Return the groups with their questions; one section without a name when the scan has no groups."""
    groups: list[tuple[str | None, str]] = [(group.key, group.name.in_language(language)) for group in scan.groups]
    groups = groups or [(None, "")]
    return [
        {
            "key": key or "vragen",
            "name": name,
            "fields": [
                _field(region, question, language, filled) for question in scan.questions if question.group == key
            ],
        }
        for key, name in groups
    ]


def _field(region: Pack, question: Question, language: str, filled: Filled) -> dict[str, Any]:
    error = filled.errors.get(question.key, "")
    return {
        "name": field_name(question.key),
        "question": question,
        "error": region.text(_ERRORS[error], language) if error else "",
        "options": [
            (option.key, option.text, filled.chosen.get(question.key) == option.key) for option in question.options
        ],
    }


def _error(region: Pack, question: Question, language: str, error: str) -> str:
    return f"{question.title.in_language(language)}: {region.text(_ERRORS[error], language)}"


_ERRORS = {"skipped": "skills.skipped.here", "unreadable": "skills.unreadable"}

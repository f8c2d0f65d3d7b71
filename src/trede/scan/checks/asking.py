"""The page with the questions of a check: empty, or filled in as it came back."""

import secrets
from typing import Any

from trede.core import autonomy
from trede.core.baseline import CLASS_ASKS
from trede.core.pack import Pack, Question, Scan
from trede.core.stored_answers import ALONE
from trede.regions.questionnaires import path_of
from trede.regions.registry import pack
from trede.scan.checks.form import ASKS_CLASS, ASKS_RUNG, Filled, field_name
from trede.scan.checks.outcome import system_names
from trede.scan.checks.page import render
from trede.web.components import error_summary
from trede.web.wording import listed


def new_nonce() -> str:
    """Return a fresh random number for a form: 96 bits."""
    return secrets.token_urlsafe(12)


def questions_html(scan: Scan, language: str, filled: Filled, *, nonce: str, failed: bool = False) -> str:
    """Return the main part of the page with the questions. `failed`: they could not be stored."""
    region = pack()
    names = system_names(scan, language)
    picked = [names[system] for system in filled.systems if system]
    context: dict[str, Any] = {
        "scan": scan,
        "path": path_of(region, scan),
        "summary": error_summary(language, _summary(region, scan, language, filled)),
        "failed": failed,
        "nonce": nonce,
        "previous": filled.previous,
        "systems": [system for system in filled.systems if system],
        "picked": listed(picked, language) if picked else "",
        "sections": _sections(region, scan, language, filled),
        "extra": _extra(region, scan, language, filled),
        "emergency": scan.key == region.info.baseline_scan,
    }
    return render("questions", language, context)


def pick_html(scan: Scan, language: str, *, picked: tuple[str, ...] = (), error: str = "") -> str:
    """Return the main part of the page on which systems are chosen. `error` is `missing`, `too-many` or nothing."""
    region = pack()
    sentence = _pick_error(region, language, error)
    first = f"s-{scan.subjects[0].key}"
    context: dict[str, Any] = {
        "scan": scan,
        "path": path_of(region, scan),
        "summary": error_summary(language, [(first, sentence)] if error else []),
        "error": sentence,
        "most": autonomy.MOST_SYSTEMS,
        "subjects": [(subject.key, subject.name, subject.key in picked) for subject in scan.subjects],
    }
    return render("pick", language, context)


def _pick_error(region: Pack, language: str, error: str) -> str:
    if error == "too-many":
        return region.text("check.pick.too-many", language, most=autonomy.MOST_SYSTEMS)
    return region.text(f"check.pick.{error}", language) if error else ""


def _sections(region: Pack, scan: Scan, language: str, filled: Filled) -> list[dict[str, Any]]:
    """Return headings with their questions: the groups of the questionnaire, or one system after the other."""
    if filled.systems != (ALONE,):
        names = system_names(scan, language)
        return [
            {
                "key": system,
                "name": names[system],
                "system": names[system],
                "fields": [_field(region, question, language, filled, system) for question in scan.questions],
            }
            for system in filled.systems
        ]
    return [
        {
            "key": group.key,
            "name": group.name.in_language(language),
            "system": "",
            "fields": [
                _field(region, question, language, filled, ALONE)
                for question in scan.questions
                if question.group == group.key
            ],
        }
        for group in scan.groups
    ]


def _field(region: Pack, question: Question, language: str, filled: Filled, system: str) -> dict[str, Any]:
    name = field_name(system, question.key)
    error = filled.errors.get(name, "")
    return {
        "name": name,
        "question": question,
        "error": _sentence(region, question, language, error) if error else "",
        "options": [(option.key, option.text, filled.chosen.get(name) == option.key) for option in question.options],
    }


def _sentence(region: Pack, question: Question, language: str, error: str) -> str:
    return region.text(f"answer.{error}", language, topic=question.title.in_language(language))


def _extra(region: Pack, scan: Scan, language: str, filled: Filled) -> dict[str, Any] | None:
    """Return the fields that are not required: rung, and risk class with its day."""
    if scan.rule not in ASKS_RUNG:
        return None
    errors = {
        name: region.text(f"check.error.{filled.errors[name]}", language)
        for name in ("trede", "klasse", "klasse-dag")
        if name in filled.errors
    }
    return {
        "rungs": [(rung.key, rung.name, rung.key == filled.rung) for rung in region.ladder.rungs],
        "classes": [(str(number), str(number) == filled.risk_class) for number in sorted(CLASS_ASKS)],
        "asks_class": scan.rule in ASKS_CLASS,
        "class_on": filled.class_on,
        "rung_error": errors.get("trede", ""),
        "class_error": errors.get("klasse", ""),
        "day_error": errors.get("klasse-dag", ""),
    }


def _summary(region: Pack, scan: Scan, language: str, filled: Filled) -> list[tuple[str, str]]:
    """Return the errors in the order of the page: id of the field and the sentence."""
    names = system_names(scan, language)
    found = []
    for system in filled.systems:
        for question in scan.questions:
            name = field_name(system, question.key)
            if name in filled.errors:
                sentence = _sentence(region, question, language, filled.errors[name])
                if system:
                    sentence = region.text("check.error.in-system", language, system=names[system], sentence=sentence)
                found.append((f"{name}-{question.options[0].key}", sentence))
    extra = [name for name in ("trede", "klasse", "klasse-dag") if name in filled.errors]
    return found + [(name, region.text(f"check.error.{filled.errors[name]}", language)) for name in extra]

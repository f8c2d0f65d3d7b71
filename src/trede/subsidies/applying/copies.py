"""A copy of what was sent, for the firm to keep: as rows for a page, as JSON, and as a tagged PDF (Awb 2:17.2)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from trede.core.clocks import AMSTERDAM
from trede.core.pack_schemes import Scheme
from trede.core.scheme_words import money
from trede.regions.registry import pack
from trede.subsidies.applying import parts
from trede.subsidies.fields import Answers, Field, read_day, words_of
from trede.subsidies.models import Application, Submission
from trede.subsidies.public.cards import moment_in_words
from trede.subsidies.registry import scheme_of
from trede.web.templatetags.trede import day_in_words

FONTS = Path(__file__).resolve().parent.parent.parent / "web" / "fonts"
TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "subsidies" / "applying" / "copy.typ"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the copy: a heading with rows of a question and its answer. `key` names the task it belongs to."""

    key: str
    title: str
    rows: tuple[tuple[str, str], ...]


def sections(scheme: Scheme, content: dict[str, Any], language: str) -> list[Section]:
    """Return everything that was sent, in words."""
    region = pack()
    answers = {key: tuple(values) for key, values in content["answers"].items()}
    answers |= {key: (value,) for key, value in content["plan"].items() if value}
    details = content["details"]
    answers |= {parts.IBAN: (details["iban"],), parts.HOLDER: (details["iban_holder"],)}
    found: list[Section] = []
    for task in parts.TASKS:
        title = region.text(f"apply.task.{task}", language)
        if task == "costs":
            found.append(Section(task, title, tuple(_costs(content, language))))
        elif task == "documents":
            found.append(Section(task, title, tuple(_documents(scheme, content, language))))
        else:
            asked = parts.fields(cast("parts.PartKey", task), scheme, region, language)
            empty = region.text("apply.empty", language)
            rows = tuple((field.title, _words(field, answers, language) or empty) for field in asked)
            found.append(Section(task, title, rows))
    return found


def in_words(scheme: Scheme, content: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what was sent as headings with questions and answers, to read or to lay beside another version.

    Content of another shape than applying makes comes back as it is: nothing of a file stays hidden.
    """
    if not content.keys() >= {"answers", "plan", "details", "costs", "budget"}:
        return content
    found: dict[str, Any] = {}
    for section in sections(scheme, content, language):
        rows: dict[str, str] = {}
        for asked, answer in section.rows:
            again = sum(1 for known in rows if known == asked or known.startswith(f"{asked} ("))
            rows[f"{asked} ({again + 1})" if again else asked] = answer
        found[section.title] = rows
    return found


def _words(field: Field, answers: Answers, language: str) -> str:
    """Return an answer in words: a day as people write it."""
    typed = words_of(field, answers)
    day = read_day(typed) if field.kind == "date" else None
    return typed if day is None else day_in_words(day, language, weekday=False)


def _costs(content: dict[str, Any], language: str) -> list[tuple[str, str]]:
    region = pack()
    rows = [
        (" · ".join(part for part in (row["pillar"], row["what"], row["supplier"], row["quote"]) if part),
         money(row["cents"], language))
        for row in content["costs"]
    ]  # fmt: skip
    sums = content["budget"]
    asked = sums["asked_cents"]
    return [
        *rows,
        (region.text("apply.costs.total", language), money(sums["total_cents"], language)),
        (
            region.text("apply.costs.asked", language),
            region.text("apply.empty", language) if asked is None else money(asked, language),
        ),
        (region.text("apply.costs.own", language), money(sums["own_cents"], language)),
    ]


def _documents(scheme: Scheme, content: dict[str, Any], language: str) -> list[tuple[str, str]]:
    names = {item.key: item.name.in_language(language) for item in scheme.documents}
    return [
        (names.get(row["document"], row["document"]), f"{row['name']} ({kilobytes(row['size'])} kB)")
        for row in content["documents"]
    ]


def kilobytes(size: int) -> int:
    """Return a size in kilobytes, at least one."""
    return max(size // 1024, 1)


def as_json(application: Application, submission: Submission) -> bytes:
    """Return the copy for programs: the frozen content with its digest and moment."""
    document = {
        "number": application.number,
        "submission": submission.place,
        "sent_at": submission.sent_at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
        "sha256": submission.digest,
        "content": submission.content,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(TEMPLATE), font_paths=[str(FONTS)], ignore_system_fonts=True)


def as_pdf(application: Application, submission: Submission, language: str) -> bytes:
    """Return the copy for people: a tagged PDF (PDF/UA-1). Texts go in as data, never as markup."""
    region, scheme = pack(), scheme_of(application)
    document = {
        "language": language,
        "programme": region.info.name.in_language(language),
        "title": region.text("apply.copy.title", language, number=application.number or ""),
        "scheme": scheme.name.in_language(language),
        "lines": [
            region.text("apply.copy.sent", language, moment=moment_in_words(submission.sent_at, language)),
            region.text("apply.copy.signed", language, name=application.signed_by),
            region.text("apply.copy.digest", language, digest=submission.digest),
        ],
        "sections": [
            {"title": item.title, "rows": [list(row) for row in item.rows]}
            for item in sections(scheme, submission.content, language)
        ],
    }
    data = json.dumps(document, ensure_ascii=False)
    return cast("bytes", _compiler().compile(format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"]))

"""What a firm sees of its outcomes on its own pages: each with its rung, and then and now of the ladder scan."""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from trede.companies.models import Firm
from trede.companies.own.blocks import Block, register_block
from trede.core.codes import spoken
from trede.core.pack import Pack, Text
from trede.core.progress import compare
from trede.core.scan import RULE
from trede.regions.registry import pack
from trede.scan.models import ScanResult
from trede.scan.queries import scans_of, seen_by_staff


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One outcome: what was asked, when, its rung (empty when it indicates none), its code, and whether it may go."""

    number: int
    title: Text
    day: date
    rung: str
    code: str
    spoken: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """The first and the last outcome of the same questions: rungs in words, and how many topics moved."""

    then_on: date
    then: str
    now_on: date
    now: str
    up: int
    down: int


def scan_rows(firm: int, language: str) -> list[ScanRow]:
    """Return the outcomes of a firm, newest first, without those of questionnaires that are gone. Three queries."""
    region, found = pack(), scans_of(firm)
    shared = seen_by_staff(firm, found)
    return [
        ScanRow(
            number=result.pk,
            title=region.scans[result.scan_key].title,
            day=result.day,
            rung=rung_name(region, result, language),
            code=result.code,
            spoken=spoken(result.code),
            is_shared=result.pk in shared,
        )
        for result in found
        if result.scan_key in region.scans
    ]


def rung_name(region: Pack, result: ScanResult, language: str) -> str:
    """Return the name of the rung that a scan of the ladder indicated; empty for anything else."""
    if region.scans[result.scan_key].rule != RULE or not result.phase:
        return ""
    return next((rung.name.in_language(language) for rung in region.ladder.rungs if rung.key == result.phase), "")


def then_and_now(region: Pack, results: list[ScanResult], language: str) -> ThenAndNow | None:
    """Return the oldest and the newest scan of the ladder with the same questions; None with fewer than two."""
    ladder = [item for item in results if item.scan_key in region.scans and region.scans[item.scan_key].rule == RULE]
    same = [item for item in ladder if item.version == ladder[0].version] if ladder else []
    if len(same) < 2:  # noqa: PLR2004  # then and now
        return None
    now, then = same[0], same[-1]
    moved = compare(then.answers, now.answers)
    return ThenAndNow(
        then.day, rung_name(region, then, language), now.day, rung_name(region, now, language), moved.up, moved.down
    )


def build(firm: Firm, language: str) -> Block:
    """Return the block of the first page. Three queries."""
    region, found = pack(), scans_of(firm.pk)
    latest = next((item for item in found if item.scan_key in region.scans and rung_name(region, item, language)), None)
    html = render_to_string(
        "scan/own_block.html",
        {
            "language": language,
            "count": len(found),
            "latest": latest,
            "rung": rung_name(region, latest, language) if latest else "",
            "moved": then_and_now(region, found, language),
        },
    )
    return Block("scan", region.text("own.scan.title", language), html)


register_block("scan", 20, build)

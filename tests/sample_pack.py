"""A small pack built in memory, so that unit tests do not depend on what a region writes. The engine texts are real."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from trede.core.pack import (
    Contact,
    Disclosure,
    Instrument,
    Ladder,
    NextStep,
    Option,
    Organisation,
    Pack,
    PackInfo,
    Question,
    Rung,
    Scan,
    Stage,
    TargetGroup,
    Terms,
    Text,
)
from trede.core.scan import ATTENTION_ORDER, LETTERS, RUNGS, TOPICS
from trede.regions.document import parse, read_text

REASONS = Path(__file__).parents[1] / "packs" / "common" / "reasons.yml"
SOURCE = "Fictief beleid"


def text(words: str) -> Text:
    """The same words in both languages, marked."""
    return Text(nl=words, en=f"{words} (en)")


@cache
def engine_texts() -> dict[str, Text]:
    """The reasons and headings as the product has them."""
    document = parse(read_text(REASONS))
    assert not document.problems
    return msgspec.convert(document.value, dict[str, Text])


@cache
def sample_pack(*, instruments: bool = True) -> Pack:
    """A pack of a fictional region with the ladder scan, a baseline check and one door per stage."""
    return Pack(
        info=_info(),
        ladder=_ladder(),
        scans={"ladder": ladder_scan(), "basis": baseline_scan(), "ai": _other_scan()},
        instruments=_instruments() if instruments else (),
        organisations=tuple(map(_organisation, ("desk", "guard", "hub", "lab"))),
        indicators=(),
        texts=engine_texts(),
    )


def _info() -> PackInfo:
    return PackInfo(
        key="sample",
        version="1",
        valid_from=date(2026, 1, 1),
        name=text("Voorbeeld"),
        region=text("Voorbeeldstreek"),
        province="Voorbeeld",
        languages=("nl", "en"),
        source=SOURCE,
        default_scan="ladder",
        baseline_scan="basis",
        front_door="desk",
        municipalities=(),
        sectors=(),
        size_classes=(),
        target_group=TargetGroup(minimum_fte=2.0, source=SOURCE),
        contact=Contact(name=text("Balie")),
        terms=Terms(
            first_contact=5, referral_answer=5, service_confirmation_days=180, scan_retention_months=24, source=SOURCE
        ),
        disclosure=Disclosure(
            public_minimum=10, partner_minimum=5, round_counts_to=5, round_shares_to=5, source=SOURCE
        ),
    )


def _ladder() -> Ladder:
    stages = {"start": ("desk",), "grow": ("hub",), "renew": ("lab", "hub")}
    stage_of = ("start", "start", "grow", "grow", "renew", "renew")
    return Ladder(
        rungs=tuple(
            Rung(
                key=key,
                name=text(key.capitalize()),
                line=text("Regel"),
                meaning=text("Betekenis"),
                action=text("Actie"),
                safety=text("Veiligheid"),
                stage=stage,
                source=SOURCE,
            )
            for key, stage in zip(RUNGS, stage_of, strict=True)
        ),
        stages=tuple(
            Stage(key=key, name=text(key), doors=doors, help=text("Hulp"), source=SOURCE)
            for key, doors in stages.items()
        ),
        safety_doors=("guard",),
        source=SOURCE,
    )


def ladder_scan() -> Scan:
    """Seven questions with three bands each."""
    bands = (("A-B", ("A", "B")), ("C-D", ("C", "D")), ("E-F", ("E", "F")))
    return _scan(
        "ladder",
        "trede-1",
        tuple(
            Question(
                key=topic,
                title=text(f"Onderwerp {topic}"),
                prompt=text("Wat past?"),
                options=tuple(Option(key=letter, text=text(letter)) for letter in LETTERS),
                next_steps=tuple(
                    NextStep(band=band, answers=answers, text=text(f"{topic} {band}")) for band, answers in bands
                ),
                source=SOURCE,
            )
            for topic in TOPICS
        ),
    )


def baseline_scan() -> Scan:
    """Five questions: three musts, two further measures."""
    return _scan(
        "basis",
        "baseline-1",
        tuple(
            Question(
                key=key,
                title=text(f"Maatregel {key}"),
                prompt=text("Geregeld?"),
                options=tuple(Option(key=answer, text=text(answer)) for answer in ("ja", "deels", "nee", "weet-niet")),
                next_steps=(
                    NextStep(band="nee", answers=("nee", "weet-niet"), text=text(f"begin met {key}")),
                    NextStep(band="deels", answers=("deels",), text=text(f"maak {key} af")),
                ),
                source=SOURCE,
                must=must,
            )
            for key, must in (("list", False), ("updates", True), ("backup", True), ("drill", False), ("codes", True))
        ),
    )


def _other_scan() -> Scan:
    return _scan("ai", "ai-ready-1", ladder_scan().questions)


def _scan(key: str, rule: Literal["trede-1", "baseline-1", "ai-ready-1"], questions: tuple[Question, ...]) -> Scan:
    ladder = rule == "trede-1"
    return Scan(
        key=key,
        version="1",
        rule=rule,
        title=text(key),
        intro=(text("Uitleg"),),
        doubt=text("Twijfel"),
        minutes=(3, 5),
        questions=questions,
        source=SOURCE,
        attention_order=ATTENTION_ORDER if ladder else (),
        safety_topic="safety" if ladder else None,
        by_rung={"starten": text("Daarna de rest")} if rule == "baseline-1" else {},
    )


def _instruments() -> tuple[Instrument, ...]:
    rows = (("voucher", RUNGS[:2]), ("subsidy", RUNGS[2:4]), ("fund", RUNGS[4:]), ("programme", RUNGS[4:]))
    return tuple(
        Instrument(
            key=key,
            name=text(key),
            kind="fund",
            rungs=rungs,
            what=text("Waarvoor"),
            status="unknown",
            status_note=text("Nog niet bekend"),
            source=SOURCE,
        )
        for key, rungs in rows
    )


def _organisation(key: str) -> Organisation:
    return Organisation(key=key, name=key.upper(), role=text("Rol"), kind="hub", source=SOURCE)

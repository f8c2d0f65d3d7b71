"""White spots, signals and what changed at firms in a report: gathered at its adoption, kept with it, said in words.

They stand in no public page before that: what is gathered at one moment per period cannot be compared from day to day.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from trede.chain.municipal.queries import signals_of
from trede.core.disclosure import Rules
from trede.core.overview import WORKED_ON, Overview, PublicChange, public_signals, public_spots
from trede.core.periods import Period
from trede.core.white_spots import Lack, ShownSpot
from trede.monitor.words import Words
from trede.partners.queries import current_pack
from trede.partners.white import needs_of
from trede.partners.white_report import white_report_of
from trede.subsidies.after.evidence import effect_of


class OverviewPaper(TypedDict):
    """A list in words. `note` says what is in it, `none` that there is nothing."""

    key: str
    title: str
    lines: list[str]
    none: str
    note: str


def overview_of(period: Period) -> Overview:
    """Return what a report of `period` says beside its figures, as of now. Reads the journal of the period thrice.

    Only a year has changes at firms, each firm in the year in which it was measured again.
    """
    region = current_pack()
    report: Any = white_report_of(period)
    rows = report["spots"]
    spots = [
        ShownSpot(**{**{key: value for key, value in row.items() if key != "done"}, "lack": Lack(row["lack"])})
        for row in rows
    ]
    busy = [(row["rung"], row["topic"]) for row in rows if any(each["what"] in WORKED_ON for each in row["done"])]
    given: Any = signals_of(period)
    return Overview(
        spots=public_spots(spots, needs_of(region, period), busy, Rules.public(region.info.disclosure).minimum),
        signals=public_signals({each["category"]: each["given"] for each in given["categories"]}),
        changes=[] if period.is_quarter else list(_changes(period)),
    )


def _changes(period: Period) -> Iterator[PublicChange]:
    """Yield what may be read of each measure that each scheme ever had; three queries for each."""
    for scheme in current_pack().schemes.values():
        for each in scheme.measures_ever:
            found = effect_of(scheme, each.key, period=period)
            if found.change.text is not None and found.compared.text is not None:
                yield PublicChange(
                    scheme=scheme.key, measure=each.key, change=found.change.text, firms=found.compared.text
                )


def in_words(found: Overview, words: Words) -> list[OverviewPaper]:
    """Return the lists in words, changes only when there are; nothing for a report that kept none."""
    if "spots" not in found or "signals" not in found:
        return []
    changes = [_changed(found["changes"], words)] if found.get("changes") else []
    return [*changes, _spots(found, words), _signals(found, words)]


def _changed(changes: Iterable[PublicChange], words: Words) -> OverviewPaper:
    lines = [_change(each, words) for each in changes]
    note = words.text("outcome.cause")
    return OverviewPaper(key="changes", title=words.text("changes"), lines=lines, none="", note=note)


def _change(found: PublicChange, words: Words) -> str:
    """Return one change in words; a measure that left its scheme goes by its key."""
    scheme = words.pack.schemes.get(found["scheme"])
    measures = scheme.measures_ever if scheme is not None else ()
    name = next(
        (each.name.in_language(words.language) for each in measures if each.key == found["measure"]), found["measure"]
    )
    change = int(found["change"])
    way = "same" if change == 0 else "up" if change > 0 else "down"
    return words.text(f"changes.{way}", name=name, change=abs(change), figure=found["firms"])


def _spots(found: Overview, words: Words) -> OverviewPaper:
    tongue, region = words.language, words.pack
    rungs = {item.key: item.name.in_language(tongue) for item in region.ladder.rungs}
    questions = region.scans[region.info.default_scan].questions
    topics = {item.key: item.title.in_language(tongue) for item in questions}
    lines = []
    for spot in found["spots"]:
        place = words.text("spot", topic=topics.get(spot["topic"], spot["topic"]), rung=rungs[spot["rung"]])
        helped = [words.text("spot.helped")] if spot["helped"] else []
        lines.append(" ".join([place, words.text(f"spot.{spot['lack']}"), *helped]))
    note = words.text("spots.note", minimum=words.rules.minimum)
    none = words.text("spots.none")
    return OverviewPaper(key="spots", title=words.text("spots"), lines=lines, none=none, note=note)


def _signals(found: Overview, words: Words) -> OverviewPaper:
    lines = [_signal(each["category"], each["given"], words) for each in found["signals"]]
    none, note = words.text("signals.none"), words.text("signals.note")
    return OverviewPaper(key="signals", title=words.text("signals"), lines=lines, none=none, note=note)


def _signal(category: str, given: int, words: Words) -> str:
    """Return the name of a category and how often it was named; a category that left the pack goes by its key."""
    key = f"signal.category.{category}"
    name = words.pack.text(key, words.language) if key in words.pack.texts else category
    return words.text("signal.once" if given == 1 else "signal.times", name=name, times=given)

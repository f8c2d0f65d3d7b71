"""`bench report`: the page of a year and of a quarter as PDF over the demonstration, beside an empty page of Typst.

Each PDF is made anew, from the published figures to bytes, in Dutch and in English; the floor is the same compiler with
the same fonts and the same standard, and one empty page. A run makes each so many times and takes the median; the runs
print the median of their medians with the lowest and highest. The first of each kind is apart: the compiler remembers
what it laid out before. No two PDFs are the same: each has its own address in the foot.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trede.core.periods import Period

GOAL_SECONDS, GOAL_BYTES = 1.0, 200_000
EMPTY = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "empty")
#set text(font: "Source Sans 3")
#set page(paper: "a4")
#data.number
"""
WHERE = "https://trede.example/cijfers"
Make = Callable[[], bytes]


def _makers(folder: Path) -> dict[str, Make]:
    from trede.core.periods import parse_period
    from trede.monitor.figures import shown_quarter
    from trede.scan.pdf import compile_pdf

    template = folder / "empty.typ"
    template.write_text(EMPTY)
    quarter = shown_quarter()
    number = count()
    made: dict[str, Make] = {"floor: an empty page": lambda: compile_pdf(template, {"number": next(number)})}
    for period in (parse_period(str(quarter.year)), quarter):
        for language in ("nl", "en"):
            made[f"{period.key} {language}"] = partial(_report, period, language, number)
    return made


def _report(period: "Period", language: str, number: "count[int]") -> bytes:
    from trede.monitor.paper.document import paper_of
    from trede.monitor.paper.pdf import report_pdf

    return report_pdf(paper_of(period, language), where=f"{WHERE}/{next(number)}")


def _timed(make: Make) -> tuple[float, bytes]:
    begun = time.perf_counter()
    pdf = make()
    return time.perf_counter() - begun, pdf


def _median(make: Make, times: int) -> float:
    return statistics.median(_timed(make)[0] for _ in range(times))


def _measure(makers: dict[str, Make], runs: int, times: int) -> bool:
    """Print a line for each PDF; return whether all reach the goals."""
    first = {name: _timed(make) for name, make in makers.items()}
    medians: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(runs):
        for name, make in makers.items():
            medians[name].append(_median(make, times))
    floor = statistics.median(next(iter(medians.values())))
    print(f"{'':24}{'first ms':>10}{'median ms':>11}{'lowest':>9}{'highest':>9}{'x floor':>9}{'kB':>8}")
    good = True
    for name, found in medians.items():
        seconds, (begun, pdf) = statistics.median(found), first[name]
        marks = [1000 * mark for mark in (begun, seconds, min(found), max(found))]
        ratio, size = seconds / floor, len(pdf) / 1000
        print(f"{name:24}{marks[0]:>10.1f}{marks[1]:>11.1f}{marks[2]:>9.1f}{marks[3]:>9.1f}{ratio:>9.1f}{size:>8.1f}")
        good &= max(begun, seconds) < GOAL_SECONDS and len(pdf) <= GOAL_BYTES
    return good


def main(arguments: list[str]) -> int:
    """Measure and return 1 when a page takes a second or more, or is over 200 kB."""
    parser = argparse.ArgumentParser(prog="bench report", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--times", type=int, default=9, help="PDFs of each kind in a run (default 9)")
    parser.add_argument("--seed", type=int, default=1, help="of the demonstration")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TREDE_VAR": folder, "TREDE_REHEARSAL": "yes", "DJANGO_SETTINGS_MODULE": "trede.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from trede.commands.demonstration.run import fill

        seconds, _ = _timed(lambda: str(len(fill(options.seed, tell=lambda _: None))).encode())
        print(f"the demonstration of eight quarters, lived in {seconds:.0f} s")
        good = _measure(_makers(Path(folder)), options.runs, options.times)
    print("goals: under 1 s and at most 200 kB:", "met" if good else "missed")
    return 0 if good else 1

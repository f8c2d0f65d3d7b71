"""`trede simulate`: a fictional journal of any size, as a snapshot."""

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much to make, and where."""
    parser.add_argument("--firms", type=int, default=1000, help="number of firms (default: 1000)")
    parser.add_argument("--quarters", type=int, default=8, help="number of quarters (default: 8)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same events (default: 1)")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder to write the snapshot in")


def run(options: argparse.Namespace) -> int:
    """Write the fictional snapshot. InputError for numbers out of range or a folder that cannot be written."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trede.config.settings")
    import django

    django.setup()
    from trede.monitor.simulate import simulate

    made = simulate(options.out, firms=options.firms, quarters=options.quarters, seed=options.seed)
    print(f"{made.events} fictional events of {options.firms} firms over {options.quarters} quarters")
    return 0

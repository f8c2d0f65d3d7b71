"""`python -m bench NAME`: run one bench."""

import importlib
import sys

BENCHES = {
    "result": "the page of an outcome and its PDF",
    "scan": "the whole scan flow against a bare WSGI application that stores the same answers",
    "steps": "where the processor's time goes in the scan flow, in one process",
    "worklist": "the work list with 100,000 files against a bare SELECT of one page",
    "ledger": "10,000 applications racing for one ceiling against a bare conditional UPDATE; sharing out 100,000",
    "monitor": "the six indicators of a fictional journal against SQL by hand and pandas, at growing size",
    "report": "the page of a year and of a quarter as PDF over the demonstration, against an empty page of Typst",
    "benchmark": "freezing the benchmark of a million scans against SQL by hand, and serving one group of it",
}


def main() -> int:
    """Run the bench named on the command line, or list them."""
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
        for name, line in BENCHES.items():
            print(f"{name:<10}{line}")
        return 2
    result: int = importlib.import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
    return result


if __name__ == "__main__":
    sys.exit(main())

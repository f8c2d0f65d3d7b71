"""What can happen around the benchmark. Never what a visitor said: sector, size and place may point at one firm."""

from trede.journal.types import EventType, register

register(
    EventType(
        "scan.context-given",
        display={"nl": "Gegevens om te vergelijken gegeven of gewist", "en": "Context to compare given or erased"},
        data=("given",),
    )
)
register(
    EventType(
        "benchmark.frozen",
        display={"nl": "Vergelijking van een kwartaal vastgesteld", "en": "Benchmark of a quarter frozen"},
        data=("period", "groups", "rule"),
    )
)

"""When a firm can measure, and whether it has something to choose about its data."""

from trede.core.grant_life import UNDECIDED
from trede.subsidies.models import Application
from trede.subsidies.registry import scheme_of

_BEFORE = frozenset({*UNDECIDED, "verleend", "in_uitvoering"})
_AFTER = {"in_uitvoering": "end", "verantwoording": "end", "vastgesteld": "after-12"}


def moment_now(application: Application) -> str:
    """Return at which moment the firm can measure now: `application`, `end` or `after-12`; empty when at none.

    The first comes before the others: without it there is nothing to compare with. One query at most.
    """
    if not scheme_of(application).measures:
        return ""
    done = {row.moment for row in application.measurements.all()}
    if "application" not in done:
        return "application" if application.state in _BEFORE else ""
    later = _AFTER.get(application.state, "")
    return "" if later in done else later


def may_choose(application: Application) -> bool:
    """Say whether the scheme has data that the firm may share or not, and the application still runs."""
    layers = scheme_of(application).data_layers
    return any(layer.voluntary for layer in layers) and application.state not in ("concept", "vervallen")

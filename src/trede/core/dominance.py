"""The p % rule for figures of firms: who knows the sum and its own share may not know another one too well. Pure.

Source: monitor rules, disclosure control, point 4; its parameter is a secret of the installation.
"""

from collections.abc import Iterable
from math import fsum


def closely_known(values: Iterable[float], percent: int) -> bool:
    """Tell whether a sum of these figures gives the largest one away to within `percent` of it.

    The firm with the second largest takes its own from the sum; what is left of the others is all that hides the
    largest. Values are 0 or more, one per firm. So True for fewer than three firms, and when all are 0.
    """
    ordered = sorted(values, reverse=True)
    if not ordered:
        return True
    return fsum(ordered[2:]) * 100 <= percent * ordered[0]

"""What other rooms do when a firm gives its consent again, in the same transaction."""

from collections.abc import Callable

from trede.companies.models import Consent
from trede.journal.actions import Actor

_given: list[Callable[[Actor, Consent], None]] = []


def when_given(function: Callable[[Actor, Consent], None]) -> None:
    """Let `function(by, consent)` run inside the action that gives consent, after the consent stands."""
    if function not in _given:
        _given.append(function)


def tell_given(by: Actor, consent: Consent) -> None:
    """Tell the other rooms. Only inside an action."""
    for function in _given:
        function(by, consent)

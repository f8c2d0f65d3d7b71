"""Small helpers of the models."""

from trede.core.workflow import Machine


def choices(machine: Machine) -> list[tuple[str, str]]:
    """Return the states of a machine as choices; the labels are the keys, so that no rule can lean on a label."""
    return [(state.key, state.key) for state in machine.states]

"""Small helpers of the models."""

from django.db import models

from trede.core.workflow import Machine


def choices(machine: Machine) -> list[tuple[str, str]]:
    """Return the states of a machine as choices; the labels are the keys, so that no rule can lean on a label."""
    return [(state.key, state.key) for state in machine.states]


def known_state(machine: Machine, name: str) -> models.CheckConstraint:
    """Return a constraint: the database has no state that the machine does not have, so none without a next act."""
    return models.CheckConstraint(condition=models.Q(state__in=[state.key for state in machine.states]), name=name)

"""Closing a measurement of digital skills: what is kept of it, so that what may not be shown does not exist any more.

While a measurement is open nothing of it is shown: whoever reads it before and after one answer would read that answer.
Closing leaves, per department of ten people or more, how many there are of each kind and what most of them want to
practise. Of a smaller department nothing stays. Policy: Groningen 2021, §2.3 and §3.3; rule `skills-1`.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trede.core.skills import KINDS, LEAST_PEOPLE, Change, Department, Person, compare_rounds, department

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of a group of ten people or more."""

    kinds: tuple[tuple[str, int], ...]
    """Kind and how many people. Never shown as a number."""
    practise: tuple[str, ...]
    """Topics that more than half of these people want to practise, in question order."""

    @property
    def people(self) -> tuple[str, ...]:
        """The kind of each person, as the rule reads them; the order says nothing."""
        return tuple(kind for kind, number in self.kinds for _ in range(number))


@dataclass(frozen=True, slots=True)
class Closed(Generic[K]):
    """What is kept of a measurement. None: too few people, nothing is kept."""

    departments: Mapping[K, Tally | None]
    everyone: Tally | None


def close_round(
    people: Mapping[K, Sequence[Person]], topics: Sequence[str], *, minimum: int = LEAST_PEOPLE
) -> Closed[K]:
    """Return what is kept of a measurement, from what each person of each department answered.

    `topics` are the question keys in order. `minimum` is the number of people from which a region shows; below ten it
    counts as ten. People who left too much open (kind None) do not count.
    """
    least = max(minimum, LEAST_PEOPLE)
    counted = {key: [person for person in group if person.kind is not None] for key, group in people.items()}
    sizes = {key: len(group) for key, group in counted.items()}
    everyone = [person for group in counted.values() for person in group]
    return Closed(
        {key: _tally(group, topics) if sizes[key] >= least else None for key, group in counted.items()},
        _tally(everyone, topics) if may_show_everyone(sizes, minimum=minimum) else None,
    )


def may_show_everyone(sizes: Mapping[K, int], *, minimum: int = LEAST_PEOPLE) -> bool:
    """Say whether all departments may be shown together. `sizes` are people per department.

    Not when the shown departments can be taken off and what is left are fewer people than `minimum`, or one department:
    the cover that `disclosure.protect_parts` would seek by hiding a neighbour. Here the departments go before the
    whole: they are what training is planned by.
    """
    least = max(minimum, LEAST_PEOPLE)
    hidden = [size for size in sizes.values() if size < least]
    if hidden and (len(hidden) == 1 or sum(hidden) < least):
        return False
    return sum(sizes.values()) >= least


def read_tally(tally: Tally | None, *, minimum: int = LEAST_PEOPLE) -> Department:
    """Return what may be read of what was kept."""
    return department(tally.people if tally else (), minimum=minimum)


def compare_tallies(before: Tally | None, after: Tally | None, *, minimum: int = LEAST_PEOPLE) -> Change:
    """Return how a group changed between two measurements; suppressed when nothing was kept of one of them."""
    return compare_rounds(before.people if before else (), after.people if after else (), minimum=minimum)


def _tally(people: Sequence[Person], topics: Sequence[str]) -> Tally:
    kinds = Counter(person.kind for person in people)
    wanted = Counter(topic for person in people for topic in person.practise)
    return Tally(
        tuple((kind, kinds[kind]) for kind in KINDS),
        tuple(topic for topic in topics if 2 * wanted[topic] > len(people)),
    )

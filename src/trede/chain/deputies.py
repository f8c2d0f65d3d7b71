"""Whose work somebody does besides his own, and who stands in for whom, as the accounts say it."""

from collections.abc import Iterable
from datetime import date

from trede.accounts.models import Absence, User
from trede.accounts.queries import deputies_of, stands_in_for


def works_for(account: int, today: date) -> frozenset[int]:
    """Return the accounts whose lines are this person's own today: his, and of whom he replaces."""
    return frozenset({account, *stands_in_for(account, today)})


def deputies(accounts: Iterable[int], today: date) -> dict[int, str]:
    """Return the name of who does the work of each of these accounts that is away. One query when nobody is."""
    away = Absence.objects.filter(user__in=set(accounts), first_day__lte=today, last_day__gte=today)
    standing_in = {person: deputies_of(person, today) for person in sorted(set(away.values_list("user", flat=True)))}
    numbers = {number for found in standing_in.values() for number in found}
    names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
    return {person: names[found[0]] for person, found in standing_in.items() if found}

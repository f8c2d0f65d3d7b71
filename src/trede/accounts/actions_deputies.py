"""Naming who does the work of somebody who is away."""

from datetime import date, timedelta

from trede.accounts.models import Absence, User
from trede.accounts.rules import check_deputy, must_be_open, must_be_own
from trede.core.errors import InputError
from trede.journal import clock
from trede.journal.actions import Actor, action, record

KEPT_AFTER = timedelta(days=90)
_LONGEST = timedelta(days=366)


@action
def name_deputy(*, by: Actor, user: User, deputy: User, first_day: date, last_day: date) -> Absence:
    """Let a colleague do one's work from the first up to and including the last day.

    Raises InputError: somebody of another organisation or with narrower roles, days in the past or the wrong way
    round, more than a year, or days for which somebody was named already.
    """
    must_be_own(by, user)
    must_be_open(deputy)
    check_deputy(user, deputy)
    if first_day < clock.today() or last_day < first_day or last_day - first_day > _LONGEST:
        raise InputError(
            "days-wrong",
            "Kies een eerste dag vanaf vandaag, en een laatste dag daarna. Hoogstens een jaar.",
            "Choose a first day from today on, and a last day after it. A year at most.",
        )
    User.objects.select_for_update().get(pk=user.pk)  # two forms at once: the second waits, and sees the first
    if Absence.objects.filter(user=user, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise InputError(
            "days-taken",
            "Voor een deel van deze dagen heb je al een vervanger. Stop die eerst.",
            "You named somebody for some of these days already. End that first.",
        )
    made = Absence.objects.create(user=user, deputy=deputy, first_day=first_day, last_day=last_day)
    record(
        "account.deputy-named",
        by=by,
        subject=("account", user.pk),
        data={"deputy": deputy.pk, "first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
    )
    return made


@action
def end_deputy(*, by: Actor, user: User, absence: Absence) -> None:
    """Be back from today on. What did not begin yet is taken away."""
    must_be_own(by, user)
    yesterday = clock.today() - timedelta(days=1)
    if absence.last_day <= yesterday:
        return
    deputy = absence.deputy_id
    if absence.first_day > yesterday:
        absence.delete()
    else:
        absence.last_day = yesterday
        absence.save(update_fields=["last_day"])
    data: dict[str, object] = {"deputy": deputy, "last_day": yesterday.isoformat()}
    record("account.deputy-ended", by=by, subject=("account", user.pk), data=data)


@action
def delete_old_absences(*, by: Actor) -> int:
    """Delete absences that ended more than 90 days ago; return how many."""
    deleted, _ = Absence.objects.filter(last_day__lt=clock.today() - KEPT_AFTER).delete()
    record("account.absences-expired", by=by, data={"absences": deleted})
    return deleted

"""An account as a subject: somebody of the staff asks what we hold, or wants to be forgotten."""

from collections.abc import Iterable
from typing import cast

from django.db import models
from django.db.models import Q

from trede.accounts.actions import erase_account
from trede.accounts.identity import find_or_refuse
from trede.accounts.models import Absence, Identity, Membership, OneUseLink, Passkey, User
from trede.journal.actions import Actor
from trede.journal.models import Event
from trede.privacy.subjects import Subject, register_subject


def _find(typed: str) -> User | None:
    return find_or_refuse({"email": typed})


def _rows(thing: models.Model) -> list[models.Model]:
    """The account and what belongs to it; not the files it worked on: those are about firms.

    Sessions are left out: they are keys that open the desks, and gone within hours.
    """
    own = (Membership, OneUseLink, Identity, Passkey)
    rows = [row for kind in own for row in kind.objects.filter(user=thing.pk)]
    return [thing, *rows, *Absence.objects.filter(Q(user=thing.pk) | Q(deputy=thing.pk))]


def _events(thing: models.Model) -> Iterable[Event]:
    own = Q(subject_kind="account", subject=str(thing.pk)) | Q(actor_kind="person", actor=str(thing.pk))
    return Event.objects.filter(own).order_by("-id")


def _erase(by: Actor, thing: models.Model, reason: str) -> None:
    erase_account(by=by, user=cast("User", thing), reason=reason)


register_subject(
    Subject(
        kind="account",
        names=("account (e-mailadres)", "account (e-mail address)"),
        model="accounts.User",
        find=_find,
        events=_events,
        rows=_rows,
        erase=_erase,
    )
)

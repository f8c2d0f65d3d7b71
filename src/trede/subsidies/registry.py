"""The schemes of the region, whether they take applications, and the rules that one application keeps.

An application is judged by the edition of the scheme and the parameters that held when it was received (`terms_from`),
and counts on the ceiling that held then (Awb 4:27). Pages for everybody, and drafts, follow the edition of now.
"""

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import F

from trede.core.clocks import amsterdam_day
from trede.core.errors import InputError
from trede.core.pack_scheme_terms import Opening, TermKey
from trede.core.pack_schemes import Parameters, Scheme, opening_at
from trede.core.terms import Term
from trede.core.terms_table import TERMS, of_scheme
from trede.journal import clock
from trede.regions.registry import pack
from trede.subsidies.models import Application, CeilingVersion, Period

Openness = Literal["draft", "opens", "open", "closed"]


def schemes() -> tuple[Scheme, ...]:
    """Return the schemes of the region as they are now, in the order of their files."""
    now = clock.now()
    return tuple(scheme.as_of(now) for scheme in pack().schemes.values())


def find_scheme(key: str, at: datetime | None = None) -> Scheme | None:
    """Return the scheme with `key` as it is now, or at an aware moment; None when the region has none."""
    found = pack().schemes.get(key)
    return None if found is None else found.as_of(at or clock.now())


def scheme_by_key(key: str, at: datetime | None = None) -> Scheme:
    """Return the scheme with `key` as it is now, or at an aware moment. InputError `unknown-scheme` without one."""
    found = find_scheme(key, at)
    if found is None:
        raise InputError("unknown-scheme", "Deze subsidie is er niet.", "There is no such grant.")
    return found


def as_written(scheme: Scheme) -> Scheme:
    """Return a scheme as the pack writes it, with every amendment: an edition no longer tells of those before it."""
    return pack().schemes[scheme.key]


def scheme_of(application: Application) -> Scheme:
    """Return the scheme as an application keeps it: the edition of its receipt, or of now for a draft.

    Raises InputError when the region dropped the scheme.
    """
    return scheme_by_key(application.scheme, application.terms_from)


def parameters_of(application: Application) -> Parameters:
    """Return the parameters that this application keeps: those of its receipt, or of now for a draft."""
    return scheme_of(application).version_at(application.terms_from or clock.now())


def term_of(scheme: Scheme, key: TermKey) -> Term:
    """Return a term as the scheme says it, else as the law or our reference has it."""
    try:
        return of_scheme(scheme.term(key))
    except KeyError:
        return TERMS[key]


def open_now(scheme: Scheme, at: datetime | None = None) -> tuple[Openness, Opening | None]:
    """Say whether an application can be handed in (now, or at an aware moment), and the opening this is about.

    The one place that asks: a draft is only open on an installation that rehearses (TREDE_REHEARSAL).
    """
    return opening_at(scheme, at or clock.now(), rehearsal=settings.REHEARSAL)


def is_rehearsal(scheme: Scheme) -> bool:
    """Say whether pages of this scheme have to tell that nothing counts (text `subsidy.rehearsal`)."""
    return settings.REHEARSAL and scheme.status == "draft"


def period_now(scheme: Scheme, at: datetime | None = None) -> Period | None:
    """Return the budget period that runs or ran last at a moment; None before the first was taken in. One query."""
    day = amsterdam_day(at or clock.now())
    known = Period.objects.filter(scheme=scheme.key).order_by("first")
    started = [period for period in known if period.first <= day]
    return started[-1] if started else known.first()


def ceiling_at(period: Period, at: datetime) -> CeilingVersion | None:
    """Return the ceiling that holds for what is received at a moment. One query."""
    return (
        period.ceilings.filter(effective_from__lte=at, published_at__lte=at)
        .order_by(F("effective_from").desc())
        .first()
    )

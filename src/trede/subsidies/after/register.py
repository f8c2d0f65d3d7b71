"""The public register of grants: who got what, for which part, where and when. Nothing about rung, safety or results.

A line appears with the announcement of the grant and follows the announcement of every later decision: what waits for
the post has no effect yet, and is not public (Awb 3:40, 3:41). The name of the firm is public where the scheme says so
(its data layer `grant-facts`); a correction may take the name away, with a reason.
"""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from trede.core.common_grants import Grant, awards
from trede.core.errors import InputError
from trede.core.ledger import Book
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record
from trede.regions.registry import pack
from trede.subsidies import book
from trede.subsidies.against import GRANTING
from trede.subsidies.effects import Taken, also
from trede.subsidies.models import Application, GrantEntry
from trede.subsidies.registry import is_rehearsal, scheme_of, schemes

LAYER = "grant-facts"
PAGE = 100
_RUNS, _SETTLES, _STAYS = ("grant", "amend"), ("settle", "withdraw"), "objection"
"""Kinds of decision by what they make of a line: a grant that runs, an end amount, or a higher one of what it was."""


def _follow(taken: Taken) -> None:
    """Publish a grant that was announced, and bring its line up to date with every decision announced since.

    The ledger runs ahead: a decision that waits for the post stands in it, and is not public yet (Awb 3:40).
    """
    application = taken.application
    granted, settled = _announced(application)
    entry = GrantEntry.objects.filter(application=application).first()
    if entry is None:
        _publish(taken.by, application, granted, settled)
    elif (granted, settled) != (entry.granted_cents, entry.settled_cents):
        GrantEntry.objects.filter(pk=entry.pk).update(
            granted_cents=granted, settled_cents=settled, changed_at=clock.now()
        )
        _record("grant.published", taken.by, application, granted if settled is None else settled)


def _announced(application: Application) -> tuple[int, int | None]:
    """Return what was granted, and what was settled, by the decisions that were announced, in cents. Two queries."""
    moving = (*_RUNS, *_SETTLES, _STAYS)
    told = {str(row.pk): row for row in application.decisions.filter(announced_on__isnull=False, kind__in=moving)}
    granted, settled, stands = 0, None, Book()
    for row in book.entries_of(application):
        stands.post(book.as_entry(row))
        decision = told.get(row.decision)
        if decision is None:
            continue
        side = stands.side(str(application.pk))
        runs_again = decision.reasons.get("brings") == "again"
        if decision.kind in _SETTLES or (decision.kind == _STAYS and settled is not None and not runs_again):
            settled = side.established
        else:
            granted, settled = side.promised, None
    return granted, settled


def _publish(by: Actor, application: Application, granted: int, settled: int | None) -> None:
    rests_on = application.decisions.filter(GRANTING, announced_on__isnull=False).order_by("decided_on", "pk").first()
    layers = {layer.key: layer for layer in scheme_of(application).data_layers}
    if rests_on is None or rests_on.decided_on is None or LAYER not in layers or not granted:
        return
    now = clock.now()
    GrantEntry(
        application=application,
        name=application.firm.name,
        municipality=application.firm.municipality,
        pillars=sorted({line.pillar for line in application.costs.all() if line.pillar}),
        requested_cents=application.requested_cents,
        granted_cents=granted,
        settled_cents=settled,
        granted_on=rests_on.decided_on,
        published_at=now,
        changed_at=now,
        show_name=layers[LAYER].public == "as-is",
    ).save(force_insert=True)
    _record("grant.published", by, application, granted if settled is None else settled)


def _record(kind: str, by: Actor, application: Application, cents: int) -> None:
    period = application.period.key if application.period is not None else ""
    data: dict[str, object] = {"scheme": application.scheme, "period": period, "cents": cents}
    record(kind, by=by, firm=application.firm_id, subject=("application", application.pk), data=data)


@action
def correct(*, by: Actor, entry: GrantEntry, name: str, show_name: bool, reason: str) -> None:
    """Correct the name of a line, or take it away, with a reason that stays inside. Raises InputError `reason`."""
    check_permission(by, Permission.SUBSIDY_MANAGE)
    if not reason.strip():
        raise InputError("reason", "Schrijf waarom.", "Write down why.")
    called = " ".join(name.split())[:160] or entry.name
    GrantEntry.objects.filter(pk=entry.pk).update(
        name=called, show_name=show_name, correction=reason.strip(), changed_at=clock.now()
    )
    application = entry.application
    data: dict[str, object] = {"scheme": application.scheme, "cents": entry.granted_cents, "named": show_name}
    about = ("application", application.pk)
    record("grant.corrected", by=by, firm=application.firm_id, subject=about, data=data)


def entries() -> QuerySet[GrantEntry]:
    """Return the lines of the register, the newest grant first; none of a scheme that is only rehearsed."""
    real = [scheme.key for scheme in schemes() if scheme.status != "draft" or is_rehearsal(scheme)]
    found = GrantEntry.objects.filter(application__scheme__in=real, granted_cents__gt=0)
    return found.select_related("application", "application__period").order_by("-granted_on", "-pk")


def sums() -> tuple[int, int, int]:
    """Return how many lines there are, how many of them have an amount, and what they come to in cents. One query."""
    found = entries().aggregate(
        number=Count("pk"),
        paid=Count("pk", filter=~Q(settled_cents=0)),
        cents=Sum(Coalesce("settled_cents", "granted_cents")),
    )
    return found["number"], found["paid"], found["cents"] or 0


def is_rehearsed() -> bool:
    """Say whether the lines are those of a rehearsal."""
    return any(is_rehearsal(scheme) for scheme in schemes())


def grants(rows: Iterable[GrantEntry], language: str) -> list[Grant]:
    """Return lines as values, with the names of schemes and pillars in a language. No queries beside the rows."""
    region = pack()
    places = {item.code: item.name for item in region.info.municipalities}
    found = []
    for row in rows:
        scheme = scheme_of(row.application)
        pillars = {pillar.key: pillar.name.in_language(language) for pillar in scheme.pillars}
        found.append(
            Grant(
                number=row.application.number or "",
                scheme=scheme.key,
                title=scheme.short.in_language(language),
                period=row.application.period.key if row.application.period is not None else "",
                recipient=row.name if row.show_name else "",
                municipality=places.get(row.municipality, ""),
                pillars=tuple(pillars.get(key, key) for key in row.pillars),
                requested=row.requested_cents,
                granted=row.granted_cents,
                settled=row.settled_cents,
                granted_on=row.granted_on,
                changed_at=row.changed_at,
                corrected=bool(row.correction),
            )
        )
    return found


def register_documents(language: str = "nl") -> list[dict[str, object]]:
    """Return the whole register as plain values, for a dataset: amounts in cents, days as 2027-03-01. Two queries."""
    return [
        {
            "number": item.number,
            "scheme": item.scheme,
            "period": item.period,
            "recipient": item.recipient,
            "municipality": item.municipality,
            "pillars": "|".join(item.pillars),
            "granted_cents": item.granted,
            "settled_cents": item.settled,
            "granted_on": item.granted_on.isoformat(),
            "changed_at": item.changed_at.isoformat(timespec="seconds"),
            "corrected": item.corrected,
        }
        for item in grants(entries(), language)
    ]


def award_page(page: int, language: str) -> dict[str, object]:
    """Return a page of the register in the shape of CommonGrants. `page` counts from 1. Three queries."""
    rows = entries()
    total = rows.count()
    start = (page - 1) * PAGE
    return awards(grants(rows[start : start + PAGE], language), page=page, size=PAGE, total=total)


def start() -> None:
    """Have the register follow what is announced."""
    also("main", "bekendmaken", _follow)

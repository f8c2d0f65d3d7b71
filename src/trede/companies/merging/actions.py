"""Verbs on firms that are in the house twice. Each is one transaction: permission, rule, change, journal."""

from datetime import date

from trede.companies.merging.facts import fill, take_back
from trede.companies.merging.models import UNDO_DAYS, FirmMerge, FirmPair
from trede.companies.merging.moving import move, move_back
from trede.companies.models import Consent, Firm
from trede.core.errors import OutOfOrder
from trede.core.permissions import Permission
from trede.journal import clock
from trede.journal.actions import Actor, action, check_permission, record

Ended = tuple[int, str, int]
"""A consent that a merge ended: its number, the day, and the newest consent of the two firms at that moment."""


@action
def merge_firms(*, by: Actor, kept: Firm, gone: Firm) -> FirmMerge:
    """Let everything of `gone` go on at `kept`, which takes over the facts that it lacks.

    Consents keep their days and never widen: what one of the two withdrew after the other gave it, ends. Can be taken
    apart for thirty days. Raises OutOfOrder when one of the two was merged before, and for a firm with itself.
    """
    check_permission(by, Permission.FIRMS_MERGE)
    kept, gone = _both(kept.pk, gone.pk)
    ended = _end_what_was_withdrawn(kept.pk, gone.pk)
    inside = list(gone.merged_firms.order_by("pk").values_list("pk", flat=True))
    moved, stayed = move(Firm, source=gone.pk, target=kept.pk)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    before = fill(kept, gone)
    merge = FirmMerge(kept=kept, gone=gone, done_on=clock.today(), moved=moved, before=before, ended=ended)
    merge.save(force_insert=True)
    rows = sum(len(keys) for keys in moved.values())
    for number in (gone.pk, *inside):
        data: dict[str, object] = {"moved": rows, "stayed": stayed, "ended": len(ended)}
        record("firm.merged", by=by, firm=kept.pk, subject=("firm", number), data=data if number == gone.pk else {})
    return merge


@action
def unmerge_firms(*, by: Actor, merge: FirmMerge) -> Firm:
    """Take a merge apart and return the firm that is on its own again.

    What came after the merge stays with the firm that was kept. Consent that was withdrawn meanwhile stays withdrawn.
    Raises OutOfOrder: taken apart already, after thirty days, before a later merge, or when the number is taken.
    """
    check_permission(by, Permission.FIRMS_MERGE)
    merge = FirmMerge.objects.select_for_update().get(pk=merge.pk)
    _can_be_undone(merge)
    kept, gone = (Firm.objects.select_for_update().get(pk=number) for number in (merge.kept_id, merge.gone_id))
    take_back(kept, merge.before)
    _refuse_taken_number(gone)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    left = move_back(Firm, merge.moved, source=kept.pk, target=gone.pk)
    _stand_again(merge)
    merge.undone_on = clock.today()
    merge.save(update_fields=["undone_on"])
    inside = gone.merged_firms.order_by("pk").values_list("pk", flat=True)
    for number in (gone.pk, *inside):
        data: dict[str, object] = {"left": left} if number == gone.pk else {}
        record("firm.unmerged", by=by, firm=kept.pk, subject=("firm", number), data=data)
    return gone


@action
def keep_apart(*, by: Actor, one: Firm, other: Firm) -> FirmPair:
    """Remember that two firms are alike and not the same; the second time changes nothing."""
    check_permission(by, Permission.FIRMS_MERGE)
    first, second = sorted((one.pk, other.pk))
    known = FirmPair.objects.filter(first=first, second=second).first()
    if known is not None:
        return known
    pair = FirmPair(first_id=first, second_id=second)
    pair.save(force_insert=True)
    record("firm.kept-apart", by=by, firm=first, subject=("firm", second))
    return pair


def _both(kept: int, gone: int) -> tuple[Firm, Firm]:
    """Return the two firms, locked in the order of their numbers, so that two merges never wait for each other."""
    found = {firm.pk: firm for firm in Firm.objects.select_for_update().filter(pk__in=(kept, gone)).order_by("pk")}
    if len(found) != 2 or any(firm.merged_into_id is not None for firm in found.values()):  # noqa: PLR2004  # two firms
        raise OutOfOrder(
            "merged",
            "Een van deze bedrijven is al samengevoegd. Kijk opnieuw in de lijst.",
            "One of these firms was merged already. Look at the list again.",
        )
    return found[kept], found[gone]


def _end_what_was_withdrawn(kept: int, gone: int) -> list[Ended]:
    """End consent of one that the other withdrew on the day it was given or later, and return what ended."""
    consents = list(Consent.objects.filter(firm__in=(kept, gone)).order_by("pk"))
    withdrawn: dict[tuple[str, str], date] = {}
    for each in consents:
        if each.withdrawn_on is not None:
            key = (each.organisation, each.purpose)
            withdrawn[key] = max(each.withdrawn_on, withdrawn.get(key, date.min))
    ended: list[Ended] = []
    for each in consents:
        if each.stands and each.given_on <= withdrawn.get((each.organisation, each.purpose), date.min):
            each.withdrawn_on = max(clock.today(), each.given_on)
            each.save(update_fields=["withdrawn_on"])
            ended.append((each.pk, each.withdrawn_on.isoformat(), consents[-1].pk))
    return ended


def _stand_again(merge: FirmMerge) -> None:
    """Let consent that the merge ended stand again, unless the firm decided about the same since."""
    for number, day, newest in merge.ended:
        consent = Consent.objects.filter(pk=number, withdrawn_on=day).first()
        if consent is None:
            continue
        since = Consent.objects.filter(
            firm__in=(merge.kept_id, merge.gone_id), organisation=consent.organisation, purpose=consent.purpose
        )
        if not since.filter(pk__gt=newest).exists():
            consent.withdrawn_on = None
            consent.save(update_fields=["withdrawn_on"])


def _can_be_undone(merge: FirmMerge) -> None:
    if merge.undone_on is not None:
        raise OutOfOrder("undone", "Dit is al teruggedraaid.", "This was taken apart already.")
    if clock.today() > merge.until:
        raise OutOfOrder(
            "too-late",
            f"Terugdraaien kan {UNDO_DAYS} dagen. Die tijd is voorbij.",
            f"A merge can be taken apart for {UNDO_DAYS} days. That time is over.",
        )
    later = FirmMerge.objects.filter(undone_on=None, pk__gt=merge.pk)
    if later.filter(kept=merge.kept_id).exists() or later.filter(gone=merge.kept_id).exists():
        raise OutOfOrder(
            "later-merge",
            "Dit bedrijf is daarna nog eens samengevoegd. Draai eerst de laatste samenvoeging terug.",
            "This firm was merged once more after that. Take the last merge apart first.",
        )


def _refuse_taken_number(gone: Firm) -> None:
    taken = Firm.objects.filter(kvk=gone.kvk, branch=gone.branch, merged_into=None).exclude(kvk="").first()
    if taken is not None:
        raise OutOfOrder(
            "kvk-known",
            f"Het KVK-nummer van dit bedrijf hoort nu bij bedrijf {taken.pk}. Haal het daar eerst weg.",
            f"The Chamber of Commerce number of this firm now belongs to firm {taken.pk}. Take it away there first.",
        )

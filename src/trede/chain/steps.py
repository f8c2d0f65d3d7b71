"""What the verbs of the chain share: words, days, keys of the pack, and the way on."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trede.chain.models import AdviceRequest, Case
from trede.companies.models import Firm
from trede.core.codes import new_code
from trede.core.errors import InputError, NotPermitted, OutOfOrder
from trede.core.permissions import Permission
from trede.core.scan import RUNGS
from trede.core.workflow import WayOn
from trede.journal import clock
from trede.journal.actions import Actor, check_permission, record
from trede.regions.registry import pack

if TYPE_CHECKING:
    from trede.accounts.models import User
    from trede.scan.models import ScanResult

MOST_WORDS = 2000
"""Characters of a text that people write."""


@dataclass(frozen=True, slots=True)
class WayOnChoice:
    """How a firm goes on after an end: by a new route (`service` may suggest one), or it wants to stop."""

    new_route: bool = False
    service: str = ""
    firm_stops_on: date | None = None

    def as_rule(self) -> WayOn:
        """Return the value that core judges."""
        return WayOn(follow_up=self.new_route, firm_stops_on=self.firm_stops_on)


def words(text: str, most: int = MOST_WORDS) -> str:
    """Return text of several lines, trimmed. Raises InputError when it is too long or holds control characters."""
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    clean = "\n".join(lines).strip()
    if any(not line.isprintable() for line in lines):
        raise InputError(
            "unreadable", "Er staat een teken in dat we niet kunnen lezen.", "It contains a character we cannot read."
        )
    if len(clean) > most:
        raise InputError("too-long", f"Maak het korter dan {most} tekens.", f"Keep it under {most} characters.")
    return clean


def known_rung(rung: str) -> str:
    """Return a rung key. Raises InputError (`missing-rung`) for anything else."""
    if rung not in RUNGS:
        raise InputError("missing-rung", "Kies de trede waar het bedrijf nu staat.", "Choose the rung the firm is on.")
    return rung


def not_later_than_today(day: date, code: str) -> date:
    """Return the day. Raises InputError for a day that has yet to come."""
    if day > clock.today():
        raise InputError(code, "Deze dag moet nog komen.", "This day has yet to come.")
    return day


def known_instrument(key: str) -> str:
    """Return an instrument key of the pack, or nothing. Raises InputError (`instrument`)."""
    if key and key not in {instrument.key for instrument in pack().instruments}:
        raise InputError("instrument", "Kies een regeling uit de lijst.", "Choose a scheme from the list.")
    return key


def own_case(by: Actor, case: Case, permission: Permission) -> None:
    """Raise NotPermitted unless the actor may do this and the file belongs to its organisation."""
    check_permission(by, permission)
    if by.kind != "system" and by.organisation != case.organisation:
        raise NotPermitted("not-your-case", "Dit dossier is niet van jouw organisatie.", "This file is not yours.")


def open_only(case: Case) -> None:
    """Raise OutOfOrder when a file is closed."""
    if case.state != "open":
        raise OutOfOrder("case-closed", "Dit dossier is al gesloten.", "This file is already closed.")


def end_call_back(case: Case) -> None:
    """Take the agreed day to call back off a file: something else happened. Only inside an action."""
    if case.call_back_on is not None:
        case.call_back_on = None
        case.save(update_fields=["call_back_on"])


def person(by: Actor) -> int | None:
    """Return the number of the account that acts, None for the system."""
    return int(by.id) if by.kind == "person" and by.id else None


def may_take(taker: "User", organisation: str, *, files: bool) -> bool:
    """Say whether somebody can take over work of this organisation: files, or referrals to answer."""
    if not taker.is_active or organisation not in taker.organisations:
        return False
    return taker.has_permission(Permission.INTAKE) or (not files and taker.has_permission(Permission.REFERRAL_ANSWER))


def join_scan(*, by: Actor, scan: "ScanResult", firm: int) -> None:
    """Join a scan to a firm that shared its code, and record what was shared. Only inside an action.

    The same firm twice changes nothing. Raises OutOfOrder when another firm shared the same code before.
    """
    if scan.firm_id == firm:
        return
    if not type(scan).objects.filter(pk=scan.pk, firm=None).update(firm=firm):
        raise OutOfOrder(
            "scan-claimed",
            "Deze uitkomst hoort al bij een ander bedrijf.",
            "This outcome already belongs to another firm.",
        )
    scan.firm_id = firm
    data: dict[str, object] = {
        "scan": scan.scan_key,
        "version": scan.version,
        "answers": scan.answers,
        "phase": scan.phase,
        "pattern": scan.pattern,
        "cyber": scan.cyber,
        "pack": scan.pack,
        "rule": scan.rule,
        "day_of_scan": scan.day.isoformat(),
    }
    record("scan.claimed", by=by, firm=firm, subject=("scan", scan.pk), data=data)


def start_case(
    *,
    by: Actor,
    firm: Firm,
    scan: "ScanResult | None",
    request: AdviceRequest | None,
    contact_before: date,
) -> Case:
    """Make the file and join the scan. Part of the actions that open a file; not an action of its own."""
    case = Case(
        firm=firm,
        request=request,
        scan=scan,
        organisation=pack().info.front_door,
        adviser_id=person(by),
        opened_on=clock.today(),
        contact_before=contact_before,
        reference=None if request is not None else new_code(),
        scan_phase=(scan.phase or "") if scan else "",
    )
    case.save(force_insert=True)
    if scan is not None:
        join_scan(by=by, scan=scan, firm=firm.pk)
    record("case.opened", by=by, firm=firm.pk, subject=("case", case.pk), data={"scan": scan is not None})
    return case

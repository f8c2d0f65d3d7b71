"""Policy cases of the kind `scheme`: the facts of a firm and its plan to eligibility, amount and reasons.

    - case: plain case of pillar A
      scheme: digitale-ai-gereedheid
      config: {rate: 0.50}
      given: {received: 2027-03-01, fte: 2.00, municipality: Emmen, rung: funderen, pillars: {A: 30000.00}}
      expect: {eligible: true, amount: 15000.00, own_share: 15000.00}

`docs/reference/cases.md` explains every key. An unknown key is an error; amounts are euros.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from trede.core.budget import aid_in_window
from trede.core.cases import CaseError, CaseResult, Document, same, verdict
from trede.core.cases_read import cents, euros, known, maps, maybe_day, moment, one_of, yes
from trede.core.cases_schemes_config import configured, sane_year
from trede.core.cases_schemes_costs import COSTS, cost_lines, pillar_names
from trede.core.clocks import AMSTERDAM, amsterdam_day
from trede.core.eligibility import Answer, Earlier, Eligibility, Facts, RungSource, check, lies_in
from trede.core.pack import Pack, PackInfo
from trede.core.pack_schemes import Parameters, Scheme
from trede.core.scan import RUNGS

Given = Mapping[str, object]

_NOON = time(12)
"""The time of an application of which only the day is given."""
_PLACES = ("municipality", "project", "seat", "branch", "branches")
_RUNGS = ("rung", "rung_source", "scan_rung", "intake_rung")
_SIZE = ("fte", "employees", "sme")
_START = ("started", "started_on", "ordered_on")
_BEFORE = ("previous", "applications_this_year", "new_facts")
_AID = ("granted_in_window", "aid", "other_aid")
_FIRM = ("sector", "sbi", "primary_agriculture", "insolvent", "cyber_baseline", "own_share")
GIVEN = ("received", *_SIZE, *_PLACES, *_RUNGS, *COSTS, *_START, *_BEFORE, *_AID, *_FIRM)
"""Every key that `given` may have."""
SOURCES: dict[str, RungSource] = {
    "scan": "scan",
    "self-scan": "scan",
    "zelfscan": "scan",
    "intake": "intake",
    "adviser": "adviser",
}
_PRIMARY = ("01", "03")
"""SBI divisions of primary production: crops and animals, fishery and aquaculture."""
_PROCESSING = frozenset({"agribusiness", "agri", "landbouw"})
"""Sectors that hold primary producers beside others: only a person can say."""
_LARGE = 250
"""Size from which a firm is no SME, when a case only says `sme: false`."""


def run(pack: Pack, case: Document) -> CaseResult:
    """Run one case. Raises CaseError when it is not written as it should be, InputError for costs that cannot be."""
    scheme = configured(_scheme(pack, str(case["scheme"])), case.get("config"))
    try:
        return verdict(
            case,
            "scheme",
            lambda given: outcome(pack, scheme, given),
            also=("config",),
            comparisons={"amount": _same_money, "own_share": _same_money},
        )
    except OverflowError as error:
        raise CaseError("a day in this case lies too far away to count with") from error


def outcome(pack: Pack, scheme: Scheme, given: Given) -> Document:
    """Return the whole outcome of one case as plain values."""
    known(given, GIVEN)
    at = _received(given)
    version = scheme.version_at(at)
    facts = facts_of(pack.info, version, given, amsterdam_day(at))
    return _document(pack, scheme, version, check(scheme, facts, at=at, version=version), at)


def facts_of(info: PackInfo, version: Parameters, given: Given, day: date) -> Facts:
    """Return the facts that a case gives, for an application received on `day`."""
    rung, source = _rung(given)
    return Facts(
        fte=_fte(given),
        rung=rung,
        rung_source=source,
        pillars=pillar_names(given),
        lines=cost_lines(given),
        research=_research(given),
        started=_answer(given, "started", fallback=False),
        started_on=maybe_day(given.get("started_on"), "started_on"),
        ordered_on=maybe_day(given.get("ordered_on"), "ordered_on"),
        own_share=_answer(given, "own_share", fallback=True),
        earlier=_earlier(given, day),
        new_facts=_answer(given, "new_facts", fallback=False) is True,
        aid_cents=_aid(given, version, day),
        other_aid=_answer(given, "other_aid", fallback=False),
        primary_agriculture=_agriculture(given),
        insolvent=_answer(given, "insolvent", fallback=False),
        cyber_baseline=_answer(given, "cyber_baseline", fallback=None),
        **_places(info, given),
    )


def _scheme(pack: Pack, key: str) -> Scheme:
    if key not in pack.schemes:
        have = ", ".join(f"`{name}`" for name in pack.schemes) or "none"
        raise CaseError(f"there is no scheme `{key}` in {pack.reference}; it has {have}")
    return pack.schemes[key]


def _received(given: Given) -> datetime:
    """Return the moment of receipt; of a day the middle, of a time without an offset the time in Amsterdam."""
    value = given.get("received")
    if value is None:
        raise CaseError("`given` has no `received`: a day such as 2027-03-01, or a moment with an offset")
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(sane_year(value, "received"), _NOON, AMSTERDAM)
    at = moment(value, "received")
    sane_year(at, "received")
    return at


def _answer(given: Given, key: str, *, fallback: Answer) -> Answer:
    """Return yes or no; null and `unknown` mean not known, a key left out means the usual."""
    if key not in given:
        return fallback
    value = given[key]
    return None if value is None or value == "unknown" else yes(value, key)


def _fte(given: Given) -> Decimal | None:
    for key in ("fte", "employees"):
        if given.get(key) is not None:
            return _number(given[key], key)
    if "sme" in given:
        return None if _answer(given, "sme", fallback=None) is not False else Decimal(_LARGE)
    return None


def _number(value: object, key: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or number < 0:
        raise CaseError(f"`{key}` is a number of 0 or more, such as 2.00")
    return number


def _places(info: PackInfo, given: Given) -> dict[str, Answer]:
    """Return where project, seat and branches lie. `municipality` is where the project is, and the rest unless said."""
    branches = given.get("branches", given.get("branch"))
    listed = branches if isinstance(branches, list) else [] if branches is None else [branches]
    inside = [_inside(info, place, "branches") for place in listed]
    base = _place(info, given, "municipality", None)
    branch = any(inside) if inside else base
    project = _place(info, given, "project", base if "municipality" in given else branch if inside else None)
    return {
        "project_in_region": project,
        "branch_in_region": branch,
        "seat_in_region": _place(info, given, "seat", base),
    }


def _place(info: PackInfo, given: Given, key: str, fallback: Answer) -> Answer:
    value = given.get(key)
    return fallback if value is None else _inside(info, value, key)


def _inside(info: PackInfo, place: object, key: str) -> bool:
    if not isinstance(place, str):
        raise CaseError(f"`{key}` is the name or code of a municipality, such as Emmen or GM0114")
    return lies_in(info, place)


def _rung(given: Given) -> tuple[str | None, RungSource | None]:
    """Return the rung that counts and who found it: an intake goes before a scan."""
    found: tuple[tuple[str, RungSource | None], ...] = (
        ("intake_rung", "intake"),
        ("rung", _source(given)),
        ("scan_rung", "scan"),
    )
    for key, source in found:
        if given.get(key) is not None:
            return one_of(given[key], key, RUNGS), source
    return None, None


def _source(given: Given) -> RungSource | None:
    """Return who found the rung; left out, nobody is known, which cannot refuse."""
    value = given.get("rung_source")
    return None if value is None else SOURCES[one_of(value, "rung_source", tuple(SOURCES))]


def _research(given: Given) -> Answer:
    if "plan" in given:
        return one_of(given["plan"], "plan", ("implementation", "research")) == "research"
    return _answer(given, "rd", fallback=False)


def _earlier(given: Given, day: date) -> tuple[Earlier, ...]:
    """Return earlier applications: a list of days or of `{on, state}`, or only how many this year."""
    listed = given.get("previous")
    items = listed if isinstance(listed, list) else [] if listed is None else [listed]
    found = [_one_earlier(item) for item in items]
    count = given.get("applications_this_year", 0)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise CaseError("`applications_this_year` is a whole number")
    return (*found, *(Earlier(date(day.year, 1, 1)) for _ in range(min(count, 1))))


def _one_earlier(item: object) -> Earlier:
    states = ("live", "granted", "refused", "not-handled", "withdrawn")
    if isinstance(item, dict):
        known(item, ("on", "state"), "`previous`")
        on = maybe_day(item.get("on"), "previous.on")
        state = one_of(item.get("state", "live"), "previous.state", states)
    else:
        on, state = maybe_day(item, "previous"), "live"
    if on is None:
        raise CaseError("each item of `previous` has a day, such as {on: 2027-01-10, state: refused}")
    return Earlier(on, state)  # type: ignore[arg-type]  # one_of allows these states only


def _aid(given: Given, version: Parameters, day: date) -> int | None:
    """Return the de minimis aid that counts: a sum, or grants of which the old ones have left the window."""
    if "aid" in given:
        grants = []
        for item in maps(given["aid"], "aid", "`on` and `amount`"):
            known(item, ("on", "amount"), "`aid`")
            on = maybe_day(item.get("on"), "aid.on")
            if on is None:
                raise CaseError("each item of `aid` has the day of the grant: {on: 2025-05-01, amount: 20000}")
            grants.append((on, cents(item.get("amount"), "aid.amount")))
        return aid_in_window(grants, on=day, years=version.de_minimis_years)
    if "granted_in_window" not in given:
        return 0
    value = given["granted_in_window"]
    return None if value is None else cents(value, "granted_in_window")


def _agriculture(given: Given) -> Answer:
    """Say whether this is a primary producer: said so, by its activity code, or not sure by its sector."""
    if "primary_agriculture" in given:
        return _answer(given, "primary_agriculture", fallback=None)
    code = str(given.get("sbi") or "").replace(".", "").strip()
    if code:
        return code.startswith(_PRIMARY) or code == "A"
    sector = str(given.get("sector") or "").strip().lower()
    return None if sector in _PROCESSING else False


def _document(pack: Pack, scheme: Scheme, version: Parameters, found: Eligibility, at: datetime) -> Document:
    """Return what `expect` may name. Without a grant the amounts are null."""
    money = found.budget if found.outcome != "not-now" else None
    refused = [item.code for item in found.refusals]
    asked = [item.code for item in found.open]
    less = ["de_minimis"] if money and any(item.code == "de-minimis-less" for item in money.remarks) else []
    costs = found.budget
    return {
        "eligible": {"probably-yes": True, "not-now": False, "person": None}[found.outcome],
        "outcome": found.outcome,
        "amount": _maybe(money.amount_cents if money else None),
        "own_share": _maybe(money.own_share_cents if money else None),
        "eligible_costs": _maybe(costs.eligible_cents if costs else None),
        "total_costs": _maybe(costs.total_cents if costs else None),
        "computed": _maybe(costs.computed_cents if costs else None),
        "rate": version.rate,
        "reasons": [item.code for item in found.verdicts if item.state != "met" or item.code in less],
        "refusals": refused,
        "open": asked,
        "remarks": [item.code for item in costs.remarks] if costs else [],
        "referrals": _referrals(scheme, found),
        "received_day": found.day.isoformat(),
        "received_at": at.astimezone(AMSTERDAM).isoformat(timespec="seconds"),
        "version": found.version,
        "scheme": found.scheme,
        "pack": pack.reference,
    }


def _referrals(scheme: Scheme, found: Eligibility) -> list[str]:
    """Return what waits behind the doors; an organisation that takes every question only when there is nothing else."""
    doors = [door for door in scheme.doors if door.key in found.doors]
    return [door.target for door in doors if door.organisation is None] or [door.target for door in doors]


def _maybe(amount: int | None) -> int | float | None:
    return None if amount is None else euros(amount)


def _same_money(expected: object, actual: object) -> bool:
    """Euros are compared to the cent. No grant is null, and 0.00 says the same."""
    if expected is None or actual is None:
        return not expected and not actual
    if isinstance(expected, int | float | str) and not isinstance(expected, bool):
        return same(euros(cents(expected, "amount")), actual)
    return False

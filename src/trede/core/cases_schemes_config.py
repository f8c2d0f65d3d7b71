"""`config:` of a `scheme:` case: parameters that replace those of the pack, for this case only.

Names are those of the parameters in the scheme file; a few short names are read too. `versions` adds dated versions,
each from its `valid_from` on with what it changes.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

import msgspec

from trede.core.cases import CaseError
from trede.core.cases_read import known, maps, one_of, whole, yes
from trede.core.clocks import AMSTERDAM
from trede.core.pack_rules_schemes import PARAMETERS
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Parameters, Scheme
from trede.core.scan import RUNGS

ALIASES = {
    "percentage": "rate",
    "min": "minimum",
    "max": "maximum",
    "min_amount": "minimum",
    "max_amount": "maximum",
    "fte_min": "minimum_fte",
    "fte_minimum": "minimum_fte",
    "sme_max": "sme_maximum_fte",
    "sme_maximum": "sme_maximum_fte",
    "sme_cap": "sme_maximum_fte",
    "once": "once_per",
    "rd": "research",
}
"""Other names of parameters."""
ELSEWHERE = ("ceiling", "tie", "part_grants", "on_full")
"""Parameters of the distribution: they do not touch eligibility, so that one `config` can serve several kinds."""
CHOICES = {
    "vat": ("non-deductible", "never"),
    "research": ("excluded", "allowed"),
    "fte_measured": ("received-day", "last-quarter", "last-year"),
    "location": ("project", "seat", "branch"),
    "rung_mode": ("hard", "soft"),
    "start": ("from-receipt", "free"),
    "once_per": ("calendar-year", "firm", "unlimited"),
}
_SME = 250.0
"""Upper end when a case only says that it is on."""
_PER_CENT = 100
_MOST = 10**12
_FIRST_YEAR, _LAST_YEAR = 2000, 2090


def configured(scheme: Scheme, config: object) -> Scheme:
    """Return the scheme with the parameters of `config`. CaseError for one that is not known or cannot be."""
    if config is None:
        return scheme
    if not isinstance(config, dict):
        raise CaseError("`config` needs keys with values, such as {rate: 0.50, minimum: 5000}")
    fields = {str(key): value for key, value in config.items()}
    known(fields, (*PARAMETERS, *ALIASES, *ELSEWHERE, "versions"), "`config`")
    dated = maps(fields.pop("versions", None), "config.versions", "`valid_from` and what changes")
    versions = tuple(_changed(version, fields) for version in scheme.versions)
    for item in dated:
        versions = _with_version(versions, item)
    return msgspec.structs.replace(scheme, versions=versions)


def _with_version(versions: tuple[Parameters, ...], item: Mapping[str, object]) -> tuple[Parameters, ...]:
    known(item, (*PARAMETERS, *ALIASES, "key", "valid_from"), "`config.versions`")
    changes = {key: value for key, value in item.items() if key not in ("key", "valid_from")}
    start = _start(item.get("valid_from"))
    before = [version for version in versions if moment(version.valid_from) <= start] or [versions[0]]
    key = str(item.get("key", f"from {start:%Y-%m-%d %H:%M}"))
    added = msgspec.structs.replace(_changed(before[-1], changes), key=key, valid_from=start)
    kept = [version for version in versions if moment(version.valid_from) != start]
    return tuple(sorted([*kept, added], key=lambda version: moment(version.valid_from)))


def _start(value: object) -> datetime:
    """Return the first moment of a version: of a day its midnight in Amsterdam."""
    if isinstance(value, datetime):
        sane_year(value, "config.versions.valid_from")
        return moment(value)
    if isinstance(value, date):
        return datetime.combine(sane_year(value, "config.versions.valid_from"), time(), AMSTERDAM)
    raise CaseError("each item of `config.versions` has `valid_from`: a day or a moment with an offset")


def _changed(version: Parameters, fields: Mapping[str, object]) -> Parameters:
    changes: dict[str, object] = {}
    for key, value in fields.items():
        name = ALIASES.get(key, key)
        if name not in ELSEWHERE:
            changes[name] = _value(name, key, value)
    return msgspec.structs.replace(version, **changes)


def _value(name: str, key: str, value: object) -> object:
    where = f"config.{key}"
    if name in CHOICES:
        return _choice(name, where, value)
    if name in ("own_hours", "cyber_baseline"):
        return yes(value, where)
    if name == "rungs":
        return tuple(one_of(item, where, RUNGS) for item in (value if isinstance(value, list) else [value]))
    if name == "pillar_maximums":
        return {str(pillar): _number(where, most) for pillar, most in value.items()} if isinstance(value, dict) else {}
    if name in ("pillars_most", "de_minimis_years"):
        return None if value is None else whole(value, where)
    return _quantity(name, where, value)


def _choice(name: str, where: str, value: object) -> str:
    """Return one of the words of a parameter; yes and no where that is plain."""
    if isinstance(value, bool) and name in ("research", "once_per"):
        return {"research": ("excluded", "allowed"), "once_per": ("unlimited", "calendar-year")}[name][value]
    return one_of(value, where, CHOICES[name])


def _quantity(name: str, where: str, value: object) -> float | None:
    """Return a share, an amount in euros or a size. Null switches a limit off, and so does `false`."""
    if name == "rate":
        share = _number(where, value)
        share = share / _PER_CENT if share > 1 else share
        if not 0 < share <= 1:
            raise CaseError(f"`{where}` is a share such as 0.50, or per cent such as 50")
        return share
    if value is None or value is False:
        return None
    if value is True and name == "sme_maximum_fte":
        return _SME
    return _number(where, value)


def sane_year(day: date, key: str) -> date:
    """Return the day. CaseError for a year in which no application can be."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CaseError(f"`{key}` lies between {_FIRST_YEAR} and {_LAST_YEAR}")
    return day


def _number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise CaseError(f"`{where}` is a number of 0 or more")
    return float(value)

"""Rules on `schemes/*.yml`: versions in order, a basis for every parameter, amounts that can be, doors and words there.

What the policy leaves open may stand in a scheme as an example, never without saying so. What an amendment can change,
and what an open scheme rests on, is in `pack_rules_editions`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from trede.core.eligibility import CODES
from trede.core.pack_findings import (
    PackError,
    Parts,
    doubles,
    filled,
    keys_once,
    sane_euros,
    sane_moment,
    sane_share,
    unknown,
)
from trede.core.pack_rules_editions import check_editions
from trede.core.pack_rules_partners import PILLARS
from trede.core.pack_scheme_terms import moment
from trede.core.pack_schemes import Door, Parameters, Scheme
from trede.core.permissions import ROLES, Permission
from trede.core.scan import RUNGS

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_PARAMETERS = frozenset({"key", "valid_from", "basis"})
PARAMETERS = tuple(name for name in Parameters.__struct_fields__ if name not in _NO_PARAMETERS)
"""Names that a basis may give."""
STATES = ("met", "not-met", "unknown", "do")
"""Texts of each reason: `eligibility.<code>.<state>`."""
NEVER_REFUSED = frozenset({"agriculture", "other_aid", "insolvency", "repeat"})
"""Reasons that only ask for a look, so they have no text for `not-met`."""
DATA_LAYERS = 5
DECIDERS = tuple(key for key, role in ROLES.items() if Permission.SUBSIDY_DECIDE in role.permissions)


def check_schemes(parts: Parts) -> Iterator[PackError]:
    """Yield what is wrong with the schemes. A pack without schemes is right."""
    for name, scheme in parts.schemes.items():
        file = f"schemes/{name}.yml"
        if scheme.key != name or not _KEY.fullmatch(name):
            hint = "The key is the name of the file: lower-case letters, digits and hyphens."
            yield PackError(file, "key", f"`{scheme.key}` is not the name of the file", hint)
        yield from _versions(file, scheme)
        yield from _money(file, scheme)
        yield from _openings(file, scheme)
        yield from check_editions(file, scheme)
        yield from _pillars(file, scheme)
        yield from _lists(file, scheme)
        yield from _references(parts, file, scheme)
        yield from _words(parts, file, scheme)


def _versions(file: str, scheme: Scheme) -> Iterator[PackError]:
    """One after the other, each with its own key; a version ends where the next begins, so there is no gap."""
    yield from filled(file, "versions", scheme.versions)
    yield from keys_once(file, "versions", [version.key for version in scheme.versions], "version")
    for index, (before, after) in enumerate(pairwise(scheme.versions), 1):
        if moment(after.valid_from) <= moment(before.valid_from):
            hint = "List versions from old to new; each holds until the next begins."
            yield PackError(file, f"versions[{index}].valid_from", "does not come after the version before", hint)
    for index, version in enumerate(scheme.versions):
        key = f"versions[{index}]"
        yield from sane_moment(file, f"{key}.valid_from", version.valid_from)
        yield from _basis(file, key, version)
        yield from _amounts(file, key, version)
        for place, rung in enumerate(version.rungs):
            if rung not in RUNGS:
                yield unknown(file, f"{key}.rungs[{place}]", rung, RUNGS, "rung")


def _basis(file: str, key: str, version: Parameters) -> Iterator[PackError]:
    """Every parameter says where it comes from, once."""
    named = [
        (f"{key}.basis[{n}].of[{p}]", name) for n, item in enumerate(version.basis) for p, name in enumerate(item.of)
    ]
    yield from doubles(file, named, "parameter")
    for path, name in named:
        if name not in PARAMETERS:
            yield unknown(file, path, name, PARAMETERS, "parameter")
    missing = [name for name in PARAMETERS if name not in {name for _, name in named}]
    if missing:
        hint = "Name it in a basis with its source; `status: example` when the policy leaves it open."
        yield PackError(file, f"{key}.basis", f"nothing says where these come from: {', '.join(missing)}", hint)


def _amounts(file: str, key: str, version: Parameters) -> Iterator[PackError]:
    if not 0 < version.rate <= 1:
        yield PackError(file, f"{key}.rate", f"{version.rate} is no share", "Write a share, such as 0.50.")
    amounts = [("minimum", version.minimum), ("maximum", version.maximum), ("de_minimis", version.de_minimis)]
    amounts += [(f"pillar_maximums.{pillar}", most) for pillar, most in version.pillar_maximums.items()]
    for name, euros in amounts:
        yield from sane_euros(file, f"{key}.{name}", euros)
    if version.maximum is not None and version.minimum is not None and version.maximum < version.minimum:
        yield PackError(file, f"{key}.maximum", "is below the minimum", "Swap or correct the two.")
    for name, count in (("pillars_most", version.pillars_most), ("de_minimis_years", version.de_minimis_years)):
        if count is not None and count < 1:
            yield PackError(file, f"{key}.{name}", "is less than 1", "Write a whole number of 1 or more.")
    yield from _sizes(file, key, version)


def _sizes(file: str, key: str, version: Parameters) -> Iterator[PackError]:
    least, most = version.minimum_fte, version.sme_maximum_fte
    for name, size in (("minimum_fte", least), ("sme_maximum_fte", most)):
        if size is not None and size < 0:
            yield PackError(file, f"{key}.{name}", "is below 0", "Write a number of 0 or more, or null.")
    if most is not None and most <= (least or 0):
        yield PackError(file, f"{key}.sme_maximum_fte", "leaves no firm over", "It has to be above minimum_fte.")


def _money(file: str, scheme: Scheme) -> Iterator[PackError]:
    for index, ceiling in enumerate(scheme.ceilings):
        key = f"ceilings[{index}]"
        yield from sane_euros(file, f"{key}.amount", ceiling.amount)
        yield from sane_moment(file, f"{key}.published_at", ceiling.published_at)
        if moment(ceiling.effective_from) < moment(ceiling.published_at):
            hint = "A ceiling is published before it holds (Awb 4:27)."
            yield PackError(file, f"{key}.effective_from", "lies before the publication", hint)
    starts = [f"{item.period} {moment(item.effective_from).isoformat()}" for item in scheme.ceilings]
    yield from doubles(file, ((f"ceilings[{n}].effective_from", start) for n, start in enumerate(starts)), "ceiling")
    yield from sane_euros(file, "distribution.part_minimum", scheme.distribution.part_minimum)
    yield from sane_share(file, "distribution.objection_reserve", scheme.distribution.objection_reserve)
    for index, mandate in enumerate(scheme.mandates):
        yield from sane_euros(file, f"mandates[{index}].upto", mandate.upto)
        if mandate.role not in ROLES:
            yield unknown(file, f"mandates[{index}].role", mandate.role, ROLES, "role")
        elif mandate.role not in DECIDERS:
            hint = f"Choose from: {', '.join(DECIDERS)}."
            yield PackError(file, f"mandates[{index}].role", f"a {mandate.role} cannot decide at all", hint)
    if scheme.mandates and all(mandate.upto is not None for mandate in scheme.mandates):
        hint = "Give one role `upto: null`, else a large grant waits for ever."
        yield PackError(file, "mandates", "nobody may decide above the highest limit", hint)


def _openings(file: str, scheme: Scheme) -> Iterator[PackError]:
    periods = {ceiling.period for ceiling in scheme.ceilings}
    ordered = sorted(enumerate(scheme.openings), key=lambda item: moment(item[1].opens))
    for index, opening in ordered:
        key = f"openings[{index}]"
        yield from sane_moment(file, f"{key}.opens", opening.opens)
        yield from sane_moment(file, f"{key}.closes", opening.closes)
        if moment(opening.closes) <= moment(opening.opens):
            yield PackError(file, f"{key}.closes", "does not come after it opens", "Swap or correct the two.")
        if opening.period not in periods:
            yield unknown(file, f"{key}.period", opening.period, periods, "period with a ceiling")
    for (_, before), (index, after) in pairwise(ordered):
        if moment(after.opens) < moment(before.closes):
            hint = "An application belongs to one period: let one close before the next opens."
            yield PackError(file, f"openings[{index}].opens", "falls in another opening", hint)


def _pillars(file: str, scheme: Scheme) -> Iterator[PackError]:
    yield from keys_once(file, "pillars", [pillar.key for pillar in scheme.pillars], "pillar")
    for index, pillar in enumerate(scheme.pillars):
        if pillar.key not in PILLARS:
            yield unknown(file, f"pillars[{index}].key", pillar.key, PILLARS, "pillar")
        yield from filled(file, f"pillars[{index}].activities", pillar.activities)
        yield from keys_once(file, f"pillars[{index}].activities", [item.key for item in pillar.activities], "activity")
    known = [pillar.key for pillar in scheme.pillars]
    for number, version in enumerate(scheme.versions):
        for name in version.pillar_maximums:
            if name not in known:
                yield unknown(file, f"versions[{number}].pillar_maximums.{name}", name, known, "pillar")
    keys = [(f"criteria[{n}].key", item.key) for n, item in enumerate(scheme.criteria)]
    for index, pillar in enumerate(scheme.pillars):
        keys += [(f"pillars[{index}].criteria[{n}].key", item.key) for n, item in enumerate(pillar.criteria)]
    yield from doubles(file, keys, "criterion")


def _lists(file: str, scheme: Scheme) -> Iterator[PackError]:
    """Keys are stored with applications, so each occurs once."""
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("data_layers", (item.key for item in scheme.data_layers)),
        ("exclusions", (item.key for item in scheme.exclusions)),
        ("doors", (item.key for item in scheme.doors)),
    )
    for where, keys in named:
        yield from keys_once(file, where, keys, "item")
    yield from doubles(file, ((f"questions[{n}]", name) for n, name in enumerate(scheme.questions)), "question")
    for index, layer in enumerate(scheme.data_layers):
        if not 1 <= layer.number <= DATA_LAYERS or layer.months < 1:
            hint = f"Layers are numbered 1 to {DATA_LAYERS} and have a term of a month or more."
            yield PackError(file, f"data_layers[{index}]", "the number or the term cannot be right", hint)


def _references(parts: Parts, file: str, scheme: Scheme) -> Iterator[PackError]:
    instruments = [item.key for item in parts.instruments.instruments] if parts.instruments else [scheme.instrument]
    if scheme.instrument not in instruments:
        yield unknown(file, "instrument", scheme.instrument, instruments, "instrument")
    for index, door in enumerate(scheme.doors):
        yield from _door(parts, file, f"doors[{index}]", scheme, door)
    covered = {code for door in scheme.doors if not door.rungs for code in door.for_reasons}
    missing = [code for code in _possible(scheme) if code not in covered]
    if missing:
        hint = "Name it in `for_reasons` of a door that holds for every rung, such as the front door."
        yield PackError(file, "doors", f"dead end: no door for {', '.join(missing)}", hint)


def _possible(scheme: Scheme) -> Iterator[str]:
    """Yield the reasons that this scheme can give."""
    absent = {
        "fte_min": all(version.minimum_fte is None for version in scheme.versions),
        "sme_max": all(version.sme_maximum_fte is None for version in scheme.versions),
        "rung": all(not version.rungs for version in scheme.versions),
        "scope_rd": all(version.research == "allowed" for version in scheme.versions),
        "pillar": not scheme.pillars,
        "cyber": all(not version.cyber_baseline for version in scheme.versions),
    }
    yield from (code for code in CODES if not absent.get(code, False))


def _door(parts: Parts, file: str, key: str, scheme: Scheme, door: Door) -> Iterator[PackError]:
    targets = [name for name in ("scheme", "instrument", "organisation") if getattr(door, name) is not None]
    if len(targets) != 1:
        hint = "Write exactly one of scheme, instrument and organisation."
        yield PackError(file, key, f"this door leads to {len(targets)} places", hint)
        return
    name = targets[0]
    known = {
        "scheme": [other for other in parts.schemes if other != scheme.key],
        "instrument": [item.key for item in parts.instruments.instruments] if parts.instruments else None,
        "organisation": [item.key for item in parts.partners.organisations] if parts.partners else None,
    }[name]
    target = getattr(door, name)
    if known is not None and target not in known:
        yield unknown(file, f"{key}.{name}", target, known, name)
    for place, code in enumerate(door.for_reasons):
        if code not in CODES:
            yield unknown(file, f"{key}.for_reasons[{place}]", code, CODES, "reason")
    for place, rung in enumerate(door.rungs):
        if rung not in RUNGS:
            yield unknown(file, f"{key}.rungs[{place}]", rung, RUNGS, "rung")


def _words(parts: Parts, file: str, scheme: Scheme) -> Iterator[PackError]:
    """Every reason and question has words of the engine."""
    wanted = [f"eligibility.{code}.{state}" for code in CODES for state in STATES]
    wanted = [key for key in wanted if not (key.endswith(".not-met") and key.split(".")[1] in NEVER_REFUSED)]
    wanted += [f"precheck.{question}.{part}" for question in scheme.questions for part in ("title", "help")]
    missing = [key for key in wanted if key not in parts.engine_texts]
    if missing and parts.engine_texts:
        hint = "Add them to packs/common/subsidies.yml."
        yield PackError(file, "questions", f"there are no words for {', '.join(missing)}", hint)

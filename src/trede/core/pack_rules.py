"""Rules a pack must keep that its types cannot say. Each rule yields what breaks it, with the file, key and a way out.

The groups are in `pack_rules_scans` (questionnaires), `pack_rules_partners` (organisations, services, instruments, no
dead ends), `pack_rules_places` (where it lies) and `pack_rules_texts` (empty texts, placeholders, style values);
here are the region itself and the ladder.
"""

import re
from collections.abc import Iterator

from trede.core.pack import Indicators, Ladder, PackInfo
from trede.core.pack_embed import Referrers, broken_rules
from trede.core.pack_findings import PackError, Parts, doubles, filled, keys_once, sane_day, unknown, web_address
from trede.core.pack_rules_partners import check_instruments, check_partners
from trede.core.pack_rules_places import check_places
from trede.core.pack_rules_scans import check_scans
from trede.core.pack_rules_schemes import check_schemes
from trede.core.pack_rules_texts import check_texts, check_theme
from trede.core.sbi import section
from trede.core.scan import RUNGS

INFO, LADDER, INDICATORS, REFERRERS = "pack.yml", "ladder.yml", "indicators.yml", "referrers.yml"

LEAST_PUBLIC, LEAST_PARTNER, LEAST_ROUNDING = 10, 5, 5
"""Floors of disclosure control (§9: never on the level of one firm). A region may be stricter, never looser."""

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_CBS_CODE = re.compile(r"GM[0-9]{4}")
_SBI = re.compile(r"[A-U]|[0-9]{2,5}")
_EVENT = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,20}")


def check(parts: Parts) -> Iterator[PackError]:
    """Yield every rule that the pack breaks. A rule whose files could not be read is left out."""
    if parts.info is not None:
        yield from check_info(parts, parts.info)
        yield from check_theme(parts.info)
    if parts.ladder is not None:
        yield from check_ladder(parts, parts.ladder)
    if parts.indicators is not None:
        yield from check_indicators(parts.indicators)
    if parts.referrers is not None:
        yield from check_referrers(parts.referrers)
    yield from check_scans(parts)
    yield from check_instruments(parts)
    yield from check_partners(parts)
    yield from check_schemes(parts)
    yield from check_texts(parts)


def check_info(parts: Parts, info: PackInfo) -> Iterator[PackError]:
    """Rules on `pack.yml`."""
    if info.key != parts.folder:
        hint = f"Write `key: {parts.folder}`, or rename the folder to {info.key}."
        yield PackError(INFO, "key", f"`{info.key}` is not the name of the folder", hint)
    if not _VERSION.fullmatch(info.version):
        yield PackError(INFO, "version", f"`{info.version}` is not a version", 'Write a month, such as "2026-06".')
    if set(info.languages) != {"nl", "en"}:
        yield PackError(INFO, "languages", "a pack speaks Dutch and English", "Write `languages: [nl, en]`.")
    yield from _references(parts, info)
    yield from _region_lists(info)
    yield from _contact(info)
    yield from _terms(info)
    yield from _disclosure(info)
    yield from _info_days(info)


def _references(parts: Parts, info: PackInfo) -> Iterator[PackError]:
    for key, name, rule in (
        ("default_scan", info.default_scan, "trede-1"),
        ("baseline_scan", info.baseline_scan, "baseline-1"),
    ):
        scan = parts.scans.get(name)
        if scan is None and name not in parts.scan_files:
            yield unknown(INFO, key, name, parts.scan_files, "scan")
        elif scan is not None and scan.rule != rule:
            hint = f"Name a scan with `rule: {rule}`."
            yield PackError(INFO, key, f"the scan `{name}` has the rule {scan.rule}", hint)
    if parts.partners is None:
        return
    kinds = {organisation.key: organisation.kind for organisation in parts.partners.organisations}
    if info.front_door not in kinds:
        yield unknown(INFO, "front_door", info.front_door, kinds, "organisation")
    elif kinds[info.front_door] != "front-door":
        hint = "Give that organisation `kind: front-door` in partners.yml, or name another one."
        yield PackError(INFO, "front_door", f"`{info.front_door}` is of the kind {kinds[info.front_door]}", hint)


def _region_lists(info: PackInfo) -> Iterator[PackError]:
    yield from filled(INFO, "municipalities", info.municipalities)
    yield from filled(INFO, "sectors", info.sectors)
    yield from filled(INFO, "size_classes", info.size_classes)
    for index, municipality in enumerate(info.municipalities):
        if not _CBS_CODE.fullmatch(municipality.code):
            hint = "Write the CBS code: GM and four digits."
            yield PackError(INFO, f"municipalities[{index}].code", f"`{municipality.code}` is no CBS code", hint)
    for name, values in (
        ("code", [municipality.code for municipality in info.municipalities]),
        ("name", [municipality.name for municipality in info.municipalities]),
    ):
        found = ((f"municipalities[{index}].{name}", value) for index, value in enumerate(values))
        yield from doubles(INFO, found, "municipality")
    yield from check_places(info)
    yield from keys_once(INFO, "sectors", [sector.key for sector in info.sectors], "sector")
    yield from keys_once(INFO, "size_classes", [size.key for size in info.size_classes], "size class")
    yield from keys_once(INFO, "base_figures", [figure.key for figure in info.base_figures], "base figure")
    yield from _activities(info)
    yield from _size_classes(info)


def _activities(info: PackInfo) -> Iterator[PackError]:
    """Each activity is a code of the SBI and belongs to one sector at most."""
    taken: set[str] = set()
    for index, sector in enumerate(info.sectors):
        for place, code in enumerate(sector.sbi):
            key = f"sectors[{index}].sbi[{place}]"
            if not _SBI.fullmatch(code) or not (code.isalpha() or section(code)):
                hint = 'Write a section letter (A…U) or two to five digits of the SBI in quotes, such as "62" or "953".'
                yield PackError(INFO, key, f"`{code}` is no SBI code", hint)
            elif code in taken:
                yield PackError(INFO, key, f"`{code}` stands with another sector too", "Keep one of the two.")
            taken.add(code)


def _size_classes(info: PackInfo) -> Iterator[PackError]:
    end: float | None = 0.0
    for index, size in enumerate(info.size_classes):
        key = f"size_classes[{index}]"
        if size.maximum is not None and size.maximum < size.minimum:
            yield PackError(INFO, f"{key}.maximum", "is below the minimum", "Swap or correct the two.")
        if end is None or size.minimum < end or (index and size.minimum == end):
            hint = "List the classes from small to large without overlap; only the last one has no maximum."
            yield PackError(INFO, f"{key}.minimum", "falls in the class before it", hint)
        end = size.maximum


def _contact(info: PackInfo) -> Iterator[PackError]:
    contact = info.contact
    if contact.phone is not None and not _PHONE.fullmatch(contact.phone):
        yield PackError(INFO, "contact.phone", "is not a telephone number", "Write digits in quotes, or leave it out.")
    if contact.email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact.email):
        yield PackError(INFO, "contact.email", "is not an e-mail address", "Write name@organisation.nl.")
    yield from web_address(INFO, "contact.url", contact.url)


def _terms(info: PackInfo) -> Iterator[PackError]:
    terms = info.terms
    for name in ("first_contact", "referral_answer", "service_confirmation_days", "scan_retention_months"):
        if getattr(terms, name) < 1:
            yield PackError(INFO, f"terms.{name}", "is less than 1", "Write a whole number of 1 or more.")
    if info.target_group.minimum_fte < 0:
        yield PackError(INFO, "target_group.minimum_fte", "is below 0", "Write a number of 0 or more.")


def _disclosure(info: PackInfo) -> Iterator[PackError]:
    floors = {
        "public_minimum": LEAST_PUBLIC,
        "partner_minimum": LEAST_PARTNER,
        "round_counts_to": LEAST_ROUNDING,
        "round_shares_to": LEAST_ROUNDING,
    }
    for name, least in floors.items():
        value = getattr(info.disclosure, name)
        if value < least:
            hint = f"Write {least} or more: figures may never point at one firm."
            yield PackError(INFO, f"disclosure.{name}", f"{value} is too small", hint)


def _info_days(info: PackInfo) -> Iterator[PackError]:
    yield from sane_day(INFO, "valid_from", info.valid_from)
    for index, figure in enumerate(info.base_figures):
        key = f"base_figures[{index}]"
        yield from sane_day(INFO, f"{key}.on", figure.on)
        if (figure.value is None) != (figure.on is None):
            hint = "A figure has a value and the day it held; use null for both when it is not known."
            yield PackError(INFO, f"{key}.on", "the value and its day do not go together", hint)
        if figure.value is not None and figure.value < 0:
            yield PackError(INFO, f"{key}.value", "is below 0", "Write 0 or more, or null.")


def check_ladder(parts: Parts, ladder: Ladder) -> Iterator[PackError]:
    """Rules on `ladder.yml`: the six rungs in order, each in one stage; every door is an organisation."""
    keys = tuple(rung.key for rung in ladder.rungs)
    if keys != RUNGS:
        yield from doubles(LADDER, ((f"rungs[{index}].key", key) for index, key in enumerate(keys)), "rung")
        hint = f"Lowest first: {', '.join(RUNGS)}."
        yield PackError(LADDER, "rungs", f"the rungs are {', '.join(keys) or 'none'}", hint)
    stages = [stage.key for stage in ladder.stages]
    yield from keys_once(LADDER, "stages", stages, "stage")
    for index, rung in enumerate(ladder.rungs):
        if rung.stage not in stages:
            yield unknown(LADDER, f"rungs[{index}].stage", rung.stage, stages, "stage")
    yield from _stages_in_use(ladder)
    yield from filled(LADDER, "safety_doors", ladder.safety_doors)
    if parts.partners is None:
        return
    known = {organisation.key for organisation in parts.partners.organisations}
    doors = [(f"safety_doors[{place}]", door) for place, door in enumerate(ladder.safety_doors)]
    for index, stage in enumerate(ladder.stages):
        doors += [(f"stages[{index}].doors[{place}]", door) for place, door in enumerate(stage.doors)]
    for key, door in doors:
        if door not in known:
            yield unknown(LADDER, key, door, known, "organisation")


def _stages_in_use(ladder: Ladder) -> Iterator[PackError]:
    order = [rung.stage for rung in ladder.rungs]
    for index, stage in enumerate(ladder.stages):
        yield from filled(LADDER, f"stages[{index}].doors", stage.doors)
        places = [place for place, key in enumerate(order) if key == stage.key]
        if not places:
            hint = "Give a rung this stage, or take the stage out."
            yield PackError(LADDER, f"stages[{index}].key", f"no rung belongs to the stage `{stage.key}`", hint)
        elif places[-1] - places[0] >= len(places):
            hint = "The rungs of a stage stand next to each other."
            yield PackError(
                LADDER, f"stages[{index}].key", f"the rungs of `{stage.key}` do not follow each other", hint
            )


def check_indicators(indicators: Indicators) -> Iterator[PackError]:
    """Rules on `indicators.yml`: own keys and numbers, and events that look like events."""
    yield from filled(INDICATORS, "indicators", indicators.indicators)
    yield from keys_once(INDICATORS, "indicators", [indicator.key for indicator in indicators.indicators], "indicator")
    numbers = ((f"indicators[{n}].number", str(item.number)) for n, item in enumerate(indicators.indicators))
    yield from doubles(INDICATORS, numbers, "indicator")
    for index, indicator in enumerate(indicators.indicators):
        yield from filled(INDICATORS, f"indicators[{index}].events", indicator.events)
        for place, event in enumerate(indicator.events):
            if not _EVENT.fullmatch(event):
                hint = "Write a journal event, such as `scan.completed`; docs/reference/events.md lists them."
                yield PackError(INDICATORS, f"indicators[{index}].events[{place}]", f"`{event}` is no event", hint)


def check_referrers(referrers: Referrers) -> Iterator[PackError]:
    """Rules on `referrers.yml`."""
    yield from keys_once(REFERRERS, "referrers", [referrer.key for referrer in referrers.referrers], "referrer")
    for key, message, hint in broken_rules(referrers):
        yield PackError(REFERRERS, key, message, hint)

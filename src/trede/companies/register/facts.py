"""From what somebody typed to facts of a firm that they can confirm. Nothing is decided here: these are proposals."""

from dataclasses import dataclass
from datetime import date

from django.core import signing
from stdnum.nl import bsn

from trede.companies.register import errors
from trede.companies.register.answers import Page
from trede.companies.register.client import register
from trede.companies.rules import clean_text
from trede.core.errors import InputError
from trede.core.pack import Pack
from trede.core.places import candidates, municipality_of
from trede.core.sbi import bare, sector_of
from trede.journal import clock

LEAST_NAME, MOST_NAME = 2, 160
_SIGNS = str.maketrans("", "", " .-")
_SALT = "trede.register"
_DAY_SECONDS = 24 * 60 * 60
OLD_TOKEN = 5
"""Parts of a form that was opened before the likely municipalities went along."""
KVK_DIGITS, RSIN_DIGITS, BRANCH_DIGITS = 8, 9, 12


@dataclass(frozen=True, slots=True)
class Seen:
    """What the register said of a firm on a day, as it is kept: its numbers, main activity and heads.

    `likely` are the municipalities that have the place of its address, when that does not tell which one it is.
    """

    kvk: str
    branch: str
    sbi: str
    people: int | None
    on: date
    likely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A firm as the register knows it, with what the pack makes of it. Empty text: not known.

    `people` are heads of the whole firm, not full-time jobs. `municipality` is a proposal made from `place`.
    """

    seen: Seen
    name: str
    place: str
    municipality: str
    sector: str
    ended: str
    no_post: bool

    @property
    def token(self) -> str:
        """Return `seen` signed, to travel with a form and come back unchanged. It holds no name."""
        seen = self.seen
        kept = [seen.kvk, seen.branch, seen.sbi, seen.people, seen.on.isoformat(), list(seen.likely)]
        return signing.dumps(kept, salt=_SALT)

    @property
    def ended_on(self) -> str:
        """Return the last day as `2023-12-31`, or as much of it as is known; nothing for a firm that goes on."""
        year, month, day = self.ended[:4], self.ended[4:6], self.ended[6:]
        known = [part for part in (year, month, day) if part.strip("0")]
        return "-".join(known) if self.ended else ""


def find(typed: str, page: int = 1) -> Page:
    """Return what the register finds for a number (8, 9 or 12 digits) or a name. Raises NotFound and RegisterDown."""
    return register().search(_query(typed), page)


def _query(typed: str) -> dict[str, str]:
    digits = typed.strip().translate(_SIGNS)
    if digits.isascii() and digits.isdigit():
        return _number(digits)
    try:
        name = clean_text(typed)
    except InputError:
        name = ""
    if not LEAST_NAME <= len(name) <= MOST_NAME:
        raise errors.nothing_to_look_for()
    return {"naam": name}


def _number(digits: str) -> dict[str, str]:
    names = {KVK_DIGITS: "kvkNummer", BRANCH_DIGITS: "vestigingsnummer", RSIN_DIGITS: "rsin"}
    name = names.get(len(digits))
    if name is None or (name == "rsin" and not bsn.is_valid(digits)):  # an RSIN has the check digit of a BSN
        raise errors.nothing_to_look_for()
    return {name: digits, "inclusiefInactieveRegistraties": "true"}


def facts_of(region: Pack, kvk: str, branch: str = "") -> Facts:
    """Return the facts of a firm, or of one branch of it. Raises NotFound and RegisterDown."""
    profile = register().profile(kvk)
    name, place, postcode = profile.name, profile.place, profile.postcode
    if branch and branch != profile.branch:
        name, place = _of_branch(kvk, branch)
        postcode = ""
    sbi = bare(profile.sbi)
    municipality = municipality_of(region.info, place, postcode)
    likely = () if municipality else candidates(region.info, place)
    return Facts(
        seen=Seen(kvk, branch or profile.branch, sbi, profile.people, clock.today(), likely),
        name=name,
        place=place,
        municipality=municipality,
        sector=sector_of(region.info, sbi),
        ended=profile.ended,
        no_post=profile.no_post,
    )


def _of_branch(kvk: str, branch: str) -> tuple[str, str]:
    found = register().search({"vestigingsnummer": branch, "inclusiefInactieveRegistraties": "true"})
    hits = [hit for hit in found.hits if (hit.kvk, hit.branch) == (kvk, branch)]
    if not hits:
        raise errors.unknown()
    return hits[0].name, hits[0].place


def seen_in(token: str, *, kvk: str | None = None, branch: str = "") -> Seen | None:
    """Return what a signed form says the register said; None when it is not ours, too old, or about other numbers."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=_DAY_SECONDS)
    except signing.BadSignature:
        return None
    likely = tuple(told[5]) if len(told) > OLD_TOKEN else ()
    seen = Seen(told[0], told[1], told[2], told[3], date.fromisoformat(told[4]), likely)
    same = kvk is None or (kvk.translate(_SIGNS), branch.translate(_SIGNS)) == (seen.kvk, seen.branch)
    return seen if same else None

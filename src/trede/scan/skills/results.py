"""What a closed measurement says, in words. Numbers of people never leave: what may not be shown is not even kept."""

from dataclasses import dataclass

from trede.core.pack import Pack, Scan
from trede.core.skills_round import Tally, compare_tallies, read_tally
from trede.scan.skills.answers import least_people
from trede.scan.skills.models import SkillsRound
from trede.scan.skills.queries import departments, tally_of
from trede.web.wording import listed


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of people in a group: its name, the share in words, and the change since last time (or nothing)."""

    name: str
    share: str
    change: str


@dataclass(frozen=True, slots=True)
class Group:
    """A department, or all together. `hidden` says why nothing is shown; then there are no lines."""

    name: str
    lines: tuple[Line, ...]
    practise: str
    hidden: str
    not_compared: str
    """Why there is no change to show, when there could have been one."""


def results(region: Pack, scan: Scan | None, kept: SkillsRound, language: str) -> list[Group]:
    """Return each department of a closed round and then all together, when there is more than one."""
    words = _Words(region, scan, language, follows=kept.before is not None)
    mine = departments(kept)
    earlier = {item.label.casefold(): tally_of(item) for item in departments(kept.before)} if kept.before else {}
    groups = [words.group(item.label, tally_of(item), earlier.get(item.label.casefold())) for item in mine]
    if len(mine) > 1:
        name = region.text("skills.everyone", language)
        whole, before = tally_of(kept), tally_of(kept.before)
        groups.append(words.group(name, whole, before, hidden=_why_not_everyone(groups)))
    return groups


def _why_not_everyone(groups: list[Group]) -> str:
    """Return the key of the reason when all together are hidden: a small group, or too few people at all."""
    return "skills.hidden.everyone" if any(group.lines for group in groups) else "skills.hidden"


class _Words:
    """Says tallies in the words of the pack."""

    def __init__(self, region: Pack, scan: Scan | None, language: str, *, follows: bool) -> None:
        self.region, self.language, self.follows = region, language, follows
        self.least = least_people(region)
        self.topics = {item.key: item.title.in_language(language).lower() for item in scan.questions} if scan else {}

    def group(self, name: str, tally: Tally | None, before: Tally | None, *, hidden: str = "skills.hidden") -> Group:
        """Return what is shown of one group of people."""
        bands = read_tally(tally, minimum=self.least).bands
        if tally is None or bands is None:
            return Group(name, (), "", self._text(hidden), "")
        change = compare_tallies(before, tally, minimum=self.least)
        changes = dict(change.kinds or ())
        lines = tuple(
            Line(
                self._text(f"skills.kind.{kind}"),
                self._text(f"skills.band.{band}"),
                self._text(f"skills.change.{changes[kind]}") if kind in changes else "",
            )
            for kind, band in bands
        )
        silent = self._text("skills.hidden.change") if self.follows and not change.shown else ""
        return Group(name, lines, self._practise(tally), "", silent)

    def _practise(self, tally: Tally) -> str:
        topics = [self.topics[key] for key in tally.practise if key in self.topics]
        if not topics:
            return self._text("skills.practise.none") if self.topics else ""
        return self.region.text("skills.practise", self.language, topics=listed(topics, self.language))

    def _text(self, key: str) -> str:
        return self.region.text(key, self.language)

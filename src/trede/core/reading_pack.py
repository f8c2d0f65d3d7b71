"""How the Dutch texts of a pack read, and whether its English is English: `trede pack check` asks both.

Every text of the engine and of the region is measured as one block. Texts of one item (a question with its answers, a
rung, a partner) stand on the page together and are measured together too; how engine texts come together is measured on
the pages themselves, in the tests. Policy: plain language, level B1.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from trede.core.pack import Pack, Text
from trede.core.pack_findings import PackError, Parts
from trede.core.pack_names import Names
from trede.core.reading import FORMULA_WORDS, Fault, Level, Reader, words_of

GROUP_WORDS = 20
"""From this many words on, texts that stand together are measured as a page."""

_DUTCH = re.compile(
    "aan|bij|bedrijf|bedrijven|deze|dit|een|ook|geen|gegevens|het|hun|jij|jouw|kan|kun|maar|meer|moet|naar|niet|onze|"
    "uit|uw|veel|voor|vraag|vragen|waar|wat|weet|wie|wij|wordt|worden|zelf|zijn",
    re.IGNORECASE,
)
"""Words that no English text has, but for names."""
SAME_WORDS = 3
"""More words than this cannot be the same in both languages by chance."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a pack: where it stands and what it says."""

    file: str
    key: str
    text: Text

    @property
    def group(self) -> tuple[str, str]:
        """The item of a list it belongs to (`questions[3]`), whose texts stand on the page together; else nothing."""
        return self.file, self.key.partition("]")[0] + "]" if "[" in self.key else ""


@dataclass(frozen=True, slots=True)
class PackReading:
    """How a pack reads, the engine's texts included. `errors` is what does not pass; empty: all is well."""

    texts: int
    level: Level
    lowest: float
    """Score of the text that reads hardest, of those long enough to have a score."""
    lowest_at: str
    """File and key of that text."""
    errors: tuple[PackError, ...]


def judge(parts: Parts) -> PackReading:
    """Measure all texts of a pack and of the engine."""
    reader = Reader(names_in(parts))
    total, hardest = Level(), (206.8, "")
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    errors: list[PackError] = []
    found = list(passages(parts))
    for passage in found:
        dutch = passage.text.nl
        level = reader.level([dutch])
        total += level
        if passage.group[1]:
            groups[passage.group].append(dutch)
        if level.words >= FORMULA_WORDS:
            hardest = min(hardest, (level.score, f"{passage.file} {passage.key}"))
        errors += [fault_error(passage.file, f"{passage.key}.nl", fault) for fault in reader.faults(dutch)]
        errors += _english(reader, passage)
    for (file, key), blocks in groups.items():
        if reader.level(blocks).words >= GROUP_WORDS:
            errors += [fault_error(file, key, fault) for fault in reader.page_faults(blocks)]
    errors += _unused(parts, found)
    return PackReading(len(found), total, *hardest, tuple(errors))


def names_in(parts: Parts) -> frozenset[str]:
    """Return every name that counts as one short word: the approved ones, and what the pack itself declares."""
    approved = [item.name for names in (parts.engine_names, parts.own_names) if names for item in names.names]
    declared: list[str] = []
    if parts.info:
        info = parts.info
        declared += [info.name.nl, info.region.nl, info.province, info.contact.name.nl]
        declared += [municipality.name for municipality in info.municipalities]
    if parts.ladder:
        declared += [rung.name.nl for rung in parts.ladder.rungs]
    declared += [item.name for item in parts.partners.organisations] if parts.partners else []
    declared += [item.name.nl for item in parts.instruments.instruments] if parts.instruments else []
    declared += [scheme.name.nl for scheme in parts.schemes.values()]
    return frozenset(name for name in (*approved, *declared) if name.strip())


def names_of(pack: Pack) -> frozenset[str]:
    """Return every name that counts as one short word on a page, in both languages.

    Beside the names of `names_in` these are the fixed titles that pages put in sentences of their own: topics, kinds of
    systems and indicators. One of a single word is a word, and a name only where it stands in quotation marks.
    """
    info = pack.info
    texts = [info.name, info.region, info.contact.name]
    texts += [rung.name for rung in pack.ladder.rungs]
    texts += [item.name for item in pack.instruments] + [scheme.name for scheme in pack.schemes.values()]
    names = {name for text in texts for name in (text.nl, text.en)}
    names |= {item.name for item in pack.names} | {item.name for item in pack.organisations}
    names |= {municipality.name for municipality in info.municipalities} | {info.province}
    titles = [indicator.name for indicator in pack.indicators]
    for scan in pack.scans.values():
        titles += [question.title for question in scan.questions] + [subject.name for subject in scan.subjects]
    for title in (title for text in titles for title in (text.nl, text.en)):
        names |= {title} if " " in title else {f"‘{title}’", f"“{title}”"}
    return frozenset(names)


def passages(parts: Parts) -> Iterator[Passage]:
    """Yield every text of the pack and of the engine; a region's own words stand in the place of the engine's."""
    own = parts.own_texts or {}
    for key, (file, text) in parts.engine_texts.items():
        if key not in own:
            yield Passage(file, key, text)
    for key, text in own.items():
        yield Passage("texts.yml", key, text)
    records: list[tuple[str, object]] = [
        ("pack.yml", parts.info),
        ("ladder.yml", parts.ladder),
        ("instruments.yml", parts.instruments),
        ("partners.yml", parts.partners),
        ("indicators.yml", parts.indicators),
        *((f"scans/{name}.yml", scan) for name, scan in parts.scans.items()),
        *((f"schemes/{name}.yml", scheme) for name, scheme in parts.schemes.items()),
    ]
    for file, record in records:
        yield from _inside(file, "", record)


def _inside(file: str, key: str, value: object) -> Iterator[Passage]:
    if isinstance(value, Text):
        yield Passage(file, key, value)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _inside(file, f"{key}.{name}" if key else name, getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(file, f"{key}[{index}]", item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(file, f"{key}.{name}", item)


def fault_error(file: str, key: str, fault: Fault) -> PackError:
    """Return a fault as an error that shows the sentence and says what to do."""
    hard = f" Long words: {', '.join(fault.hardest)}." if fault.hardest else ""
    name = " A name that has to stay goes into names.yml, with a reason."
    shown = f": “{fault.sentence}”" if fault.sentence else ""
    value, limit = fault.value, fault.limit
    message, hint = {
        "loud": (f"this text shouts{shown}", "Leave out the exclamation mark."),
        "long-sentence": (f"a sentence of {value:.0f} words{shown}", f"Cut it in two: {limit:.0f} words at most."),
        "hard-text": (
            f"this Dutch text reads at {value:.1f}, the least is {limit:.0f}{shown}",
            f"Use shorter words or shorter sentences.{hard}{name}",
        ),
        "hard-page": (
            f"the Dutch texts here together read at {value:.1f}, the least is {limit:.0f}{shown}",
            f"Use shorter words or shorter sentences.{hard}{name}",
        ),
        "long-sentences": (
            f"the Dutch sentences here have {value:.1f} words on average",
            f"Cut the longest ones: {limit:.0f} at most on average.",
        ),
    }[fault.rule]
    return PackError(file, key, message, hint)


def _english(reader: Reader, passage: Passage) -> Iterator[PackError]:
    """Yield an error for an English text that was not translated."""
    dutch, english = reader.plain(passage.text.nl), reader.plain(passage.text.en)
    words = words_of(english)
    left = dutch_words(words)
    if dutch == english and len(set(words)) > SAME_WORDS:
        message = f"the English text is the Dutch one: “{passage.text.en}”"
        yield PackError(passage.file, f"{passage.key}.en", message, "Translate it.")
    elif left:
        hint = "Translate it. A name that stays Dutch goes into names.yml, with a reason."
        message = f"Dutch words in the English text: {', '.join(left)} in “{passage.text.en}”"
        yield PackError(passage.file, f"{passage.key}.en", message, hint)


def dutch_words(words: Iterable[str]) -> list[str]:
    """Return the words that only Dutch has, each once. Take names out first."""
    return sorted({word for word in words if _DUTCH.fullmatch(word)})


def _unused(parts: Parts, found: list[Passage]) -> Iterator[PackError]:
    """Yield an error for each name of the region that no text of the pack has: the list only grows by need."""
    names = parts.own_names or Names(names=())
    for index, item in enumerate(names.names):
        pattern = re.compile(rf"(?<!\w){re.escape(item.name)}(?!\w)")
        if not any(pattern.search(passage.text.nl) for passage in found):
            hint = "Take it out, or write it as it stands in the text."
            yield PackError("names.yml", f"names[{index}].name", f"no Dutch text has the name `{item.name}`", hint)

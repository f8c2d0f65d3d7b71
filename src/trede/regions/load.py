"""Read a region pack from its folder: YAML to typed records, engine texts merged in, every rule checked."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trede.core.pack import Indicators, Instruments, Ladder, Pack, PackInfo, Partners, Scan, Text
from trede.core.pack_embed import Referrers
from trede.core.pack_findings import PackError, PackErrors, Parts
from trede.core.pack_names import Names
from trede.core.pack_rules import check
from trede.core.pack_schemes import Scheme
from trede.core.reading_pack import PackReading, judge
from trede.regions.document import Document, Lines, Problem, parse, read_text

__all__ = ["PackError", "PackErrors", "check_pack", "engine_packs", "load_pack", "reading_level"]

T = TypeVar("T")

Texts = dict[str, Text]

KINDS: dict[str, Any] = {
    "pack": PackInfo,
    "ladder": Ladder,
    "instruments": Instruments,
    "partners": Partners,
    "indicators": Indicators,
    "texts": Texts,
    "scan": Scan,
    "scheme": Scheme,
    "referrers": Referrers,
    "names": Names,
}
"""Name of each kind of file, which is also the name of its JSON Schema, to what it holds."""

REQUIRED = ("pack", "ladder", "instruments", "partners", "indicators")
OPTIONAL = ("texts", "referrers", "names")
NAMES = "names.yml"


@cache
def engine_packs() -> Path:
    """Return the packs that come with the product: `packs/` of the repository, else the package's own copy."""
    repository = Path(__file__).parents[3] / "packs"
    return repository if (repository / "common").is_dir() else Path(__file__).parents[1] / "_packs"


def load_pack(directory: Path, *, common: Path | None = None, schemes: bool = True) -> Pack:
    """Return the pack in `directory`, checked. Raises PackErrors with everything that is wrong with it.

    `common` is the folder of engine texts (default: the product's own). Takes about 25 ms for 200 kB of YAML. Without
    `schemes` the subsidies are left unread, for who needs the ladder only.
    """
    pack, errors = _Loader(directory, common or engine_packs() / "common", schemes=schemes).load()
    if pack is None or errors:
        raise PackErrors(directory.name, errors)
    return pack


def check_pack(directory: Path, *, common: Path | None = None) -> list[PackError]:
    """Return everything that is wrong with the pack in `directory`, sorted by file; empty: it may be used."""
    _, errors = _Loader(directory, common or engine_packs() / "common").load()
    return PackErrors(directory.name, errors).errors


def reading_level(directory: Path, *, common: Path | None = None) -> PackReading:
    """Return how the Dutch texts of a pack and of the engine read, with the lines of those that read too hard.

    Only for a pack without errors: what could not be read is not measured. Takes about as long as loading it.
    """
    loader = _Loader(directory, common or engine_packs() / "common")
    found = judge(loader.parts())
    return replace(found, errors=tuple(loader.with_line(error) for error in found.errors))


class _Loader:
    """One run over one folder. `errors` fills up; nothing is raised before everything was looked at."""

    def __init__(self, directory: Path, common: Path, *, schemes: bool = True) -> None:
        self.directory = directory
        self.common = common
        self.with_schemes = schemes
        self.errors: list[PackError] = []
        self.lines: dict[str, Lines] = {}

    def load(self) -> tuple[Pack | None, list[PackError]]:
        """Return the pack, or None when its shape is wrong, and the errors found."""
        if not self.directory.is_dir():
            hint = "`trede pack check` lists the packs there are; `trede pack new NAME` starts one."
            return None, [PackError("pack.yml", "", f"there is no pack folder {self.directory}", hint)]
        found = self.parts()
        self._check_names()
        self.errors.extend(self.with_line(error) for error in check(found))
        return (None if self.errors else _assemble(found)), self.errors

    def parts(self) -> Parts:
        """Read every file. What is wrong with the shape of one goes to `errors`."""
        return Parts(
            folder=self.directory.name,
            info=self._required("pack", PackInfo),
            ladder=self._required("ladder", Ladder),
            scans=self._scans(),
            scan_files=self._scan_names(),
            schemes=self._folder("schemes", Scheme) if self.with_schemes else {},
            instruments=self._required("instruments", Instruments),
            partners=self._required("partners", Partners),
            indicators=self._required("indicators", Indicators),
            engine_texts=self._engine_texts(),
            own_texts=self._optional("texts", Texts),
            referrers=self._optional("referrers", Referrers),
            engine_names=self._engine_names(),
            own_names=self._optional("names", Names),
        )

    def _required(self, name: str, kind: type[T]) -> T | None:
        path = self.directory / f"{name}.yml"
        if path.is_file():
            record: T | None = self._read(path, f"{name}.yml", kind)
            return record
        hint = f"Copy packs/minimal/{name}.yml and change it."
        self.errors.append(PackError(f"{name}.yml", "", "this file is missing", hint))
        return None

    def _optional(self, name: str, kind: Any) -> Any:
        path = self.directory / f"{name}.yml"
        return self._read(path, f"{name}.yml", kind) if path.is_file() else None

    def _scans(self) -> dict[str, Scan]:
        names = self._scan_names()
        if not names:
            hint = "Copy packs/minimal/scans and change the questions."
            self.errors.append(PackError("scans", "", "this folder is missing or holds no scan", hint))
        return self._folder("scans", Scan)

    def _folder(self, folder: str, kind: type[T]) -> dict[str, T]:
        """Return the records of the files in a folder by their name without `.yml`, those that could be read."""
        records: dict[str, T] = {}
        for path in sorted((self.directory / folder).glob("*.yml")):
            record = self._read(path, f"{folder}/{path.name}", kind)
            if record is not None:
                records[path.stem] = record
        return records

    def _scan_names(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in (self.directory / "scans").glob("*.yml")))

    def _engine_names(self) -> Names | None:
        path = self.common / NAMES
        names: Names | None = self._read(path, f"common/{NAMES}", Names) if path.is_file() else None
        return names

    def _engine_texts(self) -> dict[str, tuple[str, Text]]:
        """Return each engine text with the file it stands in."""
        texts: dict[str, tuple[str, Text]] = {}
        for path in sorted(path for path in self.common.glob("*.yml") if path.name != NAMES):
            file = f"common/{path.name}"
            for key, text in (self._read(path, file, Texts) or {}).items():
                if key in texts:
                    message = f"this key already stands in {texts[key][0]}"
                    self.errors.append(self.with_line(PackError(file, key, message, "Keep one of the two.")))
                texts[key] = (file, text)
        return texts

    def _read(self, path: Path, file: str, kind: Any) -> Any:
        """Return the record in `path`, or None after noting what is wrong with it."""
        try:
            text = read_text(path)
        except (OSError, UnicodeDecodeError) as error:
            self.errors.append(PackError(file, "", f"cannot be read: {error}", "Save the file as UTF-8 text."))
            return None
        self.lines[file] = Lines(text)
        document = parse(text)
        try:
            record = msgspec.convert(document.value, kind)
        except msgspec.ValidationError as error:
            record = None
            self._note_shape(file, kind, document, error)
        self.errors.extend(self.with_line(_error(file, problem)) for problem in document.problems)
        return record

    def _note_shape(self, file: str, kind: Any, document: Document, error: msgspec.ValidationError) -> None:
        """Add every problem of shape, unless the file could not be read at all."""
        if document.value is None and document.problems:
            return
        from trede.regions.diagnose import diagnose

        unread = {problem.key for problem in document.problems}
        problems = [problem for problem in diagnose(kind, document.value) if problem.key not in unread]
        if not problems and not unread:
            problems = [Problem("", str(error), "Compare with the same file of packs/minimal.")]
        self.errors.extend(self.with_line(_error(file, problem)) for problem in problems)

    def _check_names(self) -> None:
        """Report YAML files that nothing reads: most often a misspelt name."""
        known = {f"{name}.yml" for name in (*REQUIRED, *OPTIONAL)}
        for path in sorted(self.directory.iterdir()):
            if path.suffix in (".yml", ".yaml") and path.name not in known:
                hint = f"Files of a pack: {', '.join(sorted(known))}, and the folders scans, schemes and cases."
                self.errors.append(PackError(path.name, "", "nothing reads this file", hint))

    def with_line(self, error: PackError) -> PackError:
        """Return the error with the line where its key stands, when the file was read."""
        if error.line is not None or error.file not in self.lines:
            return error
        line = self.lines[error.file].of(error.key)
        return PackError(error.file, error.key, error.message, error.hint, line)


def _error(file: str, problem: Problem) -> PackError:
    return PackError(file, problem.key, problem.message, problem.hint, problem.line)


def _assemble(found: Parts) -> Pack | None:
    """Build the pack. None when a required part is missing, which then stands among the errors."""
    if found.info is None or found.ladder is None:
        return None
    texts = {key: text for key, (_, text) in found.engine_texts.items()}
    return Pack(
        info=found.info,
        ladder=found.ladder,
        scans=found.scans,
        instruments=found.instruments.instruments if found.instruments else (),
        organisations=found.partners.organisations if found.partners else (),
        indicators=found.indicators.indicators if found.indicators else (),
        texts=texts | (found.own_texts or {}),
        referrers={site.key: site for site in found.referrers.referrers} if found.referrers else {},
        schemes=found.schemes,
        names=tuple(name for names in (found.engine_names, found.own_names) if names for name in names.names),
    )

"""What a check of a pack reports. Kept apart from the rules so that each group of rules can use it."""

from collections.abc import Iterable
from dataclasses import dataclass

from trede.core.errors import TredeError


@dataclass(frozen=True, slots=True)
class PackError:
    """One thing that is wrong in a pack.

    `file` is the path inside the packs folder (`ladder.yml`, `scans/mkb-zelfscan.yml`, `common/pages.yml`), `key` the
    path inside the file in its own words, counting from 0 (`questions[3].options[2].text.en`; empty: the whole file),
    `message` what is wrong, `hint` what to do, `line` where in the file (from 1) when that is known.
    """

    file: str
    key: str
    message: str
    hint: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}" if self.key else ""
        return f"{place}{key}: {self.message}. {self.hint}"


class PackErrors(TredeError):
    """A pack cannot be used. `errors` holds everything that was found, sorted by file and line. Message in English."""

    status = 503

    def __init__(self, pack: str, errors: Iterable[PackError]) -> None:
        self.pack = pack
        self.errors = sorted(errors, key=lambda error: (error.file, error.line or 0, error.key, error.message))
        count = f"{len(self.errors)} error{'' if len(self.errors) == 1 else 's'}"
        text = "\n".join([f"pack {pack} has {count}:", *(f"  {error}" for error in self.errors)])
        super().__init__("pack-invalid", text, text)

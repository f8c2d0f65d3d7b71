"""Files that people send in: what they are is sniffed, they stand outside the web root under random names.

A name that somebody gave is only words: it is kept to show, never to find a file with. Without a command to scan files
(TREDE_FILE_SCAN) a file is marked as not scanned; what was refused is thrown away at once.
"""

import logging
import os
import re
import secrets
import shlex
import subprocess
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import puremagic
from django.conf import settings

from trede.core.errors import InputError

log = logging.getLogger("trede.subsidies")

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 40
"""Files of one application, those that were taken away included."""
SCAN_SECONDS = 60
NAME_LENGTH = 160
OPENABLE = ("clean", "not-scanned")
"""What the scanner said of files that leave the site: not while it has to answer, and not what it refused."""
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALLOWED: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    _WORD: (".docx",),
    _SHEET: (".xlsx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
}
"""Kinds that are taken, with the ends a name may have."""
_INSIDE = {"word/document.xml": _WORD, "xl/workbook.xml": _SHEET}
_MACROS = ("vbaproject.bin", "basic/", "scripts/")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on disk. `scan` is `clean`, `waiting` (the scanner did not answer) or `not-scanned`."""

    name: str
    media_type: str
    size: int
    digest: str
    stored_as: str
    scan: str


def folder() -> Path:
    """Return the folder of files, made at first use and readable by nobody else."""
    place = settings.VAR / "files"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(place)


def store(name: str, content: bytes) -> Stored:
    """Keep a file. Raises InputError `file`: empty, too large, of a kind that is not taken, or refused by the scan."""
    shown = shown_name(name)
    if not content:
        raise InputError("file", "Dit bestand is leeg.", "This file is empty.")
    if len(content) > MOST_BYTES:
        raise InputError("file", "Dit bestand is groter dan 10 MB.", "This file is larger than 10 MB.")
    media_type = kind_of(content)
    if media_type is None or not shown.lower().endswith(ALLOWED[media_type]):
        raise InputError(
            "file",
            "Dit soort bestand nemen we niet aan. Stuur een pdf, foto, Word, Excel of OpenDocument.",
            "We do not take this kind of file. Send a PDF, picture, Word, Excel or OpenDocument.",
        )
    stored_as = secrets.token_hex(32)
    _write(stored_as, content)
    scan = scan_file(stored_as)
    if scan == "refused":
        remove(stored_as)
        raise InputError(
            "file",
            "In dit bestand zit iets dat niet veilig is. We hebben het weggegooid.",
            "There is something in this file that is not safe. We threw it away.",
        )
    return Stored(shown, media_type, len(content), sha256(content).hexdigest(), stored_as, scan)


def kind_of(content: bytes) -> str | None:
    """Return the media type of a file by what is in it; None when it is not one of those that are taken."""
    if content.startswith(b"PK"):
        return _kind_of_archive(content)
    try:
        found = puremagic.from_string(content[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return found if found in ALLOWED and not found.startswith("application/vnd") else None


def _kind_of_archive(content: bytes) -> str | None:
    """Look into an office document: which kind it is, and whether it brings a program along."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
            if any(part in name for name in names for part in _MACROS):
                return None
            for inside, media_type in _INSIDE.items():
                if inside in names:
                    return media_type
            if "mimetype" not in names or archive.getinfo("mimetype").file_size > NAME_LENGTH:
                return None
            written = archive.read("mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError):
        return None
    return written if written in ALLOWED else None


def shown_name(name: str) -> str:
    """Return a name that is safe to show and to offer for saving: no folders, no signs that steer a screen."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(sign if sign.isprintable() and sign not in '<>:"|?*;' else "_" for sign in last).strip(" .")
    if len(plain) > NAME_LENGTH:
        end = Path(plain).suffix[:8]
        plain = plain[: NAME_LENGTH - len(end)] + end
    return plain or "bestand"


def _write(stored_as: str, content: bytes) -> None:
    """Write a file in one go: it is there whole, or not at all."""
    place = folder()
    half = place / f".{stored_as}"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place / stored_as)


def read(stored_as: str) -> bytes | None:
    """Return the content of a file; None when it is no longer there."""
    try:
        return _path(stored_as).read_bytes()
    except OSError:
        return None


def remove(stored_as: str) -> None:
    """Throw a file away; what is gone already is fine."""
    _path(stored_as).unlink(missing_ok=True)


def _path(stored_as: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", stored_as, re.ASCII):
        raise ValueError("no name that we gave")
    return folder() / stored_as


def scan_file(stored_as: str) -> str:
    """Let the command of TREDE_FILE_SCAN look at a file: 0 is clean, 1 is refused, anything else has to be done again.

    The path of the file comes behind the words of the command. Returns `clean`, `refused`, `waiting` or `not-scanned`.
    """
    command = shlex.split(settings.FILE_SCAN)
    if not command:
        return "not-scanned"
    try:
        done = subprocess.run(  # noqa: S603  # the command of the operator, with a path that we made
            [*command, str(_path(stored_as))], capture_output=True, timeout=SCAN_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("file scan did not run: %s", type(error).__name__)  # noqa: TRY400  # the text holds a path
        return "waiting"
    return {0: "clean", 1: "refused"}.get(done.returncode, "waiting")

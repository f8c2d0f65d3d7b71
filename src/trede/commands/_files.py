"""What the commands that read and write files of firms share."""

import os
import tempfile
from pathlib import Path

from trede.core.errors import InputError

KINDS = ("companies", "dma", "services", "organisations", "measurements")
"""Keys of `trede.commands._kinds`, which costs a whole web framework to ask."""


def read_whole(path: Path) -> bytes:
    """Return what is in the file. Raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            "no-file", f"{path} kunnen we niet lezen: {error.strerror}.", f"Cannot read {path}: {error.strerror}."
        ) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write the file, readable for its owner only, or leave it as it was. Raises InputError when that fails."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            "no-file", f"{path} kunnen we niet schrijven: {error.strerror}.", f"Cannot write {path}: {error.strerror}."
        ) from error

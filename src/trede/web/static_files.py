"""Static files under an address that changes with their content, so that browsers may keep them for a year.

At the first start after a change the files are copied to the state folder, with a compressed twin, and the region's
house style (design tokens of the pack) is put behind the stylesheet.
"""

import gzip
import os
import shutil
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from whitenoise import WhiteNoise

from trede.regions.registry import pack

SOURCE = Path(__file__).resolve().parent / "static" / "trede"
STYLESHEET = "trede.css"
_COMPRESSED = {".css", ".js", ".svg", ".txt"}


def house_style() -> str:
    """Return the pack's design tokens as CSS; the pack check has made sure that names and values are plain."""
    tokens = "".join(f"--{name}:{value};" for name, value in sorted(pack().info.theme.items()))
    return f":root{{{tokens}}}\n" if tokens else ""


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    return content + house_style().encode() if path.name == STYLESHEET else content


@cache
def fingerprint() -> str:
    """Return twelve letters that change when any static file or the house style changes."""
    digest = sha256()
    for path in sorted(SOURCE.iterdir()):
        digest.update(path.name.encode() + b"\0" + _content(path))
    return digest.hexdigest()[:12]


def static_url(name: str) -> str:
    """Return the address of a static file: `/static/1a2b3c…/trede.css`."""
    return f"/static/{fingerprint()}/{name}"


def prepare() -> Path:
    """Copy the files to the state folder when they are not there yet, and return their folder. Safe in parallel."""
    target = Path(settings.STATIC_ROOT) / fingerprint()
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent))
    fresh.chmod(0o755)
    for path in sorted(SOURCE.iterdir()):
        content = _content(path)
        (fresh / path.name).write_bytes(content)
        if path.suffix in _COMPRESSED:
            (fresh / f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    try:
        os.rename(fresh, target)  # noqa: PTH104  # atomic, and fails when another process was first
    except OSError:
        shutil.rmtree(fresh)
    return target


def _never_changes(path: str, url: str) -> bool:
    """Say that every address with a fingerprint may be kept for ever."""
    return True


def add_static(site: WhiteNoise) -> WhiteNoise:
    """Let WhiteNoise serve the files, to be kept for a year."""
    site.immutable_file_test = _never_changes
    site.add_files(str(prepare()), prefix=f"static/{fingerprint()}/")
    return site

"""Records that are public as they are: services of partners, and the files of the region pack."""

import io
import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import yaml

from trede.core import hsds
from trede.core.pack import Organisation, Pack, Service, Text
from trede.opendata.fields import Row
from trede.partners.queries import public_pack
from trede.regions.registry import pack_folder

PACK_SET = "regiopakket"


def services(_pack: Pack) -> list[Row]:
    """Return every service as partners offer it today; numbers are those of the HSDS documents of the API."""
    region = public_pack()
    return [_service(region, item, service) for item in region.organisations for service in item.services]


def _service(region: Pack, item: Organisation, service: Service) -> Row:
    rule = service.eligibility
    return (
        hsds.identifier(region, "service", service.key),
        service.key,
        hsds.identifier(region, "organization", item.key),
        item.name,
        *_both(service.name),
        *_both(service.what),
        service.kind,
        ";".join(service.rungs),
        ";".join(service.topics) or None,
        service.status,
        None if service.confirmed_on is None else service.confirmed_on.isoformat(),
        service.response_working_days,
        service.waiting_working_days,
        *(_both(service.cost) if service.cost else (None, None)),
        ";".join(service.languages),
        ";".join(rule.municipalities) if rule.municipalities else None,
        ";".join(rule.sectors) if rule.sectors else None,
        item.url,
        service.source,
    )


def _both(text: Text) -> tuple[str, str]:
    return text.in_language("nl"), text.in_language("en")


def pack_files(pack: Pack) -> list[Row]:
    """Return every file of the region pack with its size and checksum."""
    return [
        (name, name.partition("/")[0].removesuffix(".yml"), len(content), sha256(content).hexdigest(), pack.reference)
        for name, content in _contents(pack).items()
    ]


def pack_file(pack: Pack, name: str) -> bytes | None:
    """Return one file of the region pack as JSON, or None when it has no such file."""
    content = _contents(pack).get(name)
    if content is None:
        return None
    document = yaml.load(content, Loader=yaml.CSafeLoader)  # the safe loader, in C
    return json.dumps(document, ensure_ascii=False, indent=1, default=str).encode()


def pack_zip(pack: Pack) -> bytes:
    """Return the region pack as a zip: the same bytes each time."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in _contents(pack).items():
            archive.writestr(ZipInfo(f"{pack.info.key}/{name}"), content, ZIP_DEFLATED)
    return held.getvalue()


def _contents(pack: Pack) -> dict[str, bytes]:
    return _read(pack_folder(pack.info.key), pack.reference)


@lru_cache(maxsize=4)  # the pack itself is kept as long as the process
def _read(folder: Path, _reference: str) -> dict[str, bytes]:
    """Return the files of a pack by path, sorted. Only YAML: a stray file beside it is no part of the pack."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yml"))}

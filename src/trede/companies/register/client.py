"""Asking the trade register: one GET with a key, a time limit, at most one more try, and a short memory.

The register's client library writes every address to the log, and a number of a sole trader is personal data: those
loggers are kept quiet here. Answers are kept in the memory of this process for some minutes and nowhere else.
"""

import json
import logging
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from typing import TypeVar

import httpx2
from django.conf import settings

from trede.companies.register import errors
from trede.companies.register.answers import Page, Profile, error_code, read_page, read_profile
from trede.core.errors import TredeError

T = TypeVar("T")

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 2.0, 4.0, 6.0
"""How long a person waits at most: to be let in, between two pieces, and for everything."""
TRIES = 2
MOST_BYTES = 1_000_000
KEPT_SECONDS, MOST_KEPT = 300.0, 200
PER_PAGE = 10
LAST_PAGE = 100
"""The register shows a thousand results at most."""
_LATER = frozenset({"IPD1002", "IPD1003"})
"""Codes with which the register says: not now."""

for name in ("httpx2", "httpcore2"):
    logging.getLogger(name).setLevel(logging.WARNING)


class Register:
    """The register at one address. Safe to use from several threads."""

    def __init__(self, url: str, key: str, authority: str = "") -> None:
        """`url` ends in `/api`; `authority` is a file with the root certificate that the register uses, if any.

        Raises OSError for a file that cannot be used.
        """
        trusted = ssl.create_default_context()
        if authority:
            trusted.load_verify_locations(cafile=authority)
        self._client = httpx2.Client(
            headers={"apikey": key, "accept": "application/hal+json, application/json"},
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            verify=trusted,
            follow_redirects=False,
        )
        self._url = url.rstrip("/")
        self._kept: OrderedDict[str, tuple[float, object]] = OrderedDict()
        self._lock = threading.Lock()

    def search(self, query: Mapping[str, str], page: int = 1) -> Page:
        """Return what the register finds, ten at a time. Raises NotFound and RegisterDown."""
        wanted = {**query, "pagina": str(min(max(page, 1), LAST_PAGE)), "resultatenPerPagina": str(PER_PAGE)}
        return _read(read_page, self._ask("/v2/zoeken", wanted))

    def profile(self, kvk: str) -> Profile:
        """Return the basic profile of a firm by its number of 8 digits. Raises NotFound and RegisterDown."""
        found = _read(read_profile, self._ask(f"/v1/basisprofielen/{kvk}", {}))
        if found.kvk != kvk:
            raise errors.unreadable()
        return found

    def _ask(self, path: str, query: Mapping[str, str]) -> object:
        address = str(httpx2.URL(self._url + path, params=dict(query)) if query else self._url + path)
        known = self._remembered(address)
        if known is not None:
            return known
        answer = self._fetch(address)
        with self._lock:
            self._kept[address] = (monotonic() + KEPT_SECONDS, answer)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return answer

    def _remembered(self, address: str) -> object | None:
        with self._lock:
            until, answer = self._kept.get(address, (0.0, None))
            if until <= monotonic():
                self._kept.pop(address, None)
                return None
            return answer

    def _fetch(self, address: str) -> object:
        end = monotonic() + WHOLE_SECONDS
        for turn in range(TRIES):
            last = turn + 1 == TRIES
            try:
                status, body = self._get(address, end)
            except httpx2.TimeoutException:
                raise errors.silent() from None
            except (httpx2.HTTPError, ssl.SSLError):
                if last or monotonic() >= end:
                    raise errors.silent() from None
                continue
            if last or status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return _judge(status, body)
        raise errors.silent()

    def _get(self, address: str, end: float) -> tuple[int, bytes]:
        with self._client.stream("GET", address) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise errors.unreadable()
                if monotonic() > end:
                    raise errors.silent()
            return response.status_code, bytes(body)


def _judge(status: int, body: bytes) -> object:
    """Return what a good answer holds. Raises what the others mean."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise errors.wrong_key()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise errors.busy()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise errors.silent()
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        raise errors.unreadable() from None
    if status == HTTPStatus.OK:
        return answer
    raise _refusal(status, error_code(answer))


def _refusal(status: int, code: str) -> TredeError:
    if code in _LATER:
        return errors.silent()
    if status == HTTPStatus.NOT_FOUND:
        return errors.unknown()
    if status == HTTPStatus.BAD_REQUEST:
        return errors.nothing_to_look_for()
    return errors.unreadable()


def _read(read: Callable[[object], T], answer: object) -> T:
    try:
        return read(answer)
    except ValueError:
        raise errors.unreadable() from None


@lru_cache(maxsize=4)
def _register(url: str, key: str, authority: str) -> Register:
    return Register(url, key, authority)


def connected() -> bool:
    """Say whether this installation has a key for the register."""
    return bool(settings.KVK_KEY)


def register() -> Register:
    """Return the register of this installation. Raises RegisterDown (`register-off`) without a key."""
    if not connected():
        raise errors.not_connected()
    try:
        return _register(settings.KVK_URL, settings.KVK_KEY, settings.KVK_CA)
    except OSError:  # the file of TREDE_KVK_CA: `trede doctor` says so
        raise errors.silent() from None

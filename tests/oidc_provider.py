"""A real OpenID provider on loopback: people are put in, and a browser of ours logs in there as one of them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

from trede.accounts.openid.provider import forget_metadata

SITE = "http://testserver"


@dataclass(frozen=True)
class RunningProvider:
    """A provider that answers at `issuer`."""

    issuer: str
    process: "subprocess.Popen[bytes]"
    client: str = "trede"

    def answers(self) -> bool:
        """Say whether it is there yet."""
        try:
            return requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=30).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    def settings(self, **more: str) -> dict[str, str]:
        """Return what an operator would set for it."""
        return {"issuer": self.issuer, "client_id": self.client, "client_secret": "geheim", "name": "Provincie"} | more

    def person(self, sub: str, **claims: Any) -> str:
        """Put somebody in, or change what is said about them, and return their number."""
        answer = requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=30)
        answer.raise_for_status()
        return sub

    def log_in(self, address: str, sub: str | None) -> str:
        """Log in as `sub` at the address to which our site sent the browser, or say no; return where it sends back."""
        form = {"sub": sub} if sub else {"action": "deny"}
        answer = requests.post(address, data=form, allow_redirects=False, timeout=30)
        assert answer.status_code in {302, 303}, answer.text
        back = answer.headers["Location"]
        if sub is None:  # this provider forgets the state when somebody says no, which the protocol asks for
            back += f"&state={parse_qs(urlsplit(address).query)['state'][0]}"
        return back


def visit(provider: RunningProvider, browser: Client, sub: str | None, *, start: str = "/balie/openid/start") -> Any:
    """Go to the provider from `start`, log in there as `sub`, and return our answer to who comes back."""
    sent = browser.get(start)
    assert sent.status_code == 302, sent.content.decode()
    back = provider.log_in(sent["Location"], sub)
    assert back.startswith(SITE)
    return browser.get(back.removeprefix(SITE))


def asked(answer: Any) -> dict[str, str]:
    """Return what our site asked of the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


@contextmanager
def running_provider() -> Iterator[RunningProvider]:
    """Run a provider in a process of its own until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"],
        env=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    provider = RunningProvider(f"http://127.0.0.1:{port}", process)
    try:
        until = time.monotonic() + 60
        while not provider.answers():
            assert process.poll() is None, "the provider stopped"
            assert time.monotonic() < until, "the provider does not start"
            time.sleep(0.1)
        forget_metadata()
        yield provider
    finally:
        process.kill()
        process.wait(10)
        forget_metadata()

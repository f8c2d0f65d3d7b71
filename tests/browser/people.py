"""Logging in as a person does: password, then a code from an app."""

import re
import time
from base64 import b32decode
from dataclasses import dataclass

from django_otp.oath import totp
from playwright.sync_api import Page


@dataclass(frozen=True)
class Account:
    """What somebody needs to log in."""

    email: str
    password: str
    secret: str

    def code(self) -> str:
        """Return the code that the app shows now."""
        return app_code(self.secret)


def app_code(secret: str) -> str:
    """Return the code of an app with this secret (base 32, spaces allowed)."""
    letters = "".join(secret.split()).upper()
    return f"{totp(b32decode(letters + '=' * (-len(letters) % 8)), t0=0):06d}"


def wait_for_next_code(secret: str) -> str:
    """Return a code that was not used yet: a code works once, so wait for the next half minute."""
    before = app_code(secret)
    while (code := app_code(secret)) == before:
        time.sleep(0.5)
    return code


def accounts_printed(printed: str) -> dict[str, Account]:
    """Return the accounts that `trede demo` printed, by e-mail address."""
    found = re.findall(r"^\S+ +(\S+@\S+)\n +password (\S+)  app secret ([A-Z2-7 ]+)$", printed, re.MULTILINE)
    return {email: Account(email, password, secret) for email, password, secret in found}


def log_in(page: Page, url: str, account: Account, after: str = "/balie") -> None:
    """Log in with password and app code and end at `after`."""
    page.goto(f"{url}{after}")
    page.fill("main input[name=email]", account.email)
    page.fill("main input[name=password]", account.password)
    page.click("main button")
    page.fill("main input[name=code]", account.code())
    page.click("main button")

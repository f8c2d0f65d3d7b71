"""The second step of logging in: a code from an app, or one of ten backup codes.

The tables are django-otp's. Backup codes are kept as a keyed hash, so a copy of the database gives none away.
"""

import secrets
from base64 import b32encode
from binascii import unhexlify
from datetime import datetime
from hashlib import blake2b

import segno
from django.conf import settings
from django.db import transaction
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from trede.accounts.models import Passkey, User
from trede.core.codes import ALPHABET

BACKUP_CODES = 10
_CODE_LENGTH = 10
_APP_DIGITS = 6


class TooSoon(Exception):  # a state, told to the person
    """After wrong codes the next try has to wait until `moment`."""

    def __init__(self, moment: datetime) -> None:
        super().__init__("wait")
        self.moment = moment


def app_of(user: User) -> TOTPDevice | None:
    """Return the app that this account uses, or None when the second step is not set up. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def codes_left(user: User) -> int:
    """Return how many backup codes still work. One query."""
    return int(StaticToken.objects.filter(device__user=user).count())


def check(user: User, typed: str) -> Device | None:
    """Return the device that accepts what was typed, or None when the code is wrong.

    A backup code is used up, a code from the app works once. Raises TooSoon while this device has to wait.
    """
    code = "".join(typed.split()).replace("-", "").upper()
    if code.isascii() and code.isdigit() and len(code) == _APP_DIGITS:
        return _try(user, app_of(user), code)
    return _try(user, StaticDevice.objects.filter(user=user).first(), _hash(user, code))


def _try(user: User, device: Device | None, code: str) -> Device | None:
    if device is None:
        return None
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(reason["locked_until"])
    return verify_token(user, device.persistent_id, code)


def new_app(user: User) -> TOTPDevice:
    """Return the app that is being set up, not in use yet; made when there is none."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    return device


def use_app(user: User, typed: str) -> bool:
    """Take the app that is being set up into use when the code is right; earlier apps stop working.

    Raises TooSoon after wrong codes.
    """
    device = new_app(user)
    with transaction.atomic():
        if _try(user, device, "".join(typed.split())) is None:
            return False
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return True


def remove(user: User) -> None:
    """Forget app, passkeys and backup codes: at the next login the person sets up a new one. Only inside an action."""
    TOTPDevice.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def new_codes(user: User) -> list[str]:
    """Make ten backup codes and return them, to be shown once; the earlier ones stop working."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(BACKUP_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="codes")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_hash(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def secret_in_groups(device: TOTPDevice) -> str:
    """Return the secret as people type it into an app: groups of four letters and digits."""
    secret = b32encode(unhexlify(device.key)).decode().rstrip("=")
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def picture(device: TOTPDevice) -> str:
    """Return the QR code as the address of an image (`data:`)."""
    return str(segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4))


def _hash(user: User, code: str) -> str:
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(f"{user.pk}|{code}".encode(), key=key, digest_size=8).hexdigest()

"""Login with a local account."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from trede.accounts.identity import find_or_refuse
from trede.accounts.models import User


class LocalBackend(BaseBackend):
    """E-mail address and password. An unknown address costs as much time as a known one."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002  # Django's signature
        email: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the account, or None when address or password is wrong or the account is closed."""
        if not email or password is None:
            return None
        user = find_or_refuse({"email": email})
        if user is None or not user.has_usable_password():
            make_password(password)  # spend the time of a check
            return None
        return user if check_password(password, user.password) else None

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session; None when it was closed meanwhile: the session ends."""
        return User.objects.filter(pk=user_id, is_active=True).first()


class OpenIdBackend(BaseBackend):
    """Keeps the sessions of people who came in through a provider; `accounts.openid` lets them in."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session; None when it was closed meanwhile: the session ends."""
        return User.objects.filter(pk=user_id, is_active=True).first()

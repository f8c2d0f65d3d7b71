"""Where a person comes from who wants to log in.

Today that is the local account: an e-mail address that was proved with a password. An OpenID Connect provider proves
the same claim in its own way and then asks the same question here; nobody gets an account by just turning up.
"""

from collections.abc import Mapping

from trede.accounts.models import User


def find_or_refuse(claims: Mapping[str, str]) -> User | None:
    """Return the open account that belongs to proved claims (`email`), or None: refused. One query."""
    email = claims.get("email", "").strip().lower()
    return User.objects.filter(email=email, is_active=True).first() if email else None

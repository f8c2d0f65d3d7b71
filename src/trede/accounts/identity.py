"""Which account an e-mail address belongs to that was proved here: with a password, or by an operator on the server.

Somebody who comes in through an OpenID provider is recognised by a number there: see `accounts.openid.people`.
"""

from collections.abc import Mapping

from trede.accounts.models import User


def find_or_refuse(claims: Mapping[str, str]) -> User | None:
    """Return the open account that belongs to proved claims (`email`), or None: refused. One query."""
    email = claims.get("email", "").strip().lower()
    return User.objects.filter(email=email, is_active=True).first() if email else None

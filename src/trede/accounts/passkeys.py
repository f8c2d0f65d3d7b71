"""Passkeys as second factor: what the browser is asked, and whether its answer is right (WebAuthn).

The device checks who holds it (finger, face or PIN) and signs a challenge that lives five minutes in the session and
works once. A key belongs to the name of this site, so a copy of this site elsewhere gets no answer.
"""

import json
from ipaddress import ip_address
from typing import Any

import webauthn
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from trede.accounts.models import Passkey, User
from trede.journal import clock
from trede.regions.registry import pack
from trede.web.addresses import absolute

_CHALLENGES = "passkey_challenges"
_SECONDS, _AT_ONCE = 300, 5
"""How long a challenge lives, and how many do side by side: a person may have the page open twice."""
_LONGEST = 20_000
"""Characters of an answer: keys are small, and what is longer is not read."""
_REQUIRED = UserVerificationRequirement.REQUIRED
_WRONG = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises for an answer that is not one, or not right."""


def possible(request: HttpRequest) -> bool:
    """Say whether browsers offer passkeys here: a site with a name, over https or on this machine itself."""
    name = _site(request)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return settings.HTTPS or request.is_secure() or name == "localhost"
    return False


def passkeys_of(user: User) -> list[Passkey]:
    """Return the passkeys of an account, oldest first. One query."""
    return list(Passkey.objects.filter(user=user).order_by("pk"))


def questions_to_add(request: HttpRequest, user: User) -> str:
    """Return, as JSON for the browser, what a new passkey must be. Notes the challenge in the session."""
    options = webauthn.generate_registration_options(
        rp_id=_site(request),
        rp_name=pack().info.name.in_language("nl"),
        user_id=f"trede-{user.pk}".encode(),
        user_name=user.email,
        user_display_name=user.name or user.email,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_REQUIRED
        ),
        exclude_credentials=_descriptors(user),
    )
    _note(request, options.challenge)
    return webauthn.options_to_json(options)


def read_new(request: HttpRequest, answer: str) -> VerifiedRegistration | None:
    """Return the new key, or None when the answer of the browser is not right, too late or used before."""
    try:
        challenge = _take_challenge(request, answer)
        return webauthn.verify_registration_response(
            credential=json.loads(answer),
            expected_challenge=challenge,
            expected_rp_id=_site(request),
            expected_origin=absolute(request, ""),
            require_user_verification=True,
        )
    except _WRONG:
        return None


def questions_to_confirm(request: HttpRequest, user: User) -> str:
    """Return, as JSON for the browser, what to sign and with which keys. Notes the challenge in the session."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(request), allow_credentials=_descriptors(user), user_verification=_REQUIRED
    )
    _note(request, options.challenge)
    return webauthn.options_to_json(options)


def check(request: HttpRequest, user: User, answer: str) -> Passkey | None:
    """Return the passkey that signed, or None when it is not this person's, not right, too late, or a copy.

    A key that counts may only count up: the same count twice means that there are two of it.
    """
    try:
        challenge = _take_challenge(request, answer)
        given = json.loads(answer)
        key = Passkey.objects.get(user=user, credential=given["id"])
        verified = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=_site(request),
            expected_origin=absolute(request, ""),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (*_WRONG, Passkey.DoesNotExist):
        return None
    unchanged = Passkey.objects.filter(pk=key.pk, sign_count=key.sign_count)
    used = unchanged.update(sign_count=verified.new_sign_count, used_on=clock.today())
    return key if used else None


def row_values(new: VerifiedRegistration) -> dict[str, Any]:
    """Return what is kept of a new key."""
    return {
        "credential": bytes_to_base64url(new.credential_id),
        "public_key": bytes_to_base64url(new.credential_public_key),
        "sign_count": new.sign_count,
    }


def _site(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0]


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in passkeys_of(user)]


def _note(request: HttpRequest, challenge: bytes) -> None:
    noted = [*request.session.get(_CHALLENGES, []), [bytes_to_base64url(challenge), timezone.now().timestamp()]]
    request.session[_CHALLENGES] = noted[-_AT_ONCE:]


def _take_challenge(request: HttpRequest, answer: str) -> bytes:
    """Take out the challenge that was answered. Raises what `_WRONG` holds: unknown, too old, used, or no answer."""
    if len(answer) > _LONGEST:
        raise ValueError("too long")
    said = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))["challenge"]
    noted = dict(request.session.get(_CHALLENGES, []))
    moment = noted.pop(said)
    request.session[_CHALLENGES] = [list(pair) for pair in noted.items()]
    if timezone.now().timestamp() - moment > _SECONDS:
        raise ValueError("too late")
    return base64url_to_bytes(said)

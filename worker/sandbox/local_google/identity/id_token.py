"""Id tokens: who consented, signed for one client [S32][S34].

The issuer is Google's own wherever the server runs, so that a client's check of it is real.
"""

import base64
import hashlib
from datetime import timedelta

from worker.sandbox.local_google.identity.grants import Grant
from worker.sandbox.local_google.identity.scopes import OPENID, SIGN_IN_NAMES
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.world import World

LIFETIME = timedelta(hours=1)


def id_token(world: World, grant: Grant, access_token: str, nonce: str | None = None) -> Json:
    """Return the field `id_token` of an answer, if `openid` was consented to."""
    if OPENID not in grant.scopes:
        return {}
    claims = _claims(world, grant, access_token)
    return {"id_token": world.signing.sign({**claims, **({"nonce": nonce} if nonce else {})})}


def _claims(world: World, grant: Grant, access_token: str) -> Json:
    account, now = world.accounts[grant.subject], int(world.now().timestamp())
    hosted = {"hd": account.hosted_domain} if account.hosted_domain else {}
    asked_address = SIGN_IN_NAMES["email"] in grant.scopes
    return {
        "iss": world.assumptions.openid_issuer,
        "azp": grant.client_id,
        "aud": grant.client_id,
        "sub": account.subject_id,
        **hosted,
        **({"email": account.email, "email_verified": True} if asked_address else {}),
        "at_hash": _half_hash(access_token),
        "iat": now,
        "exp": now + int(LIFETIME.total_seconds()),
    }


def _half_hash(access_token: str) -> str:
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).decode().rstrip("=")

"""The JWT bearer grant: an assertion of a service account becomes an access token.

Errors, and their order, are those that Google's documents and its clients name [S31][S35].
The audience must be Google's own address wherever the request was sent [S35].
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import jwt
from jwt.types import Options

from worker.sandbox.local_google.identity.accounts import Caller, Registration
from worker.sandbox.local_google.identity.scopes import KNOWN
from worker.sandbox.local_google.identity.service_account_key import GOOGLE_TOKEN_URI
from worker.sandbox.local_google.identity.token_refusals import invalid_grant
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World

LONGEST_ASSERTION = timedelta(seconds=3600)
SIGNATURE_ALONE: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_sub": False,
}
"""Times and audience are checked here: by Google's clock, and with Google's words."""


def grant(world: World, assertion: str) -> Json:
    """Return the token endpoint's answer to an assertion, or raise `TokenRefusal`."""
    claims = verified_claims(world, assertion)
    caller = caller_for(world, claims)
    _check_scopes(world, world.registrations[claims["iss"]], caller)
    lifetime = world.behaviour.token_lifetime
    return {
        "access_token": world.tokens.issue(caller, world.now() + lifetime),
        "expires_in": int(lifetime.total_seconds()),
        "scope": " ".join(sorted(caller.scopes)),
        "token_type": "Bearer",
    }


def unverified_subject(assertion: str) -> str | None:
    """Return whom an assertion speaks of, true or not: for the log and for faults."""
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None
    subject = claims.get("sub", claims.get("iss"))
    return str(subject).lower() if subject else None


def verified_claims(world: World, assertion: str) -> Json:
    try:
        issuer = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
    except jwt.InvalidTokenError as error:
        raise invalid_grant("Invalid JWT: Malformed assertion.") from error
    registration = world.registrations.get(str(issuer))
    if registration is None:
        raise invalid_grant("Invalid grant: account not found")
    claims = _signed_claims(assertion, registration)
    if claims.get("aud") != GOOGLE_TOKEN_URI:
        raise invalid_grant("Invalid JWT: Failed audience check.")
    _check_times(world, claims)
    return claims


def _signed_claims(assertion: str, registration: Registration) -> Json:
    try:
        if jwt.get_unverified_header(assertion).get("kid") not in {None, registration.private_key_id}:
            raise invalid_grant("Invalid JWT Signature.")
        claims: Json = jwt.decode(
            assertion, registration.public_key, algorithms=["RS256"], options=SIGNATURE_ALONE
        )
    except jwt.InvalidTokenError as error:
        raise invalid_grant("Invalid JWT Signature.") from error
    return claims


def _check_times(world: World, claims: Json) -> None:
    issued, expires = _instant(claims.get("iat")), _instant(claims.get("exp"))
    now, skew = world.now(), timedelta(seconds=world.assumptions.jwt_clock_skew_seconds)
    if (
        issued is None
        or expires is None
        or not timedelta(0) < expires - issued <= LONGEST_ASSERTION
        or not issued - skew <= now < expires + skew
    ):
        raise invalid_grant(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim."
        )


def _instant(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def caller_for(world: World, claims: Json) -> Caller:
    """Return whom the token will speak for: the `sub`, or without one the service account itself."""
    issuer, subject = claims["iss"], str(claims.get("sub") or claims["iss"]).lower()
    account = world.accounts.get(subject)
    if account is None or not account.exists:
        raise invalid_grant("Invalid grant: account not found")
    requested = frozenset(str(claims.get("scope", "")).split())
    return Caller(
        subject,
        requested,
        bare_service_account=subject == issuer,
        client_id=issuer,
        project=world.registrations[issuer].project,
    )


def _check_scopes(world: World, registration: Registration, caller: Caller) -> None:
    delegated = registration.delegated_scopes
    if not caller.scopes or caller.scopes - KNOWN - delegated:
        raise TokenRefusal(
            HTTPStatus.BAD_REQUEST, "invalid_scope", "Invalid OAuth scope or ID token audience provided."
        )
    if caller.bare_service_account:
        return
    if caller.scopes - delegated or not world.accounts[caller.subject].in_workspace:
        raise TokenRefusal(
            HTTPStatus.UNAUTHORIZED,
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, "
            "or client not authorized for any of the scopes requested.",
        )

"""Id tokens: whose consent it was, signed by Google for one client.

Times are checked here, by the worker's clock. Nothing of a token is ever part of a message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import Options

from worker.codes import Code
from worker.errors import Refused
from worker.google.oauth_client import OAuthClient
from worker.ports.clock import Clock

SKEW = timedelta(minutes=1)
"""How far Google's clock and ours may be apart."""
CHECKED_BY_THE_LIBRARY: Options = {
    "require": ["iss", "aud", "sub", "iat", "exp"],
    "strict_aud": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A Google account."""

    subject: str
    """Google's lasting name for it."""
    address: str
    """Lower case."""


class Keys(Protocol):
    """Google's keys, by their names. Raises `GoogleUnavailable`."""

    async def freshen(self) -> None:
        """Have them at hand."""
        ...

    async def key(self, kid: str) -> RSAPublicKey | None: ...


@dataclass(frozen=True, slots=True)
class IdTokens:
    client: OAuthClient
    issuers: Sequence[str]
    """Every way in which Google writes its name."""
    keys: Keys
    clock: Clock

    async def identity(self, token: str) -> Identity:
        """Return whose token it is. Raise `Refused` `consent_failed`, or `GoogleUnavailable`."""
        try:
            key = await self.keys.key(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise failed("is signed with a key that Google does not publish")
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self.client.id,
                issuer=self.issuers,
                options=CHECKED_BY_THE_LIBRARY,
            )
        except jwt.InvalidTokenError as error:
            raise failed(f"is not good: {type(error).__name__}") from None
        check_times(claims, self.clock.now())
        return identity_of(claims)


def failed(why: str) -> Refused:
    return Refused(Code.CONSENT_FAILED, f"the id token {why}")


def check_times(claims: dict[str, Any], now: datetime) -> None:
    """Raise `Refused` unless a token was issued already and has not expired, give or take the skew."""
    try:
        issued, expires = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    except (TypeError, ValueError, OverflowError, OSError):
        raise failed("has times that are none") from None
    if not issued - SKEW <= now < expires + SKEW:
        raise failed("is of another time: the worker's clock and Google's differ")


def identity_of(claims: dict[str, Any]) -> Identity:
    match claims:
        case {"sub": str(subject), "email": str(address), "email_verified": True} if subject and address:
            return Identity(subject, address.lower())
    raise failed("names no verified address: ask for the scopes openid and email")

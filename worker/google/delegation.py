"""Acting for users by domain-wide delegation: a service account signs that it speaks for one.

The audience of an assertion is Google's token endpoint wherever it is sent. The private key
is parsed once, in a thread, for it takes tens of milliseconds; neither key nor assertion nor
token is ever part of a message.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

import jwt
from aiohttp import ClientError, ClientSession
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from worker.codes import Code
from worker.errors import GoogleUnavailable, Misconfigured, Refused
from worker.google.errors import token_error
from worker.google.http_answer import HttpAnswer, read_answer
from worker.google.observing import Observe, observed
from worker.google.tokens import IssuedToken
from worker.ports.clock import Clock

AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_LIFETIME = timedelta(hours=1)
QUOTA_USER_LENGTH = 40


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    email: str
    key_id: str
    key: RSAPrivateKey = field(repr=False)

    @classmethod
    def of_key_file(cls, content: Mapping[str, Any]) -> Self:
        """Read a parsed key file. Raise `Misconfigured` with the field's name, never its value."""
        for name in ("client_email", "private_key_id", "private_key"):
            if not isinstance(content.get(name), str):
                raise Misconfigured(f"the service account's key file has no {name}")
        try:
            key = load_pem_private_key(content["private_key"].encode(), password=None)
        except (ValueError, TypeError):
            raise Misconfigured("the service account's private_key cannot be read") from None
        if not isinstance(key, RSAPrivateKey):
            raise Misconfigured("the service account's private_key is no RSA key")
        return cls(content["client_email"], content["private_key_id"], key)


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Exchanges signed assertions for access tokens."""

    uri: str
    service_account: ServiceAccount | None
    http: ClientSession
    clock: Clock
    observe: Observe

    async def issue(self, address: str, scopes: frozenset[str]) -> IssuedToken:
        with observed(self.observe, self.clock, "token"):
            if self.service_account is None:
                raise Refused(Code.ACCOUNT_NOT_CONNECTED, "there is no service account to delegate")
            assertion = signed(self.service_account, address, scopes, self.clock.now())
            answer = await self._post({"grant_type": GRANT_TYPE, "assertion": assertion})
            match answer:
                case HttpAnswer(is_success=True, body={"access_token": str(token), **rest}) if token:
                    return IssuedToken(token, lifetime_of(rest.get("expires_in")))
            raise token_error(answer, self.clock.now())

    async def _post(self, form: dict[str, str]) -> HttpAnswer:
        try:
            async with self.http.post(self.uri, data=form, allow_redirects=False) as response:
                return await read_answer(response)
        except (TimeoutError, ClientError, OSError) as error:
            raise GoogleUnavailable(f"token: {type(error).__name__}") from None


def signed(account: ServiceAccount, address: str, scopes: frozenset[str], now: datetime) -> str:
    """Return the assertion that the service account speaks for an address."""
    claims = {
        "iss": account.email,
        "sub": address,
        "scope": " ".join(sorted(scopes)),
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_LIFETIME).timestamp()),
    }
    return jwt.encode(claims, account.key, algorithm="RS256", headers={"kid": account.key_id})


def quota_user_of(address: str) -> str:
    """Return a stable name for quota accounting, at most 40 characters, that gives no address away."""
    return hashlib.sha256(address.encode()).hexdigest()[:QUOTA_USER_LENGTH]


def lifetime_of(expires_in: Any) -> timedelta:
    """Return how long a token lives; without a sensible number it is used once."""
    return timedelta(seconds=expires_in) if isinstance(expires_in, int) and expires_in > 0 else timedelta(0)

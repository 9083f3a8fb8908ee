"""Id tokens that are not good, each wrong in one thing: made and signed here."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from tests.fakes.clock import FakeClock
from worker.codes import Code
from worker.errors import Refused
from worker.google.id_token import SKEW, Identity, IdTokens
from worker.google.oauth_client import Endpoints, OAuthClient
from worker.sandbox.local_google.identity.signing import KeyPool, SigningKey

NOW = datetime(2027, 3, 30, 9, tzinfo=UTC)
CLIENT = OAuthClient("17-vai.apps.googleusercontent.com", SecretStr("GOCSPX-geheim"))
GOOGLE = Endpoints("", "", "", "https://accounts.google.com")
GOOD = {
    "iss": "https://accounts.google.com",
    "azp": CLIENT.id,
    "aud": CLIENT.id,
    "sub": "110169484474386276334",
    "email": "Ana@vai.example",
    "email_verified": True,
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 3600,
}


class Keys:
    """One published key."""

    def __init__(self, published: SigningKey) -> None:
        self.published = published

    async def freshen(self) -> None:
        pass

    async def key(self, kid: str) -> RSAPublicKey | None:
        return self.published.private.public_key() if kid == self.published.kid else None


@pytest_asyncio.fixture(scope="session")
async def signing_keys() -> list[SigningKey]:
    pool = KeyPool()
    await pool.reach(2)
    return pool.keys


@pytest.fixture
def ours(signing_keys: list[SigningKey]) -> SigningKey:
    return signing_keys[0]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def id_tokens(ours: SigningKey, clock: FakeClock) -> IdTokens:
    return IdTokens(CLIENT, GOOGLE.issuers, Keys(ours), clock)


async def refusal(id_tokens: IdTokens, token: str) -> str:
    with pytest.raises(Refused) as refused:
        await id_tokens.identity(token)
    assert refused.value.code is Code.CONSENT_FAILED
    assert refused.value.__cause__ is None
    assert token not in refused.value.detail
    return refused.value.detail


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


async def test_a_good_token_says_whose_it_is(id_tokens: IdTokens, ours: SigningKey) -> None:
    assert await id_tokens.identity(ours.sign(GOOD)) == Identity("110169484474386276334", "ana@vai.example")


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        pytest.param({**GOOD, "aud": "18-other"}, "InvalidAudienceError", id="for another client"),
        pytest.param({**GOOD, "aud": [CLIENT.id, "18-other"]}, "InvalidAudienceError", id="for two"),
        pytest.param({**GOOD, "iss": "https://evil.example"}, "InvalidIssuerError", id="another issuer"),
        pytest.param({**GOOD, "iss": "http://accounts.google.com"}, "InvalidIssuerError", id="plain http"),
        pytest.param({**GOOD, "email_verified": False}, "no verified address", id="unverified"),
        pytest.param({**GOOD, "email_verified": "true"}, "no verified address", id="a text, no truth"),
        pytest.param({**GOOD, "email": ""}, "no verified address", id="empty address"),
        pytest.param({**GOOD, "exp": "soon"}, "times", id="no time"),
        pytest.param({**GOOD, "exp": 10**18}, "times", id="no instant"),
        *(
            pytest.param(without(name), "MissingRequiredClaimError", id=f"no {name}")
            for name in ("iss", "aud", "sub", "iat", "exp")
        ),
        pytest.param(without("email"), "no verified address", id="no address"),
    ],
)
async def test_a_token_that_says_something_else_is_refused(
    id_tokens: IdTokens, ours: SigningKey, claims: dict[str, Any], told: str
) -> None:
    assert told in await refusal(id_tokens, ours.sign(claims))


@pytest.mark.parametrize(
    ("later", "good"),
    [
        (-SKEW - timedelta(seconds=1), False),
        (-SKEW, True),
        (timedelta(hours=1) + SKEW - timedelta(seconds=1), True),
        (timedelta(hours=1) + SKEW, False),
    ],
)
async def test_times_are_held_to_the_workers_clock_with_a_little_slack(
    id_tokens: IdTokens, ours: SigningKey, clock: FakeClock, later: timedelta, good: bool
) -> None:
    clock.instant += later
    if good:
        await id_tokens.identity(ours.sign(GOOD))
    else:
        assert "clock" in await refusal(id_tokens, ours.sign(GOOD))


def another_key(ours: SigningKey, other: SigningKey) -> str:
    return SigningKey(ours.kid, other.private).sign(GOOD)


def unpublished(_ours: SigningKey, other: SigningKey) -> str:
    return other.sign(GOOD)


def unsigned(ours: SigningKey, _other: SigningKey) -> str:
    return jwt.encode(GOOD, "", algorithm="none", headers={"kid": ours.kid})


def by_public_key(ours: SigningKey, _other: SigningKey) -> str:
    """Sign with the public key as if it were a secret: the library refuses to, so it is done by hand."""
    public = ours.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = base64.b64encode(public).decode()
    return jwt.encode(GOOD, secret, algorithm="HS256", headers={"kid": ours.kid})


def tampered(ours: SigningKey, _other: SigningKey) -> str:
    head, _, signature = ours.sign(GOOD).split(".")
    claims = base64.urlsafe_b64encode(json.dumps({**GOOD, "email": "x@evil.example"}).encode())
    return f"{head}.{claims.decode().rstrip('=')}.{signature}"


def nonsense(_ours: SigningKey, _other: SigningKey) -> str:
    return "no.token"


def no_kid(ours: SigningKey, _other: SigningKey) -> str:
    return jwt.encode(GOOD, ours.private, algorithm="RS256")


@pytest.mark.parametrize(
    "forged", [another_key, unpublished, unsigned, by_public_key, tampered, nonsense, no_kid]
)
async def test_a_token_that_google_did_not_sign_is_refused(
    id_tokens: IdTokens, signing_keys: list[SigningKey], forged: Callable[[SigningKey, SigningKey], str]
) -> None:
    await refusal(id_tokens, forged(signing_keys[0], signing_keys[1]))

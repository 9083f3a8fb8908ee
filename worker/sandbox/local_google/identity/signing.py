"""The keys that sign id tokens, and the set that is published [S32].

A key is found on first use, in a thread: that takes a tenth of a second or more. Keys belong
to the server, so that tests which empty the world do not wait for new ones.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from worker.sandbox.local_google.identity.service_account_key import KEY_BITS
from worker.sandbox.local_google.json_types import Json


@dataclass(frozen=True, slots=True)
class SigningKey:
    kid: str
    private: RSAPrivateKey = field(repr=False)

    def sign(self, claims: Json) -> str:
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.kid})

    def public(self) -> Json:
        """Return the key as an entry of the published set."""
        entry = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {name: entry[name] for name in ("kty", "n", "e")} | {
            "kid": self.kid,
            "use": "sig",
            "alg": "RS256",
        }


def new_signing_key() -> SigningKey:
    private = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    modulus = f"{private.public_key().public_numbers().n:x}"
    return SigningKey(hashlib.sha256(modulus.encode()).hexdigest()[:40], private)


@dataclass(slots=True)
class KeyPool:
    """The keys of a server, in the order of their use."""

    keys: list[SigningKey] = field(default_factory=list)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def reach(self, size: int) -> None:
        async with self._lock:
            while len(self.keys) < size:
                self.keys.append(await asyncio.to_thread(new_signing_key))


@dataclass(slots=True)
class Signing:
    """Which key of the pool signs, and which are published."""

    pool: KeyPool = field(default_factory=KeyPool)
    _place: int = 0
    _first_published: int = 0

    async def prepare(self) -> None:
        """Have the key ready: await this before signing or publishing."""
        await self.pool.reach(self._place + 1)

    def sign(self, claims: Json) -> str:
        return self.pool.keys[self._place].sign(claims)

    def published(self) -> list[Json]:
        return [key.public() for key in self.pool.keys[self._first_published : self._place + 1]]

    async def rotate(self, *, keep_old: bool) -> None:
        """Sign with another key from now on; the old one stays published for a while, or not."""
        await self.prepare()
        self._first_published = self._place if keep_old else self._place + 1
        self._place += 1
        await self.prepare()

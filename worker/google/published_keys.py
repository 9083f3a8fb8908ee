"""The keys that Google signs id tokens with: a JSON Web Key Set, kept for as long as Google says.

They change every few days, so a key that is not known makes the set be read again. Nobody outside
can have that done: the id tokens that are looked at come from Google's token endpoint.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWKSet, PyJWTError

from worker.errors import GoogleUnavailable
from worker.google.http_answer import read_answer
from worker.google.observing import Observe, observed
from worker.ports.clock import Clock

SHORTEST_LIFE = timedelta(minutes=1)
LONGEST_LIFE = timedelta(days=1)
MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.IGNORECASE)

Keys = Mapping[str, RSAPublicKey]
"""By `kid`."""


@dataclass(slots=True)
class PublishedKeys:
    uri: str
    http: ClientSession
    clock: Clock
    timeout: timedelta
    """For the wait in line, and for the request."""
    observe: Observe
    _keys: Keys = field(default_factory=dict)
    _fresh_until: float = float("-inf")
    """A second of the monotonic clock."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def freshen(self) -> None:
        """Read the set unless it is there and not too old. Raise `GoogleUnavailable`."""
        async with self._at_turn():
            if self.clock.monotonic() >= self._fresh_until:
                await self._read()

    async def key(self, kid: str) -> RSAPublicKey | None:
        """Return a key, or None: it was in no set, not even in one that was read just now."""
        await self.freshen()
        known = self._keys
        if kid not in known:
            async with self._at_turn():
                if self._keys is known:  # else somebody else has read it since
                    await self._read()
        return self._keys.get(kid)

    @asynccontextmanager
    async def _at_turn(self) -> AsyncIterator[None]:
        """Wait in line no longer than one reading may take: behind a dead one, waits would add up."""
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                await self._turn.acquire()
        except TimeoutError:
            raise GoogleUnavailable("certs: TimeoutError") from None
        try:
            yield
        finally:
            self._turn.release()

    async def _read(self) -> None:
        with observed(self.observe, self.clock, "certs"):
            asked = self.clock.monotonic()
            try:
                async with (
                    asyncio.timeout(self.timeout.total_seconds()),
                    self.http.get(self.uri, allow_redirects=False) as response,
                ):
                    answer = await read_answer(response)
            except (TimeoutError, ClientError, OSError) as error:
                raise GoogleUnavailable(f"certs: {type(error).__name__}") from None
            if not answer.is_success:
                raise GoogleUnavailable(f"certs: {answer}")
            self._keys = await asyncio.to_thread(rsa_keys, answer.body)
            self._fresh_until = asked + life_of(response).total_seconds()


def rsa_keys(document: Any) -> dict[str, RSAPublicKey]:
    """Read a key set (RFC 7517), and leave out what RS256 has no use for. Raise `GoogleUnavailable`."""
    try:
        keys = PyJWKSet.from_dict(document).keys
    except (PyJWTError, LookupError, TypeError, ValueError, AttributeError):
        raise GoogleUnavailable("certs: no key set") from None
    return {str(one.key_id): one.key for one in keys if is_usable(one)}


def is_usable(key: PyJWK) -> bool:
    signs = key.algorithm_name == "RS256" and key.public_key_use in {None, "sig"}
    return bool(key.key_id) and signs and isinstance(key.key, RSAPublicKey)


def life_of(response: ClientResponse) -> timedelta:
    """Return how long an answer may be kept, by its `Cache-Control` and its `Age` (RFC 9111)."""
    stated = MAX_AGE.search(response.headers.get("Cache-Control", ""))
    age = response.headers.get("Age", "0")
    seconds = (int(stated[1]) if stated else 0) - (int(age) if re.fullmatch(r"[0-9]{1,9}", age) else 0)
    return min(max(SHORTEST_LIFE, timedelta(seconds=seconds)), LONGEST_LIFE)

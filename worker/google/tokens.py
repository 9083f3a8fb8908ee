"""Access tokens: one request for each, however many calls wait for it.

A token belongs to one grant, or to one address and one set of scopes under delegation, and is
never handed to another. Who
comes first asks for it, the others wait in line and find it there; if the one who asks is
cancelled, the next in line asks. A failure is shared by all who were waiting when it came.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from worker.domain.account import Account
from worker.errors import GoogleUnavailable, WorkerError
from worker.google.call import ApiMethod
from worker.google.twin import twin
from worker.ports.clock import Clock

RENEW_BEFORE_EXPIRY = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class DelegationKey:
    address: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class GrantKey:
    user_id: str
    grant_id: str


TokenKey = DelegationKey | GrantKey
"""Whose token it is, and by what right. Two of different kinds are never equal."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What one call acts by."""

    token: str = field(repr=False)
    quota_user: str | None = None
    """Whom Google counts the call against: with delegation, the service account would pay for all.
    None: whoever consented."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    token: str = field(repr=False)
    lifetime: timedelta


class Credentials(Protocol):
    """Where calls get what they act by. Raises `Refused`, `RateLimited` or `GoogleUnavailable`."""

    async def credential(self, account: Account, method: ApiMethod) -> Credential: ...

    def forget(self, account: Account, method: ApiMethod, credential: Credential) -> None:
        """Never hand out this credential again: Google did not accept it."""
        ...


@dataclass(slots=True, weakref_slot=True)
class _Line:
    """Those who wait for one token. It lives as long as anybody stands in it."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    failure: WorkerError | None = None


@dataclass(slots=True)
class TokenCache:
    """Keeps tokens until shortly before they expire."""

    issue: Callable[[TokenKey], Awaitable[IssuedToken]]
    """Asks Google for a token."""
    clock: Clock
    timeout: timedelta
    """For the wait in line and the request together."""
    _tokens: dict[TokenKey, tuple[str, float]] = field(default_factory=dict, repr=False)
    """Each with the second of the monotonic clock from which it is not used."""
    _lines: WeakValueDictionary[TokenKey, _Line] = field(default_factory=WeakValueDictionary, repr=False)

    async def token(self, key: TokenKey) -> str:
        kept = self._kept(key)
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                return await self._in_line(key)
        except TimeoutError:
            raise GoogleUnavailable("token: TimeoutError") from None

    def forget(self, key: TokenKey, token: str) -> None:
        """Drop a token, unless a fresh one has taken its place already."""
        if self._tokens.get(key, ("", 0.0))[0] == token:
            del self._tokens[key]

    def _kept(self, key: TokenKey) -> str | None:
        token, until = self._tokens.get(key, ("", float("-inf")))
        return token if self.clock.monotonic() < until else None

    async def _in_line(self, key: TokenKey) -> str:
        line = self._lines.setdefault(key, _Line())
        failures_before = line.failures
        async with line.turn:
            kept = self._kept(key)
            if kept is not None:
                return kept
            if line.failure is not None and line.failures > failures_before:
                raise twin(line.failure)
            return await self._fresh(key, line)

    async def _fresh(self, key: TokenKey, line: _Line) -> str:
        asked = self.clock.monotonic()
        try:
            issued = await self.issue(key)
        except WorkerError as error:
            line.failures += 1
            line.failure = error
            raise
        self._keep(key, issued, asked)
        return issued.token

    def _keep(self, key: TokenKey, issued: IssuedToken, asked: float) -> None:
        """Keep a token, and drop those that nobody came back for."""
        now = self.clock.monotonic()
        self._tokens = {one: kept for one, kept in self._tokens.items() if now < kept[1]}
        margin = min(RENEW_BEFORE_EXPIRY, issued.lifetime / 2)
        self._tokens[key] = (issued.token, asked + (issued.lifetime - margin).total_seconds())

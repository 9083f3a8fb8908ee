"""Grants: what users gave their consent to, kept encrypted, and what becomes of it.

A user has one grant at most. A grant never changes: another consent makes another one, with an
id of its own, so that what was begun under the old one cannot be taken for the new.
"""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from worker.ports.commands import Claim


@dataclass(frozen=True, slots=True)
class Granted:
    """What Google gave for a consent."""

    address: str
    """Of the Google account, lower case."""
    subject: str
    """Google's lasting name for the account: an address may change hands."""
    scopes: frozenset[str]
    """What the user allowed, as Google spells it."""
    refresh_token: SecretStr


@dataclass(frozen=True, slots=True)
class Grant:
    """A stored grant."""

    id: str
    user_id: str
    granted: Granted
    is_broken: bool = False
    """Whether Google said that it is dead: only a new consent helps."""


class Grants(Protocol):
    async def of(self, user_id: str) -> Grant | None:
        """Return a user's grant, a broken one too."""
        ...

    async def keep(self, claim: Claim, granted: Granted, progress: bytes) -> Grant:
        """Store what a consent gave in place of any grant before, and tell of it.

        Grant, progress and the record `account.connected` are stored in one transaction.
        """
        ...

    async def mark_broken(self, grant: Grant) -> None:
        """Remember that a grant is dead, and tell of it once. A newer grant is left alone."""
        ...


@dataclass(frozen=True, slots=True)
class Consent:
    """What a consent came back with."""

    code: SecretStr
    verifier: SecretStr
    redirect_uri: str


class Consents(Protocol):
    """Google's side of a grant. Raises `GoogleUnavailable` or `RateLimited` where it may pass."""

    async def exchange(self, consent: Consent) -> Granted:
        """Turn a consent into a grant. Raise `Refused` `consent_failed`."""
        ...

    async def revoke(self, grant: Grant) -> None:
        """Give a grant back; one that is dead already is a success."""
        ...

"""Grants: what users gave their consent to, kept encrypted, and what becomes of it.

A user has one grant at most. A grant never changes: another consent makes another one, with an
id of its own, so that what was begun under the old one cannot be taken for the new.
"""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from worker.ports.commands import Claim, StoredAnswer


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
        """Return a user's grant, a broken one too.

        Raise `KeyMissing` where none of our keys opens it, `Refused` `reauthorization_required` where
        it is not what was stored for this user.
        """
        ...

    async def keep(self, claim: Claim, granted: Granted, progress: bytes, record: StoredAnswer) -> None:
        """Store what a consent gave in place of any grant before, and let `record` be published.

        Grant, progress and record are stored in one transaction; a second time changes nothing. What is
        known of the calendars of another Google account, which the user had before, is forgotten with it.
        """
        ...

    async def is_shared(self, grant: Grant) -> bool:
        """Tell whether another user acts by the same Google account: to revoke one grant ends them all.

        Nobody acts by a dead grant, so that of another user is no reason to let this one live.
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

"""The keys under which refresh tokens are kept, the newest first.

They are read again now and then, and at once where a grant is sealed with a key that is not among
them, so keys are rotated while the worker runs. A key is known by its fingerprint: that of 32 random
bytes tells nothing of them. No message names a key or what it opens.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from worker.codes import Code
from worker.errors import KeyMissing, Misconfigured, Refused

SETTING = "VAI_SECRETS__ENCRYPTION_KEYS"
FINGERPRINT_LENGTH = 8

Keys = Callable[[], Sequence[SecretStr]]
"""Reads the keys as they are now. Raises `Misconfigured`."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is stored."""

    content: bytes = field(repr=False)
    key: bytes
    """The fingerprint of the key."""


@dataclass(slots=True)
class KeyRing:
    read: Keys = field(repr=False)
    _keys: dict[bytes, Fernet] = field(default_factory=dict, repr=False)
    """By fingerprint, the newest first."""

    @property
    def fingerprints(self) -> tuple[bytes, ...]:
        return tuple(self._keys)

    async def refresh(self) -> bool:
        """Read the keys again. Return whether they have changed; those that cannot be read have not."""
        try:
            keys = await asyncio.to_thread(self.read)
        except Misconfigured as error:
            structlog.get_logger().error("encryption keys not read again", reason=str(error))
            return False
        before, self._keys = self.fingerprints, {fingerprint(key): opener(key) for key in keys}
        return before != self.fingerprints

    async def seal(self, secret: bytes) -> Sealed:
        """Seal a secret with the newest key. Raise `Refused` `consent_failed` where there is none."""
        if not self._keys:
            await self.refresh()
        for key, fernet in self._keys.items():
            return Sealed(fernet.encrypt(secret), key)
        raise Refused(Code.CONSENT_FAILED, f"this worker has no keys to keep a grant under: {SETTING}")

    async def open(self, sealed: Sealed) -> bytes:
        """Return the secret. Raise `KeyMissing`, or `ValueError` where it is not what was sealed."""
        if sealed.key not in self._keys:
            await self.refresh()
        fernet = self._keys.get(sealed.key)
        if fernet is None:
            raise KeyMissing("the grant is sealed with a key that this worker does not have")
        try:
            return fernet.decrypt(sealed.content)
        except InvalidToken:
            raise ValueError("not what was sealed") from None


def fingerprint(key: SecretStr) -> bytes:
    return hashlib.sha256(key.get_secret_value().encode()).digest()[:FINGERPRINT_LENGTH]


def opener(key: SecretStr) -> Fernet:
    return Fernet(key.get_secret_value().encode())

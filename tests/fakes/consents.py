"""`worker.ports.grants.Consents`, in memory: what people consented to, by code."""

from dataclasses import dataclass, field

from pydantic import SecretStr

from worker.codes import Code
from worker.errors import Refused
from worker.ports.grants import Consent, Grant, Granted

SCOPES = frozenset({"openid", "https://www.googleapis.com/auth/calendar"})
REDIRECT_URI = "http://127.0.0.1:8086/"
VERIFIER = "verifier-" * 6


def granted(address: str = "ana@example.com", subject: str = "", token: str = "1//refresh") -> Granted:
    return Granted(address, subject or f"subject of {address}", SCOPES, SecretStr(token))


@dataclass(slots=True)
class FakeConsents:
    codes: dict[str, Granted] = field(default_factory=dict)
    """What each unspent code is good for."""
    revoked: list[str] = field(default_factory=list)
    """Refresh tokens, in order."""
    failures: list[Exception] = field(default_factory=list)
    """What the next exchanges end in, before they do anything."""
    lost: list[Exception] = field(default_factory=list)
    """What the next exchanges end in, after the code was spent."""
    kept: list[Exception] = field(default_factory=list)
    """What the next revocations end in."""

    async def exchange(self, consent: Consent) -> Granted:
        self._fail(self.failures)
        granted = self.codes.pop(consent.code.get_secret_value(), None)
        if granted is None or consent.verifier.get_secret_value() != VERIFIER:
            raise Refused(Code.CONSENT_FAILED, "token: 400 invalid_grant")
        self._fail(self.lost)
        return granted

    async def revoke(self, grant: Grant) -> None:
        self._fail(self.kept)
        self.revoked.append(grant.granted.refresh_token.get_secret_value())

    def _fail(self, failures: list[Exception]) -> None:
        if failures:
            raise failures.pop(0)

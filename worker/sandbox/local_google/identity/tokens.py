"""Access tokens: for whom, for what, until when."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from worker.sandbox.local_google.identity.accounts import Caller


@dataclass(frozen=True, slots=True)
class AccessToken:
    caller: Caller
    expires: datetime


@dataclass(slots=True)
class TokenBook:
    """The tokens given out and not revoked."""

    _tokens: dict[str, AccessToken] = field(default_factory=dict)

    def issue(self, caller: Caller, expires: datetime) -> str:
        secret = f"ya29.local-{secrets.token_urlsafe(32)}"
        self._tokens[secret] = AccessToken(caller, expires)
        return secret

    def caller(self, secret: str, now: datetime) -> Caller | None:
        """Return whom a token speaks for, or None if it is unknown, revoked or expired."""
        token = self._tokens.get(secret)
        return token.caller if token and now < token.expires else None

    def revoke(self, subject: str | None = None) -> int:
        """Forget the tokens of a subject, or all but those for people's own edits. Return how many."""
        doomed = [
            secret
            for secret, token in self._tokens.items()
            if not token.caller.by_hand and subject in {None, token.caller.subject}
        ]
        for secret in doomed:
            del self._tokens[secret]
        return len(doomed)

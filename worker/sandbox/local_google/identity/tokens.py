"""Access tokens: for whom, for what, until when."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from worker.sandbox.local_google.identity.accounts import Caller
from worker.sandbox.local_google.identity.grants import Grant


@dataclass(frozen=True, slots=True)
class AccessToken:
    caller: Caller
    expires: datetime
    grant: Grant | None = None
    """The consent it comes from; None: delegation, or made by the control API."""
    refresh_token: str | None = field(default=None, repr=False)
    """The refresh token that belongs to it."""


@dataclass(slots=True)
class TokenBook:
    """The tokens given out and not revoked."""

    _tokens: dict[str, AccessToken] = field(default_factory=dict)

    def issue(
        self,
        caller: Caller,
        expires: datetime,
        grant: Grant | None = None,
        refresh_token: str | None = None,
    ) -> str:
        secret = f"ya29.local-{secrets.token_urlsafe(32)}"
        self._tokens[secret] = AccessToken(caller, expires, grant, refresh_token)
        return secret

    def caller(self, secret: str, now: datetime) -> Caller | None:
        """Return whom a token speaks for, or None if it is unknown, revoked or expired."""
        token = self.find(secret, now)
        return token.caller if token else None

    def find(self, secret: str, now: datetime) -> AccessToken | None:
        token = self._tokens.get(secret)
        return token if token and now < token.expires else None

    def forget(self, secret: str) -> None:
        self._tokens.pop(secret, None)

    def forget_grants(self, subject: str, project: str | None) -> None:
        """End the tokens that come from a person's consents, for a project or for all."""
        self._drop(
            lambda token: (
                token.grant is not None
                and token.caller.subject == subject
                and project in {None, token.grant.project}
            )
        )

    def forget_of(self, refresh_token: str) -> None:
        """End the tokens that belong to a refresh token."""
        self._drop(lambda token: token.refresh_token == refresh_token)

    def revoke(self, subject: str | None = None) -> int:
        """Forget the tokens of a subject, or all but those for people's own edits. Return how many."""
        return self._drop(lambda token: not token.caller.by_hand and subject in {None, token.caller.subject})

    def _drop(self, ends: Callable[[AccessToken], bool]) -> int:
        doomed = [secret for secret, token in self._tokens.items() if ends(token)]
        for secret in doomed:
            del self._tokens[secret]
        return len(doomed)

"""What people have consented to, and the codes and refresh tokens made of it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from worker.sandbox.local_google.identity.oauth_clients import OAuthClient

MOST_REFRESH_TOKENS = 100
"""Per account and client; one more silently ends the oldest [S31]."""


@dataclass(slots=True)
class Consent:
    """What a person has given to one client so far."""

    project: str
    scopes: frozenset[str]
    offline: bool
    """A refresh token was given with it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One authorisation: whose, to whom, for what."""

    subject: str
    client_id: str
    project: str
    scopes: frozenset[str]
    combined: bool = False
    """It joins earlier consents by `include_granted_scopes` [S30]."""
    ends: datetime | None = None
    """Time-based access: nothing outlives this instant [S30][S31]."""


@dataclass(slots=True)
class AuthorizationCode:
    grant: Grant
    redirect_uri: str
    expires: datetime
    gives_refresh_token: bool
    challenge: str | None = None
    challenge_method: str = "plain"
    nonce: str | None = None
    spent: bool = False
    issued: list[str] = field(default_factory=list)
    """The tokens that were given for it."""


@dataclass(slots=True)
class RefreshToken:
    secret: str = field(repr=False)
    grant: Grant
    issued: datetime
    last_used: datetime
    testing: bool
    """Its client was in testing, and it reaches more than name and address: seven days [S31]."""


@dataclass(slots=True)
class GrantBook:
    """Everything between consent and access token. Its clients survive no reset."""

    clients: dict[str, OAuthClient] = field(default_factory=dict)
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    """By address and client id."""
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    """By secret, oldest first."""

    def granted(self, subject: str, project: str) -> frozenset[str]:
        """Return every scope a person has given to the clients of a project."""
        given = (
            one.scopes for (who, _), one in self.consents.items() if (who, one.project) == (subject, project)
        )
        return frozenset().union(*given)

    def add_code(self, code: AuthorizationCode) -> str:
        secret = f"4/0A{secrets.token_urlsafe(48)}"  # at most 256 bytes, and with a slash [S31]
        self.codes[secret] = code
        return secret

    def add_refresh_token(self, grant: Grant, now: datetime, *, testing: bool) -> str:
        """Return a new refresh token; one beyond the limit ends the oldest without a word."""
        secret = f"1//0l{secrets.token_urlsafe(64)}"  # at most 512 bytes [S31]
        self.refresh_tokens[secret] = RefreshToken(secret, grant, now, now, testing)
        mine = (grant.subject, grant.client_id)
        same = [
            one for one in self.refresh_tokens.values() if (one.grant.subject, one.grant.client_id) == mine
        ]
        for old in same[:-MOST_REFRESH_TOKENS]:
            del self.refresh_tokens[old.secret]
        return secret

    def forget(self, subject: str, project: str | None) -> None:
        """End all consents, codes and refresh tokens of a person, for a project or for all."""
        self.consents = {
            (who, client): one
            for (who, client), one in self.consents.items()
            if who != subject or project not in {None, one.project}
        }
        self.codes = {key: one for key, one in self.codes.items() if not _is_of(one.grant, subject, project)}
        self.refresh_tokens = {
            key: one for key, one in self.refresh_tokens.items() if not _is_of(one.grant, subject, project)
        }


def _is_of(grant: Grant, subject: str, project: str | None) -> bool:
    return grant.subject == subject and project in {None, grant.project}


def remaining(grant: Grant, now: datetime, lifetime: timedelta) -> timedelta:
    """Return how long a token of a grant lives, if it may live for `lifetime`."""
    return min(lifetime, grant.ends - now) if grant.ends else lifetime

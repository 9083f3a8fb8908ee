"""The question a person's browser is sent to Google with, and how its answer is known.

The answer must bring back the state that went out, or somebody else's code could be slipped in. The
code alone is worth nothing without the verifier, of which Google is shown the S256 challenge only
(RFC 7636). `prompt=consent` makes Google give a refresh token each time, not with the first consent
alone.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Self
from urllib.parse import urlencode

from pydantic import SecretStr

from worker.google.wanted_scopes import wanted_scopes

VERIFIER_BYTES = 48
STATE_BYTES = 32


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    auth_uri: str
    client_id: str
    redirect_uri: str
    login_hint: str | None
    """An address that Google offers first."""
    state: str = field(repr=False)
    verifier: SecretStr

    @classmethod
    def new(cls, auth_uri: str, client_id: str, redirect_uri: str, login_hint: str | None = None) -> Self:
        state, verifier = secrets.token_urlsafe(STATE_BYTES), secrets.token_urlsafe(VERIFIER_BYTES)
        return cls(auth_uri, client_id, redirect_uri, login_hint, state, SecretStr(verifier))

    @property
    def address(self) -> str:
        asked = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": " ".join(wanted_scopes()),
            "access_type": "offline",
            "prompt": "consent",
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **({"login_hint": self.login_hint} if self.login_hint else {}),
        }
        return f"{self.auth_uri}?{urlencode(asked)}"

    def is_answered_by(self, query: Mapping[str, str]) -> bool:
        """Say whether an answer is to this very question."""
        return compare_digest(query.get("state", "").encode(), self.state.encode())


def challenge_of(verifier: SecretStr) -> str:
    digest = hashlib.sha256(verifier.get_secret_value().encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

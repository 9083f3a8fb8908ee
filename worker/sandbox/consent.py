"""A person's consent, walked through without a browser: for tests, and for whoever tries things out.

    client = await registered(google, new_oauth_client())  # a `Stage` has one already
    consent = await consented(google, client, "ana@vai.example")

What comes back is what `connect_account` takes: a code, the verifier, and where the person was sent.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlencode

from pydantic import SecretStr

from worker.google.consent_question import challenge_of
from worker.google.wanted_scopes import wanted_scopes
from worker.ports.grants import Consent
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.server import LocalGoogle

REDIRECT_URI = "http://127.0.0.1:8086/"
"""Nobody need listen there: the answer is read from the address that a browser would be sent to."""


def new_verifier() -> SecretStr:
    return SecretStr(secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Question:
    """The address that a person is sent to, and the verifier that belongs to it."""

    google: LocalGoogle
    client: OAuthClient
    scopes: tuple[str, ...] = field(default_factory=wanted_scopes)
    redirect_uri: str = REDIRECT_URI
    prompt: str = "consent"
    access_type: str = "offline"
    verifier: SecretStr = field(default_factory=new_verifier)

    @property
    def address(self) -> str:
        asked = {
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": " ".join(self.scopes),
            "access_type": self.access_type,
            "prompt": self.prompt,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self.google.auth_uri}?{urlencode(asked)}"

    async def allowed_by(self, person: str, *, ticked: Collection[str] | None = None) -> Consent:
        """Let a person allow it, or only what is `ticked` of it."""
        only = None if ticked is None else frozenset(ticked)
        answer = await self.google.control.oauth.consent(self.address, person, scopes=only)
        return Consent(SecretStr(answer["code"]), self.verifier, self.redirect_uri)

    async def refused_by(self, person: str) -> str:
        """Let a person refuse it. Return the error that their browser comes back with."""
        return (await self.google.control.oauth.refuse(self.address, person))["error"]


async def consented(
    google: LocalGoogle, client: OAuthClient, person: str, *, ticked: Collection[str] | None = None
) -> Consent:
    """Let a person allow all that is wanted, or only what is `ticked`."""
    return await Question(google, client).allowed_by(person, ticked=ticked)

"""An application that asks for consent, and what it does with the answer."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.sandbox.local_google.people import SCOPE
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

EVENTS = SCOPE + "calendar.events"
FREE_BUSY = SCOPE + "calendar.freebusy"
EMAIL = SCOPE + "userinfo.email"
CALLBACK = "https://vai.example/callback"
SECRET = "client-secret"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ENDED = (400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})


@dataclass(frozen=True)
class Application:
    """One OAuth client; every option can be given differently in a call."""

    google: LocalGoogle
    client_id: str = "vai.apps.example"
    usual: Json = field(default_factory=dict)

    async def register(self, **options: Any) -> "Application":
        given = {"redirect_uris": (CALLBACK,), **options}
        await self.google.control.oauth.add_client(self.client_id, SECRET, **given)
        return self

    def url(self, **changes: str | None) -> str:
        """Return the address that a browser is sent to; None leaves a parameter out."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": EVENTS,
            "state": "st&te",
            "access_type": "offline",
            **self.usual,
            **changes,
        }
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.google.url}o/oauth2/v2/auth?{query}"

    async def code(self, email: str, **changes: str | None) -> str:
        return (await self.google.control.oauth.consent(self.url(**changes), email))["code"]

    async def token(self, **form: str | None) -> tuple[int, Json]:
        """Ask the token endpoint; None leaves a field out."""
        sent = {"client_id": self.client_id, "client_secret": SECRET, **form}
        return await post_form(self.google, "token", sent)

    async def exchange(self, code: str, **changes: str | None) -> tuple[int, Json]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return await self.token(**{**form, **changes})

    async def refresh(self, refresh_token: str, **changes: str | None) -> tuple[int, Json]:
        return await self.token(**{"grant_type": "refresh_token", "refresh_token": refresh_token, **changes})

    async def connect(self, email: str, **changes: str | None) -> Json:
        """Return the tokens of a consent from beginning to end."""
        status, tokens = await self.exchange(await self.code(email, **changes))
        assert status == 200, tokens
        return tokens

    async def revoke(self, token: str) -> tuple[int, Json]:
        return await post_form(self.google, "revoke", {"token": token})

    def person(self, tokens: Json) -> Person:
        """Return a program that calls the API with these tokens."""
        return Person(self.google.url, self.google.control.session, tokens["access_token"])


async def post_form(google: LocalGoogle, place: str, form: dict[str, str | None]) -> tuple[int, Json]:
    sent = {name: value for name, value in form.items() if value is not None}
    async with google.control.session.post(google.url + place, data=sent) as response:
        return response.status, await response.json()

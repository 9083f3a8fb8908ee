"""OAuth from a test's or the demo's side: an application's console, and people without a browser."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.json_types import Json


@dataclass(frozen=True, slots=True)
class OAuthControl:
    post: Callable[[str, Json], Awaitable[Json]]
    """Sends a body to a place of the control API."""

    async def add_client(self, client_id: str, client_secret: str, **options: Any) -> OAuthClient:
        """Register an OAuth client, or replace it; the options are the fields of `OAuthClient`."""
        client = OAuthClient(client_id=client_id, client_secret=client_secret, **options)
        await self.post("oauth/clients", client.model_dump(mode="json"))
        return client

    async def consent(
        self,
        url: str,
        email: str,
        *,
        scopes: frozenset[str] | None = None,
        valid_for: timedelta | None = None,
    ) -> dict[str, str]:
        """Let a person allow what an authorization address asks for, or some scopes of it.

        Return the query of the address their browser is sent to: `code` and `state`. Raise
        `LocalGoogleError` where the browser would show an error page.
        """
        ticked = None if scopes is None else sorted(scopes)
        lasting = valid_for.total_seconds() if valid_for else None
        return await self._decide({"url": url, "subject": email, "scopes": ticked, "valid_for": lasting})

    async def refuse(self, url: str, email: str) -> dict[str, str]:
        """Let a person deny what an authorization address asks for. Return the query they come back with."""
        return await self._decide({"url": url, "subject": email, "allow": False})

    async def withdraw(self, email: str, project: str | None = None) -> None:
        """Let a person take back their consent in their account: for one project, or for all."""
        await self.post("oauth/withdrawals", {"subject": email, "project": project})

    async def rotate_keys(self, *, keep_old: bool = True) -> None:
        """Sign id tokens with another key from now on, and publish the old one still or not."""
        await self.post("oauth/keys", {"keep_old": keep_old})

    async def _decide(self, decision: Json) -> dict[str, str]:
        answer = await self.post("oauth/consents", decision)
        return dict(parse_qsl(urlsplit(answer["location"]).query))

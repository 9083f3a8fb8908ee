"""Access tokens by a grant: its refresh token is read, shown to Google, and let go of.

`invalid_grant` is the one answer that means the grant. Another says something of the client or of
the day, and leaves the grant as it is.

Google's answer has no other refresh token in it. One that came all the same would be passed over:
the old one goes on, for Google lets each live until it is revoked or one of too many.
"""

from dataclasses import dataclass, field

from worker.codes import Code
from worker.errors import GoogleUnavailable, Refused
from worker.google.delegation import lifetime_of
from worker.google.errors import refresh_error
from worker.google.http_answer import HttpAnswer
from worker.google.oauth_client import OAuthClient
from worker.google.observing import Observe, observed
from worker.google.post_form import Poster
from worker.google.tokens import GrantKey, IssuedToken
from worker.ports.clock import Clock
from worker.ports.grants import Grant, Grants


@dataclass(frozen=True, slots=True)
class RefreshEndpoint:
    uri: str
    client: OAuthClient | None
    grants: Grants | None
    poster: Poster
    clock: Clock
    observe: Observe = field(repr=False)

    async def issue(self, key: GrantKey) -> IssuedToken:
        grant = await self._grant(key)
        with observed(self.observe, self.clock, "token"):
            answer = await self.poster.post(self.uri, self._form(grant), "token")
            match answer:
                case HttpAnswer(is_success=True, body={"access_token": str(token), **rest}) if token:
                    return IssuedToken(token, lifetime_of(rest.get("expires_in")))
            error = refresh_error(answer, self.clock.now())
            if isinstance(error, Refused) and answer.reason == "invalid_grant" and self.grants:
                await self.grants.mark_broken(grant)
            raise error

    async def _grant(self, key: GrantKey) -> Grant:
        """Return the grant that an account was resolved by. Raise what it is when it is gone by now."""
        grant = await self.grants.of(key.user_id) if self.grants else None
        if grant is None:
            raise Refused(Code.ACCOUNT_NOT_CONNECTED, "the grant is gone")
        if grant.id != key.grant_id:
            raise GoogleUnavailable("token: there is a new consent since the command began")
        if grant.is_broken:
            raise Refused(Code.REAUTHORIZATION_REQUIRED, "the grant has died: only a new consent helps")
        return grant

    def _form(self, grant: Grant) -> dict[str, str]:
        if self.client is None:
            raise Refused(Code.GOOGLE_UNAVAILABLE, "no OAuth client is set up: VAI_GOOGLE__CLIENT_ID")
        return {
            "grant_type": "refresh_token",
            "client_id": self.client.id,
            "client_secret": self.client.secret.get_secret_value(),
            "refresh_token": grant.granted.refresh_token.get_secret_value(),
        }

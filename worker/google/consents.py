"""`worker.ports.grants.Consents`: a consent becomes a grant, and a grant is given back.

A code can be shown once, so whatever may pass and can be seen to before is seen to before. Neither
code nor verifier nor token is ever part of a message.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from worker.codes import Code
from worker.errors import GoogleUnavailable, Refused
from worker.google.errors import exchange_error, passing_token_error
from worker.google.http_answer import HttpAnswer
from worker.google.id_token import IdTokens
from worker.google.oauth_client import Endpoints
from worker.google.observing import Observe, observed
from worker.google.post_form import Poster
from worker.ports.clock import Clock
from worker.ports.grants import Consent, Grant, Granted

AGAIN = "ask for consent with access_type=offline and prompt=consent"
"""Google gives a refresh token with the first consent only, unless it is told to ask again."""


@dataclass(frozen=True, slots=True)
class GoogleConsents:
    endpoints: Endpoints
    id_tokens: IdTokens | None
    """None: no OAuth client is set up."""
    poster: Poster
    clock: Clock
    observe: Observe

    async def exchange(self, consent: Consent) -> Granted:
        if self.id_tokens is None:
            raise Refused(Code.CONSENT_FAILED, "no OAuth client is set up: VAI_GOOGLE__CLIENT_ID")
        await self.id_tokens.keys.freshen()
        with observed(self.observe, self.clock, "token"):
            answer = await self.poster.post(
                self.endpoints.token_uri, self._form(self.id_tokens, consent), "token"
            )
            if not answer.is_success:
                raise exchange_error(answer, self.clock.now())
            return await granted(answer.body, self.id_tokens)

    async def revoke(self, grant: Grant) -> None:
        with observed(self.observe, self.clock, "revoke"):
            form = {"token": grant.granted.refresh_token.get_secret_value()}
            answer = await self.poster.post(self.endpoints.revoke_uri, form, "revoke")
            if not (answer.is_success or is_dead(answer)):
                told = f"revoke: {answer}"
                raise passing_token_error(answer, self.clock.now(), told) or GoogleUnavailable(told)

    def _form(self, id_tokens: IdTokens, consent: Consent) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "client_id": id_tokens.client.id,
            "client_secret": id_tokens.client.secret.get_secret_value(),
            "code": consent.code.get_secret_value(),
            "code_verifier": consent.verifier.get_secret_value(),
            "redirect_uri": consent.redirect_uri,
        }


def is_dead(answer: HttpAnswer) -> bool:
    """Tell whether there is nothing to give back (any more): Google says it with a 400 and a word.

    A front end's page says nothing about the grant, which would live on.
    """
    return answer.status == HTTPStatus.BAD_REQUEST and answer.reason not in {"", "invalid_request"}


async def granted(body: Any, id_tokens: IdTokens) -> Granted:
    """Read what a code was exchanged for. Raise `Refused` `consent_failed`."""
    match body:
        case {"refresh_token": str(refresh_token), "id_token": str(id_token), **rest} if refresh_token:
            identity = await id_tokens.identity(id_token)
            scopes = frozenset(str(rest.get("scope", "")).split())
            return Granted(identity.address, identity.subject, scopes, SecretStr(refresh_token))
        case {"refresh_token": str(refresh_token)} if refresh_token:
            raise Refused(Code.CONSENT_FAILED, "no id token came: ask for the scopes openid and email")
        case {"access_token": str()}:
            raise Refused(Code.CONSENT_FAILED, f"no refresh token came: {AGAIN}")
        case _:
            raise GoogleUnavailable("token: a body that cannot be read")

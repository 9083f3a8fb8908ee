"""`grant_type=refresh_token`: another access token, and no other refresh token [S30]."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from worker.sandbox.local_google.identity.grants import RefreshToken
from worker.sandbox.local_google.identity.id_token import id_token
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.scopes import SIGN_IN
from worker.sandbox.local_google.identity.token_answer import token_answer
from worker.sandbox.local_google.identity.token_refusals import (
    ended_token,
    reauthentication_needed,
    restricted_by_admin,
)
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World

TESTING_LIFETIME = timedelta(days=7)
"""Of a refresh token whose client is external and in testing [S31]."""


def refresh(world: World, form: Mapping[str, str], client: OAuthClient) -> Json:
    """Return a new access token with the scopes of the grant, or raise `TokenRefusal`."""
    token = world.grants.refresh_tokens.get(form.get("refresh_token", ""))
    if token is None or not is_alive(world, token):
        raise ended_token()
    if token.grant.client_id != client.client_id:
        raise _anothers(world)
    _check_account(world, token, client)
    token.last_used = world.now()
    answer = token_answer(world, token.grant, token.secret)
    if not world.assumptions.refresh_gives_id_token:
        return answer
    return {**answer, **id_token(world, token.grant, answer["access_token"])}


def is_alive(world: World, token: RefreshToken) -> bool:
    """Say whether no cause of [S31] has ended a token: time-based access, testing, disuse."""
    now = world.now()
    unused = now - token.last_used >= timedelta(days=world.assumptions.unused_refresh_token_days)
    outlived = token.testing and now - token.issued >= TESTING_LIFETIME
    return not unused and not outlived and (token.grant.ends is None or now < token.grant.ends)


def _anothers(world: World) -> TokenRefusal:
    if world.assumptions.refresh_by_another_client == "invalid_grant":
        return ended_token()
    status = world.assumptions.unauthorized_client_status
    return TokenRefusal(HTTPStatus(status), "unauthorized_client", "Unauthorized")


def _check_account(world: World, token: RefreshToken, client: OAuthClient) -> None:
    account = world.accounts.get(token.grant.subject)
    if account is None or not account.exists:
        raise ended_token()
    if account.restricted and not client.admin_trusted and token.grant.scopes - SIGN_IN:
        raise restricted_by_admin()
    if account.session_ended:
        raise reauthentication_needed()

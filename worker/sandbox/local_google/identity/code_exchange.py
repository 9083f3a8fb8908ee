"""`grant_type=authorization_code`: a code becomes tokens, once [S30]."""

import base64
import hashlib
from collections.abc import Mapping
from hmac import compare_digest
from http import HTTPStatus

from worker.sandbox.local_google.identity.grants import AuthorizationCode
from worker.sandbox.local_google.identity.id_token import id_token
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.refresh import TESTING_LIFETIME
from worker.sandbox.local_google.identity.scopes import SIGN_IN
from worker.sandbox.local_google.identity.token_answer import token_answer
from worker.sandbox.local_google.identity.token_refusals import invalid_grant
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World


def exchange_code(world: World, form: Mapping[str, str], client: OAuthClient) -> Json:
    """Return the tokens of a code, or raise `TokenRefusal`."""
    code = world.grants.codes.get(form.get("code", ""))
    if code is None:
        raise invalid_grant("Malformed auth code.")
    try:
        _check(world, code, form, client)
    except TokenRefusal:
        code.spent = code.spent or world.assumptions.failed_exchange_spends_code
        raise
    code.spent = True
    return _tokens(world, code, client)


def _check(world: World, code: AuthorizationCode, form: Mapping[str, str], client: OAuthClient) -> None:
    account = world.accounts.get(code.grant.subject)
    if code.spent:
        _end_what_came_of_it(world, code)
        raise invalid_grant("Bad Request")
    if world.now() >= code.expires or account is None or not account.exists:
        raise invalid_grant("Bad Request")
    if code.grant.client_id != client.client_id:
        raise invalid_grant("Bad Request")
    if form.get("redirect_uri") != code.redirect_uri:
        error = world.assumptions.wrong_redirect_uri_at_exchange
        raise TokenRefusal(HTTPStatus.BAD_REQUEST, error, "Bad Request")
    _check_verifier(world, code, form.get("code_verifier"))


def _check_verifier(world: World, code: AuthorizationCode, verifier: str | None) -> None:
    if code.challenge is None:
        if verifier is not None and not world.assumptions.unneeded_verifier_is_ignored:
            raise invalid_grant("code_verifier or verifier is not needed.")
        return
    if not verifier:
        raise invalid_grant("Missing code verifier.")
    shown = challenge_of(verifier) if code.challenge_method == "S256" else verifier
    if not compare_digest(shown.encode(), code.challenge.encode()):
        raise invalid_grant("Invalid code verifier.")


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _end_what_came_of_it(world: World, code: AuthorizationCode) -> None:
    if world.assumptions.reused_code_revokes_tokens:
        for secret in code.issued:
            world.tokens.forget(secret)
            world.grants.refresh_tokens.pop(secret, None)


def _tokens(world: World, code: AuthorizationCode, client: OAuthClient) -> Json:
    refresh_token = None
    if code.gives_refresh_token:
        testing = client.testing and bool(code.grant.scopes - SIGN_IN)
        refresh_token = world.grants.add_refresh_token(code.grant, world.now(), testing=testing)
    answer = token_answer(world, code.grant, refresh_token)
    access_token = answer["access_token"]
    code.issued = [access_token, *([refresh_token] if refresh_token else [])]
    given = {"refresh_token": refresh_token, **_ending(world, code, refresh_token)} if refresh_token else {}
    return {**answer, **given, **id_token(world, code.grant, access_token, code.nonce)}


def _ending(world: World, code: AuthorizationCode, refresh_token: str) -> Json:
    """Tell when the refresh token ends: only with time-based access [S30]."""
    ends = code.grant.ends
    testing = world.grants.refresh_tokens[refresh_token].testing
    if ends is None and testing and world.assumptions.testing_tells_refresh_token_expiry:
        ends = world.now() + TESTING_LIFETIME
    return {"refresh_token_expires_in": int((ends - world.now()).total_seconds())} if ends else {}

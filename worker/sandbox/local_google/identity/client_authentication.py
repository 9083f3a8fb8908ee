"""Which OAuth client speaks to the token endpoint: by secret, in the form or as Basic."""

import base64
import binascii
from collections.abc import Mapping
from hmac import compare_digest
from http import HTTPStatus

from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.token_refusals import invalid_client, invalid_request
from worker.sandbox.local_google.wire.refusals import TokenRefusal
from worker.sandbox.local_google.world import World


def authenticated(world: World, form: Mapping[str, str], authorization: str) -> OAuthClient:
    """Return the client, or raise `TokenRefusal`: 401 `invalid_client` for a wrong one [O7]."""
    client_id, secret = _credentials(form, authorization)
    if not client_id:
        raise invalid_request("Could not determine client ID from request.")
    client = world.grants.clients.get(client_id)
    if client is None:
        raise invalid_client("The OAuth client was not found.")
    if client.deleted:
        raise TokenRefusal(HTTPStatus.UNAUTHORIZED, "deleted_client", "The OAuth client was deleted.")
    if not secret:
        raise invalid_request("client_secret is missing.")
    if not compare_digest(secret.encode(), client.client_secret.encode()):
        raise invalid_client("The provided client secret is invalid.")
    return client


def _credentials(form: Mapping[str, str], authorization: str) -> tuple[str, str]:
    kind, _, encoded = authorization.partition(" ")
    if kind != "Basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return client_id, secret

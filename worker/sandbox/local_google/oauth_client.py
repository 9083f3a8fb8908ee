"""The OAuth client that the local Google knows this project by.

No secret stands in the code. People come back to this machine, on any port.
"""

import base64
import hashlib
import secrets

from pydantic import SecretStr

from worker.google.oauth_client import Endpoints
from worker.google.oauth_client import OAuthClient as KnownClient
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.identity.openid import ISSUER
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

CLIENT_ID = "100000000001-local.apps.googleusercontent.com"
SECRET_LENGTH = 28


def new_oauth_client() -> OAuthClient:
    """Make a client with a secret of its own."""
    return oauth_client(secrets.token_hex(SECRET_LENGTH))


def oauth_client_beside(key: Json) -> OAuthClient:
    """Return the client that belongs to a service account's key file, always the same one.

    So a worker's settings outlive a restart of the local Google.
    """
    seed = f"OAuth client beside {key['private_key']}"
    return oauth_client(hashlib.sha256(seed.encode()).hexdigest())


def oauth_client(secret: str) -> OAuthClient:
    return OAuthClient(client_id=CLIENT_ID, client_secret=f"GOCSPX-{secret[:SECRET_LENGTH]}", kind="desktop")


async def registered(google: LocalGoogle, client: OAuthClient) -> OAuthClient:
    """Make a client known to a running local Google, whose reset forgets it."""
    return await google.control.oauth.add_client(**client.model_dump())


def settings_of(google: LocalGoogle, client: OAuthClient) -> dict[str, str]:
    """Return the variables under which a worker, or a person at a terminal, uses a client."""
    return {
        "VAI_GOOGLE__CLIENT_ID": client.client_id,
        "VAI_GOOGLE__CLIENT_SECRET": client.client_secret,
        "VAI_GOOGLE__AUTH_URI": google.auth_uri,
        "VAI_GOOGLE__REVOKE_URI": google.revoke_uri,
        "VAI_GOOGLE__JWKS_URI": google.jwks_uri,
        "VAI_SECRETS__ENCRYPTION_KEYS": encryption_key_beside(client),
    }


def encryption_key_beside(client: OAuthClient) -> str:
    """Return the key that goes with a client, always the same one: grants outlive a restart, too."""
    seed = hashlib.sha256(f"encryption key beside {client.client_secret}".encode()).digest()
    return base64.urlsafe_b64encode(seed).decode()


def endpoints_at(google: LocalGoogle, issuer: str = ISSUER) -> Endpoints:
    """Return where a running local Google answers; its issuer is Google's own."""
    return Endpoints(google.token_uri, google.revoke_uri, google.jwks_uri, issuer)


def as_known(client: OAuthClient) -> KnownClient:
    """Return a client as the worker knows it."""
    return KnownClient(client.client_id, SecretStr(client.client_secret))

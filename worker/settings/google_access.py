"""The settings of Google, in the words of `worker.google`."""

from worker.google.oauth_client import Endpoints, OAuthClient
from worker.settings.google import Google


def endpoints_of(google: Google) -> Endpoints:
    return Endpoints(google.token_uri, google.revoke_uri, google.jwks_uri, google.issuer)


def client_of(google: Google) -> OAuthClient | None:
    if google.client_id is None or google.client_secret is None:
        return None
    return OAuthClient(google.client_id, google.client_secret)

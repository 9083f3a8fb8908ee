"""The OAuth of aiogoogle, the worker's own client library, against the local Google (B.2, B.7)."""

import pytest
from aiogoogle.auth.creds import ClientCreds, UserCreds
from aiogoogle.auth.data import WELLKNOWN_OPENID_CONFIGS
from aiogoogle.client import Aiogoogle
from aiogoogle.excs import HTTPError

from tests.sandbox.local_google.identity.browsing import CALLBACK, EVENTS, SECRET, Application
from tests.sandbox.local_google.people import ANA


async def test_aiogoogle_exchanges_refreshes_and_revokes(app: Application) -> None:
    """`invalid_grant` is an `HTTPError` there, whose `error` is a string."""
    google = app.google
    client = ClientCreds(
        client_id=app.client_id, client_secret=SECRET, scopes=[EVENTS], redirect_uri=CALLBACK
    )
    async with Aiogoogle(client_creds=client) as library:
        library.oauth2.openid_configs = {
            **WELLKNOWN_OPENID_CONFIGS,
            "token_endpoint": google.token_uri,
            "authorization_endpoint": google.auth_uri,
            "revocation_endpoint": google.revoke_uri,
        }
        url = library.oauth2.authorization_url(
            client_creds=client, access_type="offline", prompt="consent", state="s"
        )
        code = (await google.control.oauth.consent(url, ANA))["code"]
        creds = await library.oauth2.build_user_creds(grant=code, client_creds=client)
        assert creds["scopes"] == [EVENTS]

        creds = UserCreds(**{**creds, "expires_at": None})
        refreshed = await library.oauth2.refresh(creds, client_creds=client)
        renewed = refreshed[1] if isinstance(refreshed, tuple) else refreshed
        assert renewed["access_token"] != creds["access_token"]

        await library.oauth2.revoke(renewed)
        with pytest.raises(HTTPError) as refused:
            await library.oauth2.refresh(creds, client_creds=client)
        assert refused.value.res is not None
        assert refused.value.res.json["error"] == "invalid_grant"

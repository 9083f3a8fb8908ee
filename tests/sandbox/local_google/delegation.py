"""A service account that speaks for people."""

from datetime import datetime

import jwt

from tests.sandbox.local_google.people import NOW, SCOPE
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.service_account_key import GOOGLE_TOKEN_URI
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


async def delegated(google: LocalGoogle, key: Json, subject: str) -> Person:
    """Let the service account of a registered key speak for somebody."""
    now = int(datetime.fromisoformat(NOW).timestamp())
    claims = {
        "iss": key["client_email"],
        "sub": subject,
        "scope": SCOPE + "calendar",
        "aud": GOOGLE_TOKEN_URI,
        "iat": now,
        "exp": now + 3600,
    }
    signed = jwt.encode(claims, key["private_key"], "RS256", headers={"kid": key["private_key_id"]})
    form = {"grant_type": JWT_BEARER, "assertion": signed}
    async with google.control.session.post(google.token_uri, data=form) as response:
        return Person(google.url, google.control.session, (await response.json())["access_token"])

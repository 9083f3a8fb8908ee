"""Channels that a service account opens for the people it acts for, [S9]."""

from datetime import datetime

import jwt

from tests.sandbox.local_google.people import ANA, BOB, NOW, SCOPE, refusal
from tests.sandbox.local_google.push.receiver import channel, stop, watch
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.service_account_key import GOOGLE_TOKEN_URI, new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


async def acting_for(google: LocalGoogle, key: Json, subject: str) -> Person:
    now = int(datetime.fromisoformat(NOW).timestamp())
    claims = {
        "iss": key["client_email"],
        "sub": subject,
        "aud": GOOGLE_TOKEN_URI,
        "iat": now,
        "exp": now + 600,
    }
    signed = jwt.encode({**claims, "scope": SCOPE + "calendar"}, key["private_key"], "RS256")
    form = {"grant_type": BEARER, "assertion": signed}
    async with google.control.session.post(google.token_uri, data=form) as response:
        return Person(google.url, google.control.session, (await response.json())["access_token"])


async def test_a_service_accounts_channel_is_anybodys_of_its_client_to_stop(
    google: LocalGoogle, key: Json, ana: Person
) -> None:
    await google.control.register(key)
    for_ana, for_bob = [await acting_for(google, key, email) for email in (ANA, BOB)]
    opened = await watch(for_ana, channel())

    assert await refusal(stop(ana, opened)) == (404, "notFound")
    await stop(for_bob, opened)
    assert await refusal(stop(for_ana, opened)) == (404, "notFound")


async def test_another_service_account_of_the_project_does_not_stop_it(
    google: LocalGoogle, key: Json
) -> None:
    other = await new_service_account(name="other", token_uri=google.token_uri)
    for one in (key, other):
        await google.control.register(one)
    opened = await watch(await acting_for(google, key, ANA), channel())

    assert await refusal(stop(await acting_for(google, other, ANA), opened)) == (404, "notFound")

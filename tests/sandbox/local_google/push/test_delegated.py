"""Channels that a service account opens for the people it acts for, [S9]."""

from tests.sandbox.local_google.delegation import delegated
from tests.sandbox.local_google.people import ANA, BOB, refusal
from tests.sandbox.local_google.push.receiver import channel, stop, watch
from worker.sandbox.local_google.control.person import Person
from worker.sandbox.local_google.identity.service_account_key import new_service_account
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle


async def test_a_service_accounts_channel_is_anybodys_of_its_client_to_stop(
    google: LocalGoogle, key: Json, ana: Person
) -> None:
    await google.control.register(key)
    for_ana, for_bob = [await delegated(google, key, email) for email in (ANA, BOB)]
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
    opened = await watch(await delegated(google, key, ANA), channel())

    assert await refusal(stop(await delegated(google, other, ANA), opened)) == (404, "notFound")

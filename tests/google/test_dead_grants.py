"""Grants that no longer serve, over HTTP: what the user, the operator or the day may do about it."""

import asyncio
from datetime import timedelta

import pytest

from tests.fakes.store_grants import FakeGrants
from tests.google.conftest import OpenGoogle
from tests.google.granting import USER, Connecting, refreshes, refused_call
from tests.google.meeting import ANA, BOB
from worker.codes import Code
from worker.errors import GoogleUnavailable, RateLimited, Refused, WorkerError
from worker.google.google import Acting, Google
from worker.ports.grants import Grant
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.oauth_client import registered
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real


@pytest.mark.parametrize("how", ["withdrawn", "seven days of testing mode", "suspended", "session ended"])
async def test_a_grant_that_died_is_marked_told_of_and_stops_nothing_else(
    by_grant: Google,
    control: LocalGoogleControl,
    local_google: LocalGoogle,
    client: OAuthClient,
    connecting: Connecting,
    grants: FakeGrants,
    how: str,
) -> None:
    testing = how == "seven days of testing mode"
    await registered(local_google, client.model_copy(update={"testing": testing}))
    await connecting()
    account = await by_grant.accounts.account(USER)
    match how:
        case "withdrawn":
            await control.oauth.withdraw(ANA.address)
        case "suspended":
            await control.add_account(ANA.address, exists=False)
        case "session ended":
            await control.add_account(ANA.address, session_ended=True)
        case _:
            await control.behave(clock_offset=timedelta(days=7, minutes=1))

    assert (await refused_call(by_grant, account)).code is Code.REAUTHORIZATION_REQUIRED
    assert len(grants.outbox.rows) == 1
    with pytest.raises(Refused) as at_once:
        await by_grant.accounts.account(USER)
    assert at_once.value.code is Code.REAUTHORIZATION_REQUIRED

    await control.behave(clock_offset=timedelta(0))
    await by_grant.calendar.describe(await by_grant.accounts.account(BOB), "primary")


async def test_of_many_calls_by_a_dead_grant_one_asks_google(
    by_grant: Google, control: LocalGoogleControl, grant: Grant
) -> None:
    account = await by_grant.accounts.account(USER)
    await control.oauth.withdraw(ANA.address)
    await control.behave(latency=timedelta(milliseconds=50))

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(refused_call(by_grant, account))
    await refused_call(by_grant, account)
    assert len(await refreshes(control)) == 1


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault(status=401, json_body={"error": "invalid_client"}), Code.GOOGLE_UNAVAILABLE),
        (Fault(status=401, json_body={"error": "deleted_client"}), Code.GOOGLE_UNAVAILABLE),
        (Fault(status=404, html="<p>a front end"), Code.GOOGLE_UNAVAILABLE),
        (Fault(status=401, json_body={"error": "unauthorized_client"}), Code.REAUTHORIZATION_REQUIRED),
        (Fault(status=400, json_body={"error": "admin_policy_enforced"}), Code.INSUFFICIENT_SCOPE),
    ],
    ids=["invalid client", "deleted client", "no endpoint", "another's token", "administrator"],
)
async def test_what_is_wrong_elsewhere_is_answered_at_once_and_leaves_the_grant_alone(
    by_grant: Google, control: LocalGoogleControl, grant: Grant, fault: Fault, meaning: Code
) -> None:
    account = await by_grant.accounts.account(USER)
    await control.add_fault(fault.model_copy(update={"path": "^/token$"}))

    assert (await refused_call(by_grant, account)).code is meaning
    await by_grant.calendar.describe(await by_grant.accounts.account(USER), "primary")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(status=503), GoogleUnavailable),
        (Fault(status=500, json_body={"error": "invalid_grant"}), GoogleUnavailable),
        (Fault(drop=True), GoogleUnavailable),
        (Fault(stall=timedelta(seconds=5)), GoogleUnavailable),
        (Fault(status=429, retry_after="7"), RateLimited),
    ],
    ids=["503", "500 with a word", "dropped", "stalled", "429"],
)
async def test_a_refresh_that_may_pass_leaves_the_grant_alone(
    opening_by_grant: OpenGoogle,
    control: LocalGoogleControl,
    grant: Grant,
    fault: Fault,
    error: type[WorkerError],
) -> None:
    await control.add_fault(fault.model_copy(update={"path": "^/token$"}))
    async with opening_by_grant(call_timeout=timedelta(milliseconds=500)) as google:
        account = await google.accounts.account(USER)
        with pytest.raises(error):
            await google.calendar.describe(account, "primary")

        await google.calendar.describe(await google.accounts.account(USER), "primary")


async def test_a_broken_grant_is_not_made_up_for_by_delegation(
    by_grant: Google, grants: FakeGrants, connecting: Connecting
) -> None:
    await grants.mark_broken(await connecting(user_id=ANA.address))

    with pytest.raises(Refused) as refused:
        await by_grant.accounts.account(ANA.address)
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED


async def test_a_command_of_a_user_who_left_meanwhile_is_refused(
    by_grant: Google, grant: Grant, grants: FakeGrants
) -> None:
    account = await by_grant.accounts.account(USER)
    del grants.kept[USER]

    assert (await refused_call(by_grant, account)).code is Code.ACCOUNT_NOT_CONNECTED


async def test_a_grant_without_a_client_waits_for_the_operator(
    opening: OpenGoogle, grant: Grant, grants: FakeGrants
) -> None:
    async with opening(acting=Acting(grants=grants)) as google:
        refused = await refused_call(google, await google.accounts.account(USER))

    assert refused.code is Code.GOOGLE_UNAVAILABLE
    assert "VAI_GOOGLE__CLIENT_ID" in refused.detail

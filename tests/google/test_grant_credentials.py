"""Calls by a grant over HTTP: what the local Google's log says is the judge."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.fakes.calendar import FakeLease
from tests.fakes.store_grants import FakeGrants
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOB, DAY, DRAFT
from worker.domain.account import Account
from worker.domain.calendar_event import SendUpdates
from worker.errors import Code, GoogleUnavailable, RateLimited, Refused, WorkerError
from worker.google.google import Acting, Google
from worker.google.wanted_scopes import wanted_scopes
from worker.ports.grants import Grant
from worker.sandbox.consent import Question
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.oauth_client import registered
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

pytestmark = pytest.mark.real

SCOPE = "https://www.googleapis.com/auth/"
USER = "user-17"
Connecting = Callable[..., Awaitable[Grant]]


@pytest.fixture
def connecting(
    by_grant: Google, local_google: LocalGoogle, client: OAuthClient, grants: FakeGrants
) -> Connecting:
    """Let a person consent, and their user have the grant."""

    async def connected(
        user_id: str = USER, address: str = ANA.address, scopes: tuple[str, ...] = wanted_scopes()
    ) -> Grant:
        consent = await Question(local_google, client, scopes=scopes).allowed_by(address)
        return grants.give(user_id, await by_grant.consents.exchange(consent))

    return connected


@pytest.fixture
async def grant(connecting: Connecting) -> Grant:
    return await connecting()


async def refreshes(control: LocalGoogleControl) -> list[LogEntry]:
    tokens = await control.log(path="^/token$")
    return [entry for entry in tokens if entry.body["grant_type"] == "refresh_token"]


async def refusal(google: Google, account: Account) -> Refused:
    with pytest.raises(Refused) as refused:
        await google.calendar.describe(account, "primary")
    return refused.value


async def test_a_user_with_a_grant_acts_by_it(
    by_grant: Google, control: LocalGoogleControl, grant: Grant
) -> None:
    account = await by_grant.accounts.account(USER)
    await control.clear_log()
    event = await by_grant.calendar.insert(account, "primary", DRAFT, SendUpdates.NONE, FakeLease())

    assert account == Account(USER, ANA.address, grant.id, grant.granted.scopes)
    assert event.calendar_id == ANA.address
    asked, written = await control.log()
    assert asked.body["grant_type"] == "refresh_token"
    assert (written.subject, written.quota_user, written.status) == (ANA.address, None, 200)


async def test_one_token_serves_every_scope_of_a_grant(
    by_grant: Google, control: LocalGoogleControl, grant: Grant
) -> None:
    account = await by_grant.accounts.account(USER)
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(by_grant.calendar.describe(account, "primary"))
            group.create_task(by_grant.calendar.free_busy(account, [BOB], DAY))

    assert len(await refreshes(control)) == 1


async def test_a_user_without_a_grant_acts_by_delegation(
    by_grant: Google, control: LocalGoogleControl, grant: Grant
) -> None:
    account = await by_grant.accounts.account(BOB)
    await by_grant.calendar.describe(account, "primary")

    assert account == Account(BOB, BOB)
    assert await refreshes(control) == []


async def test_an_address_that_might_delegate_acts_by_its_grant_all_the_same(
    by_grant: Google, control: LocalGoogleControl, connecting: Connecting
) -> None:
    await connecting(user_id=ANA.address, address="guest@elsewhere.example")

    account = await by_grant.accounts.account(ANA.address)
    assert (await by_grant.calendar.describe(account, "primary")).id == "guest@elsewhere.example"


async def test_a_token_that_died_early_is_replaced_and_the_call_made_again(
    by_grant: Google, control: LocalGoogleControl, grant: Grant
) -> None:
    account = await by_grant.accounts.account(USER)
    await by_grant.calendar.describe(account, "primary")
    await control.revoke_tokens()

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(by_grant.calendar.describe(account, "primary"))
    calls = await control.log(path="/calendars/")
    assert sorted(call.status or 0 for call in calls) == [200] * 6 + [401] * 5
    assert len(await refreshes(control)) == 2


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

    assert (await refusal(by_grant, account)).code is Code.REAUTHORIZATION_REQUIRED
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
            group.create_task(refusal(by_grant, account))
    await refusal(by_grant, account)
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

    assert (await refusal(by_grant, account)).code is meaning
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


async def test_a_scope_that_was_not_granted_is_refused_without_asking_google(
    by_grant: Google, control: LocalGoogleControl, connecting: Connecting
) -> None:
    await connecting(scopes=("openid", "email", f"{SCOPE}calendar.freebusy"))
    account = await by_grant.accounts.account(USER)
    await by_grant.calendar.free_busy(account, [BOB], DAY)
    await control.clear_log()

    refused = await refusal(by_grant, account)
    assert refused.code is Code.INSUFFICIENT_SCOPE
    assert f"{SCOPE}calendar.calendars.readonly" in refused.detail
    assert await control.log() == []


async def test_a_wider_scope_than_ours_is_as_good(by_grant: Google, connecting: Connecting) -> None:
    await connecting(scopes=("openid", "email", f"{SCOPE}calendar"))
    account = await by_grant.accounts.account(USER)

    await by_grant.calendar.describe(account, "primary")
    await by_grant.calendar.free_busy(account, [BOB], DAY)
    event = await by_grant.calendar.insert(account, "primary", DRAFT, SendUpdates.NONE, FakeLease())
    await by_grant.calendar.delete(account, event, SendUpdates.NONE, FakeLease())


async def test_a_command_that_began_under_the_last_consent_begins_again(
    by_grant: Google, grant: Grant, connecting: Connecting
) -> None:
    account = await by_grant.accounts.account(USER)
    newer = await connecting()

    with pytest.raises(GoogleUnavailable):
        await by_grant.calendar.describe(account, "primary")
    again = await by_grant.accounts.account(USER)
    assert again.grant_id == newer.id
    await by_grant.calendar.describe(again, "primary")


async def test_a_command_of_a_user_who_left_meanwhile_is_refused(
    by_grant: Google, grant: Grant, grants: FakeGrants
) -> None:
    account = await by_grant.accounts.account(USER)
    del grants.kept[USER]

    assert (await refusal(by_grant, account)).code is Code.ACCOUNT_NOT_CONNECTED


async def test_a_grant_without_a_client_waits_for_the_operator(
    opening: OpenGoogle, grant: Grant, grants: FakeGrants
) -> None:
    async with opening(acting=Acting(grants=grants)) as google:
        refused = await refusal(google, await google.accounts.account(USER))

    assert refused.code is Code.GOOGLE_UNAVAILABLE
    assert "VAI_GOOGLE__CLIENT_ID" in refused.detail


async def test_a_broken_grant_is_not_made_up_for_by_delegation(
    by_grant: Google, grants: FakeGrants, connecting: Connecting
) -> None:
    await grants.mark_broken(await connecting(user_id=ANA.address))

    with pytest.raises(Refused) as refused:
        await by_grant.accounts.account(ANA.address)
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED

"""Calls by a grant over HTTP: what the local Google's log says is the judge."""

import asyncio

import pytest

from tests.fakes.calendar import FakeLease
from tests.google.granting import SCOPE, USER, Connecting, refreshes, refused_call
from tests.google.meeting import ANA, BOB, DAY, DRAFT
from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import SendUpdates
from worker.errors import GoogleUnavailable
from worker.google.google import Google
from worker.ports.grants import Grant
from worker.sandbox.local_google.control.control import LocalGoogleControl

pytestmark = pytest.mark.real


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


async def test_a_scope_that_was_not_granted_is_refused_without_asking_google(
    by_grant: Google, control: LocalGoogleControl, connecting: Connecting
) -> None:
    await connecting(scopes=("openid", "email", f"{SCOPE}calendar.freebusy"))
    account = await by_grant.accounts.account(USER)
    await by_grant.calendar.free_busy(account, [BOB], DAY)
    await control.clear_log()

    refused = await refused_call(by_grant, account)
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

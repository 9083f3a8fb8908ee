"""Tokens over HTTP: what the local Google's log says is the judge."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.calendar import FakeLease
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOB, BOBS, DRAFT, insert
from worker.codes import Code
from worker.domain.account import Account
from worker.domain.calendar_event import SendUpdates
from worker.errors import GoogleUnavailable, LeaseLost, OutcomeUncertain, Refused
from worker.google.delegation import quota_user_of
from worker.google.google import Acting, Google
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.wire.faults import Fault
from worker.sandbox.local_google.wire.request_log import LogEntry

pytestmark = pytest.mark.real

DAY = timedelta(days=1)
START = datetime(2027, 3, 1, tzinfo=UTC)
SOON = timedelta(milliseconds=300)


async def tokens_asked(control: LocalGoogleControl) -> list[LogEntry]:
    return await control.log(path="^/token$")


async def test_twenty_calls_with_a_cold_token_ask_for_one(
    google: Google, control: LocalGoogleControl
) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(google.calendar.describe(ANA, "primary"))

    assert len(await control.log(path="/calendars/")) == 20
    assert len(await tokens_asked(control)) == 1


async def test_a_token_that_died_early_is_replaced_and_the_call_made_again(
    google: Google, control: LocalGoogleControl
) -> None:
    await google.calendar.describe(ANA, "primary")
    await control.revoke_tokens()

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(google.calendar.describe(ANA, "primary"))
    calls = await control.log(path="/calendars/")
    assert sorted(call.status or 0 for call in calls) == [200] * 6 + [401] * 5
    assert len(await tokens_asked(control)) == 2


async def test_a_write_is_made_once_more_after_a_401_under_its_lease(
    google: Google, control: LocalGoogleControl
) -> None:
    await insert(google.calendar)
    await control.revoke_tokens()
    lease = FakeLease()

    event = await google.calendar.get(ANA, "primary", DRAFT.id)
    await control.revoke_tokens()
    await google.calendar.delete(ANA, event, SendUpdates.NONE, lease)
    assert lease.asked == [timedelta(seconds=5)] * 2


async def test_a_grant_that_google_refuses_twice_is_given_up(
    google: Google, control: LocalGoogleControl
) -> None:
    await control.add_fault(Fault(path="/calendars/", status=401, reason="authError", times=None))

    with pytest.raises(Refused) as refused:
        await google.calendar.describe(ANA, "primary")
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED
    assert len(await control.log(path="/calendars/")) == 2


async def test_two_accounts_at_once_never_share_a_token(google: Google, control: LocalGoogleControl) -> None:
    accounts = [ANA, BOBS] * 10
    async with asyncio.TaskGroup() as group:
        described = [group.create_task(google.calendar.describe(one, "primary")) for one in accounts]

    assert [task.result().id for task in described] == [one.address for one in accounts]
    calls = await control.log(path="/calendars/")
    assert sorted(str(call.subject) for call in calls) == sorted(one.address for one in accounts)
    assert {call.status for call in calls} == {200}
    assert len(await tokens_asked(control)) == 2
    assert all(call.quota_user == quota_user_of(str(call.subject)) for call in calls)


async def test_each_call_asks_for_the_narrowest_scope(google: Google, control: LocalGoogleControl) -> None:
    await control.clear_log()
    event = await insert(google.calendar)
    await google.calendar.get(ANA, "primary", event.id)
    await google.calendar.describe(ANA, "primary")
    await google.calendar.free_busy(ANA, [BOB], DRAFT.when)

    assert {entry.status for entry in await control.log()} == {200}
    assert len(await tokens_asked(control)) == 3


@pytest.mark.parametrize(
    ("error", "status", "meaning"),
    [
        ("invalid_grant", 400, Code.REAUTHORIZATION_REQUIRED),
        ("unauthorized_client", 401, Code.INSUFFICIENT_SCOPE),
        ("invalid_client", 401, Code.ACCOUNT_NOT_CONNECTED),
    ],
)
async def test_a_token_that_is_refused_is_answered_at_once(
    google: Google, control: LocalGoogleControl, error: str, status: int, meaning: Code
) -> None:
    await control.add_fault(Fault(path="^/token$", status=status, reason=error))

    with pytest.raises(Refused) as refused:
        await insert(google.calendar)
    assert refused.value.code is meaning
    assert await control.log(path="/events") == []


async def test_an_account_that_google_does_not_know_needs_authorization(google: Google) -> None:
    with pytest.raises(Refused) as refused:
        await google.calendar.describe(Account("x", "nobody@vai.example"), "primary")
    assert refused.value.code is Code.REAUTHORIZATION_REQUIRED


@pytest.mark.parametrize("broken", [Fault(path="^/token$", status=503), Fault(path="^/token$", drop=True)])
async def test_a_write_without_a_token_surely_had_no_effect(
    google: Google, control: LocalGoogleControl, broken: Fault
) -> None:
    await control.add_fault(broken)

    with pytest.raises(GoogleUnavailable):
        await insert(google.calendar)


async def test_the_time_out_holds_for_a_token(opening: OpenGoogle, control: LocalGoogleControl) -> None:
    await control.add_fault(Fault(path="^/token$", stall=timedelta(seconds=5)))

    async with opening(call_timeout=SOON) as google, asyncio.timeout(2):
        with pytest.raises(GoogleUnavailable, match=r"token: .*Timeout"):
            await insert(google.calendar)


async def test_the_lease_is_asked_for_once_the_token_is_there(
    google: Google, control: LocalGoogleControl
) -> None:
    with pytest.raises(LeaseLost):
        await google.calendar.insert(ANA, "primary", DRAFT, SendUpdates.NONE, FakeLease(lost=True))

    assert [entry.path for entry in await control.log()] == ["/token"]


async def test_nothing_secret_is_logged_or_shown(
    opening: OpenGoogle, control: LocalGoogleControl, caplog: pytest.LogCaptureFixture, key: dict[str, str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await control.add_fault(Fault(path="/events$", drop=True))
    async with opening() as google:
        with pytest.raises(OutcomeUncertain) as uncertain:
            await insert(google.calendar)
        shown = repr(google) + repr(uncertain.value) + caplog.text

    assert uncertain.value.__cause__ is None  # a traceback would show its text
    for secret in ("ya29.", "Bearer", "PRIVATE KEY", key["private_key"][30:60]):
        assert secret not in shown


async def test_without_a_service_account_nobody_is_acted_for(opening: OpenGoogle) -> None:
    async with opening(acting=Acting()) as google:
        with pytest.raises(Refused) as no_account:
            await google.accounts.account(ANA.address)
        with pytest.raises(Refused) as no_token:
            await google.calendar.describe(ANA, "primary")

    assert no_account.value.code is no_token.value.code is Code.ACCOUNT_NOT_CONNECTED

"""Two accounts under load, with tokens that expire and refreshes under way: none carries the other's token.

Each call names its own account's calendar, and the local Google logs whose token it came with.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import pytest

from tests.fakes.store_grants import FakeGrants
from tests.google.conftest import OpenGoogle
from tests.google.meeting import ANA, BOB
from worker.codes import Code
from worker.domain.account import Account
from worker.errors import Refused
from worker.google.google import Google
from worker.ports.clock import SystemClock
from worker.sandbox.consent import consented
from worker.sandbox.local_google.control.control import LocalGoogleControl
from worker.sandbox.local_google.identity.oauth_clients import OAuthClient
from worker.sandbox.local_google.server import LocalGoogle
from worker.sandbox.local_google.wire.faults import Fault

pytestmark = pytest.mark.real

CALLS = 1_200
AT_ONCE = 24
"""So that some always wait for the refresh that another asked for."""
EXPIRED_AFTER = CALLS // 12
"""Every so many calls the worker finds that all tokens have expired."""
REVOKED_AFTER = CALLS // 6
"""Every so many calls all tokens die, though the worker still holds them for good."""
TWICE_UNLUCKY = Code.REAUTHORIZATION_REQUIRED
"""A fresh token that died too, on its way: the tokens are revoked while calls are made."""


class HastyClock(SystemClock):
    ahead = timedelta(0)

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead.total_seconds()


@dataclass
class Load:
    google: Google
    control: LocalGoogleControl
    clock: HastyClock
    accounts: tuple[Account, ...]
    begun: int = 0
    done: int = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._call_on())

    async def _call_on(self) -> None:
        while self.begun < CALLS:
            self.begun += 1
            if self.begun % EXPIRED_AFTER == 0:
                self.clock.ahead += timedelta(hours=1)
            if self.begun % REVOKED_AFTER == EXPIRED_AFTER // 2:
                await self.control.revoke_tokens()
            await self._call(self.accounts[self.begun % len(self.accounts)])

    async def _call(self, account: Account) -> None:
        try:
            info = await self.google.calendar.describe(account, account.address)
        except Refused as refused:
            assert refused.code is TWICE_UNLUCKY, refused  # noqa: PT017 - one of two good ends
            return
        assert info.id == account.address
        self.done += 1


async def test_no_call_ever_carries_anothers_token(
    opening_by_grant: OpenGoogle,
    local_google: LocalGoogle,
    control: LocalGoogleControl,
    client: OAuthClient,
    grants: FakeGrants,
) -> None:
    await control.behave(user_quota_per_minute=None, project_quota_per_minute=None)
    clock = HastyClock()
    async with opening_by_grant(clock=clock) as google:
        for address in (ANA.address, BOB):
            consent = await consented(local_google, client, address)
            grants.give(f"user of {address}", await google.consents.exchange(consent))
        users = (f"user of {ANA.address}", f"user of {BOB}", ANA.address, BOB)  # by grant, by delegation
        accounts = [await google.accounts.account(user) for user in users]
        await control.clear_log()
        await control.add_fault(Fault(path="^/token$", stall=timedelta(milliseconds=20), times=None))
        load = Load(google, control, clock, tuple(accounts))
        await load.run()

    calls = await control.log(path="/calendars/")
    carried = {
        (call.path.rpartition("/")[2], call.subject)
        for call in calls
        if call.status != HTTPStatus.UNAUTHORIZED
    }
    assert carried == {(ANA.address, ANA.address), (BOB, BOB)}
    assert len(calls) >= load.begun >= CALLS
    assert load.done > 0.9 * CALLS
    assert Counter(call.status for call in calls)[HTTPStatus.UNAUTHORIZED] > 0
    asked = Counter(call.subject for call in await control.log(path="^/token$"))
    assert asked.keys() == {ANA.address, BOB}
    assert min(asked.values()) >= CALLS // EXPIRED_AFTER

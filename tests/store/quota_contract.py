"""What `worker.ports.quota.Quota` promises; every store must pass it.

Limits are so low that what is drawn does not come back while a test runs, however slow the
machine: a call every twelve seconds at the most.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from worker.ports.quota import Drawn, Limit, Limits, Payer, Quota, Scope

SLOW = Limits(account=Limit(10), project=Limit(300))
"""Three calls at once, then one in nine seconds; a project has twenty at once."""
ANA = Payer("project", "ana")
BOB = Payer("project", "bob")
CLEO = Payer("project", "cleo")
STRANGER = Payer("another", "ana")
SECOND = timedelta(seconds=1)
NO_PATIENCE = timedelta(0)
SPACING = 1 / SLOW.account.rate + 0.01
"""Seconds, a little more, between two calls."""

Pass = Callable[[float], Awaitable[None]]
"""Lets seconds pass for the quota."""


async def draw(quota: Quota, payer: Payer, need: int = 1, want: int = 1) -> Drawn:
    return await quota.draw(payer, need, want, patience=NO_PATIENCE, reach=NO_PATIENCE)


async def patient(quota: Quota, payer: Payer, seconds: float, want: int = 1) -> Drawn:
    patience = timedelta(seconds=seconds)
    return await quota.draw(payer, 1, want, patience=patience, reach=patience / 2)


async def exhaust(quota: Quota, payer: Payer) -> None:
    drawn = await draw(quota, payer, want=99)
    assert drawn.waits == (0, 0, 0)


class DrawingContract:
    async def test_a_rested_account_has_a_few_calls_at_once_and_then_one_after_the_other(
        self, quota: Quota, pass_: Pass
    ) -> None:
        await exhaust(quota, ANA)

        drawn = await draw(quota, ANA)
        assert drawn.waits == ()
        assert 0 < drawn.wait <= SPACING

        await pass_(SPACING)
        assert (await draw(quota, ANA, want=2)).waits == (0,)

    async def test_what_is_not_used_does_not_add_up(self, quota: Quota, pass_: Pass) -> None:
        await exhaust(quota, ANA)

        await pass_(3_600)
        await exhaust(quota, ANA)

    async def test_a_call_that_costs_more_is_drawn_whole_or_not_at_all(
        self, quota: Quota, pass_: Pass
    ) -> None:
        assert len((await draw(quota, ANA)).waits) == 1

        refused = await draw(quota, ANA, need=3, want=3)
        assert (refused.waits, refused.wait > 0) == ((), True)
        assert (await draw(quota, ANA, need=2, want=2)).waits == (0, 0)

        await pass_(3 * SPACING)
        assert (await draw(quota, ANA, need=3, want=3)).waits == (0, 0, 0)

    async def test_each_account_has_its_own(self, quota: Quota) -> None:
        await exhaust(quota, ANA)

        assert (await draw(quota, BOB)).waits == (0,)
        assert (await draw(quota, STRANGER)).waits == (0,)

    async def test_all_accounts_of_a_project_share_one(self, quota: Quota) -> None:
        drawn = [await draw(quota, Payer("project", str(number)), want=3) for number in range(7)]

        assert [len(one.waits) for one in drawn] == [3] * 6 + [2]
        assert drawn[-1].waits == (0, 0)
        exhausted = await draw(quota, BOB)
        assert (exhausted.waits, exhausted.scope) == ((), Scope.PROJECT)
        assert (await draw(quota, STRANGER)).waits == (0,)


class QueueContract:
    async def test_who_asks_first_starts_first(self, quota: Quota) -> None:
        await exhaust(quota, ANA)

        first = await patient(quota, ANA, 10 * SPACING)
        second = await patient(quota, ANA, 10 * SPACING)

        assert 0 < first.waits[0] <= SPACING < second.waits[0] <= 2 * SPACING
        assert first.scope is Scope.ACCOUNT

    async def test_one_who_wants_much_reaches_less_far_than_one_who_needs(self, quota: Quota) -> None:
        await exhaust(quota, ANA)

        greedy = await patient(quota, ANA, 10 * SPACING, want=99)
        assert len(greedy.waits) in {5, 6}  # in whole spacings, and some time has passed
        assert max(greedy.waits) <= 5 * SPACING

        modest = await patient(quota, ANA, 10 * SPACING)
        assert max(greedy.waits) < modest.waits[0] <= 7 * SPACING

    async def test_nobody_waits_for_longer_than_the_patience(self, quota: Quota) -> None:
        await exhaust(quota, ANA)
        patience = 3.5 * SPACING

        drawn = [await patient(quota, ANA, patience) for _ in range(5)]
        assert all(wait <= patience for one in drawn for wait in one.waits)
        assert drawn[-1].waits == ()
        assert drawn[-1].wait > patience


class HoldingBackContract:
    async def test_who_is_told_to_slow_down_waits_for_as_long_and_then_begins_empty(
        self, quota: Quota, pass_: Pass
    ) -> None:
        assert await quota.hold_back(ANA, 100 * SECOND, perhaps_project=False) is Scope.ACCOUNT

        held = await draw(quota, ANA)
        assert (held.waits, held.scope) == ((), Scope.ACCOUNT)
        assert 95 < held.wait <= 100 + SPACING
        assert (await draw(quota, BOB)).waits == (0,)

        await pass_(100)
        assert (await draw(quota, ANA)).waits == ()
        await pass_(SPACING)
        assert (await draw(quota, ANA)).waits == (0,)

    async def test_without_a_time_the_wait_doubles_with_each_storm(self, quota: Quota, pass_: Pass) -> None:
        waits = []
        for _ in range(3):
            await quota.hold_back(ANA, None, perhaps_project=False)
            await quota.hold_back(ANA, None, perhaps_project=False)  # the same storm, met by another replica
            waits.append((await draw(quota, ANA)).wait - SPACING)
            await pass_(waits[-1] + 1)

        assert [round(wait, 1) for wait in waits] == pytest.approx([1.5, 2.5, 4.5], abs=0.6)

    async def test_it_is_forgotten_after_a_minute_of_peace(self, quota: Quota, pass_: Pass) -> None:
        for _ in range(3):
            await quota.hold_back(ANA, None, perhaps_project=False)
            await pass_(6)
        await pass_(61)

        await quota.hold_back(ANA, None, perhaps_project=False)
        assert (await draw(quota, ANA)).wait < 2 + SPACING

    @pytest.mark.parametrize("wait", [timedelta(days=1), None])
    async def test_no_wait_is_without_end(self, quota: Quota, pass_: Pass, wait: timedelta | None) -> None:
        for _ in range(8):
            await quota.hold_back(ANA, wait, perhaps_project=False)
            longest = (await draw(quota, ANA)).wait
            await pass_(longest)

        assert longest <= 15 * 60 + SPACING if wait else longest <= 64 + SPACING

    async def test_several_accounts_that_are_told_to_slow_down_are_a_project(self, quota: Quota) -> None:
        scopes = [
            await quota.hold_back(payer, 100 * SECOND, perhaps_project=True) for payer in (ANA, BOB, CLEO)
        ]

        assert scopes == [Scope.ACCOUNT, Scope.ACCOUNT, Scope.PROJECT]
        other = await draw(quota, Payer("project", "other"))
        assert (other.waits, other.scope) == ((), Scope.PROJECT)
        assert (await draw(quota, STRANGER)).waits == (0,)

    async def test_a_project_is_asked_again_before_the_accounts_that_spoke_for_it(
        self, quota: Quota, pass_: Pass
    ) -> None:
        for payer in (ANA, BOB, CLEO):
            await quota.hold_back(payer, 600 * SECOND, perhaps_project=True)
        other = Payer("project", "other")

        assert (await draw(quota, other)).wait <= 60 + SPACING
        await pass_(60 + SPACING)
        assert (await draw(quota, other)).waits == (0,)
        assert (await draw(quota, ANA)).waits == ()

    async def test_accounts_that_google_named_are_none(self, quota: Quota) -> None:
        for payer in (ANA, BOB, CLEO):
            assert await quota.hold_back(payer, 100 * SECOND, perhaps_project=False) is Scope.ACCOUNT

        assert (await draw(quota, Payer("project", "other"))).waits == (0,)

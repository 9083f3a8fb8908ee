"""The limiter of one replica beside others: how calls wait, and who is told to come back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.quota import FakeQuota
from tests.fakes.timeline import TURNS, Timeline
from tests.google.limiting import ANA, BOB, PROJECT, Replicas
from worker.errors import RateLimited, StoreUnavailable
from worker.google.limiter import PATIENCE, Limiter
from worker.ports.quota import GOOGLES_LIMITS, Drawn, Limit, Limits

QUOTA = GOOGLES_LIMITS.account


async def play(world: Replicas, until: float, *hot: int) -> None:
    await world.timeline.play(*(world.hot(replica, until) for replica in hot))


async def test_a_user_whose_commands_all_came_to_one_replica_has_the_whole_quota() -> None:
    world = Replicas(5)

    await play(world, 120, 0)
    assert world.between(60, 120) >= 0.85 * QUOTA.per_minute
    assert world.busiest_minute() <= QUOTA.per_minute


async def test_replicas_that_are_all_hot_have_together_what_one_would_have() -> None:
    world = Replicas(4)

    await play(world, 120, 0, 1, 2, 3)
    assert world.between(60, 120) >= 0.85 * QUOTA.per_minute
    assert world.busiest_minute() <= QUOTA.per_minute
    shares = [world.between(60, 120, replica) for replica in range(4)]
    assert min(shares) >= 0.15 * sum(shares)


async def test_the_first_call_of_a_quiet_replica_passes_beside_a_hot_one() -> None:
    world = Replicas(2)

    async def now_and_then() -> None:
        for _ in range(40):
            await world.timeline.sleep(timedelta(seconds=1.7))
            await world.call(1)

    await world.timeline.play(world.hot(0, until=70), now_and_then())
    assert max(world.waited[1]) <= PATIENCE.total_seconds()


async def test_a_lone_call_does_not_wait_and_takes_only_what_it_needs() -> None:
    world = Replicas(1)

    async def leisurely() -> None:
        for _ in range(5):
            await world.call(0)
            await world.timeline.sleep(timedelta(seconds=5))

    await world.timeline.play(leisurely())
    assert world.waited[0] == [0] * 5
    assert world.quota.draws == 5


async def test_a_busy_account_draws_ahead_and_asks_seldom() -> None:
    world = Replicas(1)

    async def busy() -> None:
        for _ in range(120):
            await world.call(0)
            await world.timeline.sleep(timedelta(milliseconds=130))

    await world.timeline.play(busy())
    assert world.quota.draws < 120 / 3


async def test_a_crowd_draws_once() -> None:
    world = Replicas(1)

    await world.timeline.play(*(world.call(0) for _ in range(30)))
    assert (world.quota.draws, len(world.calls)) == (1, 30)


async def test_those_who_wait_start_in_the_order_in_which_they_came() -> None:
    world = Replicas(1)
    order: list[int] = []

    async def call(number: int) -> None:
        await world.limiters[0].admit(ANA)
        order.append(number)

    count = int(QUOTA.burst) + 4
    await world.timeline.play(*(call(number) for number in range(count)))
    assert order == list(range(count))
    assert 0 < world.timeline.seconds <= PATIENCE.total_seconds()


async def test_who_would_wait_for_long_is_told_to_come_back_when_there_is_room() -> None:
    world = Replicas(1)

    await world.timeline.play(*(world.call(0) for _ in range(100)))
    assert world.turned_away == sorted(world.turned_away)
    assert len(world.turned_away) <= 100 - QUOTA.burst
    assert world.timeline.seconds == pytest.approx((100 - QUOTA.burst) / QUOTA.rate, rel=0.05)
    assert world.quota.draws <= 100


async def test_accounts_do_not_wait_for_each_other() -> None:
    world = Replicas(1)

    async def bob() -> None:
        await world.timeline.sleep(timedelta(seconds=20))
        await world.call(0, BOB)

    await world.timeline.play(world.hot(0, until=30), bob())
    at, *_ = next(call for call in world.calls if call[2] == BOB)
    assert at == 20


async def test_a_project_that_is_exhausted_turns_every_account_away() -> None:
    world = Replicas(2, Limits(account=Limit(600), project=Limit(90)))

    await world.timeline.play(world.hot(0, 120, ANA), world.hot(1, 120, BOB))
    assert world.busiest_minute() <= 90
    assert {replica: world.between(0, 120, replica) > 40 for replica in (0, 1)} == {0: True, 1: True}


async def test_who_is_cancelled_while_it_waits_leaves_its_place_to_the_next() -> None:
    world = Replicas(1)
    await world.timeline.play(*(world.call(0) for _ in range(int(QUOTA.burst))))

    async def impatient() -> None:
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(world.call(0))
            for _ in range(TURNS // 2):
                await asyncio.sleep(0)
            waiting.cancel()

    await world.timeline.play(impatient())
    draws = world.quota.draws
    await world.timeline.play(world.call(0))
    assert (draws, world.quota.draws) == (2, 2)
    assert world.timeline.seconds == pytest.approx(1 / QUOTA.rate, rel=1e-3)


async def test_of_several_who_are_cancelled_the_first_place_is_taken_first() -> None:
    world = Replicas(1)
    await world.timeline.play(*(world.call(0) for _ in range(int(QUOTA.burst))))

    async def impatient() -> None:
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(world.call(0)) for _ in range(8)]
            for _ in range(TURNS // 2):
                await asyncio.sleep(0)
            for task in waiting:
                task.cancel()

    await world.timeline.play(impatient())
    began = world.timeline.seconds
    await world.timeline.play(world.call(0))
    assert world.calls[-1][0] <= began + 1 / QUOTA.rate


async def test_what_was_drawn_and_not_used_within_a_second_is_not_used() -> None:
    world = Replicas(1)

    async def burst_and_pause() -> None:
        for _ in range(4):
            await world.call(0)
        held = len(world.limiters[0]._lines[ANA].starts)
        assert held > 0
        await world.timeline.sleep(timedelta(seconds=1.01))
        draws = world.quota.draws
        await world.call(0)
        assert world.quota.draws == draws + 1

    await world.timeline.play(burst_and_pause())


async def test_what_google_says_to_one_replica_counts_for_all() -> None:
    world = Replicas(2)

    async def storm() -> None:
        await world.call(1)
        await world.limiters[0].slow_down(ANA, "userRateLimitExceeded", timedelta(seconds=30))
        await world.timeline.sleep(PATIENCE * 2)
        with pytest.raises(RateLimited) as limited:
            await world.limiters[1].admit(ANA)
        assert limited.value.retry_after
        assert 27 < limited.value.retry_after.total_seconds() < 29
        await world.limiters[1].admit(BOB)
        await world.call(1)

    await world.timeline.play(storm())
    assert world.timeline.seconds >= 30


async def test_without_the_store_no_call_is_made_and_what_google_said_is_no_error() -> None:
    world = Replicas(1)
    world.quota.broken = True

    with pytest.raises(StoreUnavailable):
        await world.limiters[0].admit(ANA)
    await world.limiters[0].slow_down(ANA, "rateLimitExceeded", None)


async def test_a_store_that_answers_too_late_is_out_of_reach() -> None:
    timeline = Timeline()

    class Late(FakeQuota):
        async def draw(self, *asked: Any, **within: Any) -> Drawn:
            drawn = await super().draw(*asked, **within)
            timeline.seconds += 2
            return drawn

    with pytest.raises(StoreUnavailable):
        await Limiter(Late(timeline), PROJECT, timeline).admit(ANA)


async def test_many_accounts_are_not_all_remembered() -> None:
    world = Replicas(1, Limits(Limit(600), Limit(10_000_000)))

    for number in range(1_200):
        await world.limiters[0].admit(str(number))
    assert len(world.limiters[0]._lines) == 1_000

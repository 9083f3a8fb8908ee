"""Channels are replaced before they end: the next is opened first, by one, and nothing spins."""

import asyncio
from datetime import timedelta

import pytest

from tests.handlers.watching import (
    CALENDAR,
    notice_on,
    only_channel,
    read_all,
    renewal_of,
    stop_watch,
    stops_of,
    watch,
)
from tests.handlers.world import ANA, BOB, NOW, World
from worker.codes import Code
from worker.errors import (
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    StoreUnavailable,
)
from worker.handlers.channel_opening import AFTER_A_LOST_ANSWER
from worker.handlers.notifications import Notifications, Verdict
from worker.handlers.synchroniser import LATER, SOON
from worker.ports.synchronisation import FollowedCalendar

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def outcomes() -> list[str]:
    return []


@pytest.fixture
async def watched(world: World) -> World:
    """Ana's calendar has been watched for six days: its channel ends tomorrow."""
    await world.run(watch())
    world.wait(6 * DAY)
    return world


async def test_a_fresh_channel_is_let_be(world: World, outcomes: list[str]) -> None:
    await world.run(watch())
    world.wait(4 * DAY)

    assert await renewal_of(world, outcomes).renew_due() is False
    assert (world.push.calls, outcomes) == (["open"], [])


async def test_the_next_channel_is_opened_before_the_last_is_stopped(
    watched: World, outcomes: list[str]
) -> None:
    first = only_channel(watched)
    await renewal_of(watched, outcomes).renew_due()

    second = next(one for one in watched.push.open_channels.values() if one is not first)
    assert len(watched.push.open_channels) == 2
    assert second.asked.id != first.asked.id
    assert second.asked.token != first.asked.token
    assert second.channel.expires_at == NOW + 13 * DAY
    hear = Notifications(watched.channels)
    assert await hear(notice_on(first)) is await hear(notice_on(second)) is Verdict.MARKED

    await stops_of(watched).stop_due()
    assert only_channel(watched) is second
    assert outcomes == ["ok"]


async def test_what_happened_between_two_channels_is_read(watched: World, outcomes: list[str]) -> None:
    watched.synchronisations.interval = timedelta(0)
    await read_all(watched)

    await renewal_of(watched, outcomes).renew_due()
    assert await read_all(watched) == 1


async def test_it_goes_on_for_as_long_as_nobody_ends_it(watched: World, outcomes: list[str]) -> None:
    for _ in range(4):
        await renewal_of(watched, outcomes).renew_due()
        await stops_of(watched).stop_due()
        assert await watched.channels.count() == 1
        watched.wait(6 * DAY)
    await watched.run(stop_watch())
    await stops_of(watched).stop_due()

    await renewal_of(watched, outcomes).renew_due()
    assert (outcomes, watched.push.open_channels) == (["ok"] * 4, {})


async def test_a_channel_that_google_ends_at_once_is_no_reason_to_spin(
    world: World, outcomes: list[str]
) -> None:
    world.push.longest, world.push.now = timedelta(0), world.clock.now()
    await world.run(watch())

    for _ in range(30):
        await renewal_of(world, outcomes).renew_due()
        world.wait(timedelta(seconds=1))
    assert outcomes == []
    world.wait(MINUTE)
    await renewal_of(world, outcomes).renew_due()
    assert outcomes == ["ok"]


async def test_of_many_replicas_one_replaces_it(watched: World, outcomes: list[str]) -> None:
    async with asyncio.TaskGroup() as replicas:
        for _ in range(4):
            replicas.create_task(renewal_of(watched, outcomes).renew_due())

    assert outcomes == ["ok"]
    assert watched.push.calls == ["open", "open"]


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Refused(Code.CALENDAR_NOT_FOUND, "gone"), LATER),
        (Refused(Code.INSUFFICIENT_SCOPE, "less was granted"), LATER),
        (RateLimited("slower", retry_after=7 * MINUTE), 7 * MINUTE),
        (GoogleUnavailable("no connection"), SOON),
        (OutcomeUncertain("503"), AFTER_A_LOST_ANSWER),
        (ZeroDivisionError("a defect"), AFTER_A_LOST_ANSWER),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_fails_comes_again_and_not_at_once(
    watched: World, outcomes: list[str], error: Exception, wait: timedelta
) -> None:
    watched.push.fail("open", error)
    renewal = renewal_of(watched, outcomes)

    await renewal.renew_due()
    await renewal.renew_due()
    assert len(outcomes) == 1
    assert watched.channels.watches[CALENDAR].renew_at == watched.clock.now() + wait
    assert await watched.channels.count() == 1  # the old one lives on

    watched.wait(wait)
    await renewal.renew_due()
    assert outcomes[1:] == ["ok"]


async def test_a_broken_grant_is_asked_for_once_an_hour_and_holds_up_no_other(
    watched: World, outcomes: list[str]
) -> None:
    await watched.channels.begin(BOB, BOB, only_channel(watched).asked)
    watched.channels.watches[FollowedCalendar(BOB, BOB)].renew_at = watched.clock.now()
    watched.channels.watches[FollowedCalendar(BOB, BOB)].opening = None
    watched.accounts.refused[ANA] = Code.REAUTHORIZATION_REQUIRED
    renewal = renewal_of(watched, outcomes)

    for _ in range(59):
        await renewal.renew_due()
        watched.wait(MINUTE)
    assert outcomes == ["reauthorization_required", "ok"]
    watched.wait(MINUTE)
    await renewal.renew_due()
    assert outcomes[2:] == ["reauthorization_required"]


async def test_without_a_database_it_is_left_to_the_next_time(
    watched: World, outcomes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_asked: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(type(watched.channels), "opened", away)
    with pytest.raises(StoreUnavailable):
        await renewal_of(watched, outcomes).renew_due()


async def test_while_google_is_out_of_order_it_is_not_asked_for_all_at_once(
    world: World, outcomes: list[str]
) -> None:
    for number in range(7):
        world.calendar.add(f"team-{number}@vai.example")
        await world.run(watch(f"watch-{number}", calendar_id=f"team-{number}@vai.example"))
    world.wait(6 * DAY)
    for _ in range(7):
        world.push.fail("open", GoogleUnavailable("503"))
    world.push.calls.clear()

    for asked in (3, 6, 7):
        assert not await renewal_of(world, outcomes).renew_due()
        assert len(world.push.calls) == asked

"""Notifications: believed by their token alone, coalesced, and never a load without bound."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest

from tests.fakes.store_channels import FakeChannels
from tests.handlers.cancelling import MEETING
from tests.handlers.following import edit, told
from tests.handlers.watching import (
    notice_on,
    only_channel,
    read_all,
    stop_watch,
    stops_of,
    watch,
)
from tests.handlers.world import ANA, World
from worker.errors import GoogleUnavailable, OutcomeUncertain, StoreUnavailable
from worker.handlers.notifications import MOST_WAITING, Notification, Notifications, Verdict
from worker.handlers.synchroniser import SOON
from worker.ports.channels import KnownChannel

HEX, TOKEN = "0" * 32, "A" * 43


@pytest.fixture
async def watched(followed: World) -> World:
    """Ana's calendar with one meeting is watched, was read once, and is polled no more."""
    followed.synchronisations.interval = timedelta(0)
    await followed.run(watch())
    await read_all(followed)
    told(followed)
    return followed


@pytest.fixture
def hear(watched: World) -> Notifications:
    return Notifications(watched.channels)


async def test_a_change_by_hand_is_told_once_google_tells_of_it(watched: World, hear: Notifications) -> None:
    edit(watched, MEETING, title="Renamed")
    assert await read_all(watched) == 0

    assert await hear(notice_on(only_channel(watched))) is Verdict.MARKED
    assert await read_all(watched) == 1
    assert told(watched) == [("updated", "external", MEETING)]


async def test_a_burst_costs_one_reading(watched: World, hear: Notifications) -> None:
    for _ in range(50):
        await hear(notice_on(only_channel(watched)))

    assert await read_all(watched) == 1


async def test_what_comes_while_the_calendar_is_read_costs_one_more(
    watched: World, hear: Notifications
) -> None:
    notice = notice_on(only_channel(watched))
    await hear(notice)
    begun = await watched.synchronisations.begin(
        await watched.accounts.account(ANA), ANA, None, everything=False
    )
    assert begun is not None
    for _ in range(3):
        await hear(notice)
    assert await read_all(watched) == 0  # it is being read
    await watched.synchronisations.complete(begun, begun.sync_token or "0")

    assert await read_all(watched) == 1


async def test_what_could_not_be_read_is_read_later_however_often_google_tells(
    watched: World, hear: Notifications
) -> None:
    notice = notice_on(only_channel(watched))
    watched.calendar.fail("list_changes", GoogleUnavailable("503"))

    for _ in range(5):
        await hear(notice)
        await read_all(watched)
    assert watched.calendar.calls.count("list_changes") == 1
    watched.wait(SOON)
    assert await read_all(watched) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"token": TOKEN},
        {"token": ""},
        {"token": "short"},
        {"token": "ș" * 43},
        {"channel_id": HEX},
        {"channel_id": ""},
        {"channel_id": "'; DROP TABLE channels; --"},
        {"resource_id": "another list"},
        {"resource_id": ""},
        {"resource_id": "x" * 300},
    ],
    ids=lambda changed: "-".join(f"{name} {value[:9]}" for name, value in changed.items()),
)
async def test_who_is_not_google_changes_nothing(
    watched: World, hear: Notifications, changed: dict[str, str]
) -> None:
    assert await hear(notice_on(only_channel(watched), **changed)) is Verdict.UNKNOWN
    assert await read_all(watched) == 0


async def test_the_token_of_one_channel_is_no_good_for_another(watched: World, hear: Notifications) -> None:
    watched.calendar.add("team@vai.example")
    first = only_channel(watched)
    await watched.run(watch("watch-2", calendar_id="team@vai.example"))
    await read_all(watched)

    second = next(one for one in watched.push.open_channels.values() if one is not first)
    mixed = notice_on(second, token=first.asked.token.get_secret_value())
    assert await hear(mixed) is Verdict.UNKNOWN
    assert await read_all(watched) == 0


async def test_what_cannot_be_ours_is_not_even_looked_up(watched: World, hear: Notifications) -> None:
    for token in ("", "short", "x" * 10_000):
        await hear(notice_on(only_channel(watched), token=token))

    assert watched.channels.looked == []


async def test_a_calendar_that_is_watched_no_more_is_not_read(watched: World, hear: Notifications) -> None:
    channel = only_channel(watched)
    await watched.run(stop_watch())

    assert await hear(notice_on(channel)) is Verdict.ENDED
    assert await read_all(watched) == 0
    await stops_of(watched).stop_due()
    assert await hear(notice_on(channel)) is Verdict.UNKNOWN


async def test_the_first_notification_may_outrun_the_answer(world: World) -> None:
    heard: list[Verdict] = []

    async def tell_first() -> None:
        heard.append(await Notifications(world.channels)(notice_on(only_channel(world))))

    world.push.on_open = tell_first
    await world.run(watch())

    assert heard == [Verdict.MARKED]
    assert await read_all(world) == 1


async def test_a_channel_whose_answer_was_lost_is_named_by_its_first_notification_and_stopped(
    world: World,
) -> None:
    world.push.fail("open", OutcomeUncertain("503"), after_the_effect=True)
    with pytest.raises(GoogleUnavailable):
        await world.run(watch())

    assert await Notifications(world.channels)(notice_on(only_channel(world))) is Verdict.ENDED
    await stops_of(world).stop_due()
    assert (world.push.open_channels, world.channels.channels) == ({}, {})


class Slow(FakeChannels):
    """A database that answers when it is let."""

    def __init__(self, channels: FakeChannels) -> None:
        super().__init__(channels.clock, channels.follow, channels.mark_dirty)
        self.watches, self.channels = channels.watches, channels.channels
        self.free = asyncio.Event()
        self.outages = 0

    async def known(self, channel_ids: Collection[str]) -> Mapping[str, KnownChannel]:
        found = await super().known(channel_ids)
        await self.free.wait()
        if self.outages:
            self.outages -= 1
            raise StoreUnavailable("away")
        return found


@pytest.fixture
def slow(watched: World) -> Slow:
    return Slow(watched.channels)


async def gather(hear: Notifications, notices: list[Notification], slow: Slow) -> list[Verdict | str]:
    async def one(notice: Notification) -> Verdict | str:
        try:
            return await hear(notice)
        except StoreUnavailable as error:
            return str(error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(notice)) for notice in notices]
        for _ in range(5):
            await asyncio.sleep(0)
        slow.free.set()
    return [task.result() for task in tasks]


async def test_what_comes_in_while_somebody_looks_is_looked_up_together(watched: World, slow: Slow) -> None:
    genuine = notice_on(only_channel(watched))
    bogus = [notice_on(only_channel(watched), channel_id=f"{number:032x}") for number in range(100)]

    verdicts = await gather(Notifications(slow), [genuine, *bogus, genuine], slow)
    assert verdicts == [Verdict.MARKED, *[Verdict.UNKNOWN] * 100, Verdict.MARKED]
    assert len(slow.looked) <= 2


async def test_a_crowd_is_told_to_come_again(watched: World, slow: Slow) -> None:
    genuine = notice_on(only_channel(watched))

    verdicts = await gather(Notifications(slow), [genuine] * (MOST_WAITING + 7), slow)
    assert verdicts[:MOST_WAITING] == [Verdict.MARKED] * MOST_WAITING
    assert verdicts[MOST_WAITING:] == ["too many notifications wait for the database"] * 7


async def test_a_database_that_hangs_holds_nobody_up(watched: World, slow: Slow) -> None:
    hear = Notifications(slow, within=timedelta(milliseconds=1))

    with pytest.raises(StoreUnavailable, match="too slow"):
        await hear(notice_on(only_channel(watched)))
    slow.free.set()
    hear = Notifications(slow)
    assert await hear(notice_on(only_channel(watched))) is Verdict.MARKED


async def test_a_look_up_that_fails_fails_nobody_else(watched: World, slow: Slow) -> None:
    slow.outages = 1
    genuine = notice_on(only_channel(watched))

    verdicts = await gather(Notifications(slow), [genuine, genuine], slow)
    assert verdicts == ["away", Verdict.MARKED]


def test_no_token_shows(watched: World) -> None:
    notice = notice_on(only_channel(watched))

    assert notice.token.get_secret_value() not in repr(notice)

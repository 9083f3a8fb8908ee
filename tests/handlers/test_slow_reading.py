"""A reading for which Google has too little room goes on where it was, and does not start over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.following import edit, sync, told
from tests.handlers.world import ANA, NOW, SECOND, World, span
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.errors import RateLimited, WorkerError
from worker.handlers.synchroniser import AT_ONCE, BESIDE_A_SLOT, IN_A_SLOT

MANY = 700
"""More than Google lets read one by one in a minute."""
A_MINUTE = 600


def full(retry_after: timedelta | None = None) -> RateLimited:
    return RateLimited("slower", retry_after=retry_after)


def failing(errors: list[WorkerError]) -> Callable[[], None]:
    def fail() -> None:
        if errors:
            raise errors.pop(0)

    return fail


def without_room_for_the_second_page(world: World, *errors: WorkerError) -> None:
    world.calendar.page_size = 1
    edit(world, MEETING, title="Renamed")
    world.calendar.after_page[:] = [lambda: None, *(failing([error]) for error in errors)]


async def test_a_page_that_finds_no_room_is_read_when_there_is_some(followed: World) -> None:
    without_room_for_the_second_page(followed, full(2 * SECOND), full(3 * SECOND))

    assert (await followed.data(sync()))["read"] == 2
    assert followed.clock.slept == [2 * SECOND, 3 * SECOND]
    assert [page for _, _, page in followed.calendar.lists].count(None) == 1


async def test_where_google_does_not_say_how_long_the_wait_doubles(followed: World) -> None:
    without_room_for_the_second_page(followed, full(), full(), full())

    await followed.data(sync())
    assert followed.clock.slept == [SECOND, 2 * SECOND, 4 * SECOND]


async def test_more_events_in_doubt_than_a_minute_has_calls_are_all_read(followed: World) -> None:
    for number in range(MANY):
        followed.busy(ANA, span("14:00", "14:30"), f"lunch-{number}")
    await followed.data(sync("sync-0"))
    told(followed)
    for number in range(MANY):
        twin(followed, EventKey(ANA, f"lunch-{number}"))
    left = [A_MINUTE]

    def count_down() -> None:
        if not left[0]:
            left[0] = A_MINUTE * (followed.clock.now() > NOW + SECOND)
            raise full(SECOND)
        left[0] -= 1

    followed.calendar.on_get = count_down
    lists = len(followed.calendar.lists)

    assert (await followed.data(sync()))["changed"] == MANY
    assert len(followed.calendar.lists) == lists + 1
    assert followed.calendar.calls.count("get") == MANY
    assert 1 < len(followed.clock.slept) <= 2 * AT_ONCE


def twin(world: World, key: EventKey) -> CalendarEvent:
    """Let an event have another version of the same instant, so that only a look can tell."""
    present = world.calendar.events[key]
    changed = world.calendar.put(replace(present, title="Renamed"))
    world.calendar.events[key] = replace(changed, updated=present.updated)
    return world.calendar.events[key]


@pytest.mark.parametrize("wait", [IN_A_SLOT / 3, IN_A_SLOT + SECOND])
async def test_a_command_waits_for_no_longer_than_its_slot_can_spare(
    followed: World, wait: timedelta
) -> None:
    without_room_for_the_second_page(followed, *(full(wait) for _ in range(9)))

    with pytest.raises(RateLimited):
        await followed.data(sync())
    assert sum(followed.clock.slept, timedelta(0)) <= IN_A_SLOT


async def test_who_has_read_nothing_yet_waits_elsewhere(followed: World) -> None:
    followed.calendar.after_page[:] = [failing([full(SECOND)]), failing([full(SECOND)])]

    with pytest.raises(RateLimited):
        await followed.data(sync())
    followed.wait(BESIDE_A_SLOT)
    assert not await followed.follower.follow_next()
    assert (followed.calendar.after_page, followed.clock.slept) == ([], [])


async def test_nobody_waits_beyond_the_deadline(followed: World) -> None:
    without_room_for_the_second_page(followed, full(5 * SECOND))

    with pytest.raises(RateLimited):
        await followed.data(sync(deadline=(NOW + 4 * SECOND).isoformat()))
    assert followed.clock.slept == []


async def test_the_follower_has_more_time(followed: World) -> None:
    without_room_for_the_second_page(followed, full(BESIDE_A_SLOT))

    assert await followed.follower.follow_next()
    assert followed.clock.slept == [BESIDE_A_SLOT]

"""A meeting that takes its follow-up along, and what may come in between."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.handlers.world import (
    ANA,
    MINUTE,
    Json,
    World,
    at,
    follow_up_id,
    wire,
)
from worker.domain.calendar_event import CalendarEvent, EventKey
from worker.domain.interval import Interval
from worker.errors import WorkerError

FOLLOW_UP = EventKey(ANA, follow_up_id())
WEDNESDAY = at("10:00", days=2)


def day(days: int, clock: str = "10:00") -> Json:
    """Return where the meeting goes: so many days after Monday."""
    return wire(Interval(at(clock, days), at(clock, days) + 30 * MINUTE))


def start(world: World, position: int = 0) -> datetime:
    when = world.event(follow_up_id(position)).when
    assert when
    return when.start


def by_hand(world: World, **fields: Any) -> CalendarEvent:
    return world.calendar.put(replace(world.event(follow_up_id()), **fields))


def put_to(world: World, instant: datetime) -> CalendarEvent:
    return by_hand(world, when=Interval(instant, instant + 30 * MINUTE))


async def fail_the_second_patch(world: World, error: WorkerError, *, after: bool = False) -> None:
    world.calendar.before_patch += [
        lambda: None,
        lambda: world.calendar.fail("patch", error, after_the_effect=after),
    ]

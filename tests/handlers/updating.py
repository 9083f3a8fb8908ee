"""A meeting to be changed, and how that can end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.world import ANA, EVE, TEN, Json, World, at, command, follow_up_id
from worker.domain.calendar_event import Attendee, CalendarEvent, EventPatch
from worker.domain.interval import Interval
from worker.errors import OutcomeUncertain

LOST = OutcomeUncertain("patch: 503")


def status(text: str = "confirmed", event: str = MEETING, **fields: object) -> Json:
    named = {"type": "update_status", "command_id": "status-1", "event_id": event, "status": text}
    return command({**named, **fields})


def update(event: str = MEETING, **fields: object) -> Json:
    return command({"type": "update_meeting", "command_id": "update-1", "event_id": event, **fields})


async def uncertain(world: World, body: Json) -> timedelta | None:
    with pytest.raises(OutcomeUncertain) as caught:
        await world.run(body)
    return caught.value.retry_after


def patches(world: World) -> list[EventPatch]:
    """Return every change of a meeting that took effect, in order."""
    return [patch for key, patch, _ in world.calendar.patches if key.event_id != follow_up_id()]


def rename(world: World, title: str = "By hand") -> CalendarEvent:
    """Let a person change the title, whatever the event is by now."""
    return world.calendar.put(replace(world.event(MEETING), title=title))


def of_somebody_else(world: World) -> CalendarEvent:
    theirs = world.busy(ANA, TEN, "theirs")
    return world.calendar.put(
        replace(theirs, organizer_email=EVE, organizer_self=False, attendees=(Attendee(ANA),))
    )


def join(*people: str, **fields: Any) -> Json:
    return update(add_participants=[{"email": one, **fields} for one in people])


def leave(*people: str, **fields: Any) -> Json:
    return update(remove_participants=list(people), **fields)


def at_noon() -> Interval:
    return Interval(at("12:00"), at("12:30"))


def asked(world: World, event: str = MEETING) -> list[str]:
    return [one.email for one in world.event(event).attendees]

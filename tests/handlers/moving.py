"""A meeting to be moved: Ana's with Bob at ten, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.world import ANA, BOB, Json, World, at, command, span, wire
from worker.domain.calendar_event import Attendee, CalendarEvent
from worker.domain.interval import Interval
from worker.errors import OutcomeUncertain
from worker.ports.reservations import ReservationKind

LOST = OutcomeUncertain("patch: 503")
ONE = span("13:00", "13:30")
TWO = span("14:00", "14:30")
BOOKED, HOLD, PENDING = ReservationKind.BOOKED, ReservationKind.HOLD, ReservationKind.PENDING
DAY: Json = {"start": at("09:00").isoformat(), "end": at("17:00").isoformat()}


def reschedule(event: str = MEETING, **fields: Any) -> Json:
    """Return a command that moves the meeting to one o'clock, unless it says otherwise."""
    named = {"type": "reschedule_meeting", "command_id": "move-1", "event_id": event}
    anywhen = {"window", "hold_id", "preferred_time"} & fields.keys()
    return command({**named, **({} if anywhen else {"slot": wire(ONE)}), **fields})


async def uncertain(world: World, body: Json) -> timedelta | None:
    with pytest.raises(OutcomeUncertain) as caught:
        await world.run(body)
    return caught.value.retry_after


def times(world: World, email: str = BOB) -> list[tuple[Interval, ReservationKind]]:
    """Return what is promised to somebody, in order."""
    return sorted(
        (one.told.period, one.told.kind) for one in world.reservations.kept if one.told.email == email
    )


def by_hand(world: World, **fields: Any) -> CalendarEvent:
    """Let a person change the meeting, whatever it is by now."""
    return world.calendar.put(replace(world.event(MEETING), **fields))


def guests(*people: str, **fields: Any) -> tuple[Attendee, ...]:
    return (Attendee(ANA, response="accepted", organizer=True), *(Attendee(one, **fields) for one in people))

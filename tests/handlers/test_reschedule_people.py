"""Who comes along when a meeting moves: who has to be free, and who is promised the new time."""

from dataclasses import replace
from typing import Any

import pytest

from tests.handlers.moving import BOOKED, ONE, by_hand, guests, reschedule, times
from tests.handlers.world import ANA, BOB, EVE, GUEST, TEN, World
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({}, True),
        ({"optional": True}, False),
        ({"response": "declined"}, False),
        ({"response": "tentative"}, True),
        ({"resource": True}, False),
    ],
    ids=["asked", "optional", "declined", "tentative", "a room"],
)
async def test_who_has_to_be_free(
    world: World, meeting: CalendarEvent, fields: dict[str, Any], *, needed: bool
) -> None:
    by_hand(world, attendees=guests(EVE, **fields))
    world.busy(EVE, ONE)

    if needed:
        data = await world.refused(reschedule(), Code.SLOT_TAKEN)
        assert data["blocked_by"] == [{"email": EVE, "reason": "busy"}]
    else:
        await world.run(reschedule())
        assert times(world, EVE) == []
    assert [one.email for one in world.event(meeting.id).attendees] == [ANA, EVE]


async def test_who_was_asked_by_hand_is_promised_the_new_time_and_who_went_is_free(
    world: World, meeting: CalendarEvent
) -> None:
    by_hand(world, attendees=guests(EVE))

    await world.run(reschedule())

    assert times(world, EVE) == [(ONE, BOOKED)]
    assert times(world, BOB) == []


async def test_a_meeting_that_a_person_made_can_be_moved(world: World) -> None:
    lunch = world.busy(ANA, TEN)
    world.calendar.put(replace(lunch, attendees=guests(BOB)))

    await world.run(reschedule("lunch"))

    assert world.event("lunch").when == ONE
    assert times(world, ANA) == times(world, BOB) == [(ONE, BOOKED)]


async def test_who_cannot_be_seen_is_named(world: World, meeting: CalendarEvent) -> None:
    by_hand(world, attendees=guests(GUEST))
    world.calendar.hidden.add(GUEST)

    assert (await world.data(reschedule()))["unknown_participants"] == [GUEST]


async def test_who_cannot_be_seen_may_be_a_reason_against_it(world: World, meeting: CalendarEvent) -> None:
    by_hand(world, attendees=guests(GUEST))
    world.calendar.hidden.add(GUEST)

    data = await world.refused(reschedule(on_not_visible="reject"), Code.NOT_VISIBLE)

    assert data == {"unknown_participants": [GUEST]}

"""A meeting that others change while somebody joins, or of which nobody knows whether they joined."""

from dataclasses import replace

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.updating import (
    LOST,
    asked,
    at_noon,
    join,
    patches,
    uncertain,
)
from tests.handlers.world import ANA, BOB, EVE, SECOND, TEN, World
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent, EventStatus
from worker.errors import RequestRejected
from worker.ports.reservations import ReservationKind


class TestChangedMeanwhile:
    async def test_another_time_is_reserved_where_the_meeting_was_moved(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        noon = at_noon()
        world.calendar.before_patch.append(lambda: world.calendar.put(replace(meeting, when=noon)))

        await world.run(join(EVE))

        assert {(one.email, one.period) for one in world.kept} == {(ANA, noon), (BOB, noon), (EVE, noon)}

    async def test_whoever_is_asked_by_hand_meanwhile_is_not_asked_twice(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        by_hand = (*meeting.attendees, Attendee(EVE, "Eve"))
        world.calendar.before_patch.append(lambda: world.calendar.put(replace(meeting, attendees=by_hand)))

        await world.run(join(EVE))

        assert asked(world) == [ANA, BOB, EVE]
        assert world.kinds(EVE) == []

    async def test_a_change_is_not_sent_again_to_one_who_is_busy_by_now(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, join(EVE))
        world.busy(EVE, TEN)
        assert await uncertain(world, join(EVE)) is not None
        world.wait(60 * SECOND)

        await world.refused(join(EVE), Code.SLOT_TAKEN)

        assert (patches(world), world.kinds(EVE)) == ([], [])

    async def test_nor_is_one_found_busy_by_our_own_change(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, join(EVE))
        assert world.event(MEETING).status is EventStatus.CONFIRMED

        await world.run(join(EVE))

        assert world.kinds(EVE) == [ReservationKind.BOOKED]
        assert len(patches(world)) == 1

    async def test_of_a_change_that_google_finds_wrong_nothing_stays_reserved(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", RequestRejected("patch: 400"))

        with pytest.raises(RequestRejected):
            await world.run(join(EVE))

        assert world.kinds(EVE) == []
        await world.run(join(EVE))
        assert world.kinds(EVE) == [ReservationKind.BOOKED]

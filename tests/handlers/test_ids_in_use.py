"""What a 409 says: an event has our id, and is ours only if it says so itself."""

from dataclasses import replace

import pytest

from tests.handlers.doubting import BROKEN, begun, uncertain
from tests.handlers.world import ANA, BOB, SECOND, TEN, World, meeting_id, schedule, span, wire
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.errors import (
    Code,
    EventNotFound,
    GoogleUnavailable,
    RateLimited,
    Refused,
    WorkerError,
)
from worker.ports.commands import Booking
from worker.ports.reservations import ReservationKind


def forgotten(world: World) -> None:
    """Let thirty days pass, and with them what is remembered of commands and of times gone by."""
    world.commands.rows.clear()
    world.reservations.kept.clear()


class TestTheIdIsInUse:
    async def test_by_an_event_of_somebody_else_is_refused(self, world: World) -> None:
        world.busy(ANA, TEN, meeting_id())
        world.calendar.put(replace(world.event(meeting_id()), transparent=True))

        await world.refused(schedule(), Code.COMMAND_ID_REUSED)

        assert world.kept == []

    @pytest.mark.parametrize("status", [EventStatus.CONFIRMED, EventStatus.CANCELLED])
    async def test_by_what_the_command_made_in_an_earlier_life_is_refused(
        self, world: World, status: EventStatus
    ) -> None:
        """The command was forgotten, and its id is used for another time."""
        await world.run(schedule())
        forgotten(world)
        world.calendar.put(replace(world.event(meeting_id()), status=status))

        await world.refused(schedule(slot=wire(span("12:00", "12:30"))), Code.COMMAND_ID_REUSED)

        assert world.event(meeting_id()).when == TEN
        assert world.kept == [], "nobody is at twelve"

    async def test_by_a_tombstone_that_says_nothing_is_ours(self, world: World) -> None:
        await begun(world, took_effect=True)
        bare = CalendarEvent(meeting_id(), ANA, "", EventStatus.CANCELLED)
        world.calendar.put(bare)

        data = await world.data(schedule())

        assert data["event"]["status"] == "cancelled"

    async def test_in_doubt_too_only_our_own_write_is_a_success(self, world: World) -> None:
        await begun(world, took_effect=True)
        made = world.event(meeting_id())
        another = (("vai_command_id", "c-1"), ("vai_write_id", "another"))
        world.calendar.put(replace(made, private=another))
        world.wait(10 * SECOND)

        await world.refused(schedule(), Code.COMMAND_ID_REUSED)

    @pytest.mark.parametrize(
        "error",
        [
            pytest.param(GoogleUnavailable("get: 503"), id="no answer"),
            pytest.param(RateLimited("get: 429"), id="too fast"),
            pytest.param(EventNotFound("get: 404"), id="not there yet"),
            pytest.param(Refused(Code.QUOTA_EXHAUSTED, "get: 403"), id="locked for hours"),
        ],
    )
    async def test_and_cannot_be_read_now_is_not_certain(self, world: World, error: WorkerError) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("get", error)

        await uncertain(world)

    async def test_and_can_be_read_no_more_is_unknown_and_stays_reserved(self, world: World) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("get", BROKEN)

        await world.refused(schedule(), Code.OUTCOME_UNKNOWN)

        assert world.settlement.booking is Booking.KEEP
        assert world.kinds(BOB) == [ReservationKind.PENDING]

"""What a 409 says: an event has our id, and is ours only if it says so itself."""

from dataclasses import replace

import pytest

from tests.handlers.doubting import BROKEN, begun, uncertain
from tests.handlers.world import ANA, BOB, TEN, World, meeting_id, schedule
from worker.errors import (
    Code,
    EventNotFound,
    GoogleUnavailable,
    RateLimited,
    Refused,
    RequestRejected,
    WorkerError,
)
from worker.ports.commands import Booking
from worker.ports.reservations import ReservationKind


class TestTheIdIsInUse:
    async def test_by_an_event_of_somebody_else_is_a_defect(self, world: World) -> None:
        world.busy(ANA, TEN, meeting_id())
        world.calendar.put(replace(world.event(meeting_id()), transparent=True))

        with pytest.raises(RequestRejected):
            await world.run(schedule())

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

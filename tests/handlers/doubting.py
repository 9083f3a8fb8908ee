"""Runs of a command whose first write got no answer."""

from datetime import timedelta

import pytest

from tests.handlers.world import BOB, World, schedule
from worker.codes import Code
from worker.errors import OutcomeUncertain, Refused
from worker.ports.reservations import ReservationKind

LOST = OutcomeUncertain("insert: 503")
BROKEN = Refused(Code.REAUTHORIZATION_REQUIRED, "gone")


async def uncertain(world: World, **fields: object) -> timedelta | None:
    """Run the command to no certain end. Return when it asks to be run again."""
    with pytest.raises(OutcomeUncertain) as caught:
        await world.run(schedule(**fields))
    assert world.kinds(BOB)[0] is ReservationKind.PENDING, "nobody else may have the time"
    return caught.value.retry_after


async def begun(world: World, *, took_effect: bool, **fields: object) -> None:
    """Let the first write's answer be lost."""
    world.calendar.fail("insert", LOST, after_the_effect=took_effect)
    await uncertain(world, **fields)

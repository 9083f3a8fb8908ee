"""A meeting to be cancelled, and how that can end."""

from datetime import timedelta

import pytest

from tests.handlers.world import (
    World,
    cancel,
    follow_up_id,
    meeting_id,
)
from worker.domain.calendar_event import EventStatus
from worker.errors import (
    OutcomeUncertain,
)

LOST = OutcomeUncertain("delete: 503")
MEETING = meeting_id()


async def uncertain(world: World, **fields: object) -> timedelta | None:
    with pytest.raises(OutcomeUncertain) as caught:
        await world.run(cancel(MEETING, **fields))
    return caught.value.retry_after


def observed(world: World) -> list[tuple[str, EventStatus]]:
    return [(seen.event.id, seen.event.status) for seen in world.settlement.observed]


BOTH_CANCELLED = [(MEETING, EventStatus.CANCELLED), (follow_up_id(), EventStatus.CANCELLED)]

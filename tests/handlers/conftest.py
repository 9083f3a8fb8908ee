import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.following import told
from tests.handlers.world import World, follow_up, schedule
from worker.domain.calendar_event import CalendarEvent


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def meeting(world: World) -> CalendarEvent:
    """A meeting of Ana's with Bob and one follow-up, made by this system."""
    await world.run(schedule(follow_up_actions=[follow_up()]))
    world.calendar.calls.clear()
    return world.event(MEETING)


@pytest.fixture
def followed(world: World, meeting: CalendarEvent) -> World:
    """A world with a meeting and its follow-up, of which everything was told."""
    assert meeting.id == MEETING
    told(world)
    return world


@pytest.fixture
async def with_follow_up(world: World) -> World:
    """A world in which a meeting at ten on Monday has a follow-up at ten on Wednesday."""
    await world.run(schedule(follow_up_actions=[follow_up(priority="high")]))
    return world

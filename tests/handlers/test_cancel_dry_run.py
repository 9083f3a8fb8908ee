"""A dry run of a cancellation tells what would become of the meeting, and leaves it."""

from tests.handlers.cancelling import MEETING
from tests.handlers.world import World, cancel
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent


async def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    world: World, meeting: CalendarEvent
) -> None:
    answer = await world.run(cancel(MEETING, dry_run=True))

    assert answer.message == "The meeting would be cancelled."
    assert answer.data.model_dump()["already_gone"] is False
    assert world.writes == []
    assert not world.event(MEETING).is_cancelled


async def test_a_dry_run_says_that_it_is_gone_already(world: World, meeting: CalendarEvent) -> None:
    world.remove(MEETING)

    answer = await world.run(cancel(MEETING, dry_run=True))

    assert answer.message == "The meeting had already been cancelled."


async def test_a_dry_run_is_refused_as_the_command_would_be(world: World) -> None:
    await world.refused(cancel("neverwas", dry_run=True), Code.EVENT_NOT_FOUND)

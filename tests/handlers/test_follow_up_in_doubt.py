"""A follow-up whose write got no answer is found, sent again, or surely not there."""

from datetime import timedelta

import pytest

from tests.handlers.asking_for_meetings import DUE, remember
from tests.handlers.cancelling import MEETING
from tests.handlers.doubting import LOST
from tests.handlers.world import SECOND, World, cancel, follow_up_id
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import MeetingBusy, OutcomeUncertain
from worker.ports.commands import ChoreAction

DEADLINE = (DUE - timedelta(hours=1)).isoformat()


async def begun(world: World, *, took_effect: bool, **fields: object) -> None:
    world.calendar.fail("insert", LOST, after_the_effect=took_effect)
    with pytest.raises(OutcomeUncertain):
        await world.run(remember(**fields))


@pytest.mark.parametrize("took_effect", [False, True])
async def test_it_is_sent_again_and_there_once(world: World, took_effect: bool) -> None:
    await begun(world, took_effect=took_effect)

    answer = await world.run(remember())

    assert answer.message.startswith("The follow-up is set")
    assert len(world.written) == 1


async def test_what_a_person_removed_since_is_a_success_that_says_so(world: World) -> None:
    await begun(world, took_effect=True)
    world.remove(follow_up_id())

    answer = await world.run(remember())

    assert answer.message.endswith("but somebody has removed it since.")
    assert answer.data.model_dump(mode="json")["event"]["status"] == "cancelled"


async def test_past_the_due_time_it_is_only_looked_for(world: World) -> None:
    await begun(world, took_effect=True)
    world.wait(DUE - world.clock.now() + SECOND)

    await world.run(remember())

    assert world.writes == ["insert"]


@pytest.mark.parametrize("fields", [{}, {"deadline": DEADLINE}], ids=["due", "deadline"])
async def test_two_absences_past_its_time_mean_that_nothing_was_done(
    world: World, fields: dict[str, str]
) -> None:
    await begun(world, took_effect=False, **fields)
    world.wait(DUE - world.clock.now() + SECOND)
    with pytest.raises(OutcomeUncertain):
        await world.run(remember(**fields))
    world.wait(61 * SECOND)

    await world.refused(remember(**fields), Code.EXPIRED)

    assert world.writes == ["insert"]


async def test_a_due_time_of_the_past_bounds_nothing(world: World) -> None:
    due = (world.clock.now() - timedelta(hours=1)).isoformat()
    await begun(world, took_effect=False, due=due)
    world.wait(61 * SECOND)

    await world.run(remember(due=due))

    assert world.writes == ["insert", "insert"]


async def test_nobody_else_changes_the_meeting_meanwhile(world: World, meeting: CalendarEvent) -> None:
    await begun(world, took_effect=True, command_id="c-2", event_id=MEETING)
    with pytest.raises(MeetingBusy):
        await world.run(cancel(MEETING))

    await world.run(remember(command_id="c-2", event_id=MEETING))
    await world.run(cancel(MEETING))

    assert world.event(follow_up_id(command_id="c-2")).is_cancelled


async def test_whoever_takes_it_up_takes_its_turn_at_the_meeting_again(
    world: World, meeting: CalendarEvent
) -> None:
    await begun(world, took_effect=False, command_id="c-2", event_id=MEETING)
    world.commands.writers[meeting.key] = ("somebody", "else")
    world.calendar.calls.clear()

    with pytest.raises(MeetingBusy):
        await world.run(remember(command_id="c-2", event_id=MEETING))

    assert world.writes == []


async def test_one_whose_meeting_went_before_it_was_taken_up_again_goes_with_it(
    world: World, meeting: CalendarEvent
) -> None:
    """Its replica died, so the meeting was anybody's, and the cancellation knew of no follow-up."""
    await begun(world, took_effect=True, command_id="c-2", event_id=MEETING)
    world.remove(MEETING)

    answer = await world.run(remember(command_id="c-2", event_id=MEETING))

    (chore,) = answer.settlement.chores
    assert chore.action is ChoreAction.DELETE_FOLLOW_UP
    assert chore.event.event_id == follow_up_id(command_id="c-2")


async def test_nothing_is_written_after_a_meeting_that_went(world: World, meeting: CalendarEvent) -> None:
    await begun(world, took_effect=False, command_id="c-2", event_id=MEETING)
    world.remove(MEETING)
    with pytest.raises(OutcomeUncertain):
        await world.run(remember(command_id="c-2", event_id=MEETING))
    world.wait(61 * SECOND)

    await world.refused(remember(command_id="c-2", event_id=MEETING), Code.EVENT_NOT_FOUND)

    assert world.writes.count("insert") == 1

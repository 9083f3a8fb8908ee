"""What is about to be written is known before, so that synchronisation knows whose it is."""

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.following import body, delete, kind, sync, take, told
from tests.handlers.world import ANA, Json, World, cancel, follow_up, follow_up_id, schedule
from worker.domain.calendar_event import CalendarEvent, EventDraft
from worker.errors import OutcomeUncertain, WorkerError

LOST = OutcomeUncertain("503")


def announced(world: World) -> dict[str, EventDraft | None]:
    """Return what is about to be written to each event."""
    return {event.event_id: write.draft for (_, event, *_), write in world.commands.intents.items()}


async def lost(world: World, body: Json) -> None:
    with pytest.raises(WorkerError):
        await world.run(body)


@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
async def test_a_meeting_and_its_follow_ups_are_announced_before_they_are_written(
    world: World, held: bool
) -> None:
    hold = {"hold_id": await world.hold()} if held else {}
    world.calendar.fail("insert", LOST)
    await lost(world, schedule(follow_up_actions=[follow_up()], **hold))

    drafts = announced(world)
    assert drafts.keys() == {MEETING, follow_up_id()}
    assert all(draft and dict(draft.private)["vai_write_id"] for draft in drafts.values())


async def test_a_deletion_is_announced_with_that_of_the_follow_ups(
    world: World, meeting: CalendarEvent
) -> None:
    world.calendar.fail("delete", LOST)
    await lost(world, cancel(meeting.id))

    assert announced(world) == {MEETING: None, follow_up_id(): None}


async def test_the_follow_ups_of_a_meeting_that_is_gone_are_announced_too(
    world: World, meeting: CalendarEvent
) -> None:
    world.remove(meeting.id)
    seen: list[dict[str, EventDraft | None]] = []
    world.calendar.on_get = lambda: seen.append(announced(world))

    data = await world.data(cancel(meeting.id))
    assert (data["already_gone"], data["pending"]) == (True, [])
    assert seen == [{}, {follow_up_id(): None}]


async def test_a_meeting_that_synchronisation_sees_first_is_told_once_as_ours(world: World) -> None:
    world.calendar.fail("insert", LOST, after_the_effect=True)
    await lost(world, schedule())

    await world.run(sync())
    (row,) = take(world)
    assert (kind(row), body(row)["origin"], body(row)["command_id"]) == ("created", "self", "c-1")
    await world.run(schedule())
    await world.run(sync("sync-2"))
    assert told(world) == []


async def test_a_deletion_that_synchronisation_sees_first_is_told_once_as_ours(
    world: World, meeting: CalendarEvent
) -> None:
    await world.run(sync())
    take(world)
    world.calendar.fail("delete", LOST, after_the_effect=True)
    await lost(world, cancel(meeting.id))

    await world.run(sync("sync-2"))
    (row,) = take(world)
    assert (kind(row), body(row)["origin"], body(row)["command_id"]) == ("cancelled", "self", "cancel-1")
    await world.run(cancel(meeting.id))
    assert told(world) == [("cancelled", "self", follow_up_id())]


async def test_a_deletion_by_hand_is_not_ours(world: World, meeting: CalendarEvent) -> None:
    await world.run(sync())
    take(world)
    delete(world, meeting.id)

    await world.run(sync("sync-2"))
    assert told(world) == [("cancelled", "external", MEETING)]
    assert world.calendar.events[meeting.key].calendar_id == ANA

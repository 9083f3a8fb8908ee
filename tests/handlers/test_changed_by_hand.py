"""A meeting that a person changed before it could be answered is answered as it is now."""

from dataclasses import replace

from tests.handlers.doubting import LOST, begun, uncertain
from tests.handlers.world import ANA, TEN, World, at, meeting_id, schedule
from worker.domain.calendar_event import CalendarEvent, EventStatus


class TestAMeetingThatAPersonRemoved:
    async def test_was_made_and_is_answered_as_it_is_now(self, world: World) -> None:
        await begun(world, took_effect=True)
        world.remove(meeting_id())

        answer = await world.run(schedule())

        assert answer.message.endswith("but somebody has removed it since.")
        assert answer.data.model_dump()["event"]["status"] == "cancelled"
        assert world.kept == []

    async def test_is_shown_with_what_google_no_longer_tells(self, world: World) -> None:
        await begun(world, took_effect=True)
        bare = CalendarEvent(meeting_id(), ANA, '"9"', EventStatus.CANCELLED)
        world.calendar.events[bare.key] = bare

        data = await world.data(schedule())

        assert (data["event"]["title"], data["event"]["status"]) == ("Demo", "cancelled")
        assert data["event"]["start"]["utc"] == "2026-03-02T08:00:00Z"

    async def test_gets_no_follow_ups(self, world: World) -> None:
        due = {"title": "Call", "due": at("12:00").isoformat()}
        world.calendar.fail("insert", LOST, after_the_effect=True)
        await uncertain(world, follow_up_actions=[due])
        world.remove(meeting_id())

        data = await world.data(schedule(follow_up_actions=[due]))

        assert (data["follow_ups"], data["pending"]) == ([], [])

    async def test_has_used_its_hold_up(self, world: World) -> None:
        hold_id = await world.hold()
        world.calendar.fail("insert", LOST, after_the_effect=True)
        await uncertain(world, hold_id=hold_id)
        world.remove(meeting_id())

        await world.run(schedule(hold_id=hold_id))

        assert world.reservations.holds[hold_id].state == "used"
        assert world.kept == []


async def test_a_meeting_that_a_person_moved_is_answered_where_it_is(world: World) -> None:
    await begun(world, took_effect=True)
    event = world.event(meeting_id())
    world.calendar.put(replace(event, when=replace(TEN, start=at("11:00"), end=at("11:30"))))

    answer = await world.run(schedule())

    assert answer.message == "The meeting is scheduled for Monday, 2 March 2026, 11:00."

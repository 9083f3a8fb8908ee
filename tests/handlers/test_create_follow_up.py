"""Something to do is put into the calendar once, and goes with its meeting."""

from dataclasses import replace

import pytest

from tests.handlers.asking_for_meetings import DUE, remember
from tests.handlers.cancelling import MEETING
from tests.handlers.world import ANA, BOB, MINUTE, TEN, World, at, cancel, follow_up_id, schedule
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, EventKey, SendUpdates
from worker.domain.interval import Interval
from worker.errors import GoogleSaid, RateLimited, RequestRejected
from worker.ports.commands import OwnEvent

REMINDERS = {
    "low": [("popup", 15)],
    "normal": [("popup", 15), ("email", 60)],
    "high": [("popup", 15), ("email", 60), ("email", 1440)],
    "urgent": [("popup", 15), ("email", 60), ("email", 1440), ("popup", 5), ("popup", 60)],
}


class TestTheEvent:
    async def test_is_half_an_hour_at_the_due_time_and_blocks_nobody(self, world: World) -> None:
        answer = await world.run(remember())

        event = world.event(follow_up_id())
        assert answer.message == "The follow-up is set for Tuesday, 3 March 2026, 15:00."
        assert event.when == Interval(DUE, DUE + 30 * MINUTE)
        assert (event.title, event.transparent, event.attendees) == ("Follow-up: Call back", True, ())
        assert event.time_zone == "Europe/Bucharest"
        assert world.calendar.drafts[0][1] is SendUpdates.NONE
        assert world.kept == []

    async def test_is_answered(self, world: World) -> None:
        event = (await world.data(remember()))["event"]

        assert (event["id"], event["calendar_id"]) == (follow_up_id(), ANA)
        assert event["start"]["utc"] == "2026-03-03T13:00:00Z"

    async def test_carries_where_it_comes_from(self, world: World) -> None:
        await world.run(remember(conversation_id="conv-1", agent_type="sales", follow_up_type="call"))

        private = dict(world.event(follow_up_id()).private)
        stamp = private.pop("vai_write_id")
        assert len(stamp) == 32
        assert private.pop("vai_made_by_write") == stamp
        assert private == {
            "vai_agent_type": "sales",
            "vai_command_id": "c-1",
            "vai_conversation_id": "conv-1",
            "vai_created_by": "ai_agent",
            "vai_follow_up_type": "call",
            "vai_reminders": "popup:15,email:60|",
        }

    async def test_is_described_in_the_commands_language_and_escaped(self, world: World) -> None:
        await world.run(
            remember(locale="ro", description="Ask <b>Bob</b> & co", priority="high", follow_up_type="<i>")
        )

        assert world.event(follow_up_id()).description == (
            "Ask &lt;b&gt;Bob&lt;/b&gt; &amp; co<br><br>"
            "<b>Prioritate:</b> ridicată<br><b>Tip sarcină:</b> &lt;i&gt;"
        )

    @pytest.mark.parametrize("priority", REMINDERS)
    async def test_reminds_by_its_priority(self, world: World, priority: str) -> None:
        due = at("15:00", days=3).isoformat()

        await world.run(remember(priority=priority, due=due))

        assert [(one.method, one.minutes) for one in world.written[0].reminders] == REMINDERS[priority]

    async def test_reminds_as_it_is_told_but_not_in_the_past(self, world: World) -> None:
        wishes = [{"method": "email", "minutes": minutes} for minutes in (10, 60, 61)]

        await world.run(remember(due=at("10:00").isoformat(), reminders=wishes))

        assert [one.minutes for one in world.written[0].reminders] == [10, 60]

    async def test_of_the_past_is_made_and_reminds_of_nothing(self, world: World) -> None:
        await world.run(remember(due=at("08:00").isoformat(), priority="urgent"))

        assert world.written[0].reminders == ()

    async def test_is_put_where_the_command_says(self, world: World) -> None:
        world.calendar.add("team@group.example", time_zone="Asia/Tokyo")

        kept = await world.data(remember(calendar_id="team@group.example", keep_due=True))
        moved = await world.data(remember(command_id="c-2", calendar_id="team@group.example"))

        assert kept["event"]["start"]["local"] == "2026-03-03T22:00:00+09:00"
        assert moved["event"]["start"]["local"] == "2026-03-04T09:00:00+09:00", "nobody works there at ten"
        assert world.event(follow_up_id(), "team@group.example").calendar_id == "team@group.example"

    async def test_nowhere_is_refused(self, world: World) -> None:
        await world.refused(remember(calendar_id="no@group.example"), Code.CALENDAR_NOT_FOUND)


class TestAfterAMeeting:
    async def test_it_belongs_to_the_meeting_and_names_it(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.put(replace(meeting, title="Demo <1>"))

        await world.run(remember(command_id="c-2", event_id=MEETING))

        key = EventKey(ANA, follow_up_id(command_id="c-2"))
        assert world.settlement.made == (OwnEvent(key, meeting.key),)
        assert "<b>After the meeting:</b> Demo &lt;1&gt;" in world.event(key.event_id).description

    async def test_it_is_cancelled_with_it(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(remember(command_id="c-2", event_id=MEETING))

        await world.run(cancel(MEETING))

        assert world.event(follow_up_id(command_id="c-2")).is_cancelled

    async def test_it_is_put_where_the_meeting_is(self, world: World) -> None:
        world.calendar.add("team@group.example")
        await world.run(schedule(calendar_id="team@group.example"))

        await world.run(remember(command_id="c-2", event_id=MEETING))

        made = world.event(follow_up_id(command_id="c-2"), "team@group.example")
        assert made.time_zone == "Europe/Bucharest"

    async def test_a_meeting_that_never_was_is_not_followed(self, world: World) -> None:
        await world.refused(remember(event_id="neverwas"), Code.EVENT_NOT_FOUND)

        assert world.writes == []

    @pytest.mark.parametrize("dry_run", [False, True])
    async def test_a_cancelled_meeting_is_not_followed(
        self, world: World, meeting: CalendarEvent, dry_run: bool
    ) -> None:
        world.remove(MEETING)

        await world.refused(
            remember(command_id="c-2", event_id=MEETING, dry_run=dry_run), Code.EVENT_NOT_FOUND
        )

        assert world.writes == []

    async def test_a_meeting_of_somebody_else_is_not_followed(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.put(replace(meeting, organizer_self=False, organizer_email=BOB))

        await world.refused(remember(command_id="c-2", event_id=MEETING), Code.NOT_ORGANIZER)

    async def test_a_series_is_followed_by_its_instances_only(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.put(replace(meeting, recurrence=("RRULE:FREQ=DAILY",)))

        await world.refused(remember(command_id="c-2", event_id=MEETING), Code.INVALID_COMMAND)


class TestOnce:
    async def test_a_dry_run_writes_nothing_and_shows_what_would_be(self, world: World) -> None:
        answer = await world.run(remember(dry_run=True))

        event = answer.data.model_dump(mode="json")["event"]
        assert answer.message == "The follow-up would be set for Tuesday, 3 March 2026, 15:00."
        assert (event["title"], event["html_link"]) == ("Follow-up: Call back", None)
        assert world.writes == []

    async def test_what_is_there_already_is_the_success(self, world: World) -> None:
        world.calendar.fail("insert", RateLimited("insert: 429"))
        with pytest.raises(RateLimited):
            await world.run(remember())

        await world.run(remember())

        assert world.writes == ["insert", "insert"]
        assert len(world.written) == 1

    async def test_a_rejected_request_is_a_defect_that_wrote_nothing(self, world: World) -> None:
        world.calendar.fail("insert", RequestRejected("insert: 400"))

        with pytest.raises(GoogleSaid) as caught:
            await world.run(remember())

        assert caught.value.nothing_written

    async def test_another_event_under_its_id_is_not_taken_for_it(self, world: World) -> None:
        world.busy(ANA, TEN, follow_up_id())

        await world.refused(remember(), Code.COMMAND_ID_REUSED)

"""What is written into the calendar, word for word."""

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    TEN,
    World,
    follow_up,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.domain.calendar_event import CalendarEvent, MeetStatus, SendUpdates


class TestTheEvent:
    async def written(self, world: World, **fields: object) -> CalendarEvent:
        await world.run(schedule(**fields))
        return world.event(meeting_id())

    async def test_carries_where_it_comes_from(self, world: World) -> None:
        event = await self.written(
            world, conversation_id="conv-1", agent_type="sales", meeting_type="sales_meeting", slot=wire(TEN)
        )

        private = dict(event.private)
        stamp = private.pop("vai_write_id")
        assert len(stamp) == 32
        assert private.pop("vai_made_by_write") == stamp
        assert private == {
            "vai_agent_type": "sales",
            "vai_command_id": "c-1",
            "vai_conversation_id": "conv-1",
            "vai_created_by": "ai_agent",
            "vai_meeting_type": "sales_meeting",
            "vai_reminders": "popup:30,popup:10|email:1440",
        }

    @pytest.mark.parametrize(("guests", "attendees"), [(199, 200), (200, 200)])
    async def test_never_has_more_attendees_than_answers_are_passed_on_for(
        self, world: World, guests: int, attendees: int
    ) -> None:
        people = [{"email": f"guest{number}@elsewhere.example"} for number in range(guests)]

        event = await self.written(world, participants=people)

        assert len(event.attendees) == attendees
        assert {person["email"] for person in people} <= {each.email for each in event.attendees}

    async def test_leaves_out_what_the_command_leaves_out(self, world: World) -> None:
        event = await self.written(world)

        assert dict(event.private).keys() == {
            "vai_command_id",
            "vai_created_by",
            "vai_made_by_write",
            "vai_reminders",
            "vai_write_id",
        }

    async def test_reminds_a_day_half_an_hour_and_ten_minutes_before(self, world: World) -> None:
        await self.written(world, slot=wire(span("10:00", "10:30", days=2)))

        reminders = [(one.method, one.minutes) for one in world.written[0].reminders]
        assert reminders == [("email", 1440), ("popup", 30), ("popup", 10)]

    async def test_reminds_of_nothing_whose_moment_has_passed(self, world: World) -> None:
        twice = [{"method": "popup", "minutes": minutes} for minutes in (70, 10, 10)]

        await self.written(world, slot=wire(span("9:20", "9:50")))
        await self.written(world, command_id="c-2", slot=wire(TEN), reminders=twice)

        reminders = [[(one.method, one.minutes) for one in draft.reminders] for draft in world.written]
        assert reminders == [[("popup", 10)], [("popup", 10)]]
        wished = world.event(meeting_id("c-2"))
        assert wished.property_named("vai_reminders") is None, "they are the command's own"

    @pytest.mark.parametrize(
        ("wishes", "expected"),
        [
            pytest.param([{"method": "popup", "minutes": 5}], [("popup", 5)], id="one"),
            pytest.param([], [], id="none at all"),
        ],
    )
    async def test_reminds_as_the_command_wishes(
        self, world: World, wishes: list[object], expected: list[object]
    ) -> None:
        await self.written(world, reminders=wishes)

        assert [(one.method, one.minutes) for one in world.written[0].reminders] == expected

    async def test_has_a_meet_room_unless_none_is_wanted(self, world: World) -> None:
        data = await world.data(schedule())
        without = await world.data(
            schedule(command_id="c-2", slot=wire(span("12:00", "12:30")), conference="none")
        )

        assert data["event"]["meet_status"] == MeetStatus.READY
        assert data["event"]["meet_url"].startswith("https://meet.google.com/")
        assert (without["event"]["meet_status"], without["event"]["meet_url"]) == (MeetStatus.NONE, None)
        assert world.written[1].meet_request_id is None

    @pytest.mark.parametrize(
        ("locale", "kind", "due"),
        [
            pytest.param("ro", "Tip întâlnire", "miercuri, 4 martie 2026, 10:00", id="ro"),
            pytest.param("en", "Kind of meeting", "Wednesday, 4 March 2026, 10:00", id="en"),
        ],
    )
    async def test_is_described_in_the_reader_s_language_and_escaped(
        self, world: World, locale: str, kind: str, due: str
    ) -> None:
        event = await self.written(
            world,
            locale=locale,
            slot=wire(TEN),
            meeting_type="support_session",
            description="<script>alert(1)</script>",
            agent_type="<b>sales</b>",
            follow_up_actions=[follow_up("<i>call</i>")],
        )

        assert "&lt;script&gt;" in event.description
        assert "&lt;b&gt;sales&lt;/b&gt;" in event.description
        assert f"<li>&lt;i&gt;call&lt;/i&gt; ({due})</li>" in event.description
        assert f"<b>{kind}:</b>" in event.description
        assert "<script>" not in event.description

    async def test_has_title_place_zone_and_whom_to_tell(self, world: World) -> None:
        event = await self.written(
            world, location="Room 1", time_zone="America/New_York", send_updates="externalOnly"
        )

        assert (event.title, event.location, event.time_zone) == ("Demo", "Room 1", "America/New_York")
        assert [updates for _, updates in world.calendar.drafts] == [SendUpdates.EXTERNAL_ONLY]

    async def test_is_shown_as_google_has_it(self, world: World) -> None:
        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()
        assert data["event"]["status"] == "confirmed"
        assert data["event"]["calendar_id"] == ANA
        assert data["event"]["start"]["text"] == "Monday, 2 March 2026, 10:00"
        assert [one["email"] for one in data["event"]["attendees"]] == [ANA, BOB]

"""A deletion that changed hands, came too late or was never answered is told for what it was."""

from dataclasses import replace

import pytest

from tests.handlers.cancelling import BOTH_CANCELLED, LOST, MEETING, observed, uncertain
from tests.handlers.world import (
    MINUTE,
    SECOND,
    World,
    at,
    cancel,
)
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import (
    ConcurrentChange,
    EventGone,
    GoogleUnavailable,
    MeetingBusy,
    RateLimited,
    Refused,
)


class TestChangedMeanwhile:
    async def test_another_version_is_read_before_it_is_deleted(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", ConcurrentChange("delete: 412"))
        with pytest.raises(ConcurrentChange):
            await world.run(cancel(MEETING))
        world.calendar.put(replace(meeting, title="Renamed"))

        data = await world.data(cancel(MEETING))

        assert data["event"]["title"] == "Renamed"
        assert data["already_gone"] is False

    async def test_after_a_definite_no_a_deletion_is_another_s(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", RateLimited("delete: 429"))
        with pytest.raises(RateLimited):
            await world.run(cancel(MEETING))
        world.remove(MEETING)

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is True

    async def test_one_command_at_a_time_changes_a_meeting(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.commands.writers[meeting.key] = ("somebody", "else")

        with pytest.raises(MeetingBusy):
            await world.run(cancel(MEETING))

        assert world.calendar.calls == []


class TestInDoubt:
    async def test_a_deletion_whose_answer_is_lost_is_found(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", LOST, after_the_effect=True)
        await uncertain(world)

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is False
        assert data["event"]["title"] == "Demo"
        assert observed(world) == BOTH_CANCELLED

    async def test_of_a_deletion_that_leaves_nothing_the_event_is_known(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", LOST, after_the_effect=True)
        await uncertain(world)
        del world.calendar.events[meeting.key]

        data = await world.data(cancel(MEETING))

        assert (data["already_gone"], data["event"]["title"]) == (False, "Demo")

    async def test_a_deletion_that_did_not_arrive_is_sent_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", LOST)
        await uncertain(world)

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is False
        assert world.calendar.calls.count("delete") == 3, "lost, sent again, and the follow-up"

    async def test_what_is_gone_when_it_is_sent_again_was_our_doing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", LOST)
        await uncertain(world)
        world.calendar.fail("delete", EventGone("delete: 410"))

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is False

    async def test_a_read_that_fails_settles_nothing(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("delete", LOST)
        await uncertain(world)
        world.calendar.fail("get", GoogleUnavailable("get: 503"))

        await uncertain(world)

    async def test_a_grant_that_breaks_leaves_it_unknown(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("delete", LOST)
        await uncertain(world)
        world.calendar.fail("get", Refused(Code.REAUTHORIZATION_REQUIRED, "gone"))

        await world.refused(cancel(MEETING), Code.OUTCOME_UNKNOWN)

    async def test_the_calendar_is_not_asked_for_again(self, world: World, meeting: CalendarEvent) -> None:
        """It was found once, and a refusal now would say that nothing was done."""
        world.calendar.fail("delete", LOST, after_the_effect=True)
        await uncertain(world)
        world.calendars.infos.clear()
        world.calendar.fail("describe", Refused(Code.QUOTA_EXHAUSTED, "describe: 403"))

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is False

    async def test_a_definite_no_counts_once_the_meeting_was_seen_twice(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        no = Refused(Code.QUOTA_EXHAUSTED, "delete: 403")
        world.calendar.fail("delete", LOST)
        await uncertain(world)
        world.calendar.fail("delete", no)
        assert await uncertain(world) == MINUTE
        world.wait(MINUTE)
        world.calendar.fail("delete", no)

        await world.refused(cancel(MEETING), Code.QUOTA_EXHAUSTED)


class TestDeadline:
    SOON = (at("9:00") + 5 * SECOND).isoformat()

    async def test_past_it_nothing_is_begun(self, world: World, meeting: CalendarEvent) -> None:
        world.wait(6 * SECOND)

        await world.refused(cancel(MEETING, deadline=self.SOON), Code.EXPIRED)

        assert world.writes == []

    async def test_past_it_nothing_is_sent_again(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("delete", LOST)
        await uncertain(world, deadline=self.SOON)
        world.wait(6 * SECOND)
        assert await uncertain(world, deadline=self.SOON) == MINUTE
        world.wait(MINUTE)

        await world.refused(cancel(MEETING, deadline=self.SOON), Code.EXPIRED)

        assert world.writes == ["delete"]

    async def test_past_it_what_was_done_is_a_success(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("delete", LOST, after_the_effect=True)
        await uncertain(world, deadline=self.SOON)
        world.wait(MINUTE)

        data = await world.data(cancel(MEETING, deadline=self.SOON))

        assert data["already_gone"] is False

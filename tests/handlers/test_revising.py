"""A change that met another's, came too late or was refused undoes nothing and is told for what it is."""

from datetime import timedelta

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.updating import LOST, patches, rename, status, uncertain
from tests.handlers.world import MINUTE, NOW, SECOND, TEN, World, at
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import (
    ConcurrentChange,
    EventGone,
    EventNotFound,
    MeetingBusy,
    RateLimited,
    Refused,
    RequestRejected,
    WorkerError,
)
from worker.handlers.revising import ATTEMPTS

HOUR = timedelta(hours=1)
MARKED = "[CONFIRMED] Demo"
LOCKED = Refused(Code.QUOTA_EXHAUSTED, "patch: 403")


class TestChangedMeanwhile:
    async def test_another_version_is_read_and_decided_about_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch.append(lambda: rename(world))

        await world.run(status())

        assert world.event(MEETING).title == "[CONFIRMED] By hand"
        assert world.event(MEETING).description.count("<b>Status:</b>") == 1

    async def test_one_that_keeps_changing_is_left_alone_in_the_end(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch += [lambda: rename(world)] * ATTEMPTS

        with pytest.raises(ConcurrentChange) as caught:
            await world.run(status())

        assert caught.value.nothing_written
        assert patches(world) == []

    async def test_what_a_person_deletes_meanwhile_is_cancelled(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch.append(lambda: world.remove(MEETING))

        await world.refused(status(), Code.ALREADY_CANCELLED)

        assert patches(world) == []

    @pytest.mark.parametrize("error", [EventGone("patch: 410"), EventNotFound("patch: 404")], ids=repr)
    async def test_what_google_finds_gone_is_looked_at_again(
        self, world: World, meeting: CalendarEvent, error: WorkerError
    ) -> None:
        world.calendar.fail("patch", error)

        await world.run(status())

        assert world.event(MEETING).title == MARKED

    async def test_one_command_at_a_time_changes_a_meeting(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.commands.writers[meeting.key] = ("somebody", "else")

        with pytest.raises(MeetingBusy):
            await world.run(status())

        assert world.calendar.calls == []


class TestDefiniteNo:
    @pytest.mark.parametrize(
        "error",
        [RateLimited("patch: 429"), LOCKED, Refused(Code.NOT_ORGANIZER, "403"), RequestRejected("400")],
        ids=lambda error: type(error).__name__,
    )
    async def test_nothing_was_written(
        self, world: World, meeting: CalendarEvent, error: WorkerError
    ) -> None:
        world.calendar.fail("patch", error)

        with pytest.raises(type(error)) as caught:
            await world.run(status())

        assert caught.value.nothing_written
        assert world.event(MEETING) == meeting

    async def test_after_it_the_event_is_read_again(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", RateLimited("patch: 429"))
        with pytest.raises(RateLimited):
            await world.run(status())
        rename(world)

        await world.run(status())

        assert world.calendar.calls.count("patch") == 2
        assert world.event(MEETING).title == "[CONFIRMED] By hand"


class TestTooLate:
    SOON = (NOW + 5 * SECOND).isoformat()

    async def test_past_the_deadline_nothing_is_sent_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        body = status(deadline=self.SOON)
        world.calendar.fail("patch", LOST)
        await uncertain(world, body)
        world.wait(6 * SECOND)
        assert await uncertain(world, body) == MINUTE
        world.wait(MINUTE)

        await world.refused(body, Code.EXPIRED)

        assert world.writes == ["patch"]

    async def test_past_it_what_was_done_is_a_success(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, status(deadline=self.SOON))
        world.wait(MINUTE)

        await world.run(status(deadline=self.SOON))

        assert world.writes == ["patch"]

    async def test_past_the_start_nothing_is_sent_again(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.wait(2 * HOUR)
        assert await uncertain(world, status()) == MINUTE
        world.wait(MINUTE)

        await world.refused(status(), Code.EXPIRED)

    async def test_nor_after_a_definite_no(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", RateLimited("patch: 429"))
        with pytest.raises(RateLimited):
            await world.run(status())
        world.wait(2 * HOUR)

        await world.refused(status(), Code.EXPIRED)

    async def test_a_start_that_had_passed_before_does_not_count(self, world: World) -> None:
        world.busy("ana@vai.example", TEN, "lunch")
        world.wait(at("18:00") - NOW)
        body = status(event="lunch")
        world.calendar.fail("patch", LOST)
        await uncertain(world, body)

        await world.run(body)

        assert world.event("lunch").title == "[CONFIRMED] Lunch"

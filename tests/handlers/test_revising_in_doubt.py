"""A change that was never answered is made once, and found by its stamp."""

from datetime import timedelta

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.updating import LOST, patches, rename, status, uncertain
from tests.handlers.world import MINUTE, NOW, World
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import ConcurrentChange, GoogleUnavailable, Refused

HOUR = timedelta(hours=1)
MARKED = "[CONFIRMED] Demo"
LOCKED = Refused(Code.QUOTA_EXHAUSTED, "patch: 403")


class TestInDoubt:
    async def test_a_change_whose_answer_is_lost_is_found(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, status())

        data = await world.data(status())

        assert data["event"]["title"] == MARKED
        assert world.writes == ["patch"]

    async def test_it_is_found_under_what_a_person_did_since(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, status())
        rename(world)

        data = await world.data(status())

        assert data["event"]["title"] == "By hand"
        assert world.writes == ["patch"]

    async def test_a_change_that_did_not_arrive_is_sent_again_as_it_was(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        sent = stored(world)

        await world.run(status())

        assert world.writes == ["patch", "patch"]
        assert dict(patches(world)[0].private)["vai_write_id"] == sent

    async def test_one_that_did_not_arrive_in_time_is_decided_about_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        rename(world)

        await world.run(status())

        assert world.event(MEETING).title == "[CONFIRMED] By hand"
        assert len(patches(world)) == 1

    async def test_one_that_arrives_late_is_not_made_twice(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        """The first one takes effect while the second is on its way."""
        world.calendar.fail("patch", LOST, after_the_effect=True)
        before = world.event(MEETING)
        await uncertain(world, status())
        after = world.event(MEETING)
        world.calendar.events[meeting.key] = before
        world.calendar.before_patch.append(lambda: world.calendar.events.update({after.key: after}))

        data = await world.data(status())

        assert data["event"]["title"] == MARKED
        assert world.event(MEETING).description.count("<b>Status:</b>") == 1

    async def test_a_reading_that_lags_behind_a_412_proves_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.calendar.fail("patch", ConcurrentChange("patch: 412"))

        await uncertain(world, status())

        assert patches(world) == []

    async def test_a_read_that_fails_settles_nothing(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.calendar.fail("get", GoogleUnavailable("get: 503"))

        await uncertain(world, status())

    async def test_a_grant_that_breaks_leaves_it_unknown(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.calendar.fail("get", Refused(Code.REAUTHORIZATION_REQUIRED, "gone"))

        await world.refused(status(), Code.OUTCOME_UNKNOWN)

    async def test_the_calendar_is_not_asked_for_again(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, status())
        world.calendars.infos.clear()
        world.calendar.fail("describe", LOCKED)

        await world.run(status())

    async def test_a_definite_no_counts_once_two_looks_found_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.calendar.fail("patch", LOCKED)
        assert await uncertain(world, status()) == MINUTE
        world.wait(MINUTE)
        world.calendar.fail("patch", LOCKED)

        await world.refused(status(), Code.QUOTA_EXHAUSTED)

    async def test_what_was_seen_before_a_change_was_sent_again_proves_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        deadline = (NOW + 2 * MINUTE).isoformat()
        for error in (LOST, LOCKED):
            world.calendar.fail("patch", error)
            await uncertain(world, status(deadline=deadline))
        world.wait(MINUTE)
        world.calendar.fail("patch", LOST)
        await uncertain(world, status(deadline=deadline))
        world.wait(MINUTE)

        assert await uncertain(world, status(deadline=deadline)) == MINUTE

    async def test_a_definite_no_to_what_was_decided_anew_is_one(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        rename(world)
        world.calendar.fail("patch", ConcurrentChange("patch: 412"))
        world.calendar.fail("patch", LOCKED)

        await world.refused(status(), Code.QUOTA_EXHAUSTED)

    async def test_what_fails_once_that_is_sure_was_not_written(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        """The change was surely never made, and then the event cannot be read for the next one."""
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        rename(world)
        looks = iter([None, None, GoogleUnavailable("get: 503")])

        def look() -> None:
            if error := next(looks):
                raise error

        world.calendar.on_get = look

        with pytest.raises(GoogleUnavailable) as caught:
            await world.run(status())

        assert caught.value.nothing_written


class TestGoneInDoubt:
    async def test_a_change_that_was_made_before_a_person_deleted_it_is_a_success(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, status())
        world.remove(MEETING)

        answer = await world.run(status())

        assert answer.data.model_dump()["event"]["status"] == "cancelled"
        assert "removed" in answer.message
        assert world.settlement.observed == (), "the deletion is told when it is read"

    async def test_one_that_was_not_made_before_is_refused(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.remove(MEETING)

        await world.refused(status(), Code.ALREADY_CANCELLED)

    async def test_an_event_of_which_nothing_is_left_is_looked_for_twice(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, status())
        world.calendar.forget(meeting.key)
        assert await uncertain(world, status()) == MINUTE
        world.wait(MINUTE)

        await world.refused(status(), Code.ALREADY_CANCELLED)


def stored(world: World) -> str | None:
    """Return the stamp of the one change that is under way."""
    (write,) = world.commands.intents.values()
    assert write.revision
    assert write.revision.base == world.event(MEETING)
    return write.write_id

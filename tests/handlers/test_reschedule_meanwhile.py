"""A move that meets what a person did, was slow, or was never answered, is made once or not at all."""

from datetime import timedelta
from functools import partial

import pytest

from tests.handlers.moving import (
    BOOKED,
    DAY,
    LOST,
    ONE,
    PENDING,
    TWO,
    by_hand,
    guests,
    reschedule,
    times,
    uncertain,
)
from tests.handlers.updating import patches
from tests.handlers.world import ANA, BOB, EVE, MINUTE, SECOND, TEN, Json, World, at, span
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import ConcurrentChange, GoogleUnavailable, Refused
from worker.handlers.reschedule_meeting import CHOICES
from worker.handlers.revising import ATTEMPTS

FREE: Json = {"window": DAY, "preferred_time": ONE.start.isoformat()}
"""Any time of the day, one o'clock best."""


def too_slow(world: World, hour: int = 13) -> None:
    """Let a reading come late, and a person take the hour meanwhile."""
    world.wait(6 * SECOND)
    world.busy(BOB, span(f"{hour}:00", f"{hour}:30"), f"lunch-{hour}")


class TestByHand:
    async def test_what_else_a_person_changed_stays(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.before_patch.append(lambda: by_hand(world, title="By hand"))

        await world.run(reschedule())

        event = world.event(meeting.id)
        assert (event.title, event.when) == ("By hand", ONE)
        assert times(world) == [(ONE, BOOKED)]

    async def test_a_meeting_that_a_person_moved_goes_where_the_command_says(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch.append(lambda: by_hand(world, when=TWO))

        await world.run(reschedule())

        assert world.event(meeting.id).when == ONE
        assert times(world) == [(ONE, BOOKED)]

    async def test_one_that_a_person_moved_there_is_left_alone(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch.append(lambda: by_hand(world, when=ONE))

        await world.run(reschedule())

        assert patches(world) == []

    async def test_the_time_is_chosen_again_for_whoever_is_asked_now(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(EVE, ONE)
        world.calendar.before_patch.append(lambda: by_hand(world, attendees=guests(BOB, EVE)))

        await world.run(reschedule(**FREE))

        (left,) = times(world, EVE)
        assert left[0] == world.event(meeting.id).when
        assert not left[0].overlaps(ONE)
        assert times(world) == times(world, ANA) == [left]

    async def test_one_that_a_person_deleted_is_cancelled(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.before_patch.append(lambda: world.remove(meeting.id))

        await world.refused(reschedule(), Code.ALREADY_CANCELLED)

        assert patches(world) == []
        assert times(world) == [(TEN, BOOKED)]  # until somebody asks for that time, and the event is read

    async def test_one_that_keeps_changing_is_left_alone_in_the_end(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.before_patch += [lambda: by_hand(world, title="By hand")] * ATTEMPTS

        with pytest.raises(ConcurrentChange) as caught:
            await world.run(reschedule())

        assert caught.value.nothing_written
        assert patches(world) == []


class TestASecondLook:
    async def test_a_reading_of_a_while_ago_is_looked_at_again(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.after_reading.append(lambda: too_slow(world))

        data = await world.refused(reschedule(), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
        assert times(world) == [(TEN, BOOKED)]

    async def test_a_search_then_finds_another_time(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.after_reading.append(lambda: too_slow(world))

        await world.run(reschedule(**FREE))

        when = world.event(meeting.id).when
        assert when is not None
        assert not when.overlaps(ONE)
        assert times(world) == [(when, BOOKED)]

    async def test_its_own_old_time_is_no_reason_against_it(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.after_reading.append(lambda: world.wait(6 * SECOND))

        await world.run(reschedule(slot={"start": at("10:15").isoformat(), "end": at("10:45").isoformat()}))

        assert world.event(meeting.id).when == span("10:15", "10:45")
        assert world.calendar.calls.count("free_busy") == 2

    async def test_who_is_too_slow_every_time_gives_in_and_has_written_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        # Each choice is read, and looked at again.
        for hour in range(13, 13 + CHOICES):
            world.calendar.after_reading += [partial(too_slow, world, hour), lambda: None]
        world.busy(BOB, span("09:00", "13:00"), "morning")
        world.busy(BOB, span("13:30", "14:00"), "a")
        world.busy(BOB, span("14:30", "15:00"), "b")
        world.busy(BOB, span("15:30", "16:00"), "c")

        with pytest.raises(ConcurrentChange) as caught:
            await world.run(reschedule(window=DAY))

        assert caught.value.nothing_written
        assert world.writes == []
        await world.run(reschedule(window=DAY))
        assert len(patches(world)) == 1


class TestInDoubt:
    async def test_a_move_whose_answer_is_lost_is_found(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, reschedule())
        assert times(world) == [(TEN, PENDING), (ONE, PENDING)]

        data = await world.data(reschedule())

        assert data["event"]["start"]["local"] == "2026-03-02T13:00:00+02:00"
        assert world.writes == ["patch", "patch"], "the meeting, and what follows it"
        assert times(world) == [(ONE, BOOKED)]

    async def test_it_is_found_though_a_person_moved_the_meeting_on_since(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST, after_the_effect=True)
        await uncertain(world, reschedule())
        by_hand(world, when=TWO)

        data = await world.data(reschedule())

        assert data["slot"]["start"]["local"] == "2026-03-02T13:00:00+02:00"
        assert data["event"]["start"]["local"] == "2026-03-02T14:00:00+02:00"
        assert world.writes == ["patch", "patch"], "the meeting, and what follows it"

    async def test_a_move_that_did_not_arrive_is_sent_again_as_it_was(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule(**FREE))
        world.wait(MINUTE)

        data = await world.data(reschedule(**FREE))

        assert data["slot"]["start"]["local"] == "2026-03-02T13:00:00+02:00"
        assert world.calendar.calls.count("free_busy") == 2  # the second time for this time alone
        assert times(world) == [(ONE, BOOKED)]

    async def test_where_the_time_was_taken_since_it_is_first_made_sure_that_nothing_was_written(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule())
        world.wait(MINUTE)
        world.busy(BOB, ONE)

        assert await uncertain(world, reschedule()) == timedelta(seconds=60)
        assert times(world) == [(TEN, PENDING), (ONE, PENDING)]
        world.wait(61 * SECOND)
        await world.refused(reschedule(), Code.SLOT_TAKEN)

        assert patches(world) == []
        assert times(world) == [(TEN, BOOKED)]

    async def test_a_search_then_moves_it_elsewhere_once(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule(**FREE))
        world.wait(MINUTE)
        world.busy(BOB, ONE)
        await uncertain(world, reschedule(**FREE))
        world.wait(61 * SECOND)

        await world.run(reschedule(**FREE))

        (patch,) = patches(world)
        assert times(world) == [(patch.when, BOOKED)]
        assert patch.when is not None
        assert not patch.when.overlaps(ONE)

    async def test_a_move_of_which_nobody_can_learn_keeps_both_times(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule())
        world.calendar.fail("get", Refused(Code.REAUTHORIZATION_REQUIRED, "gone"))

        await world.refused(reschedule(), Code.OUTCOME_UNKNOWN)

        assert [when for when, _ in times(world)] == [TEN, ONE]

    async def test_both_times_are_kept_while_google_cannot_be_asked(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule())
        world.calendar.fail("get", GoogleUnavailable("get: 503"))

        await uncertain(world, reschedule())

        assert [when for when, _ in times(world)] == [TEN, ONE]

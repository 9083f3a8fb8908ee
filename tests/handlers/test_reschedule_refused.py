"""A move that cannot be had changes nothing, gives back what it took, and never meets another."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.handlers.moving import (
    BOOKED,
    DAY,
    HOLD,
    LOST,
    ONE,
    PENDING,
    TWO,
    by_hand,
    reschedule,
    times,
    uncertain,
)
from tests.handlers.updating import of_somebody_else
from tests.handlers.world import ANA, BOB, EVE, MINUTE, TEN, Json, World, at, schedule, span, wire
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent
from worker.errors import RequestRejected


class TestHolds:
    async def test_the_held_time_is_taken_and_the_hold_used_up(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        hold_id = await world.hold(when=ONE)

        await world.run(reschedule(hold_id=hold_id))

        assert world.event(meeting.id).when == ONE
        assert times(world) == [(ONE, BOOKED)]
        await world.refused(reschedule(command_id="move-2", hold_id=hold_id), Code.HOLD_NOT_FOUND)

    @pytest.mark.parametrize(
        ("people", "fields"),
        [((ANA,), {}), ((ANA, BOB), {"duration_minutes": 45})],
        ids=["somebody it does not keep", "another length"],
    )
    @pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
    async def test_what_the_hold_does_not_cover_is_a_mismatch(
        self,
        world: World,
        meeting: CalendarEvent,
        people: tuple[str],
        fields: dict[str, Any],
        *,
        dry_run: bool,
    ) -> None:
        hold_id = await world.hold(*people, when=ONE)

        await world.refused(reschedule(hold_id=hold_id, dry_run=dry_run, **fields), Code.HOLD_MISMATCH)

        assert times(world, ANA) == [(TEN, BOOKED), (ONE, HOLD)]

    async def test_an_expired_hold_is_said_to_be(self, world: World, meeting: CalendarEvent) -> None:
        hold_id = await world.hold(when=ONE)
        world.wait(6 * MINUTE)

        await world.refused(reschedule(hold_id=hold_id), Code.HOLD_EXPIRED)

    @pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
    async def test_a_meeting_that_a_person_moved_to_the_held_time_is_there_already(
        self, world: World, meeting: CalendarEvent, *, dry_run: bool
    ) -> None:
        hold_id = await world.hold(when=ONE)
        by_hand(world, when=ONE)

        answer = await world.run(reschedule(hold_id=hold_id, dry_run=dry_run))

        assert answer.message == "The meeting is at that time already: Monday, 2 March 2026, 13:00."
        assert world.writes == []
        assert world.reservations.holds[hold_id].state == "live"

    async def test_a_held_time_that_a_person_filled_is_taken_and_the_hold_comes_back(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        hold_id = await world.hold(when=ONE)
        world.calendar.before_patch.append(lambda: (by_hand(world, title="By hand"), world.busy(BOB, ONE)))

        await world.refused(reschedule(hold_id=hold_id), Code.SLOT_TAKEN)

        assert times(world) == [(TEN, BOOKED), (ONE, HOLD)]
        assert world.reservations.holds[hold_id].state == "live"


class TestRefusals:
    @pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
    async def test_what_cannot_be_moved(self, world: World, meeting: CalendarEvent, *, dry_run: bool) -> None:
        theirs = of_somebody_else(world)
        series = world.calendar.put(replace(world.busy(ANA, TWO, "yoga"), recurrence=("RRULE:FREQ=DAILY",)))
        whole = world.busy(ANA, span("00:00", "23:59"), "fair")
        world.calendar.put(replace(whole, all_day=(date(2026, 3, 2), date(2026, 3, 3))))

        for number, (event, code) in enumerate(
            (
                ("never-was", Code.EVENT_NOT_FOUND),
                (theirs.id, Code.NOT_ORGANIZER),
                (series.id, Code.INVALID_COMMAND),
                (whole.id, Code.INVALID_COMMAND),
            )
        ):
            await world.refused(reschedule(event, command_id=f"m-{number}", dry_run=dry_run), code)
        world.remove(meeting.id)
        await world.refused(reschedule(dry_run=dry_run), Code.ALREADY_CANCELLED)
        assert world.writes == []

    async def test_a_passed_deadline_moves_nothing_and_gives_the_time_back(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.after_reading.append(lambda: world.wait(2 * MINUTE))

        await world.refused(reschedule(deadline=at("09:01").isoformat()), Code.EXPIRED)

        assert world.writes == []
        assert times(world) == [(TEN, BOOKED)]

    async def test_a_definite_no_gives_the_new_time_back(self, world: World, meeting: CalendarEvent) -> None:
        world.calendar.fail("patch", RequestRejected("patch: 400"))

        with pytest.raises(RequestRejected):
            await world.run(reschedule())

        assert times(world) == [(TEN, BOOKED)]
        await world.run(reschedule())
        assert times(world) == [(ONE, BOOKED)]


class TestWhoIsFirst:
    async def test_both_times_are_kept_until_the_outcome_is_known(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("patch", LOST)
        await uncertain(world, reschedule())

        assert times(world) == [(TEN, PENDING), (ONE, PENDING)]
        data = await world.refused(
            schedule(command_id="c-2", slot=wire(ONE), participants=[{"email": BOB}]), Code.SLOT_TAKEN
        )
        assert {"email": BOB, "reason": "hold"} in data["blocked_by"]
        await world.run(reschedule())
        assert times(world) == [(ONE, BOOKED)]

    async def test_a_time_that_another_command_takes_at_that_very_moment_is_not_taken_twice(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.reservations.before_reserving.append(lambda: world.hold(EVE, BOB, when=ONE, user_id=EVE))

        data = await world.refused(reschedule(), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": BOB, "reason": "hold"}]

    async def test_a_search_then_takes_the_next_best(self, world: World, meeting: CalendarEvent) -> None:
        preferred: Json = {"window": DAY, "preferred_time": ONE.start.isoformat()}
        world.reservations.before_reserving.append(lambda: world.hold(EVE, BOB, when=ONE, user_id=EVE))

        await world.run(reschedule(**preferred))

        when = world.event(meeting.id).when
        assert when is not None
        assert not when.overlaps(ONE)
        assert world.calendar.calls.count("free_busy") == 1

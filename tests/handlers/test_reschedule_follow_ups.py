"""What follows a meeting goes with it to another time: once, to working time, and never against a person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.moving import reschedule
from tests.handlers.world import (
    ANA,
    MINUTE,
    Json,
    World,
    at,
    cancel,
    follow_up,
    follow_up_id,
    meeting_id,
    schedule,
    wire,
)
from worker.domain.calendar_event import CalendarEvent, EventKey, Reminder, ReminderMethod
from worker.domain.interval import Interval
from worker.errors import ConcurrentChange, LeaseLost, OutcomeUncertain, RateLimited, WorkerError
from worker.ports.commands import ChoreAction

FOLLOW_UP = EventKey(ANA, follow_up_id())
WEDNESDAY = at("10:00", days=2)


def day(days: int, clock: str = "10:00") -> Json:
    """Return where the meeting goes: so many days after Monday."""
    return wire(Interval(at(clock, days), at(clock, days) + 30 * MINUTE))


@pytest.fixture
async def scheduled(world: World) -> World:
    await world.run(schedule(follow_up_actions=[follow_up(priority="high")]))
    return world


def start(world: World, position: int = 0) -> datetime:
    when = world.event(follow_up_id(position)).when
    assert when
    return when.start


def by_hand(world: World, **fields: Any) -> CalendarEvent:
    return world.calendar.put(replace(world.event(follow_up_id()), **fields))


def put_to(world: World, instant: datetime) -> CalendarEvent:
    return by_hand(world, when=Interval(instant, instant + 30 * MINUTE))


class TestAMove:
    async def test_takes_along_what_follows(self, scheduled: World) -> None:
        data = await scheduled.data(reschedule(slot=day(1)))

        assert start(scheduled) == at("10:00", days=3)
        (told,) = data["follow_ups"]
        assert (told["id"], told["start"]["utc"]) == (follow_up_id(), "2026-03-05T08:00:00Z")
        assert data["pending"] == []

    async def test_is_told_as_the_commands_own(self, scheduled: World) -> None:
        await scheduled.run(reschedule(slot=day(1)))

        seen = [(one.event.id, one.command_id) for one in scheduled.settlement.observed]
        assert seen == [(MEETING, "move-1"), (follow_up_id(), "move-1")]

    async def test_is_announced_before_it_is_made(self, scheduled: World) -> None:
        scheduled.calendar.fail("patch", LeaseLost("frozen"))

        with pytest.raises(LeaseLost):
            await scheduled.run(reschedule(slot=day(1)))

        (write,) = [one for one in scheduled.commands.writes(ANA, FOLLOW_UP) if one.command_id == "move-1"]
        assert write.revision
        assert write.revision.patch.when
        assert write.revision.patch.when.start == at("10:00", days=3)

    async def test_lets_nothing_be_due_when_nobody_works(self, scheduled: World) -> None:
        await scheduled.run(reschedule(slot=day(3)))

        assert start(scheduled) == at("9:00", days=7), "it would be a Saturday"

    async def test_leaves_what_keeps_its_due(self, world: World) -> None:
        await world.run(schedule(follow_up_actions=[follow_up(keep_due=True)]))

        await world.run(reschedule(slot=day(3)))

        assert start(world) == at("10:00", days=5)

    async def test_leaves_what_is_over(self, scheduled: World) -> None:
        scheduled.wait(WEDNESDAY - scheduled.clock.now())

        data = await scheduled.data(reschedule(slot=day(3)))

        assert start(scheduled) == WEDNESDAY
        assert data["follow_ups"] == []

    async def test_moves_what_a_person_has_moved_from_where_it_is(self, scheduled: World) -> None:
        put_to(scheduled, at("15:00", days=2))

        await scheduled.run(reschedule(slot=day(1)))

        assert start(scheduled) == at("15:00", days=3)

    async def test_tells_what_would_be_in_a_dry_run(self, scheduled: World) -> None:
        data = await scheduled.data(reschedule(slot=day(1), dry_run=True))

        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-05T08:00:00Z"
        assert start(scheduled) == WEDNESDAY
        assert scheduled.writes == ["insert", "insert"]

    async def test_reminds_by_the_time_that_is_left(self, world: World) -> None:
        """Both were made too late for most of their reminders."""
        early = follow_up(priority="high", due=at("10:40").isoformat())
        await world.run(schedule(follow_up_actions=[early]))

        await world.run(reschedule(slot=day(2)))

        reminders = {
            key.event_id: {(each.method.value, each.minutes) for each in patch.reminders or ()}
            for key, patch, _ in world.calendar.patches
        }
        assert reminders == {
            meeting_id(): {("email", 1440), ("popup", 30), ("popup", 10)},
            follow_up_id(): {("popup", 15), ("email", 60), ("email", 1440)},
        }

    async def test_leaves_reminders_that_a_person_chose(self, scheduled: World) -> None:
        chosen = (Reminder(ReminderMethod.POPUP, 3),)
        scheduled.calendar.put(replace(scheduled.event(MEETING), reminders=chosen))

        await scheduled.run(reschedule(slot=day(2)))

        assert scheduled.event(MEETING).reminders == chosen

    async def test_that_a_person_makes_undone_by_deleting_the_meeting_moves_nothing(
        self, scheduled: World
    ) -> None:
        scheduled.calendar.fail("patch", OutcomeUncertain("503"), after_the_effect=True)
        with pytest.raises(OutcomeUncertain):
            await scheduled.run(reschedule(slot=day(1)))
        scheduled.remove(MEETING)

        data = await scheduled.data(reschedule(slot=day(1)))

        assert data["event"]["status"] == "cancelled"
        assert start(scheduled) == WEDNESDAY


class TestWhatAPersonDoesMeanwhile:
    """Between the reading of the follow-up and the write to it."""

    async def test_wins_where_it_was_moved(self, scheduled: World) -> None:
        scheduled.calendar.before_patch.append(lambda: put_to(scheduled, at("15:00", days=4)))

        data = await scheduled.data(reschedule(slot=day(1)))

        assert start(scheduled) == at("15:00", days=4)
        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-06T13:00:00Z"
        assert [one.event.id for one in scheduled.settlement.observed] == [MEETING]

    async def test_wins_where_it_was_deleted(self, scheduled: World) -> None:
        scheduled.calendar.before_patch.append(lambda: scheduled.remove(follow_up_id()))

        data = await scheduled.data(reschedule(slot=day(1)))

        assert (data["follow_ups"], data["pending"]) == ([], [])

    async def test_stays_where_it_was_only_renamed_and_it_is_moved_a_moment_later(
        self, scheduled: World
    ) -> None:
        scheduled.calendar.before_patch.append(lambda: by_hand(scheduled, title="Renamed"))

        data = await scheduled.data(reschedule(slot=day(1)))
        assert data["pending"] == [{"action": "move_follow_up", "title": "Renamed"}]
        await scheduled.errands.run_due()

        assert start(scheduled) == at("10:00", days=3)
        assert scheduled.event(follow_up_id()).title == "Renamed"
        assert scheduled.chores.owed == {}


async def fail_the_second_patch(world: World, error: WorkerError, *, after: bool = False) -> None:
    world.calendar.before_patch += [
        lambda: None,
        lambda: world.calendar.fail("patch", error, after_the_effect=after),
    ]


class TestWhatIsOwed:
    @pytest.fixture
    async def owed(self, scheduled: World) -> World:
        await fail_the_second_patch(scheduled, RateLimited("patch: 429"))
        data = await scheduled.data(reschedule(slot=day(1)))
        assert data["pending"] == [{"action": "move_follow_up", "title": "Follow-up: Call back"}]
        assert start(scheduled) == WEDNESDAY
        return scheduled

    async def test_is_moved_in_the_background_and_told(self, owed: World) -> None:
        await owed.errands.run_due()

        assert start(owed) == at("10:00", days=3)
        assert [(one.event.id, one.command_id) for one in owed.chores.observed] == [
            (follow_up_id(), "move-1")
        ]
        assert owed.chores.owed == {}

    async def test_is_moved_once_though_its_answer_was_lost(self, scheduled: World) -> None:
        await fail_the_second_patch(scheduled, OutcomeUncertain("503"), after=True)
        await scheduled.run(reschedule(slot=day(1)))
        assert start(scheduled) == at("10:00", days=3)

        await scheduled.errands.run_due()

        assert scheduled.calendar.calls.count("patch") == 3, "the last one had no effect"
        assert len(scheduled.calendar.patches) == 2
        assert [one.event.id for one in scheduled.chores.observed] == [follow_up_id()]

    async def test_is_not_done_against_a_person(self, owed: World) -> None:
        put_to(owed, at("16:00", days=2))

        await owed.errands.run_due()

        assert start(owed) == at("16:00", days=2)
        assert (owed.chores.owed, owed.chores.observed) == ({}, [])

    async def test_goes_on_from_a_version_that_a_person_made(self, owed: World) -> None:
        by_hand(owed, title="Renamed")

        await owed.errands.run_due()
        assert start(owed) == WEDNESDAY
        await owed.errands.run_due()

        assert start(owed) == at("10:00", days=3)
        assert owed.event(follow_up_id()).title == "Renamed"

    async def test_is_tried_again_later_while_google_says_no(self, owed: World) -> None:
        owed.calendar.fail("patch", RateLimited("patch: 429"))

        await owed.errands.run_due()

        ((chore, due_at),) = owed.chores.owed.values()
        assert (chore.action, due_at - owed.clock.now()) == (
            ChoreAction.MOVE_FOLLOW_UP,
            timedelta(seconds=30),
        )

    async def test_of_a_follow_up_that_is_gone_is_done(self, owed: World) -> None:
        owed.remove(follow_up_id())

        await owed.errands.run_due()

        assert (owed.chores.owed, owed.chores.observed) == ({}, [])

    async def test_counts_for_the_next_move_and_is_owed_no_more(self, owed: World) -> None:
        data = await owed.data(reschedule(command_id="move-2", slot=day(2)))

        assert start(owed) == at("10:00", days=4), "two days after the meeting, as ever"
        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-06T08:00:00Z"
        assert owed.chores.owed == {}

    async def test_is_replaced_by_what_the_next_move_owes(self, owed: World) -> None:
        await fail_the_second_patch(owed, RateLimited("patch: 429"))
        await owed.run(reschedule(command_id="move-2", slot=day(2)))
        assert [chore.command_id for chore, _ in owed.chores.owed.values()] == ["move-2"]

        await owed.errands.run_due()

        assert start(owed) == at("10:00", days=4)

    async def test_that_is_done_while_the_next_move_is_under_way_is_no_persons_doing(
        self, owed: World
    ) -> None:
        owed.calendar.before_patch.append(owed.errands.run_due)

        await owed.run(reschedule(command_id="move-2", slot=day(2)))
        await owed.errands.run_due()

        assert start(owed) == at("10:00", days=4)

    async def test_goes_when_the_next_move_takes_the_meeting_back(self, owed: World) -> None:
        await owed.run(reschedule(command_id="move-2", slot=day(0)))
        owed.wait(3 * MINUTE)
        await owed.errands.run_due()

        assert start(owed) == WEDNESDAY
        assert owed.chores.owed == {}

    async def test_goes_with_a_cancelled_meeting(self, owed: World) -> None:
        await owed.run(cancel(MEETING))
        owed.wait(3 * MINUTE)

        await owed.errands.run_due()

        assert owed.event(follow_up_id()).is_cancelled
        assert owed.chores.owed == {}
        assert start(owed) == WEDNESDAY

    async def test_and_under_way_while_the_meeting_is_cancelled_brings_nothing_back(
        self, owed: World
    ) -> None:
        owed.calendar.before_patch.append(lambda: owed.run(cancel(MEETING)))

        await owed.errands.run_due()
        owed.wait(3 * MINUTE)
        await owed.errands.run_due()

        assert owed.event(follow_up_id()).is_cancelled
        assert owed.chores.owed == {}


class TestWhoTakesOver:
    async def test_moves_nothing_twice(self, scheduled: World) -> None:
        world = scheduled
        await fail_the_second_patch(world, LeaseLost("frozen"), after=True)
        with pytest.raises(LeaseLost):
            await world.run(reschedule(slot=day(1)))
        assert start(world) == at("10:00", days=3)

        data = await world.data(reschedule(slot=day(1)))

        assert start(world) == at("10:00", days=3)
        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-05T08:00:00Z"
        assert [one.event.id for one in world.settlement.observed] == [MEETING, follow_up_id()]

    async def test_moves_what_was_left(self, scheduled: World) -> None:
        await fail_the_second_patch(scheduled, LeaseLost("frozen"))
        with pytest.raises(LeaseLost):
            await scheduled.run(reschedule(slot=day(1)))

        await scheduled.run(reschedule(slot=day(1)))

        assert start(scheduled) == at("10:00", days=3)

    async def test_of_another_version_of_the_meeting_plans_anew_from_there(self, scheduled: World) -> None:
        scheduled.calendar.fail("patch", ConcurrentChange("412"))

        await scheduled.run(reschedule(slot=day(1)))

        assert start(scheduled) == at("10:00", days=3)

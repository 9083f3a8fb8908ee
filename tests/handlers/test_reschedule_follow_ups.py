"""What follows a meeting goes with it to another time: once, to working time, and never against a person."""

from dataclasses import replace

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.moving import reschedule
from tests.handlers.taking_along import (
    FOLLOW_UP,
    WEDNESDAY,
    by_hand,
    day,
    put_to,
    start,
)
from tests.handlers.world import (
    ANA,
    World,
    at,
    follow_up,
    follow_up_id,
    meeting_id,
    schedule,
)
from worker.domain.calendar_event import Reminder, ReminderMethod
from worker.errors import LeaseLost, OutcomeUncertain


class TestAMove:
    async def test_takes_along_what_follows(self, with_follow_up: World) -> None:
        data = await with_follow_up.data(reschedule(slot=day(1)))

        assert start(with_follow_up) == at("10:00", days=3)
        (told,) = data["follow_ups"]
        assert (told["id"], told["start"]["utc"]) == (follow_up_id(), "2026-03-05T08:00:00Z")
        assert data["pending"] == []

    async def test_is_told_as_the_commands_own(self, with_follow_up: World) -> None:
        await with_follow_up.run(reschedule(slot=day(1)))

        seen = [(one.event.id, one.command_id) for one in with_follow_up.settlement.observed]
        assert seen == [(MEETING, "move-1"), (follow_up_id(), "move-1")]

    async def test_is_announced_before_it_is_made(self, with_follow_up: World) -> None:
        with_follow_up.calendar.fail("patch", LeaseLost("frozen"))

        with pytest.raises(LeaseLost):
            await with_follow_up.run(reschedule(slot=day(1)))

        (write,) = [
            one for one in with_follow_up.commands.writes(ANA, FOLLOW_UP) if one.command_id == "move-1"
        ]
        assert write.revision
        assert write.revision.patch.when
        assert write.revision.patch.when.start == at("10:00", days=3)

    async def test_lets_nothing_be_due_when_nobody_works(self, with_follow_up: World) -> None:
        await with_follow_up.run(reschedule(slot=day(3)))

        assert start(with_follow_up) == at("9:00", days=7), "it would be a Saturday"

    async def test_leaves_what_keeps_its_due(self, world: World) -> None:
        await world.run(schedule(follow_up_actions=[follow_up(keep_due=True)]))

        await world.run(reschedule(slot=day(3)))

        assert start(world) == at("10:00", days=5)

    async def test_leaves_what_is_over(self, with_follow_up: World) -> None:
        with_follow_up.wait(WEDNESDAY - with_follow_up.clock.now())

        data = await with_follow_up.data(reschedule(slot=day(3)))

        assert start(with_follow_up) == WEDNESDAY
        assert data["follow_ups"] == []

    async def test_moves_what_a_person_has_moved_from_where_it_is(self, with_follow_up: World) -> None:
        put_to(with_follow_up, at("15:00", days=2))

        await with_follow_up.run(reschedule(slot=day(1)))

        assert start(with_follow_up) == at("15:00", days=3)

    async def test_tells_what_would_be_in_a_dry_run(self, with_follow_up: World) -> None:
        data = await with_follow_up.data(reschedule(slot=day(1), dry_run=True))

        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-05T08:00:00Z"
        assert start(with_follow_up) == WEDNESDAY
        assert with_follow_up.writes == ["insert", "insert"]

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

    async def test_leaves_reminders_that_a_person_chose(self, with_follow_up: World) -> None:
        chosen = (Reminder(ReminderMethod.POPUP, 3),)
        with_follow_up.calendar.put(replace(with_follow_up.event(MEETING), reminders=chosen))

        await with_follow_up.run(reschedule(slot=day(2)))

        assert with_follow_up.event(MEETING).reminders == chosen

    async def test_that_a_person_makes_undone_by_deleting_the_meeting_moves_nothing(
        self, with_follow_up: World
    ) -> None:
        with_follow_up.calendar.fail("patch", OutcomeUncertain("503"), after_the_effect=True)
        with pytest.raises(OutcomeUncertain):
            await with_follow_up.run(reschedule(slot=day(1)))
        with_follow_up.remove(MEETING)

        data = await with_follow_up.data(reschedule(slot=day(1)))

        assert data["event"]["status"] == "cancelled"
        assert start(with_follow_up) == WEDNESDAY


class TestWhatAPersonDoesMeanwhile:
    """Between the reading of the follow-up and the write to it."""

    async def test_wins_where_it_was_moved(self, with_follow_up: World) -> None:
        with_follow_up.calendar.before_patch.append(lambda: put_to(with_follow_up, at("15:00", days=4)))

        data = await with_follow_up.data(reschedule(slot=day(1)))

        assert start(with_follow_up) == at("15:00", days=4)
        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-06T13:00:00Z"
        assert [one.event.id for one in with_follow_up.settlement.observed] == [MEETING]

    async def test_wins_where_it_was_deleted(self, with_follow_up: World) -> None:
        with_follow_up.calendar.before_patch.append(lambda: with_follow_up.remove(follow_up_id()))

        data = await with_follow_up.data(reschedule(slot=day(1)))

        assert (data["follow_ups"], data["pending"]) == ([], [])

    async def test_stays_where_it_was_only_renamed_and_it_is_moved_a_moment_later(
        self, with_follow_up: World
    ) -> None:
        with_follow_up.calendar.before_patch.append(lambda: by_hand(with_follow_up, title="Renamed"))

        data = await with_follow_up.data(reschedule(slot=day(1)))
        assert data["pending"] == [{"action": "move_follow_up", "title": "Renamed"}]
        await with_follow_up.errands.run_due()

        assert start(with_follow_up) == at("10:00", days=3)
        assert with_follow_up.event(follow_up_id()).title == "Renamed"
        assert with_follow_up.chores.owed == {}

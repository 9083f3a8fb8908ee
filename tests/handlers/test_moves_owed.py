"""What could not be moved with its meeting is moved in the background, once, and never in anybody's way."""

from datetime import timedelta

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.moving import reschedule
from tests.handlers.taking_along import WEDNESDAY, by_hand, day, fail_the_second_patch, put_to, start
from tests.handlers.world import (
    MINUTE,
    World,
    at,
    cancel,
    follow_up_id,
)
from worker.errors import ConcurrentChange, LeaseLost, OutcomeUncertain, RateLimited
from worker.ports.commands import ChoreAction


class TestWhatIsOwed:
    @pytest.fixture
    async def owed(self, with_follow_up: World) -> World:
        await fail_the_second_patch(with_follow_up, RateLimited("patch: 429"))
        data = await with_follow_up.data(reschedule(slot=day(1)))
        assert data["pending"] == [{"action": "move_follow_up", "title": "Follow-up: Call back"}]
        assert start(with_follow_up) == WEDNESDAY
        return with_follow_up

    async def test_is_moved_in_the_background_and_told(self, owed: World) -> None:
        await owed.errands.run_due()

        assert start(owed) == at("10:00", days=3)
        assert [(one.event.id, one.command_id) for one in owed.chores.observed] == [
            (follow_up_id(), "move-1")
        ]
        assert owed.chores.owed == {}

    async def test_is_moved_once_though_its_answer_was_lost(self, with_follow_up: World) -> None:
        await fail_the_second_patch(with_follow_up, OutcomeUncertain("503"), after=True)
        await with_follow_up.run(reschedule(slot=day(1)))
        assert start(with_follow_up) == at("10:00", days=3)

        await with_follow_up.errands.run_due()

        assert with_follow_up.calendar.calls.count("patch") == 3, "the last one had no effect"
        assert len(with_follow_up.calendar.patches) == 2
        assert [one.event.id for one in with_follow_up.chores.observed] == [follow_up_id()]

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
    async def test_moves_nothing_twice(self, with_follow_up: World) -> None:
        world = with_follow_up
        await fail_the_second_patch(world, LeaseLost("frozen"), after=True)
        with pytest.raises(LeaseLost):
            await world.run(reschedule(slot=day(1)))
        assert start(world) == at("10:00", days=3)

        data = await world.data(reschedule(slot=day(1)))

        assert start(world) == at("10:00", days=3)
        assert data["follow_ups"][0]["start"]["utc"] == "2026-03-05T08:00:00Z"
        assert [one.event.id for one in world.settlement.observed] == [MEETING, follow_up_id()]

    async def test_moves_what_was_left(self, with_follow_up: World) -> None:
        await fail_the_second_patch(with_follow_up, LeaseLost("frozen"))
        with pytest.raises(LeaseLost):
            await with_follow_up.run(reschedule(slot=day(1)))

        await with_follow_up.run(reschedule(slot=day(1)))

        assert start(with_follow_up) == at("10:00", days=3)

    async def test_of_another_version_of_the_meeting_plans_anew_from_there(
        self, with_follow_up: World
    ) -> None:
        with_follow_up.calendar.fail("patch", ConcurrentChange("412"))

        await with_follow_up.run(reschedule(slot=day(1)))

        assert start(with_follow_up) == at("10:00", days=3)

"""What an answered command still owes is done in the background, however often it takes."""

from datetime import timedelta

import pytest

from tests.handlers.world import (
    ANA,
    MINUTE,
    SECOND,
    TEN,
    World,
    cancel,
    follow_up,
    follow_up_id,
    meeting_id,
    schedule,
)
from worker.codes import Code
from worker.domain.calendar_event import EventKey, EventStatus
from worker.errors import (
    ConcurrentChange,
    EventExists,
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    RequestRejected,
    WorkerError,
)
from worker.ports.commands import Chore, ChoreAction

FOLLOW_UP = EventKey(ANA, follow_up_id())


@pytest.fixture
async def owed_creation(world: World) -> None:
    world.calendar.fail_insert(1, RateLimited("insert: 429"))
    await world.run(schedule(follow_up_actions=[follow_up()]))


@pytest.fixture
async def owed_deletion(world: World) -> None:
    await world.run(schedule(follow_up_actions=[follow_up()]))
    world.calendar.fail_delete_of(follow_up_id(), RateLimited("delete: 429"))
    await world.run(cancel(meeting_id()))


def waits(world: World) -> list[timedelta]:
    """Return how long each errand is put off."""
    return [due_at - world.clock.now() for _, due_at in world.chores.owed.values()]


@pytest.mark.usefixtures("owed_creation")
class TestACreation:
    async def test_is_made_up_for_and_told(self, world: World) -> None:
        await world.errands.run_due()

        assert world.chores.owed == {}
        (seen,) = world.chores.observed
        assert (seen.event, seen.command_id) == (world.event(follow_up_id()), "c-1")
        assert seen.event.title == "Follow-up: Call back"

    async def test_is_told_in_the_language_of_its_command(self, world: World) -> None:
        await world.errands.run_due()

        assert [seen.locale for seen in world.chores.observed] == ["en"]

    async def test_whose_meeting_is_cancelled_while_it_is_made_is_undone_and_never_told(
        self, world: World
    ) -> None:
        world.calendar.before_insert.append(lambda: world.run(cancel(meeting_id())))
        await world.errands.run_due()
        assert not world.event(follow_up_id()).is_cancelled, "it was made a moment too late"
        world.wait(2 * MINUTE)

        await world.errands.run_due()

        assert world.event(follow_up_id()).is_cancelled
        assert [(seen.event.status, seen.command_id) for seen in world.chores.observed] == [
            (EventStatus.CANCELLED, "cancel-1")
        ]
        assert world.chores.owed == {}

    async def test_that_another_replica_was_quicker_with_stays(self, world: World) -> None:
        """A replica that was frozen for long and thaws finds the follow-up there, and leaves it."""

        async def another_replica_does_it() -> None:
            world.chores.owed = {
                number: (chore, world.clock.now()) for number, (chore, _) in world.chores.owed.items()
            }
            await world.errands.run_due()

        world.calendar.before_insert.append(another_replica_does_it)

        await world.errands.run_due()

        assert not world.event(follow_up_id()).is_cancelled
        assert len(world.chores.observed) == 1
        assert world.chores.owed == {}

    async def test_that_was_made_before_is_found(self, world: World) -> None:
        world.calendar.fail("insert", OutcomeUncertain("insert: 503"), after_the_effect=True)
        await world.errands.run_due()
        world.wait(31 * SECOND)

        await world.errands.run_due()

        assert [draft.id for draft in world.written].count(follow_up_id()) == 1
        assert world.chores.owed == {}

    async def test_is_not_looked_at_before_it_is_due(self, world: World) -> None:
        world.calendar.fail("insert", RateLimited("insert: 429"))
        await world.errands.run_due()
        world.calendar.calls.clear()

        await world.errands.run_due()

        assert world.calendar.calls == []

    @pytest.mark.parametrize(
        ("error", "wait"),
        [
            pytest.param(GoogleUnavailable("no connection"), timedelta(seconds=30), id="no connection"),
            pytest.param(OutcomeUncertain("insert: 503"), timedelta(seconds=30), id="a lost answer"),
            pytest.param(Refused(Code.QUOTA_EXHAUSTED, "403"), timedelta(hours=1), id="a used-up quota"),
            pytest.param(RequestRejected("400"), timedelta(hours=1), id="a refused request"),
        ],
    )
    async def test_that_cannot_be_done_is_put_off(
        self, world: World, error: WorkerError, wait: timedelta
    ) -> None:
        world.calendar.fail("insert", error)

        await world.errands.run_due()

        assert waits(world) == [wait]
        assert world.chores.observed == []

    async def test_of_somebody_whose_grant_broke_is_put_off_for_long(self, world: World) -> None:
        world.accounts.refused[ANA] = Code.REAUTHORIZATION_REQUIRED

        await world.errands.run_due()

        assert waits(world) == [timedelta(hours=1)]

    async def test_that_google_knows_and_does_not_show_is_put_off(self, world: World) -> None:
        world.calendar.fail("insert", EventExists("insert: 409"))

        await world.errands.run_due()

        assert waits(world) == [timedelta(hours=1)]


@pytest.mark.usefixtures("owed_deletion")
class TestADeletion:
    async def test_is_made_up_for_and_told(self, world: World) -> None:
        await world.errands.run_due()

        assert world.event(follow_up_id()).is_cancelled
        (seen,) = world.chores.observed
        assert (seen.event.id, seen.event.status) == (follow_up_id(), EventStatus.CANCELLED)
        assert seen.command_id == "cancel-1"

    async def test_that_a_person_was_quicker_with_is_done(self, world: World) -> None:
        world.remove(follow_up_id())

        await world.errands.run_due()

        assert world.calendar.calls.count("delete") == 1, "the meeting's"
        assert world.chores.owed == {}

    async def test_of_what_google_has_forgotten_is_done_and_nothing_is_told(self, world: World) -> None:
        del world.calendar.events[FOLLOW_UP]

        await world.errands.run_due()

        assert world.chores.owed == {}
        assert world.chores.observed == []

    async def test_of_another_version_is_tried_again_soon(self, world: World) -> None:
        world.calendar.fail("delete", ConcurrentChange("delete: 412"))

        await world.errands.run_due()

        assert waits(world) == [timedelta(seconds=30)]


class TestManyErrands:
    @pytest.fixture(autouse=True)
    def many(self, world: World) -> None:
        for number in range(1, 26):
            event = world.busy(ANA, TEN, f"old{number:03}")
            chore = Chore(ChoreAction.DELETE_FOLLOW_UP, ANA, "c-1", event.key, id=number)
            world.chores.owed[number] = (chore, world.clock.now())

    async def test_are_done_some_at_a_time(self, world: World) -> None:
        assert await world.errands.run_due(), "there may be more"
        assert len(world.chores.owed) == 5
        assert not await world.errands.run_due()
        assert world.chores.owed == {}

    async def test_that_take_too_long_are_left_for_another_turn(self, world: World) -> None:
        """Each errand is ours for two minutes: a call that starts late might meet another replica's."""
        world.calendar.on_get = lambda: world.wait(13 * SECOND)

        await world.errands.run_due()

        assert world.calendar.calls.count("delete") == 3
        assert world.calendar.calls.count("get") == 5, "nothing is read once the turn is over"
        assert len(world.chores.owed) == 22
        assert max(waits(world)) < 2 * MINUTE

    async def test_that_fail_do_not_hold_up_the_others(self, world: World) -> None:
        world.calendar.fail("delete", Refused(Code.NOT_ORGANIZER, "403"))

        await world.errands.run_due()

        assert len(world.chores.owed) == 6

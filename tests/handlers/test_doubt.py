"""A write whose answer is lost is never guessed at: it is read, sent again, or waited for."""

from datetime import timedelta

import pytest

from tests.fakes.calendar import FakeLease
from tests.fakes.clock import FakeClock
from tests.handlers.doubting import BROKEN, begun, uncertain
from tests.handlers.world import ANA, BOB, SECOND, TEN, World, at, meeting_id, schedule, span, wire
from worker.codes import Code
from worker.errors import EventNotFound, GoogleUnavailable, LeaseLost, RateLimited, Refused
from worker.ports.reservations import ReservationKind


class TestSentAgain:
    async def test_what_had_effect_is_found_and_not_made_again(self, world: World) -> None:
        await begun(world, took_effect=True)

        data = await world.data(schedule())

        assert world.writes == ["insert", "insert"]
        assert data["event"]["id"] == meeting_id()
        assert [draft.id for draft in world.written] == [meeting_id()]
        assert world.kinds(BOB) == [ReservationKind.BOOKED]

    async def test_what_had_effect_is_read_first_after_a_while(self, world: World) -> None:
        await begun(world, took_effect=True)
        world.wait(10 * SECOND)

        await world.run(schedule())

        assert world.writes == ["insert"]

    async def test_our_own_meeting_does_not_make_its_time_taken(self, world: World) -> None:
        """Free/busy may show the event before a read by its id does."""
        await begun(world, took_effect=True)
        world.wait(10 * SECOND)
        world.calendar.fail("get", EventNotFound("not yet"))
        world.calendar.fail("get", EventNotFound("still not"))

        await uncertain(world)
        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()

    async def test_a_write_that_takes_effect_between_two_looks_is_found_at_once(self, world: World) -> None:
        """The read by id came before it, and free/busy after: nobody waits a minute for that."""
        await begun(world, took_effect=True)
        world.wait(10 * SECOND)
        world.calendar.fail("get", EventNotFound("not yet"))

        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()
        assert world.writes == ["insert"]

    async def test_what_had_no_effect_is_written_with_the_same_body(self, world: World) -> None:
        await begun(world, took_effect=False)
        intended = world.commands.rows[ANA, "c-1"].progress
        world.wait(10 * SECOND)

        await world.run(schedule())

        assert world.calendar.calls[-3:] == ["get", "free_busy", "insert"]
        assert dict(world.written[0].private)["vai_write_id"].encode() in (intended or b"")

    async def test_a_replica_that_died_before_the_write_is_continued(self, world: World) -> None:
        world.calendar.after_reading.append(lambda: lose_lease(world))
        with pytest.raises(LeaseLost):
            await world.run(schedule())
        assert world.written == []

        await world.run(schedule())

        assert [draft.id for draft in world.written] == [meeting_id()]


def lose_lease(world: World) -> None:
    claim = world.commands.rows[ANA, "c-1"].claim
    assert claim
    assert isinstance(claim.lease, FakeLease)
    claim.lease.lost = True


class TestADefiniteNo:
    async def test_of_the_first_write_is_the_answer(self, world: World) -> None:
        world.calendar.fail("insert", Refused(Code.QUOTA_EXHAUSTED, "insert: 403"))

        await world.refused(schedule(), Code.QUOTA_EXHAUSTED)

        assert world.kept == []

    async def test_leaves_no_doubt_for_the_next_run(self, world: World) -> None:
        world.calendar.fail("insert", RateLimited("insert: 429"))
        with pytest.raises(RateLimited):
            await world.run(schedule())
        world.wait(10 * SECOND)
        world.busy(BOB, TEN)

        await world.refused(schedule(), Code.SLOT_TAKEN)

    async def test_and_a_start_that_has_passed_is_expired(self, world: World) -> None:
        world.calendar.fail("insert", RateLimited("insert: 429"))
        with pytest.raises(RateLimited):
            await world.run(schedule())
        world.clock.instant = TEN.start + SECOND

        await world.refused(schedule(), Code.EXPIRED)

    async def test_then_a_lost_answer_is_doubt_again(self, world: World) -> None:
        world.calendar.fail("insert", RateLimited("insert: 429"))
        with pytest.raises(RateLimited):
            await world.run(schedule())
        await begun(world, took_effect=False)
        world.wait(10 * SECOND)
        world.busy(BOB, TEN)

        assert await uncertain(world) == timedelta(seconds=60)

    async def test_after_a_lost_answer_counts_once_nothing_was_seen_twice(self, world: World) -> None:
        no = Refused(Code.QUOTA_EXHAUSTED, "insert: 403")
        await begun(world, took_effect=False)
        world.calendar.fail("insert", no)
        assert await uncertain(world) == timedelta(seconds=60)
        world.wait(40 * SECOND)
        world.calendar.fail("insert", no)
        assert await uncertain(world) == timedelta(seconds=20)
        world.wait(20 * SECOND)
        world.calendar.fail("insert", no)

        await world.refused(schedule(), Code.QUOTA_EXHAUSTED)
        assert world.kept == []

    async def test_of_a_write_whose_elder_took_effect_is_a_success(self, world: World) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("insert", RateLimited("insert: 429"))

        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()


class TestTwoAbsences:
    async def test_a_minute_apart_mean_that_nothing_was_done(self, world: World) -> None:
        await begun(world, took_effect=False)
        world.busy(BOB, TEN)
        world.wait(10 * SECOND)
        assert await uncertain(world) == timedelta(seconds=60)
        world.wait(59 * SECOND)
        assert await uncertain(world) == timedelta(seconds=1)
        world.wait(SECOND)

        data = await world.refused(schedule(), Code.SLOT_TAKEN)
        assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
        assert world.kept == []

    async def test_are_told_apart_by_the_clock_that_all_replicas_share(self, world: World) -> None:
        """A replica takes over whose own clock is a minute ahead."""
        shared = FakeClock(world.clock.now())
        world.commands.clock = shared
        await begun(world, took_effect=False)
        world.busy(BOB, TEN)
        world.wait(10 * SECOND)
        await uncertain(world)
        world.wait(60 * SECOND)

        assert await uncertain(world) == timedelta(seconds=60)
        shared.instant += 60 * SECOND
        await world.refused(schedule(), Code.SLOT_TAKEN)

    async def test_count_from_the_last_write_on(self, world: World) -> None:
        await begun(world, took_effect=False)
        world.busy(BOB, TEN)
        world.wait(10 * SECOND)
        await uncertain(world)
        world.remove("lunch", BOB)
        world.wait(10 * SECOND)
        await begun(world, took_effect=False)
        world.busy(BOB, TEN)
        world.wait(51 * SECOND)

        assert await uncertain(world) == timedelta(seconds=60), "that write may be under way"

    async def test_after_the_deadline_are_expired_and_nothing_is_sent(self, world: World) -> None:
        deadline = (at("9:00") + 5 * SECOND).isoformat()
        await begun(world, took_effect=False, deadline=deadline)
        world.wait(10 * SECOND)
        assert await uncertain(world, deadline=deadline) == timedelta(seconds=60)
        world.wait(60 * SECOND)

        await world.refused(schedule(deadline=deadline), Code.EXPIRED)

        assert world.writes == ["insert"]
        assert world.kept == []

    async def test_after_the_start_are_expired(self, world: World) -> None:
        await begun(world, took_effect=False)
        world.clock.instant = TEN.start + SECOND
        await uncertain(world)
        world.wait(60 * SECOND)

        await world.refused(schedule(), Code.EXPIRED)

        assert world.writes == ["insert"]

    async def test_leave_no_doubt_about_what_is_chosen_instead(self, world: World) -> None:
        anywhen = {"window": wire(span("10:00", "12:00")), "preferred_time": at("10:00").isoformat()}
        await begun(world, took_effect=False, **anywhen)
        world.busy(BOB, TEN)
        world.wait(10 * SECOND)
        await uncertain(world, **anywhen)
        world.wait(60 * SECOND)
        world.calendar.fail("insert", Refused(Code.QUOTA_EXHAUSTED, "insert: 403"))

        await world.refused(schedule(**anywhen), Code.QUOTA_EXHAUSTED)

    async def test_that_cannot_be_looked_for_are_none(self, world: World) -> None:
        await begun(world, took_effect=False)
        world.clock.instant = TEN.start + SECOND
        await uncertain(world)
        world.wait(60 * SECOND)
        world.calendar.fail("get", GoogleUnavailable("get: 503"))

        await uncertain(world)

    async def test_are_overruled_by_a_presence(self, world: World) -> None:
        deadline = (at("9:00") + 5 * SECOND).isoformat()
        await begun(world, took_effect=True, deadline=deadline)
        world.wait(10 * SECOND)

        data = await world.data(schedule(deadline=deadline))

        assert data["event"]["status"] == "confirmed"


@pytest.mark.parametrize("operation", ["get", "free_busy"])
async def test_a_grant_that_breaks_in_doubt_leaves_the_outcome_unknown(world: World, operation: str) -> None:
    await begun(world, took_effect=False)
    world.wait(10 * SECOND)
    world.calendar.fail(operation, BROKEN)

    await world.refused(schedule(), Code.OUTCOME_UNKNOWN)

    assert world.kinds(BOB) == [ReservationKind.PENDING]

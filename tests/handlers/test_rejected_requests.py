"""What Google definitely refuses had no effect: nobody's time is kept, and nothing is left in doubt."""

import pytest

from tests.handlers.cancelling import MEETING
from tests.handlers.cancelling import uncertain as cancelled_uncertainly
from tests.handlers.doubting import LOST, begun, uncertain
from tests.handlers.world import BOB, SECOND, TEN, World, cancel, meeting_id, schedule, span, wire
from worker.domain.calendar_event import CalendarEvent
from worker.errors import EventGone, EventNotFound, GoogleSaid, OutcomeUncertain, RateLimited, RequestRejected
from worker.ports.reservations import ReservationKind

WRONG = RequestRejected("insert: 400 invalid")
ANY = (WRONG, EventGone("insert: 410"), EventNotFound("insert: 404"))


async def rejected(world: World, body: dict[str, object]) -> None:
    with pytest.raises(RequestRejected):
        await world.run(body)


class TestABooking:
    @pytest.mark.parametrize("no", ANY)
    async def test_leaves_nothing_reserved(self, world: World, no: GoogleSaid) -> None:
        world.calendar.fail("insert", no)

        with pytest.raises(type(no)):
            await world.run(schedule())

        assert world.kept == []
        assert world.commands.settlements == [], "a replay takes it up again"

    async def test_is_begun_anew_by_a_replay(self, world: World) -> None:
        anywhen = {"window": wire(span("10:00", "12:00")), "preferred_time": TEN.start.isoformat()}
        world.calendar.fail("insert", WRONG)
        await rejected(world, schedule(**anywhen))
        world.wait(10 * SECOND)
        world.busy(BOB, TEN)

        await world.run(schedule(**anywhen))

        assert world.event(meeting_id()).when == span("10:30", "11:00")
        assert {one.period for one in world.kept} == {span("10:30", "11:00")}

    async def test_gives_its_hold_back(self, world: World) -> None:
        hold_id = await world.hold()
        world.calendar.fail("insert", WRONG)

        await rejected(world, schedule(hold_id=hold_id))

        assert world.kinds(BOB) == [ReservationKind.HOLD]
        await world.run(schedule(hold_id=hold_id))
        assert world.reservations.holds[hold_id].state == "used"

    async def test_after_a_lost_answer_keeps_its_time_until_nothing_was_seen_twice(
        self, world: World
    ) -> None:
        await begun(world, took_effect=False)
        world.calendar.fail("insert", WRONG)
        assert await uncertain(world) == 60 * SECOND
        world.wait(60 * SECOND)
        world.calendar.fail("insert", WRONG)

        await rejected(world, schedule())

        assert world.kept == []

    @pytest.mark.parametrize("no", ANY)
    async def test_whose_elder_took_effect_is_a_success(self, world: World, no: GoogleSaid) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("insert", no)

        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()

    async def test_whose_second_look_is_wrong_leaves_nothing_reserved(self, world: World) -> None:
        def look_again() -> None:
            world.wait(6 * SECOND)
            world.calendar.fail("free_busy", RequestRejected("free/busy: 400"))

        world.calendar.after_reading.append(look_again)

        await rejected(world, schedule())

        assert world.kept == []

    @pytest.mark.parametrize("operation", ["get", "free_busy"])
    async def test_is_still_in_doubt_where_it_is_the_look_that_is_wrong(
        self, world: World, operation: str
    ) -> None:
        await begun(world, took_effect=False)
        world.wait(10 * SECOND)
        world.calendar.fail(operation, RequestRejected("400"))

        await uncertain(world)


class TestACancellation:
    async def test_leaves_no_doubt_about_who_deletes_it_then(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", WRONG)
        await rejected(world, cancel(MEETING))
        world.remove(MEETING)

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is True

    async def test_after_a_lost_answer_is_not_settled_by_it(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", OutcomeUncertain("delete: 503"))
        await cancelled_uncertainly(world)
        world.calendar.fail("delete", WRONG)

        assert await cancelled_uncertainly(world) == 60 * SECOND


async def test_a_definite_no_says_that_nothing_was_written(world: World) -> None:
    """The engine may then answer it, however often it was tried."""
    world.calendar.fail("insert", RateLimited("slower"))

    with pytest.raises(RateLimited) as caught:
        await world.run(schedule())

    assert caught.value.nothing_written


async def test_a_lost_answer_does_not_say_so(world: World) -> None:
    world.calendar.fail("insert", LOST)

    with pytest.raises(OutcomeUncertain) as caught:
        await world.run(schedule())

    assert not caught.value.nothing_written

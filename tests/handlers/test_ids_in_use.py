"""What a 409 says: an event has our id, and is ours only if it says so itself."""

from dataclasses import replace

import pytest

from tests.handlers.asking_for_meetings import remember
from tests.handlers.doubting import BROKEN, LOST, begun, uncertain
from tests.handlers.moving import reschedule
from tests.handlers.updating import status, update
from tests.handlers.world import (
    ANA,
    BOB,
    SECOND,
    TEN,
    World,
    follow_up_id,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.own_writes import MADE_BY_WRITE
from worker.errors import (
    EventNotFound,
    GoogleUnavailable,
    MeetingBusy,
    OutcomeUncertain,
    RateLimited,
    Refused,
    WorkerError,
)
from worker.handlers.progress import BookingProgress
from worker.ports.commands import Booking
from worker.ports.reservations import ReservationKind

Properties = tuple[tuple[str, str], ...]


def forgotten(world: World) -> None:
    """Let thirty days pass, and with them what is remembered of commands and of times gone by."""
    world.commands.rows.clear()
    world.reservations.kept.clear()


def before_it_was_kept(private: Properties) -> Properties:
    """Return an event's properties as a version wrote them that did not keep what made it."""
    return tuple((name, value) for name, value in private if name != MADE_BY_WRITE)


class TestTheIdIsInUse:
    async def test_by_an_event_of_somebody_else_is_refused(self, world: World) -> None:
        world.busy(ANA, TEN, meeting_id())
        world.calendar.put(replace(world.event(meeting_id()), transparent=True))

        await world.refused(schedule(), Code.COMMAND_ID_REUSED)

        assert world.kept == []

    @pytest.mark.parametrize("status", [EventStatus.CONFIRMED, EventStatus.CANCELLED])
    async def test_by_what_the_command_made_in_an_earlier_life_is_refused(
        self, world: World, status: EventStatus
    ) -> None:
        """The command was forgotten, and its id is used for another time."""
        await world.run(schedule())
        forgotten(world)
        world.calendar.put(replace(world.event(meeting_id()), status=status))

        await world.refused(schedule(slot=wire(span("12:00", "12:30"))), Code.COMMAND_ID_REUSED)

        assert world.event(meeting_id()).when == TEN
        assert world.kept == [], "nobody is at twelve"

    async def test_by_a_tombstone_that_says_nothing_is_ours(self, world: World) -> None:
        await begun(world, took_effect=True)
        bare = CalendarEvent(meeting_id(), ANA, "", EventStatus.CANCELLED)
        world.calendar.put(bare)

        data = await world.data(schedule())

        assert data["event"]["status"] == "cancelled"

    async def test_in_doubt_too_only_our_own_write_is_a_success(self, world: World) -> None:
        await begun(world, took_effect=True)
        made = world.event(meeting_id())
        another = (("vai_command_id", "c-1"), ("vai_write_id", "another"))
        world.calendar.put(replace(made, private=another))
        world.wait(10 * SECOND)

        await world.refused(schedule(), Code.COMMAND_ID_REUSED)

    @pytest.mark.parametrize(
        "error",
        [
            pytest.param(GoogleUnavailable("get: 503"), id="no answer"),
            pytest.param(RateLimited("get: 429"), id="too fast"),
            pytest.param(EventNotFound("get: 404"), id="not there yet"),
            pytest.param(Refused(Code.QUOTA_EXHAUSTED, "get: 403"), id="locked for hours"),
        ],
    )
    async def test_and_cannot_be_read_now_is_not_certain(self, world: World, error: WorkerError) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("get", error)

        await uncertain(world)

    async def test_and_can_be_read_no_more_is_unknown_and_stays_reserved(self, world: World) -> None:
        await begun(world, took_effect=True)
        world.calendar.fail("get", BROKEN)

        await world.refused(schedule(), Code.OUTCOME_UNKNOWN)

        assert world.settlement.booking is Booking.KEEP
        assert world.kinds(BOB) == [ReservationKind.PENDING]


class TestAnotherCommandChangedItBeforeTheAnswer:
    """The write took effect, its answer was lost, and other commands gave the event stamps of their own."""

    async def test_a_meeting_that_was_marked_is_answered_as_it_is_now(self, world: World) -> None:
        await begun(world, took_effect=True)
        await world.run(status(event=meeting_id()))

        data = await world.data(schedule())

        assert data["event"]["title"] == "[CONFIRMED] Demo"
        assert world.writes.count("patch") == 1
        assert len(world.written) == 1
        assert [one.period for one in world.kept if one.email == BOB] == [TEN]
        assert world.kinds(BOB) == [ReservationKind.BOOKED]

    async def test_past_its_start_a_meeting_that_was_updated_is_found(self, world: World) -> None:
        await begun(world, took_effect=True)
        await world.run(update(meeting_id(), title="Renamed"))
        world.wait(TEN.start - world.clock.now() + SECOND)

        data = await world.data(schedule())

        assert data["event"]["title"] == "Renamed"
        assert world.writes == ["insert", "patch"], "the second time it is only looked for"

    async def test_a_meeting_is_not_moved_before_it_is_answered(self, world: World) -> None:
        await begun(world, took_effect=True)

        with pytest.raises(MeetingBusy):
            await world.run(reschedule(meeting_id()))

    async def test_a_follow_up_that_was_marked_is_the_success(self, world: World) -> None:
        world.calendar.fail("insert", LOST, after_the_effect=True)
        with pytest.raises(OutcomeUncertain):
            await world.run(remember())
        await world.run(status("held", event=follow_up_id()))

        data = await world.data(remember())

        assert data["event"]["title"] == "[HELD] Follow-up: Call back"
        assert len(world.written) == 1

    async def test_an_event_of_an_earlier_life_stays_somebody_elses(self, world: World) -> None:
        await world.run(schedule())
        await world.run(status(event=meeting_id()))
        forgotten(world)

        await world.refused(schedule(slot=wire(span("12:00", "12:30"))), Code.COMMAND_ID_REUSED)

    async def test_what_an_older_version_wrote_is_known_by_its_last_write(self, world: World) -> None:
        await begun(world, took_effect=True)
        made = world.event(meeting_id())
        world.calendar.put(replace(made, private=before_it_was_kept(made.private)))
        row = world.commands.rows[ANA, "c-1"]
        progress = BookingProgress.load(row.progress)
        assert progress
        draft = replace(progress.draft, private=before_it_was_kept(progress.draft.private))
        row.progress = progress.changed(draft=draft).dump()

        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()

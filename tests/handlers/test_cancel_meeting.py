"""A meeting is cancelled once, with what belongs to it, and it is told who did it."""

from dataclasses import replace

import pytest
import structlog

from tests.handlers.cancelling import BOTH_CANCELLED, LOST, MEETING, observed
from tests.handlers.world import (
    ANA,
    BOB,
    EVE,
    TEN,
    World,
    cancel,
    follow_up,
    follow_up_id,
    schedule,
)
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent, EventKey, EventStatus, SendUpdates
from worker.errors import (
    ConcurrentChange,
    EventGone,
    EventNotFound,
    RateLimited,
    Refused,
    WorkerError,
)
from worker.ports.commands import ChoreAction, OwnEvent, Settlement


async def test_the_meeting_and_its_follow_ups_are_deleted(world: World, meeting: CalendarEvent) -> None:
    answer = await world.run(cancel(MEETING))

    assert answer.message == "The meeting was cancelled."
    assert world.event(MEETING).is_cancelled
    assert world.event(follow_up_id()).is_cancelled
    assert world.kept == []
    assert observed(world) == BOTH_CANCELLED


async def test_the_event_is_answered_as_it_was(world: World, meeting: CalendarEvent) -> None:
    data = await world.data(cancel(MEETING))

    assert data["already_gone"] is False
    assert data["event"]["title"] == "Demo"
    assert data["event"]["status"] == "cancelled"
    assert data["pending"] == []


@pytest.mark.parametrize("dry_run", [False, True])
async def test_the_reason_is_answered_as_it_was_given_and_stands_nowhere_else(
    world: World, meeting: CalendarEvent, dry_run: bool
) -> None:
    with structlog.testing.capture_logs() as lines:
        data = await world.data(cancel(MEETING, reason="Ana <b>fell</b> ill", dry_run=dry_run))

    assert data["reason"] == "Ana <b>fell</b> ill"
    assert "fell" not in f"{lines}{world.event(MEETING)}"
    assert [line["with_reason"] for line in lines] == ([] if dry_run else [True])


async def test_the_version_that_was_read_is_deleted_and_guests_are_told(
    world: World, meeting: CalendarEvent
) -> None:
    await world.run(cancel(MEETING, send_updates="none"))

    (told, told_of_follow_up) = world.calendar.deletions
    assert told == (MEETING, meeting.etag, SendUpdates.NONE)
    assert told_of_follow_up[2] is SendUpdates.NONE


async def test_a_meeting_in_another_calendar_is_found_where_it_was_made(world: World) -> None:
    world.calendar.add("team@group.example")
    await world.run(schedule(calendar_id="team@group.example"))

    await world.run(cancel(MEETING))

    assert world.event(MEETING, "team@group.example").is_cancelled


async def test_an_event_that_a_person_made_is_cancelled_too(world: World) -> None:
    world.busy(ANA, TEN, "by-hand")

    data = await world.data(cancel("by-hand"))

    assert data["event"]["title"] == "Lunch"
    assert world.event("by-hand").is_cancelled


class TestAlreadyGone:
    async def test_what_a_person_deleted_is_a_success_that_says_so(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.remove(MEETING)

        answer = await world.run(cancel(MEETING))

        data = answer.data.model_dump(mode="json")
        assert answer.message == "The meeting had already been cancelled."
        assert data["already_gone"] is True
        assert data["event"]["status"] == "cancelled"
        assert world.kept == []

    async def test_it_takes_its_follow_ups_along_and_only_they_are_a_change_of_ours(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.remove(MEETING)

        await world.run(cancel(MEETING))

        assert observed(world) == BOTH_CANCELLED[1:]

    async def test_a_bare_tombstone_has_nothing_to_show(self, world: World, meeting: CalendarEvent) -> None:
        bare = CalendarEvent(MEETING, ANA, '"9"', EventStatus.CANCELLED)
        world.calendar.events[bare.key] = bare

        data = await world.data(cancel(MEETING))

        assert (data["event"], data["already_gone"]) == (None, True)

    async def test_one_of_ours_that_google_has_forgotten_was_there_once(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        del world.calendar.events[meeting.key]

        data = await world.data(cancel(MEETING))

        assert (data["event"], data["already_gone"]) == (None, True)
        assert world.kept == []
        assert world.event(follow_up_id()).is_cancelled

    @pytest.mark.parametrize("error", [EventGone("delete: 410"), EventNotFound("delete: 404")], ids=repr)
    async def test_what_somebody_deletes_while_we_do_was_not_our_doing(
        self, world: World, meeting: CalendarEvent, error: WorkerError
    ) -> None:
        world.calendar.fail("delete", error)

        data = await world.data(cancel(MEETING))

        assert data["already_gone"] is True

    async def test_cancelling_under_another_id_finds_it_gone(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(cancel(MEETING))

        data = await world.data(cancel(MEETING, command_id="cancel-2"))

        assert data["already_gone"] is True
        assert world.settlement == Settlement(freed=(meeting.key,), observed=world.settlement.observed)


class TestRefused:
    async def test_an_event_that_never_was_is_not_found(self, world: World) -> None:
        await world.refused(cancel("neverwas"), Code.EVENT_NOT_FOUND)

    async def test_nor_is_one_of_ours_in_a_calendar_where_it_is_not(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.add("team@group.example")

        await world.refused(cancel(MEETING, calendar_id="team@group.example"), Code.EVENT_NOT_FOUND)

    async def test_somebody_else_s_event_is_theirs_to_cancel(self, world: World) -> None:
        theirs = world.busy(ANA, TEN, "theirs")
        world.calendar.put(
            replace(theirs, organizer_email=EVE, organizer_self=False, attendees=(Attendee(ANA),))
        )

        await world.refused(cancel("theirs"), Code.NOT_ORGANIZER)

        assert world.writes == []

    async def test_google_s_definite_no_is_the_answer_and_frees_nothing(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.calendar.fail("delete", Refused(Code.QUOTA_EXHAUSTED, "delete: 403"))

        await world.refused(cancel(MEETING), Code.QUOTA_EXHAUSTED)

        assert {one.email for one in world.kept} == {ANA, BOB}


class TestFollowUps:
    @pytest.mark.parametrize(
        "error",
        [LOST, RateLimited("delete: 429"), Refused(Code.QUOTA_EXHAUSTED, "403"), ConcurrentChange("412")],
        ids=lambda error: type(error).__name__,
    )
    async def test_one_that_cannot_be_deleted_now_is_pending_and_owed(
        self, world: World, meeting: CalendarEvent, error: WorkerError
    ) -> None:
        world.calendar.fail_delete_of(follow_up_id(), error)

        data = await world.data(cancel(MEETING))

        assert data["pending"] == [{"action": "delete_follow_up", "title": None}]
        ((chore, _),) = world.chores.owed.values()
        assert (chore.action, chore.event) == (
            ChoreAction.DELETE_FOLLOW_UP,
            EventKey(ANA, follow_up_id()),
        )
        assert observed(world) == BOTH_CANCELLED[:1]

    async def test_one_that_google_has_forgotten_is_nothing_to_tell_of(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        del world.calendar.events[EventKey(ANA, follow_up_id())]

        data = await world.data(cancel(MEETING))

        assert data["pending"] == []
        assert observed(world) == BOTH_CANCELLED[:1]

    async def test_one_that_is_still_owed_is_never_made(self, world: World) -> None:
        world.calendar.fail_insert(1, RateLimited("insert: 429"))
        await world.run(schedule(follow_up_actions=[follow_up()]))

        data = await world.data(cancel(MEETING))
        await world.errands.run_due()

        assert data["pending"] == []
        assert [draft.id for draft in world.written] == [MEETING]

    async def test_those_of_other_meetings_stay(self, world: World, meeting: CalendarEvent) -> None:
        world.calendars.own.append((ANA, OwnEvent(EventKey(ANA, "other"), EventKey(ANA, "another"))))
        world.busy(ANA, TEN, "other")

        await world.run(cancel(MEETING))

        assert not world.event("other").is_cancelled

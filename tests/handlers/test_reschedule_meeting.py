"""`reschedule_meeting`: another time for the people of a meeting, chosen as a new meeting's is."""

from dataclasses import replace
from typing import Any

import pytest

from tests.handlers.moving import BOOKED, DAY, ONE, TWO, by_hand, reschedule, times
from tests.handlers.world import ANA, BOB, EVE, MINUTE, TEN, World, at, span, wire
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent, EventDraft, SendUpdates


class TestWhatChanges:
    async def test_the_time_changes_and_nothing_else(self, world: World, meeting: CalendarEvent) -> None:
        data = await world.data(reschedule())

        event = world.event(meeting.id)
        same = {name: getattr(meeting, name) for name in ("private", "etag", "updated")}
        assert replace(event, **same) == replace(meeting, when=ONE)
        assert dict(event.private)["vai_command_id"] == "c-1"
        assert data["event"]["start"]["local"] == "2026-03-02T13:00:00+02:00"
        assert data["slot"] == {
            "start": data["event"]["start"],
            "end": data["event"]["end"],
            "score": None,
            "reasons": [],
        }
        assert len(data["alternatives"]) == 3
        assert data["unknown_participants"] == []
        assert world.writes == ["patch", "patch"], "the meeting, and what follows it"

    async def test_everybody_is_promised_the_new_time_alone(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(reschedule())

        assert times(world, ANA) == times(world, BOB) == [(ONE, BOOKED)]

    async def test_the_event_keeps_its_own_zone(self, world: World, meeting: CalendarEvent) -> None:
        by_hand(world, time_zone="Asia/Tokyo")

        await world.run(reschedule())

        assert world.event(meeting.id).time_zone == "Asia/Tokyo"

    async def test_guests_are_told_unless_the_command_says_otherwise(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(reschedule())
        await world.run(reschedule(command_id="move-2", slot=wire(TWO), send_updates="none"))

        assert [whom for key, _, whom in world.calendar.patches if key == meeting.key] == [
            SendUpdates.ALL,
            SendUpdates.NONE,
        ]

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({}, "The meeting was moved to Monday, 2 March 2026, 13:00."),
            ({"locale": "ro"}, "Întâlnirea a fost mutată: luni, 2 martie 2026, 13:00."),
            ({"dry_run": True}, "The meeting would be moved to Monday, 2 March 2026, 13:00."),
            ({"slot": wire(TEN)}, "The meeting is at that time already: Monday, 2 March 2026, 10:00."),
        ],
    )
    async def test_it_is_said(
        self, world: World, meeting: CalendarEvent, fields: dict[str, Any], message: str
    ) -> None:
        assert (await world.run(reschedule(**fields))).message == message

    async def test_a_dry_run_changes_nothing_and_says_what_would_be(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        data = await world.data(reschedule(dry_run=True))

        assert data["event"]["start"]["local"] == "2026-03-02T13:00:00+02:00"
        assert world.event(meeting.id) == meeting
        assert times(world) == [(TEN, BOOKED)]

    @pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
    async def test_a_meeting_at_that_time_already_is_left_alone(
        self, world: World, meeting: CalendarEvent, *, dry_run: bool
    ) -> None:
        data = await world.data(reschedule(slot=wire(TEN), dry_run=dry_run))

        assert data["event"]["start"]["local"] == "2026-03-02T10:00:00+02:00"
        assert world.writes == []
        assert times(world) == [(TEN, BOOKED)]

    async def test_the_time_that_it_has_is_no_alternative(self, world: World, meeting: CalendarEvent) -> None:
        data = await world.data(reschedule(preferred_time=at("10:00").isoformat()))

        assert data["slot"]["start"]["local"] != "2026-03-02T10:00:00+02:00"
        starts = [each["start"]["local"] for each in data["alternatives"]]
        assert len(starts) == 3
        assert "2026-03-02T10:00:00+02:00" not in starts

    async def test_a_meeting_of_an_hour_ago_can_be_made_up_for(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.wait(120 * MINUTE)

        await world.run(reschedule())

        assert world.event(meeting.id).when == ONE

    async def test_one_instance_of_a_series_moves_alone(self, world: World, meeting: CalendarEvent) -> None:
        by_hand(world, recurring_event_id="series", original_start="2026-03-02T10:00:00+02:00")

        await world.run(reschedule())

        assert world.event(meeting.id).when == ONE

    async def test_an_event_that_blocks_nobody_moves_and_still_blocks_nobody(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        draft = EventDraft("note", "Call back", TWO, "UTC", transparent=True)
        event = world.calendar.put(replace(world.busy(ANA, TWO, "note"), transparent=draft.transparent))

        await world.run(reschedule(event.id))

        assert world.event("note").when == ONE
        assert times(world, ANA) == [(TEN, BOOKED)]


class TestTheTime:
    async def test_the_search_begins_now_and_takes_the_best_other_time(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        data = await world.data(reschedule(window=DAY))

        when = world.event(meeting.id).when
        assert when is not None
        assert when != TEN
        assert when.duration == TEN.duration
        assert data["slot"]["score"] is not None

    async def test_its_own_time_is_free_for_it(self, world: World, meeting: CalendarEvent) -> None:
        quarter_past = span("10:15", "10:45")

        await world.run(reschedule(slot=wire(quarter_past), gap_before_minutes=30, gap_after_minutes=30))

        assert world.event(meeting.id).when == quarter_past
        assert times(world) == [(quarter_past, BOOKED)]

    async def test_the_event_itself_need_not_be_read_again_to_know_that(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(reschedule(slot=wire(span("10:15", "10:45"))))

        assert world.calendar.calls.count("get") == 2, "the meeting, and what follows it"

    async def test_a_meeting_beside_it_still_stands_in_the_way(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        world.busy(BOB, span("10:30", "11:00"))

        data = await world.refused(reschedule(slot=wire(span("10:15", "10:45"))), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]

    async def test_what_else_the_user_has_inside_its_time_stands_in_the_way(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        """Free/busy shows one busy time for both."""
        world.busy(ANA, span("10:15", "10:30"))

        data = await world.refused(reschedule(slot=wire(span("10:15", "10:45"))), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]

    @pytest.mark.parametrize(
        "fields",
        [{"transparent": True}, {"attendees": (Attendee(ANA, response="declined"),)}],
        ids=["blocks nobody", "declined"],
    )
    async def test_what_does_not_keep_the_user_busy_does_not(
        self, world: World, meeting: CalendarEvent, fields: dict[str, Any]
    ) -> None:
        world.calendar.put(replace(world.busy(ANA, TEN), **fields))

        await world.run(reschedule(slot=wire(span("10:15", "10:45"))))

        assert world.event(meeting.id).when == span("10:15", "10:45")

    async def test_its_own_time_is_not_read_through_where_the_new_one_is_far_from_it(
        self, world: World, meeting: CalendarEvent
    ) -> None:
        await world.run(reschedule())

        assert "list_instances" not in world.calendar.calls

    @pytest.mark.parametrize(
        ("fields", "minutes"),
        [({}, 30), ({"duration_minutes": 60}, 60), ({"meeting_type": "team_check_in"}, 15)],
        ids=["as long as it was", "as long as the command says", "as long as its type is"],
    )
    async def test_the_length(
        self, world: World, meeting: CalendarEvent, fields: dict[str, Any], minutes: int
    ) -> None:
        await world.run(reschedule(window=DAY, preferred_time=at("13:00").isoformat(), **fields))

        when = world.event(meeting.id).when
        assert when is not None
        assert when.duration == minutes * MINUTE

    async def test_a_given_slot_may_be_of_another_length(self, world: World, meeting: CalendarEvent) -> None:
        await world.run(reschedule(slot=wire(span("10:00", "11:00"))))

        assert world.event(meeting.id).when == span("10:00", "11:00")

    @pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
    async def test_where_nothing_else_fits_there_is_no_slot(
        self, world: World, meeting: CalendarEvent, *, dry_run: bool
    ) -> None:
        """Its own time would fit, but that is no other time."""
        window = {"start": at("10:00").isoformat(), "end": at("10:30").isoformat()}

        data = await world.refused(reschedule(window=window, dry_run=dry_run), Code.NO_SLOT)

        assert set(data) == {"explanation", "suggestions", "unknown_participants", "as_of"}
        assert times(world) == [(TEN, BOOKED)]

    async def test_a_time_that_has_begun_cannot_be_had(self, world: World, meeting: CalendarEvent) -> None:
        data = await world.refused(reschedule(slot=wire(span("08:45", "09:15"))), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": None, "reason": "notice"}]

    async def test_who_comes_second_onto_an_hour_is_told(self, world: World, meeting: CalendarEvent) -> None:
        world.booked("theirs", ONE, EVE, BOB)

        data = await world.refused(reschedule(), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]

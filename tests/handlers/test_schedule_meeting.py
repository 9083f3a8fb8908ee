"""A meeting is found, reserved, written once, and answered with everything that is known of it."""

from datetime import timedelta

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    EVE,
    GUEST,
    TEN,
    World,
    at,
    follow_up,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.domain.calendar_event import CalendarEvent, MeetStatus, SendUpdates
from worker.domain.interval import Interval
from worker.errors import AvailabilityUnknown, Code
from worker.ports.reservations import ReservationKind

MONDAY = {"window": wire(span("9:00", "17:00"))}


async def test_the_best_free_time_of_a_window_is_booked_for_all(world: World) -> None:
    world.busy(BOB, span("9:00", "11:00"))

    data = await world.data(schedule(**MONDAY, preferred_time=at("10:00").isoformat()))

    assert data["event"]["start"]["utc"] == "2026-03-02T09:00:00Z"
    assert data["slot"]["start"]["text"] == "Monday, 2 March 2026, 11:00"
    assert 0 <= data["slot"]["score"] <= 100
    assert world.kinds(ANA) == world.kinds(BOB) == [ReservationKind.BOOKED]
    assert world.event(meeting_id()).when == span("11:00", "11:30")


async def test_alternatives_do_not_overlap_the_meeting(world: World) -> None:
    data = await world.data(schedule(**MONDAY))

    starts = [each["start"]["utc"] for each in data["alternatives"]]
    assert starts
    assert data["slot"]["start"]["utc"] not in starts


async def test_an_exact_time_is_booked_outside_working_hours_and_the_grid(world: World) -> None:
    evening = span("20:07", "20:22")

    data = await world.data(schedule(slot=wire(evening)))

    assert world.event(meeting_id()).when == evening
    assert (data["slot"]["score"], data["slot"]["reasons"]) == (None, [])


async def test_an_exact_time_that_is_taken_says_who_is_in_the_way_and_what_else_there_is(
    world: World,
) -> None:
    world.busy(BOB, TEN)

    data = await world.refused(schedule(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert data["alternatives"][0]["start"]["utc"] == "2026-03-02T08:30:00Z"
    assert world.writes == []
    assert world.kept == []


@pytest.mark.parametrize(
    ("fields", "blockers"),
    [
        pytest.param(
            {"slot": wire(span("8:00", "8:30"))}, [{"email": None, "reason": "notice"}], id="in the past"
        ),
        pytest.param(
            {"slot": wire(Interval(TEN.start - timedelta(days=2000), TEN.end - timedelta(days=2000)))},
            [{"email": None, "reason": "notice"}],
            id="long ago",
        ),
        pytest.param(
            {"minimum_notice_minutes": 90}, [{"email": None, "reason": "notice"}], id="under the notice"
        ),
        pytest.param(
            {"slot": wire(span("11:05", "11:35")), "gap_before_minutes": 10},
            [{"email": BOB, "reason": "gap"}],
            id="within a gap",
        ),
    ],
)
async def test_an_exact_time_is_held_to_notice_and_gaps(
    world: World, fields: dict[str, object], blockers: list[object]
) -> None:
    world.busy(BOB, span("10:30", "11:00"))

    data = await world.refused(schedule(**fields), Code.SLOT_TAKEN)

    assert data["blocked_by"] == blockers


async def test_an_optional_person_blocks_nothing(world: World) -> None:
    world.busy(EVE, TEN)

    await world.run(schedule(participants=[{"email": BOB}, {"email": EVE, "required": False}]))

    assert world.kinds(EVE) == []
    assert [(one.email, one.optional) for one in world.written[0].attendees] == [
        (ANA, False),
        (BOB, False),
        (EVE, True),
    ]


@pytest.mark.parametrize(
    "participants",
    [
        pytest.param([{"email": BOB}], id="not listed"),
        pytest.param([{"email": BOB}, {"email": "Ana@VAI.example", "required": False}], id="as optional"),
    ],
)
async def test_the_user_is_always_required_and_invited_once(
    world: World, participants: list[dict[str, object]]
) -> None:
    world.busy(ANA, TEN)

    data = await world.refused(schedule(participants=participants), Code.SLOT_TAKEN)
    assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]

    await world.run(schedule(participants=participants, command_id="c-2", slot=wire(span("12:00", "12:30"))))
    assert [(one.email, one.response) for one in world.written[0].attendees] == [
        (ANA, "accepted"),
        (BOB, "needsAction"),
    ]
    assert world.kinds(ANA) == [ReservationKind.BOOKED]


async def test_alone_nobody_is_invited(world: World) -> None:
    await world.run(schedule(participants=[]))

    assert world.written[0].attendees == ()


async def test_nothing_that_fits_is_explained_with_suggestions(world: World) -> None:
    world.busy(BOB, span("9:00", "17:00"))

    data = await world.refused(schedule(**MONDAY), Code.NO_SLOT)

    assert data["explanation"]["candidates"] == data["explanation"]["blocked"]["busy"] > 0
    assert data["explanation"]["relaxations"][0]["change"] == {"drop": BOB}
    assert data["suggestions"][0]["date"] == "2026-03-03"
    assert world.writes == []
    assert world.kept == []


async def test_the_past_part_of_a_window_is_cut_off(world: World) -> None:
    data = await world.data(schedule(window=wire(span("0:00", "10:00"))))

    assert data["slot"]["start"]["utc"] == "2026-03-02T07:00:00Z"


async def test_a_window_that_has_passed_has_no_slot_but_suggestions(world: World) -> None:
    data = await world.refused(schedule(window=wire(span("9:00", "17:00", days=-3))), Code.NO_SLOT)

    assert data["explanation"]["candidates"] == 0
    assert data["suggestions"]


async def test_without_a_window_the_search_starts_at_the_preferred_time(world: World) -> None:
    data = await world.data(schedule(preferred_time=at("14:00", days=20).isoformat()))

    assert data["slot"]["start"]["utc"] == "2026-03-23T08:00:00Z", "20 days later is a Sunday"


async def test_a_calendar_that_cannot_be_read_now_is_not_taken_for_free(world: World) -> None:
    world.calendar.unreadable.add(BOB)

    with pytest.raises(AvailabilityUnknown):
        await world.run(schedule())

    assert world.writes == []


class TestNotVisible:
    async def test_by_default_they_may_decline_and_are_named(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.data(schedule(**MONDAY, participants=[{"email": GUEST}]))

        assert data["unknown_participants"] == [GUEST]
        assert "unknown_participants" in data["slot"]["reasons"]

    async def test_treated_as_busy_they_block(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.refused(
            schedule(participants=[{"email": GUEST}], on_not_visible="treat_busy"), Code.SLOT_TAKEN
        )

        assert data["blocked_by"] == [{"email": GUEST, "reason": "unknown"}]
        assert data["unknown_participants"] == [GUEST]

    async def test_rejected_they_are_named_and_nothing_is_done(self, world: World) -> None:
        world.calendar.hidden.add(GUEST)

        data = await world.refused(
            schedule(participants=[{"email": BOB}, {"email": GUEST}], on_not_visible="reject"),
            Code.NOT_VISIBLE,
        )

        assert data == {"unknown_participants": [GUEST]}
        assert world.writes == []


class TestAnotherCalendar:
    async def test_it_has_to_be_free_too(self, world: World) -> None:
        world.calendar.add("team@group.example")
        world.busy("team@group.example", TEN)

        data = await world.refused(schedule(calendar_id="team@group.example"), Code.SLOT_TAKEN)

        assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]

    async def test_the_meeting_is_written_to_it(self, world: World) -> None:
        world.calendar.add("team@group.example")

        data = await world.data(schedule(calendar_id="Team@group.example"))

        assert data["event"]["calendar_id"] == "team@group.example"
        assert world.event(meeting_id(), "team@group.example").when == TEN

    async def test_one_that_is_not_there_is_refused(self, world: World) -> None:
        await world.refused(schedule(calendar_id="nowhere@group.example"), Code.CALENDAR_NOT_FOUND)

    async def test_what_is_known_of_a_calendar_is_not_asked_again(self, world: World) -> None:
        await world.run(schedule())
        await world.run(schedule(command_id="c-2", slot=wire(span("12:00", "12:30"))))

        assert world.calendar.calls.count("describe") == 1


class TestTheEvent:
    async def written(self, world: World, **fields: object) -> CalendarEvent:
        await world.run(schedule(**fields))
        return world.event(meeting_id())

    async def test_carries_where_it_comes_from(self, world: World) -> None:
        event = await self.written(
            world, conversation_id="conv-1", agent_type="sales", meeting_type="sales_meeting", slot=wire(TEN)
        )

        private = dict(event.private)
        assert len(private.pop("vai_write_id")) == 32
        assert private == {
            "vai_agent_type": "sales",
            "vai_command_id": "c-1",
            "vai_conversation_id": "conv-1",
            "vai_created_by": "ai_agent",
            "vai_meeting_type": "sales_meeting",
        }

    async def test_leaves_out_what_the_command_leaves_out(self, world: World) -> None:
        event = await self.written(world)

        assert dict(event.private).keys() == {"vai_command_id", "vai_created_by", "vai_write_id"}

    async def test_reminds_a_day_half_an_hour_and_ten_minutes_before(self, world: World) -> None:
        await self.written(world)

        reminders = [(one.method, one.minutes) for one in world.written[0].reminders]
        assert reminders == [("email", 1440), ("popup", 30), ("popup", 10)]

    @pytest.mark.parametrize(
        ("wishes", "expected"),
        [
            pytest.param([{"method": "popup", "minutes": 5}], [("popup", 5)], id="one"),
            pytest.param([], [], id="none at all"),
        ],
    )
    async def test_reminds_as_the_command_wishes(
        self, world: World, wishes: list[object], expected: list[object]
    ) -> None:
        await self.written(world, reminders=wishes)

        assert [(one.method, one.minutes) for one in world.written[0].reminders] == expected

    async def test_has_a_meet_room_unless_none_is_wanted(self, world: World) -> None:
        data = await world.data(schedule())
        without = await world.data(
            schedule(command_id="c-2", slot=wire(span("12:00", "12:30")), conference="none")
        )

        assert data["event"]["meet_status"] == MeetStatus.READY
        assert data["event"]["meet_url"].startswith("https://meet.google.com/")
        assert (without["event"]["meet_status"], without["event"]["meet_url"]) == (MeetStatus.NONE, None)
        assert world.written[1].meet_request_id is None

    @pytest.mark.parametrize(
        ("locale", "kind", "due"),
        [
            pytest.param("ro", "Tip întâlnire", "miercuri, 4 martie 2026, 10:00", id="ro"),
            pytest.param("en", "Kind of meeting", "Wednesday, 4 March 2026, 10:00", id="en"),
        ],
    )
    async def test_is_described_in_the_reader_s_language_and_escaped(
        self, world: World, locale: str, kind: str, due: str
    ) -> None:
        event = await self.written(
            world,
            locale=locale,
            slot=wire(TEN),
            meeting_type="support_session",
            description="<script>alert(1)</script>",
            agent_type="<b>sales</b>",
            follow_up_actions=[follow_up("<i>call</i>")],
        )

        assert "&lt;script&gt;" in event.description
        assert "&lt;b&gt;sales&lt;/b&gt;" in event.description
        assert f"<li>&lt;i&gt;call&lt;/i&gt; ({due})</li>" in event.description
        assert f"<b>{kind}:</b>" in event.description
        assert "<script>" not in event.description

    async def test_has_title_place_zone_and_whom_to_tell(self, world: World) -> None:
        event = await self.written(
            world, location="Room 1", time_zone="America/New_York", send_updates="externalOnly"
        )

        assert (event.title, event.location, event.time_zone) == ("Demo", "Room 1", "America/New_York")
        assert [updates for _, updates in world.calendar.drafts] == [SendUpdates.EXTERNAL_ONLY]

    async def test_is_shown_as_google_has_it(self, world: World) -> None:
        data = await world.data(schedule())

        assert data["event"]["id"] == meeting_id()
        assert data["event"]["status"] == "confirmed"
        assert data["event"]["calendar_id"] == ANA
        assert data["event"]["start"]["text"] == "Monday, 2 March 2026, 10:00"
        assert [one["email"] for one in data["event"]["attendees"]] == [ANA, BOB]


async def test_the_event_and_its_making_are_settled_with_the_answer(world: World) -> None:
    await world.run(schedule(follow_up_actions=[follow_up()]))

    (meeting, follow) = world.settlement.made
    assert (meeting.key, meeting.meeting) == (world.event(meeting_id()).key, None)
    assert follow.meeting == meeting.key
    assert [seen.event for seen in world.settlement.observed] == [
        world.event(meeting.key.event_id),
        world.event(follow.key.event_id),
    ]


async def test_an_account_that_cannot_act_is_refused_before_anything_is_read(world: World) -> None:
    world.accounts.refused[ANA] = Code.ACCOUNT_NOT_ALLOWED

    await world.refused(schedule(), Code.ACCOUNT_NOT_ALLOWED)

    assert world.calendar.calls == []


async def test_a_dry_run_says_what_would_be_done_and_changes_nothing(world: World) -> None:
    answer = await world.run(schedule(dry_run=True, follow_up_actions=[follow_up()]))

    assert answer.message == "The meeting would be scheduled for Monday, 2 March 2026, 10:00."
    assert world.writes == []
    assert world.kept == []
    assert world.commands.rows == {}


async def test_a_dry_run_shows_the_events_as_they_would_be(world: World) -> None:
    data = await world.data(schedule(dry_run=True, follow_up_actions=[follow_up()]))

    assert data["event"]["id"] == meeting_id()
    assert data["event"]["meet_status"] == MeetStatus.PENDING
    assert [one["title"] for one in data["follow_ups"]] == ["Follow-up: Call back"]


async def test_a_dry_run_is_refused_as_the_command_would_be(world: World) -> None:
    world.busy(BOB, TEN)

    data = await world.refused(schedule(dry_run=True), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]


async def test_the_gaps_are_reserved_against_other_commands(world: World) -> None:
    world.booked("ours", span("10:35", "11:00"))

    data = await world.refused(schedule(gap_after_minutes=10), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "gap"}]

"""A meeting is found, reserved, written once, and answered with everything that is known of it."""

from datetime import timedelta

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    EVE,
    TEN,
    World,
    at,
    follow_up,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code
from worker.domain.calendar_event import MeetStatus
from worker.domain.interval import Interval
from worker.errors import AvailabilityUnknown
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

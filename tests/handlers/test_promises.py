"""A booking of ours refuses others the time as long as its event bears it out: people's hands win."""

from dataclasses import replace
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
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code
from worker.domain.calendar_event import Attendee, CalendarEvent, EventStatus
from worker.errors import EventGone, GoogleUnavailable, Refused, RequestRejected, WorkerError

WITH_GUEST = {"participants": [{"email": GUEST}]}
LATER = span("14:00", "14:30")


@pytest.fixture
def ours(world: World) -> CalendarEvent:
    """A meeting of Eve's with a guest whose calendar nobody sees: only we know that it takes the guest up."""
    world.calendar.hidden.add(GUEST)
    return world.booked("ours", TEN, EVE, GUEST)


async def test_one_that_is_still_there_is_in_the_way(world: World, ours: CalendarEvent) -> None:
    data = await world.refused(schedule(**WITH_GUEST), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": GUEST, "reason": "hold"}]


async def test_one_that_a_person_deleted_is_in_nobody_s_way(world: World, ours: CalendarEvent) -> None:
    world.remove("ours", EVE)

    await world.run(schedule(**WITH_GUEST))

    assert {one.event for one in world.kept} == {world.event(meeting_id()).key}


async def test_one_that_google_knows_no_more_is_in_nobody_s_way(world: World, ours: CalendarEvent) -> None:
    del world.calendar.events[ours.key]

    await world.run(schedule(**WITH_GUEST))


async def test_one_that_a_person_moved_is_in_the_way_where_it_is_now(
    world: World, ours: CalendarEvent
) -> None:
    world.calendar.put(replace(ours, when=LATER))

    await world.run(schedule(**WITH_GUEST))
    data = await world.refused(schedule(**WITH_GUEST, command_id="c-2", slot=wire(LATER)), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": GUEST, "reason": "hold"}]


async def test_a_look_that_synchronisation_has_overtaken_moves_nothing(
    world: World, ours: CalendarEvent
) -> None:
    """Somebody moved the meeting and back again, and only the first move was looked at."""
    moved = world.calendar.put(replace(ours, when=LATER))
    assert moved.updated
    world.reservations.last_seen[ours.key] = moved.updated + timedelta(seconds=1)

    await world.refused(schedule(**WITH_GUEST), Code.SLOT_TAKEN)

    assert {one.period for one in world.kept if one.event == ours.key} == {TEN}


async def test_one_that_the_guest_declined_takes_up_the_others_only(
    world: World, ours: CalendarEvent
) -> None:
    world.calendar.put(replace(ours, attendees=(Attendee(EVE), Attendee(GUEST, response="declined"))))

    await world.run(schedule(**WITH_GUEST))

    assert [one.email for one in world.kept if one.event == ours.key] == [EVE]


async def test_one_from_which_the_guest_was_removed_takes_up_the_others_only(
    world: World, ours: CalendarEvent
) -> None:
    world.calendar.put(replace(ours, attendees=(Attendee(EVE),)))

    await world.run(schedule(**WITH_GUEST))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"transparent": True}, id="made transparent"),
        pytest.param({"when": None, "all_day": (at("9:00").date(), at("9:00", 1).date())}, id="all day"),
        pytest.param({"status": EventStatus.CANCELLED, "when": None}, id="a bare tombstone"),
    ],
)
async def test_one_that_takes_up_nobody_s_time_any_more_is_freed(
    world: World, ours: CalendarEvent, changes: dict[str, object]
) -> None:
    world.calendar.put(replace(ours, **changes))  # type: ignore[arg-type]  # a table of fields

    await world.run(schedule(**WITH_GUEST))


async def test_one_whose_user_can_act_no_more_stands(world: World, ours: CalendarEvent) -> None:
    world.accounts.refused[EVE] = Code.REAUTHORIZATION_REQUIRED

    await world.refused(schedule(**WITH_GUEST), Code.SLOT_TAKEN)


@pytest.mark.parametrize(
    "error",
    [
        Refused(Code.INSUFFICIENT_SCOPE, "get: 403 forbidden"),
        RequestRejected("get: 400"),
        EventGone("get: 410"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_one_that_google_gives_no_account_of_stands(
    world: World, ours: CalendarEvent, error: WorkerError
) -> None:
    world.calendar.fail("get", error)

    await world.refused(schedule(**WITH_GUEST), Code.SLOT_TAKEN)

    assert {one.event for one in world.kept} == {ours.key}


async def test_one_that_cannot_be_read_now_is_neither_believed_nor_doubted(
    world: World, ours: CalendarEvent
) -> None:
    world.calendar.fail("get", GoogleUnavailable("get: 503"))

    with pytest.raises(GoogleUnavailable):
        await world.run(schedule(**WITH_GUEST))


async def test_one_that_google_shows_as_busy_is_not_read(world: World) -> None:
    world.booked("ours", TEN, EVE, BOB)

    data = await world.refused(schedule(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert "get" not in world.calendar.calls


async def test_one_at_a_time_that_somebody_else_cannot_take_anyway_is_not_read(world: World) -> None:
    """Else every meeting of Ana's with that guest would be read again for the next one."""
    world.calendar.hidden.add(GUEST)
    world.booked("ours", TEN, ANA, GUEST)

    data = await world.refused(schedule(**WITH_GUEST), Code.SLOT_TAKEN)

    assert {one["email"] for one in data["blocked_by"]} == {ANA, GUEST}
    assert "get" not in world.calendar.calls


async def test_one_at_a_time_that_only_an_optional_guest_cannot_take_is_read(world: World) -> None:
    world.calendar.hidden.add(GUEST)
    world.booked("ours", TEN, EVE, GUEST)
    optional = {"email": EVE, "required": False}

    await world.refused(schedule(participants=[{"email": GUEST}, optional]), Code.SLOT_TAKEN)

    assert "get" in world.calendar.calls


async def test_many_are_read_and_each_is_judged_by_itself(world: World) -> None:
    world.calendar.hidden.add(GUEST)
    for number in range(12):
        start = at("10:00", days=1 + number % 3).replace(hour=8 + number // 3)
        world.booked(f"ours-{number}", replace(TEN, start=start, end=start + TEN.duration), EVE, GUEST)
    world.remove("ours-0", EVE)
    tenth = replace(TEN, start=at("10:00", days=1), end=at("10:30", days=1))

    await world.run(schedule(**WITH_GUEST, slot=wire(tenth)))

    assert len([one for one in world.kept if one.email == GUEST]) == 12


async def test_a_meeting_in_a_second_calendar_keeps_its_user_from_another(world: World) -> None:
    """Google's primary calendar does not show it, and names the calendar as its organizer."""
    world.calendar.add("team@group.example")
    await world.run(schedule(calendar_id="team@group.example", participants=[]))

    data = await world.refused(schedule(command_id="c-2", participants=[]), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": ANA, "reason": "hold"}]


async def test_what_another_command_is_writing_is_in_the_way_and_is_not_read(world: World) -> None:
    world.calendar.fail_insert(0, GoogleUnavailable("no connection"))
    with pytest.raises(GoogleUnavailable):
        await world.run(schedule())

    data = await world.refused(schedule(command_id="c-2"), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": ANA, "reason": "hold"}, {"email": BOB, "reason": "hold"}]
    assert "get" not in world.calendar.calls

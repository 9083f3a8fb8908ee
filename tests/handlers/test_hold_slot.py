"""To hold a time is to see that it is free and to promise it; the promise is made once, whoever dies."""

from typing import Any

import pytest

from tests.handlers.holding import begun, hold, release
from tests.handlers.world import (
    ANA,
    BOB,
    EVE,
    GUEST,
    MINUTE,
    NOW,
    SECOND,
    TEN,
    World,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code
from worker.errors import Refused
from worker.ports.reservations import ReservationKind


async def test_the_time_is_held_for_everybody_who_is_needed(world: World) -> None:
    people = [{"email": BOB}, {"email": EVE, "required": False}]

    data = await world.data(hold(participants=people, ttl_seconds=60))

    assert data["expires_at"] == "2026-03-02T07:01:00.000Z"
    assert data["unknown_participants"] == []
    assert world.kinds(ANA) == world.kinds(BOB) == [ReservationKind.HOLD]
    assert world.kinds(EVE) == []
    assert world.writes == []


async def test_it_says_which_time_is_held_in_the_worker_s_own_zone(world: World) -> None:
    assert (await world.run(hold())).message == "The time is held: Monday, 2 March 2026, 10:00."
    assert (
        await world.run(hold(command_id="h-2", locale="ro", slot=wire(span("11:00", "11:30"))))
    ).message == ("Intervalul este reținut: luni, 2 martie 2026, 11:00.")


async def test_what_is_held_can_be_booked_by_its_name_and_by_nobody_else(world: World) -> None:
    held = await world.data(hold())

    await world.refused(schedule(command_id="c-2"), Code.SLOT_TAKEN)
    await world.run(schedule(hold_id=held["hold_id"]))

    assert world.event(meeting_id()).when == TEN


async def test_a_hold_that_did_no_good_comes_back_with_its_old_expiry(world: World) -> None:
    held = await world.data(hold(ttl_seconds=60))
    world.wait(30 * SECOND)
    world.busy(BOB, TEN)

    await world.refused(schedule(hold_id=held["hold_id"]), Code.SLOT_TAKEN)

    assert world.reservations.holds[held["hold_id"]].expires_at == NOW + MINUTE
    assert world.reservations.holds[held["hold_id"]].state == "live"


@pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
async def test_a_time_that_is_not_free_is_taken_and_others_are_proposed(
    world: World, *, dry_run: bool
) -> None:
    world.busy(BOB, TEN)

    data = await world.refused(hold(dry_run=dry_run), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert len(data["alternatives"]) == 3
    assert data["alternatives"][0]["start"]["time_zone"] == "Europe/Bucharest"
    assert world.kept == []


async def test_a_deadline_that_passes_while_calendars_are_read_holds_nothing(world: World) -> None:
    world.calendar.after_reading.append(lambda: world.wait(2 * MINUTE))

    await world.refused(hold(deadline=(NOW + MINUTE).isoformat()), Code.EXPIRED)

    assert world.kept == []


async def test_a_time_that_has_begun_cannot_be_held(world: World) -> None:
    data = await world.refused(hold(slot=wire(span("08:45", "09:30"))), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": None, "reason": "notice"}]


async def test_who_asks_for_a_time_that_has_passed_is_told_so(world: World) -> None:
    with pytest.raises(Refused) as passed:
        await world.run(hold(slot=wire(span("07:00", "08:00"))))
    world.busy(BOB, span("10:00", "11:00"))
    with pytest.raises(Refused) as taken:
        await world.run(hold(command_id="h-2"))

    assert passed.value.sentence == "The time asked for has passed."
    assert taken.value.sentence is None


async def test_a_time_outside_working_hours_can_be_held(world: World) -> None:
    await world.run(hold(slot=wire(span("21:00", "22:00"))))

    assert world.kinds(BOB) == [ReservationKind.HOLD]


async def test_an_overlapping_hold_of_another_user_stands_in_the_way(world: World) -> None:
    await world.hold(EVE, BOB, when=span("10:15", "10:45"), user_id=EVE)

    data = await world.refused(hold(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "hold"}]


async def test_who_comes_second_is_told_by_whom_the_time_was_taken(world: World) -> None:
    """The other hold is made after everything was read, and before this one."""
    world.reservations.before_placing.append(lambda: world.hold(EVE, BOB, user_id=EVE))

    data = await world.refused(hold(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "hold"}]
    assert len(data["alternatives"]) == 3


async def test_who_cannot_be_seen_is_named_and_held_all_the_same(world: World) -> None:
    world.calendar.hidden.add(GUEST)

    data = await world.data(hold(participants=[{"email": GUEST}]))

    assert data["unknown_participants"] == [GUEST]
    assert world.kinds(GUEST) == [ReservationKind.HOLD]


@pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
async def test_twenty_holds_are_enough(world: World, *, dry_run: bool) -> None:
    for number in range(20):
        day, hour = divmod(number, 10)
        slot = span(f"{hour + 10}:00", f"{hour + 10}:30", days=day)
        await world.run(hold(command_id=f"h-{number}", slot=wire(slot), ttl_seconds=300))
    late = hold(command_id="late", slot=wire(span("10:00", "10:30", days=5)), dry_run=dry_run)

    await world.refused(late, Code.TOO_MANY_HOLDS)

    world.wait(5 * MINUTE)
    await world.run({**late, "command_id": "later"})


async def test_a_dry_run_holds_nothing(world: World) -> None:
    data = await world.data(hold(dry_run=True))

    assert data == {"hold_id": None, "expires_at": "2026-03-02T07:05:00.000Z", "unknown_participants": []}
    assert world.kept == []


async def test_who_takes_the_command_over_gives_the_same_answer_and_looks_at_nothing(world: World) -> None:
    first = await begun(world, hold())
    world.wait(2 * MINUTE)
    world.busy(BOB, TEN)
    calls = list(world.calendar.calls)

    again = await world.run(hold())

    assert (again.message, again.data) == (first.message, first.data)
    assert world.calendar.calls == calls
    assert world.kinds(BOB) == [ReservationKind.HOLD]


async def test_a_released_hold_makes_room(world: World) -> None:
    held = await world.data(hold())

    released = await world.run(release(held["hold_id"]))

    assert released.message == "The hold was released."
    assert world.kept == []
    await world.run(schedule())


async def test_a_hold_that_is_released_already_is_a_success(world: World) -> None:
    held = await world.data(hold())
    await world.run(release(held["hold_id"]))

    for fields in ({"command_id": "r-2"}, {"dry_run": True}):
        assert await world.data(release(held["hold_id"], **fields)) == {"hold_id": held["hold_id"]}


async def test_who_takes_a_release_over_says_the_same(world: World) -> None:
    held = await world.data(hold())
    first = await begun(world, release(held["hold_id"]))

    assert (await world.run(release(held["hold_id"]))).message == first.message


async def test_a_dry_run_releases_nothing(world: World) -> None:
    held = await world.data(hold())

    answer = await world.run(release(held["hold_id"], dry_run=True))

    assert answer.message == "The hold would be released."
    assert world.kinds(BOB) == [ReservationKind.HOLD]


@pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
async def test_an_expired_hold_is_not_released_but_said_to_have_expired(
    world: World, *, dry_run: bool
) -> None:
    held = await world.data(hold())
    world.wait(5 * MINUTE)

    await world.refused(release(held["hold_id"], dry_run=dry_run), Code.HOLD_EXPIRED)


@pytest.mark.parametrize("fields", [{}, {"dry_run": True}], ids=["for real", "dry run"])
async def test_a_used_hold_and_another_user_s_and_an_unknown_one_are_not_found(
    world: World, fields: dict[str, Any]
) -> None:
    used = await world.data(hold())
    await world.run(schedule(hold_id=used["hold_id"]))
    others = await world.hold(EVE, when=span("15:00", "15:30"), user_id=EVE)

    for number, hold_id in enumerate((used["hold_id"], others, "never-was")):
        await world.refused(release(hold_id, command_id=f"r-{number}", **fields), Code.HOLD_NOT_FOUND)
    assert world.kinds(EVE) == [ReservationKind.HOLD]


@pytest.mark.parametrize("asked", [hold(), release("any")], ids=["hold", "release"])
async def test_who_is_not_connected_is_told_so(world: World, asked: dict[str, Any]) -> None:
    world.accounts.refused[ANA] = Code.ACCOUNT_NOT_CONNECTED

    await world.refused(asked, Code.ACCOUNT_NOT_CONNECTED)

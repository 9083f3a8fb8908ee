"""A command with a hold takes the hold's time, for the people it keeps, or gives it back as it was."""

from typing import Any

import pytest

from tests.handlers.holding import release
from tests.handlers.world import ANA, BOB, EVE, MINUTE, TEN, World, meeting_id, schedule, span, wire
from worker.codes import Code
from worker.errors import Refused
from worker.ports.reservations import ReservationKind


async def test_the_held_time_is_booked_and_the_hold_used_up(world: World) -> None:
    hold_id = await world.hold()

    data = await world.data(schedule(hold_id=hold_id))

    assert data["slot"]["start"]["utc"] == "2026-03-02T08:00:00Z"
    assert world.event(meeting_id()).when == TEN
    assert world.kinds(BOB) == [ReservationKind.BOOKED]
    await world.refused(schedule(command_id="c-2", hold_id=hold_id), Code.HOLD_NOT_FOUND)


async def test_the_length_is_the_hold_s(world: World) -> None:
    hold_id = await world.hold(when=span("10:00", "10:45"))

    await world.run(schedule(hold_id=hold_id, duration_minutes=45))

    assert world.event(meeting_id()).when == span("10:00", "10:45")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"duration_minutes": 45}, id="another length"),
        pytest.param({"participants": [{"email": EVE}]}, id="a required person it does not keep"),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True], ids=["for real", "dry run"])
async def test_what_the_hold_does_not_cover_is_a_mismatch(
    world: World, fields: dict[str, Any], *, dry_run: bool
) -> None:
    hold_id = await world.hold()
    world.busy(EVE, TEN)

    await world.refused(schedule(hold_id=hold_id, dry_run=dry_run, **fields), Code.HOLD_MISMATCH)

    assert world.writes == []
    assert world.reservations.holds[hold_id].state == "live"


async def test_an_optional_person_need_not_be_held(world: World) -> None:
    hold_id = await world.hold()

    await world.run(
        schedule(hold_id=hold_id, participants=[{"email": BOB}, {"email": EVE, "required": False}])
    )

    assert world.written[0].when == TEN


async def test_who_is_held_and_not_invited_is_set_free(world: World) -> None:
    hold_id = await world.hold(ANA, BOB, EVE)

    await world.run(schedule(hold_id=hold_id))

    assert world.kinds(EVE) == []


async def test_an_expired_hold_is_said_to_be(world: World) -> None:
    hold_id = await world.hold()
    world.wait(6 * MINUTE)

    await world.refused(schedule(hold_id=hold_id), Code.HOLD_EXPIRED)


@pytest.mark.parametrize("hold_id", ["never-was", f"hold-of-{EVE}"])
async def test_an_unknown_hold_and_another_user_s_are_not_found(world: World, hold_id: str) -> None:
    await world.hold(user_id=EVE)

    await world.refused(schedule(hold_id=hold_id), Code.HOLD_NOT_FOUND)


async def test_a_released_hold_is_not_found(world: World) -> None:
    hold_id = await world.hold()
    await world.run(release(hold_id))

    await world.refused(schedule(hold_id=hold_id), Code.HOLD_NOT_FOUND)


async def test_a_held_time_that_a_person_filled_is_taken(world: World) -> None:
    hold_id = await world.hold()
    world.busy(BOB, TEN)

    data = await world.refused(schedule(hold_id=hold_id), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert world.reservations.holds[hold_id].state == "live"


async def test_a_hold_comes_back_when_google_says_no(world: World) -> None:
    hold_id = await world.hold()
    world.calendar.fail("insert", Refused(Code.QUOTA_EXHAUSTED, "insert: 403"))

    await world.refused(schedule(hold_id=hold_id), Code.QUOTA_EXHAUSTED)

    assert world.kinds(BOB) == [ReservationKind.HOLD]


async def test_a_dry_run_leaves_the_hold_alone(world: World) -> None:
    hold_id = await world.hold()

    await world.run(schedule(hold_id=hold_id, dry_run=True))

    assert world.kinds(BOB) == [ReservationKind.HOLD]


@pytest.mark.parametrize(
    "fields", [{}, {"dry_run": True}, {"slot": wire(span("10:15", "10:45"))}], ids=["same", "dry", "overlap"]
)
async def test_nobody_else_can_book_a_held_time(world: World, fields: dict[str, Any]) -> None:
    await world.hold(EVE, BOB, user_id=EVE)

    data = await world.refused(schedule(**fields), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "hold"}]


async def test_one_s_own_hold_is_only_taken_by_its_name(world: World) -> None:
    await world.hold()

    data = await world.refused(schedule(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": ANA, "reason": "hold"}, {"email": BOB, "reason": "hold"}]

"""What somebody books between our reading and our write is seen before we write."""

from datetime import timedelta
from functools import partial

import pytest

from tests.handlers.world import ANA, BOB, SECOND, TEN, World, at, meeting_id, schedule, span, wire
from worker.codes import Code
from worker.domain.interval import Interval
from worker.errors import ConcurrentChange

MORNING = {"window": wire(span("10:00", "12:00")), "preferred_time": TEN.start.isoformat()}
LATE = 6 * SECOND


def nothing_happens() -> None:
    """Stand between a second look and its outcome."""


def taken(world: World, *when: Interval) -> None:
    """Let others take these times, each six seconds after a reading that showed it free."""

    def take(number: int, slot: Interval) -> None:
        world.wait(LATE)
        world.busy(BOB, slot, f"lunch-{number}")

    for number, slot in enumerate(when):
        world.calendar.after_reading += [partial(take, number, slot), nothing_happens]


async def test_a_time_that_was_lost_is_chosen_again(world: World) -> None:
    taken(world, TEN)

    data = await world.data(schedule(**MORNING))

    assert data["slot"]["start"]["utc"] == "2026-03-02T08:30:00Z"
    assert [draft.id for draft in world.written] == [meeting_id()]
    assert {one.period for one in world.kept} == {span("10:30", "11:00")}


async def test_an_exact_time_that_was_lost_is_taken_by_others_only(world: World) -> None:
    taken(world, TEN)

    data = await world.refused(schedule(), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert data["alternatives"]
    assert world.writes == []
    assert world.kept == []


async def test_a_held_time_that_was_lost_is_taken_and_the_hold_comes_back(world: World) -> None:
    hold_id = await world.hold()
    taken(world, TEN)

    data = await world.refused(schedule(hold_id=hold_id), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "busy"}]
    assert world.reservations.holds[hold_id].state == "live"


async def test_a_held_time_that_is_free_again_is_booked_by_its_hold(world: World) -> None:
    hold_id = await world.hold()
    taken(world, TEN)
    world.calendar.after_reading[1] = lambda: world.remove("lunch-0", BOB)

    await world.run(schedule(hold_id=hold_id))

    assert world.event(meeting_id()).when == TEN
    assert world.reservations.holds[hold_id].state == "used"


async def test_after_a_moment_nobody_looks_again(world: World) -> None:
    world.calendar.after_reading.append(lambda: world.wait(5 * SECOND))

    await world.run(schedule())

    assert world.calendar.calls.count("free_busy") == 1


async def test_a_reading_of_the_future_is_looked_at_again(world: World) -> None:
    """The clock was set back meanwhile, so nobody knows how old the reading is."""
    world.calendar.after_reading.append(lambda: world.wait(-SECOND))

    await world.run(schedule())

    assert world.calendar.calls == ["describe", "free_busy", "free_busy", "insert"]


async def test_what_is_still_free_is_written(world: World) -> None:
    world.calendar.after_reading.append(lambda: world.wait(LATE))

    await world.run(schedule())

    assert world.calendar.calls == ["describe", "free_busy", "free_busy", "insert"]


async def test_the_gaps_are_looked_at_again_too(world: World) -> None:
    taken(world, span("10:35", "11:00"))

    data = await world.refused(schedule(gap_after_minutes=10), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": BOB, "reason": "gap"}]


async def test_the_calendar_that_is_written_to_is_looked_at_again_too(world: World) -> None:
    world.calendar.add("team@group.example")

    def take() -> None:
        world.wait(LATE)
        world.busy("team@group.example", TEN)

    world.calendar.after_reading.append(take)

    data = await world.refused(schedule(calendar_id="team@group.example"), Code.SLOT_TAKEN)

    assert data["blocked_by"] == [{"email": ANA, "reason": "busy"}]


@pytest.mark.parametrize(("policy", "code"), [("treat_busy", Code.SLOT_TAKEN), ("reject", Code.NOT_VISIBLE)])
async def test_a_calendar_that_vanished_from_sight_is_not_taken_for_free(
    world: World, policy: str, code: Code
) -> None:
    world.calendar.after_reading.append(lambda: vanish(world))

    await world.refused(schedule(on_not_visible=policy), code)

    assert world.writes == []
    assert world.kept == []


async def test_a_calendar_that_vanished_from_sight_may_be_taken_for_free(world: World) -> None:
    world.calendar.after_reading.append(lambda: vanish(world))

    await world.run(schedule())

    assert world.writes == ["insert"]


def vanish(world: World) -> None:
    world.wait(LATE)
    world.calendar.hidden.add(BOB)


async def test_what_is_lost_again_and_again_is_tried_later(world: World) -> None:
    taken(world, TEN, span("10:30", "11:00"), span("11:00", "11:30"))

    with pytest.raises(ConcurrentChange):
        await world.run(schedule(**MORNING))

    assert world.writes == []


async def test_a_start_that_passes_before_the_write_is_chosen_again(world: World) -> None:
    world.clock.instant = at("10:00")
    world.calendar.after_reading.append(lambda: world.wait(SECOND))

    data = await world.data(schedule(**MORNING))

    assert data["slot"]["start"]["utc"] == "2026-03-02T08:30:00Z"


async def test_a_deadline_that_passes_before_the_write_ends_the_command(world: World) -> None:
    world.calendar.after_reading.append(lambda: world.wait(2 * SECOND))

    await world.refused(schedule(deadline=(at("9:00") + SECOND).isoformat()), Code.EXPIRED)

    assert world.writes == []
    assert world.kept == []


async def test_a_deadline_ahead_hinders_nobody(world: World) -> None:
    await world.run(schedule(deadline=(at("9:00") + timedelta(minutes=1)).isoformat()))

    assert world.writes == ["insert"]

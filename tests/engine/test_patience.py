"""How long a command is tried, and what its waits cost."""

from datetime import timedelta

import pytest

from tests.engine.records import NOW
from tests.engine.world import SECOND, World, command
from tests.fakes.handlers import Run
from worker.errors import (
    AvailabilityUnknown,
    CalendarBusy,
    ConcurrentChange,
    GoogleUnavailable,
    MeetingBusy,
    RateLimited,
    StoreUnavailable,
    TransientError,
)
from worker.handlers.answer import Answer
from worker.ports.commands import Booking

KEY = ("ana@example.com", "c-1")
DOWN = GoogleUnavailable("503")
ONE_MINUTE = 60 * SECOND


def endless(error: TransientError) -> list[Exception]:
    return [error] * 200


async def test_what_passes_is_tried_again_under_a_new_claim() -> None:
    world = World()
    world.handle.script = [DOWN, ConcurrentChange("412"), RateLimited("slower", retry_after=7 * SECOND)]

    await world.receive(command())

    fences = [run.claim.fence for run in world.handle.runs if run.claim]
    assert fences == [1, 2, 3, 4]
    assert world.clock.slept[-1] == 7 * SECOND
    assert world.result()["status"] == "succeeded"


async def test_a_wait_holds_neither_slot_nor_claim() -> None:
    world = World()
    seen = []

    async def sleep(duration: timedelta) -> None:
        seen.append((world.turns.busy, world.commands.rows[KEY].claim))
        world.clock.instant += duration

    world.handle.script = [DOWN]
    world.clock.sleep = sleep  # type: ignore[method-assign]  # the one moment that counts here

    await world.receive(command())

    assert seen == [(0, None)]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DOWN, "google_unavailable"),
        (RateLimited("slower"), "rate_limited"),
        (AvailabilityUnknown("503"), "availability_unknown"),
        (ConcurrentChange("412"), "concurrent_change"),
        (MeetingBusy("taken"), "concurrent_change"),
        (CalendarBusy("taken"), "concurrent_change"),
    ],
)
async def test_a_used_up_budget_is_answered_by_the_errors_code(error: TransientError, code: str) -> None:
    world = World()
    world.handle.script = endless(error)

    await world.receive(command())

    assert (world.code(), world.result()["status"]) == (code, "failed")
    assert world.clock.instant - NOW <= ONE_MINUTE
    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_a_passed_deadline_is_expired_and_uses_the_id_up() -> None:
    world = World()

    await world.receive(command(deadline=(NOW - SECOND).isoformat()))

    assert world.code() == "expired"
    assert world.handle.runs == []
    assert world.commands.rows[KEY].answer is not None


async def test_a_deadline_that_passes_between_two_tries_ends_them() -> None:
    world = World()
    world.handle.script = endless(DOWN)

    await world.receive(command(deadline=(NOW + 3 * SECOND).isoformat()))

    assert world.code() == "expired"
    assert world.clock.instant == NOW + 3 * SECOND


async def test_a_deadline_does_not_stop_what_has_begun() -> None:
    world = World()

    async def write_then_fail(run: Run) -> Answer:
        assert run.claim is not None
        await world.commands.save(run.claim, b"writing")
        world.clock.instant += 5 * SECOND
        raise DOWN

    world.handle.script = [write_then_fail]

    await world.receive(command(deadline=(NOW + SECOND).isoformat()))

    assert world.result()["status"] == "succeeded"


async def test_a_rehearsal_uses_up_its_budget_too() -> None:
    world = World()
    world.handle.script = endless(DOWN)

    await world.receive(command(dry_run=True))

    assert world.code() == "google_unavailable"


async def test_store_and_broker_are_waited_out_without_bound() -> None:
    world = World()
    world.commands.outages = 40
    world.publisher.outages = 40

    await world.receive(command())

    assert world.clock.instant - NOW > 2 * ONE_MINUTE
    assert len(world.handle.runs) == 1
    assert world.result()["status"] == "succeeded"


async def test_a_store_that_goes_away_during_a_run_is_waited_out_without_bound() -> None:
    world = World()
    world.handle.script = [StoreUnavailable("gone")] * 30

    await world.receive(command())

    assert world.clock.instant - NOW > ONE_MINUTE
    assert world.result()["status"] == "succeeded"

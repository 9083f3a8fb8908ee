"""A write whose outcome is not known."""

from datetime import timedelta

import orjson
import pytest

from tests.engine.world import World, command
from tests.fakes.handlers import Run
from worker.codes import Code
from worker.errors import (
    FatalError,
    GoogleUnavailable,
    OutcomeUncertain,
    RateLimited,
    Refused,
    TransientError,
    WorkerError,
)
from worker.handlers.answer import Answer
from worker.ports.commands import Booking

KEY = ("ana@example.com", "c-1")
DOWN = GoogleUnavailable("503")
LOST = OutcomeUncertain("the answer was lost")


def endless(error: TransientError) -> list[Exception]:
    return [error] * 200


async def test_a_lost_answer_is_never_guessed_but_withheld() -> None:
    world = World()
    world.handle.script = endless(LOST)

    await world.receive(command())

    row = world.commands.rows[KEY]
    assert world.publisher.sent == []
    assert (row.answer, row.claim) == (None, None)
    assert [reply.key for reply in row.waiting] == [b"ana"]
    assert b"command.delayed" in dict(world.commands.notices[0].headers)["ce_type"]
    assert orjson.loads(world.commands.notices[0].value)["command_id"] == "c-1"


async def test_a_lost_answer_stays_in_doubt_when_later_tries_fail_otherwise() -> None:
    world = World()
    world.handle.script = [LOST, *endless(DOWN)]

    await world.receive(command())

    assert world.commands.rows[KEY].withheld_since is not None
    assert world.publisher.sent == []


async def test_what_an_earlier_run_may_have_written_is_in_doubt_too() -> None:
    world = World()
    world.handle.script = [FatalError("killed here")]
    with pytest.raises(FatalError):
        await world.receive(command())
    world.commands.rows[KEY].may_have_written = True
    world.handle.script = endless(DOWN)

    await world.receive(command())

    assert world.commands.rows[KEY].withheld_since is not None


async def test_what_this_run_wrote_down_itself_is_not_in_doubt() -> None:
    world = World()

    async def reserve_then_fail(run: Run) -> Answer:
        assert run.claim is not None
        await world.commands.save(run.claim, b"reserved")
        raise RateLimited("slower")

    world.handle.script = [reserve_then_fail, *endless(RateLimited("slower"))]

    await world.receive(command())

    assert world.code() == "rate_limited"


async def test_a_grant_that_breaks_in_doubt_leaves_the_outcome_unknown_and_the_reservation() -> None:
    world = World()
    world.handle.script = [LOST, Refused(Code.REAUTHORIZATION_REQUIRED, "invalid_grant")]

    await world.receive(command())

    assert world.code() == "outcome_unknown"
    assert world.commands.settlements[0][1].booking is Booking.KEEP


async def test_a_repeat_of_a_withheld_command_waits_for_the_same_result() -> None:
    world = World()
    world.handle.script = endless(LOST)
    await world.receive(command(1))

    await world.receive(command(2, key=b"another"))

    row = world.commands.rows[KEY]
    assert [reply.key for reply in row.waiting] == [b"ana", b"another"]
    assert world.publisher.sent == []


def proved(error: WorkerError) -> WorkerError:
    """Return an error as a handler raises it that proved that nothing was written."""
    error.nothing_written = True
    return error


async def test_doubt_ends_where_a_handler_proved_that_nothing_was_written() -> None:
    world = World()
    world.handle.script = [LOST, proved(RateLimited("slower")), *endless(RateLimited("slower"))]

    await world.receive(command())

    assert world.code() == "rate_limited"
    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_a_quota_that_is_used_up_in_doubt_is_no_answer() -> None:
    world = World()
    world.handle.script = [LOST, Refused(Code.QUOTA_EXHAUSTED, "before it looked")] * 2
    await world.receive(command())
    assert world.commands.rows[KEY].withheld_since is not None

    world.clock.instant += timedelta(seconds=16)
    world.handle.script = world.handle.script[1:]
    await world.reconciler.reconcile_due()
    assert world.commands.rows[KEY].answer is None

    world.clock.instant += timedelta(seconds=16)
    await world.reconciler.reconcile_due()
    assert world.commands.settlements[0][1].booking is Booking.KEEP


async def test_a_quota_that_is_used_up_after_proof_is_the_answer() -> None:
    world = World()
    world.handle.script = [LOST, proved(Refused(Code.QUOTA_EXHAUSTED, "and nothing was written"))]

    await world.receive(command())

    assert world.code() == "quota_exhausted"

"""A command from its claim to its published answer."""

from datetime import timedelta

import pytest

from tests.engine.world import SECOND, World, command, decoded, headers_of
from tests.fakes.handlers import Run
from worker.codes import Code
from worker.errors import FatalError, GoogleUnavailable, Refused
from worker.handlers.answer import Answer
from worker.ports.commands import Booking, HeldElsewhere, Settlement

KEY = ("ana@example.com", "c-1")
DOWN = GoogleUnavailable("503")


async def test_a_command_is_run_under_a_claim_and_its_answer_is_stored_before_it_is_published() -> None:
    world = World()
    world.handle.settlement = Settlement(booking=Booking.CONFIRM)
    stored_by_then = []
    world.publisher.on_publish = lambda _: stored_by_then.append(world.commands.rows[KEY].answer)

    await world.receive(command())

    (sent,) = world.results
    answer = world.commands.rows[KEY].answer
    assert answer is not None
    assert stored_by_then == [answer]
    assert (sent.value, sent.headers, sent.key) == (answer.value, answer.headers, b"ana")
    assert world.commands.settlements[0][1].booking is Booking.CONFIRM
    assert world.result()["status"] == "succeeded"


async def test_a_second_delivery_is_answered_from_the_store_byte_for_byte() -> None:
    world = World()

    await world.receive(command(1))
    world.clock.instant += SECOND
    await world.receive(command(2, headers=[("correlation-id", b"later")]))

    first, second = world.results
    assert len(world.handle.runs) == 1
    assert second.value == first.value
    assert second.headers == (*first.headers, ("correlation-id", b"later"))


async def test_another_body_under_a_used_id_is_refused_and_not_stored() -> None:
    world = World()

    await world.receive(command(1))
    await world.receive(command(2, duration_minutes=45))

    refused = decoded(world.results[1])
    assert refused["error"]["code"] == "command_id_reused"
    assert len(world.handle.runs) == 1
    assert headers_of(world.results[0])["ce_id"] != headers_of(world.results[1])["ce_id"]


async def test_a_refusal_is_stored_and_gives_the_reservation_back() -> None:
    world = World()
    world.handle.script = [Refused(Code.NO_SLOT, "nothing fits")]

    await world.receive(command())

    assert world.code() == "no_slot"
    assert world.commands.rows[KEY].answer is not None
    assert world.commands.settlements[0][1].booking is Booking.RELEASE


async def test_a_rehearsal_claims_nothing_and_is_not_stored() -> None:
    world = World()
    world.handle.script = [DOWN]

    await world.receive(command(dry_run=True))

    assert [run.claim for run in world.handle.runs] == [None, None]
    assert world.commands.rows == {}
    assert world.result()["status"] == "succeeded"


async def test_a_claim_that_another_holds_is_waited_for_without_a_slot() -> None:
    world = World()
    world.handle.script = [FatalError("stop here")]
    with pytest.raises(FatalError):
        await world.receive(command())
    row = world.commands.rows[KEY]
    held = await world.commands.claim(row.request)
    assert not isinstance(held, HeldElsewhere)

    async def sleep(duration: timedelta) -> None:
        assert world.turns.busy == 0
        world.clock.slept.append(duration)
        row.claim = row.claim if len(world.clock.slept) < 9 else None

    world.clock.sleep = sleep  # type: ignore[method-assign]  # the other lets go after a while
    await world.receive(command())

    assert world.clock.slept[0] == SECOND / 5
    assert max(world.clock.slept) == SECOND
    assert world.result()["status"] == "succeeded"


async def test_a_lease_that_was_lost_is_claimed_again() -> None:
    world = World()

    async def freeze(run: Run) -> Answer:
        assert run.claim is not None
        world.commands.lose(run.claim)
        return Answer("Too late.", world.handle.data)

    world.handle.script = [freeze]

    await world.receive(command())

    assert len(world.handle.runs) == 2
    assert world.result()["message"] == "Done."


async def test_what_only_its_handler_finds_wrong_consumes_no_id() -> None:
    world = World()
    world.handle.script = [Refused(Code.INVALID_COMMAND, "a whole series")]

    await world.receive(command(1))
    await world.receive(command(2, duration_minutes=45))

    refused, answered = world.results
    assert (decoded(refused)["error"]["code"], decoded(answered)["status"]) == (
        "invalid_command",
        "succeeded",
    )
    assert len(world.handle.runs) == 2


async def test_a_record_that_is_refused_so_twice_is_refused_in_the_same_words() -> None:
    world = World()
    world.handle.script = [Refused(Code.INVALID_COMMAND, "a whole series")] * 2

    for _ in range(2):
        await world.receive(command(1))
        world.clock.instant += SECOND

    first, second = (headers_of(one)["ce_id"] for one in world.results)
    assert first == second
    assert KEY not in world.commands.rows

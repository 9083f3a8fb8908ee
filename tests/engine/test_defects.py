"""A defect of ours, and what nobody can be told: dead letters, and when they are too many."""

from dataclasses import replace

import pytest

from tests.engine.world import World, command, decoded, headers_of
from tests.fakes.handlers import Run
from worker.errors import (
    FatalError,
    RequestRejected,
)
from worker.handlers.answer import Answer

KEY = ("ana@example.com", "c-1")


def bugs(number: int) -> list[Exception]:
    return [KeyError("bug") for _ in range(number)]


async def test_a_defect_is_answered_dead_lettered_and_not_stored() -> None:
    world = World()
    world.handle.script = [RequestRejected("400: we built nonsense")]

    await world.receive(command())

    assert (world.code(), world.result()["status"]) == ("internal", "failed")
    (letter,) = world.dead_letters
    assert letter.value == command().value
    assert headers_of(letter)["x-dlq-detail"] == b"RequestRejected"
    assert world.commands.rows[KEY].answer is None
    assert world.commands.rows[KEY].claim is None


async def test_after_a_defect_a_replay_takes_the_command_up_again() -> None:
    world = World()
    world.handle.script = [KeyError("bug")]

    await world.receive(command(1))
    await world.receive(command(2))

    assert decoded(world.results[1])["status"] == "succeeded"


async def test_a_defect_is_counted_once_however_long_the_broker_is_away() -> None:
    world = World()
    world.handle.script = [KeyError("bug")]
    world.publisher.outages = 30

    await world.receive(command())

    assert len(world.handle.runs) == 1
    assert len(world.dead_letters) == 1


async def test_a_dead_letter_that_is_too_large_goes_without_its_value() -> None:
    world = World()
    world.publisher.largest = 4000

    await world.receive(replace(command(), value=b"x" * 4000))

    (letter,) = world.dead_letters
    assert letter.value is None
    assert b"length=4000" in headers_of(letter)["x-dlq-truncated"]


async def test_many_defects_in_a_row_stop_the_worker_and_leave_the_last_record_undone() -> None:
    world = World()
    world.handle.script = bugs(20)

    for offset in range(19):
        await world.receive(command(offset, key=b"%d" % (offset % 3), command_id=f"c-{offset}"))
    with pytest.raises(FatalError, match="20 defects"):
        await world.receive(command(19, command_id="c-19"))

    assert len(world.dead_letters) == 19


async def test_one_key_alone_does_not_stop_the_worker() -> None:
    world = World()
    world.handle.script = bugs(40)

    for offset in range(40):
        await world.receive(command(offset, command_id=f"c-{offset}"))

    assert len(world.dead_letters) == 40


async def test_records_without_a_key_are_not_all_of_one_key() -> None:
    world = World()
    world.handle.script = bugs(20)

    for offset in range(19):
        await world.receive(command(offset, key=None, command_id=f"c-{offset}"))
    with pytest.raises(FatalError, match="20 defects"):
        await world.receive(command(19, key=None, command_id="c-19"))


async def test_a_success_in_between_ends_the_row_of_defects() -> None:
    world = World()

    async def succeed(_: Run) -> Answer:
        return Answer("Done.", world.handle.data)

    world.handle.script = [*bugs(19), succeed, *bugs(19)]

    for offset in range(39):
        await world.receive(command(offset, key=b"%d" % (offset % 3), command_id=f"c-{offset}"))

    assert len(world.dead_letters) == 38


async def test_rubbish_never_stops_the_worker() -> None:
    world = World()

    for offset in range(50):
        await world.receive(replace(command(offset, key=b"%d" % offset), value=b"rubbish"))

    assert len(world.dead_letters) == 50


async def test_what_google_says_to_one_tenant_never_stops_the_worker() -> None:
    world = World()
    world.handle.script = [RequestRejected("400")] * 40

    for offset in range(40):
        await world.receive(command(offset, key=b"%d" % offset, command_id=f"c-{offset}"))

    assert len(world.dead_letters) == 40
    assert {decoded(result)["error"]["code"] for result in world.results} == {"internal"}


async def test_a_reservation_outlives_a_defect_because_a_write_may_have_left() -> None:
    world = World()

    async def write_then_break(run: Run) -> Answer:
        assert run.claim is not None
        await world.commands.save(run.claim, b"writing")
        raise KeyError("bug")

    world.handle.script = [write_then_break]

    await world.receive(command())

    assert world.commands.settlements == []
    assert world.commands.rows[KEY].may_have_written

"""What is written to the log while a record is handled says which record that is."""

import asyncio
import io
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog

from tests.engine.records import TOPIC
from tests.engine.world import SECOND, World, command
from tests.fakes.handlers import Run
from worker import logs
from worker.engine.engine import Engine
from worker.errors import GoogleUnavailable, StoreUnavailable
from worker.handlers.answer import Answer

Line = dict[str, Any]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, configuration = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    structlog.configure(**configuration)
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def told(stream: io.StringIO, event: str) -> list[Line]:
    lines = (orjson.loads(line) for line in stream.getvalue().splitlines())
    return [line for line in lines if line["event"] == event]


def names(line: Line) -> tuple[Any, ...]:
    return tuple(line.get(name) for name in ("command_id", "topic", "partition", "offset", "attempt"))


async def deep(_: Run) -> Answer:
    """Log in a task that the handler starts, as the edges do."""

    async def tell() -> None:
        structlog.get_logger().info("deep down")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tell())
    raise GoogleUnavailable("503")


async def test_a_line_from_deep_down_names_record_and_attempt(stream: io.StringIO) -> None:
    world = World()
    world.handle.script = [deep, deep]

    await world.receive(command(7))

    assert [names(line) for line in told(stream, "deep down")] == [
        ("c-1", TOPIC, 0, 7, 1),
        ("c-1", TOPIC, 0, 7, 2),
    ]
    assert [names(line) for line in told(stream, "record done")] == [("c-1", TOPIC, 0, 7, 3)]


async def test_attempts_go_on_counting_when_the_store_was_away(stream: io.StringIO) -> None:
    world = World()
    world.handle.script = [StoreUnavailable("gone")]
    world.commands.outages = 1

    await world.receive(command())

    assert [names(line)[-1] for line in told(stream, "record done")] == [2]


async def test_a_repeat_has_no_attempt(stream: io.StringIO) -> None:
    world = World()
    await world.receive(command(1))
    await world.receive(command(2))

    assert [names(line)[-2:] for line in told(stream, "record done")] == [(1, 1), (2, 0)]


async def test_a_dead_letter_is_named_by_its_place(stream: io.StringIO) -> None:
    world = World()

    await world.receive(command(3, command_id=None))

    (line,) = told(stream, "dead letter")
    assert names(line) == (None, TOPIC, 0, 3, 0)


async def test_lanes_side_by_side_and_one_after_the_other_name_their_own(stream: io.StringIO) -> None:
    world = World()
    world.handle.script = [deep] * 4
    async with asyncio.TaskGroup() as tasks:
        engine = Engine(world.dispatch, world.clock, tasks)
        engine.assign([(TOPIC, 0)])
        engine.receive(command(each, key=b"%d" % (each % 2), command_id=f"c-{each}") for each in range(4))

    for line in told(stream, "record done") + told(stream, "deep down"):
        assert line["command_id"] == f"c-{line['offset']}"
    assert len(told(stream, "deep down")) == 4


async def test_nothing_is_left_behind_for_the_work_in_the_background(stream: io.StringIO) -> None:
    world = World()
    await world.receive(command())
    structlog.get_logger().info("background")

    (line,) = told(stream, "background")
    assert names(line) == (None,) * 5


async def test_a_library_that_complains_is_named_too(stream: io.StringIO) -> None:
    world = World()

    async def complain(_: Run) -> Answer:
        logging.getLogger("some.library").warning("odd")
        return Answer("Done.", world.handle.data)

    world.handle.script = [complain]
    await world.receive(command(9))

    assert [names(line)[-2:] for line in told(stream, "odd")] == [(9, 1)]


async def test_what_is_said_by_hand_is_not_overwritten(stream: io.StringIO) -> None:
    with logs.Handling("commands", 1, 2):
        structlog.get_logger().info("x", topic="results")

    (line,) = told(stream, "x")
    assert names(line) == (None, "results", 1, 2, 0)


async def test_the_wait_between_two_tries_is_named_as_well(stream: io.StringIO) -> None:
    world = World()
    world.publisher.outages = 1

    await world.receive(command(4))

    assert world.clock.slept[-1] < SECOND
    assert [names(line) for line in told(stream, "waiting for store or broker")] == [("c-1", TOPIC, 0, 4, 1)]

"""The last test of a run: a consumer that knows only `schemas/` reads whatever the workers published."""

import asyncio
import struct
from collections import Counter

import pytest

from tests.consumer.generated import DEAD_LETTER, Consumer, Read, Unreadable
from tests.consumer.handful import handful
from tests.consumer.plugin import BEGAN, READ
from tests.consumer.recorded import recorded
from worker.engine.record import Record
from worker.messages.commands.known import COMMANDS
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

WITHIN = 60
WANTED = {
    *(f"vai.calendar.result.{name}" for name in COMMANDS),
    "vai.calendar.result.unknown",
    "vai.calendar.event.created",
    "vai.calendar.event.cancelled",
    DEAD_LETTER,
}
"""What a run has made at the least."""


async def test_a_generated_consumer_reads_every_record_of_this_run(
    stage: Stage, consumer: Consumer, pytestconfig: pytest.Config, request: pytest.FixtureRequest
) -> None:
    assert request.session.items[-1] is request.node, "others would make records afterwards"
    await handful(stage)
    types = pytestconfig.stash[READ] = Counter[str]()
    wrong = []
    async with asyncio.timeout(WITHIN):
        async for record in recorded(stage.connection, pytestconfig.stash[BEGAN]):
            try:
                read = read_by(consumer, record)
            except Unreadable as error:
                wrong.append(f"{place_of(record)}: {error}")
            else:
                types[read.type] += 1
                wrong += [f"{place_of(record)}: nobody told of the field {name}" for name in read.ignored]

    assert not wrong, f"{len(wrong)} problems, {types.total()} records read: {wrong[:10]}"
    assert types.keys() >= WANTED


def place_of(record: Record) -> str:
    named = dict(record.headers).get("ce_dataschema", b"no schema").decode()
    return f"{record.topic}/{record.partition} at {record.offset} ({named})"


def read_by(consumer: Consumer, record: Record) -> Read:
    if not record.topic.endswith(".dead-letters"):
        return consumer.read(record.value, record.headers)
    read, given = consumer.bury(record.headers), dict(record.headers)
    for name, form in (("partition", ">i"), ("offset", ">q")):
        if given[f"kafka_dlt-original-{name}"] != struct.pack(form, int(given[f"x-dlq-original-{name}"])):
            raise Unreadable(f"the headers do not agree on the {name}")
    return read

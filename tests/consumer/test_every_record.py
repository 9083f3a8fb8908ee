"""The last test of a run: a consumer that knows only `schemas/` reads whatever the workers published."""

import struct
from collections import Counter

import pytest

from tests.consumer.generated import DEAD_LETTER, Consumer, Unreadable
from tests.consumer.handful import handful
from tests.consumer.plugin import BEGAN, READ, is_whole
from tests.consumer.recorded import recorded
from worker.engine.record import Record
from worker.messages.commands.known import SERVED
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real

WANTED = {
    *(f"vai.calendar.result.{name}" for name in SERVED),
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
    if not is_whole(pytestconfig):
        await handful(stage)
    read, unreadable = Counter[str](), []
    async for record in recorded(stage.connection, pytestconfig.stash[BEGAN]):
        try:
            read[kind_of(record, consumer)] += 1
        except Unreadable as error:
            unreadable.append(f"{record.topic}/{record.partition} at {record.offset}: {error}")
    pytestconfig.stash[READ] = read

    assert not unreadable, f"{len(unreadable)} of {read.total() + len(unreadable)}: {unreadable[:10]}"
    assert read.keys() >= WANTED


def kind_of(record: Record, consumer: Consumer) -> str:
    if not record.topic.endswith(".dead-letters"):
        return consumer.read(record.value, record.headers)
    kind, given = consumer.bury(record.headers), dict(record.headers)
    for name, form in (("partition", ">i"), ("offset", ">q")):
        if given[f"kafka_dlt-original-{name}"] != struct.pack(form, int(given[f"x-dlq-original-{name}"])):
            raise Unreadable(f"the headers do not agree on the {name}")
    return kind

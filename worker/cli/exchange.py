"""One command out, its one result back.

The result is known by the correlation id that went out with the command. Reading must have
begun before the command is sent, or a quick worker's answer would be missed.
"""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import orjson

from worker.engine.record import Record
from worker.ports.publisher import Outgoing, Publisher

CORRELATION = "correlation-id"

Json = dict[str, Any]


def addressed(topic: str, key: str | None, body: Json) -> Outgoing:
    """Return the record of a command, with a correlation id of its own."""
    return Outgoing(
        topic=topic,
        key=None if key is None else key.encode(),
        value=orjson.dumps(body),
        headers=((CORRELATION, uuid.uuid4().hex.encode()),),
    )


async def ask(publisher: Publisher, answers: AsyncIterator[Record], command: Outgoing) -> Json:
    """Send a command and return the value of its result, however long that takes."""
    await publisher.publish(command)
    async for record in answers:
        if answers_to(command, record):
            result: Json = orjson.loads(record.value or b"null")
            return result
    raise EOFError("no more answers")


def answers_to(command: Outgoing, record: Record) -> bool:
    return dict(command.headers)[CORRELATION] == dict(record.headers).get(CORRELATION)

"""Results and changes as CloudEvents 1.0, Kafka binary mode: the attributes are headers.

A record's id says whether it is a repeat, so it is made from what the record is about, never
from chance or time. Equal parts give equal ids, equal values equal bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from worker.messages.commands.known import COMMANDS
from worker.messages.human_time import utc_text
from worker.messages.outgoing import Outward
from worker.messages.results.result import Result
from worker.ports.commands import Headers, StoredAnswer

NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:vai:calendar")
SOURCE: Final = "urn:vai:calendar"
SCHEMA_VERSION: Final = 1
CONTENT_TYPE: Final = "application/json"

Part = str | int


def ce_id(*parts: Part) -> UUID:
    """Return the id of a record, from the parts that the contract names for its kind."""
    return uuid5(NAMESPACE, orjson.dumps(parts).decode())


def result_id(user_id: str, command_id: str) -> UUID:
    """Return the id of a stored result."""
    return ce_id(user_id, command_id)


def unstored_id(topic: str, partition: int, offset: int) -> UUID:
    """Return the id of a result that is not stored: it belongs to one source record."""
    return ce_id(topic, partition, offset)


def schema_urn(name: str) -> str:
    """Return the name of a schema, which is also its `$id`: `result.schedule_meeting`."""
    return f"{SOURCE}:schema:{name}:{SCHEMA_VERSION}"


def encode_result(result: Result, record_id: UUID) -> StoredAnswer:
    known = result.type if result.type in COMMANDS else "unknown"
    return encode(
        result,
        record_id,
        ce_type=f"vai.calendar.result.{known}",
        subject=result.command_id,
        time=result.completed_at,
        schema=f"result.{known}",
    )


def encode(
    body: Outward, record_id: UUID, *, ce_type: str, subject: str, time: datetime, schema: str
) -> StoredAnswer:
    return StoredAnswer(
        body.encoded(),
        _headers(
            [
                ("ce_specversion", "1.0"),
                ("ce_id", str(record_id)),
                ("ce_source", SOURCE),
                ("ce_type", ce_type),
                ("ce_subject", subject),
                ("ce_time", utc_text(time)),
                ("ce_dataschema", schema_urn(schema)),
                ("content-type", CONTENT_TYPE),
            ]
        ),
    )


def _headers(attributes: Sequence[tuple[str, str]]) -> Headers:
    return tuple((name, value.encode()) for name, value in attributes)

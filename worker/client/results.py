"""Reads the record of a result as the answer to its command."""

from typing import Any

import orjson
from pydantic import ValidationError

from worker.client.answer import Failed, Json, Rejected, Succeeded
from worker.client.command import AnyData, Command
from worker.client.errors import UnreadableRecord
from worker.client.lenient import lenient
from worker.codes import Code
from worker.engine.record import Record
from worker.messages.outgoing import Outward
from worker.messages.results.known import DATA_OF
from worker.messages.results.result import NoData, Result


def answer(command: Command[AnyData], record: Record) -> Succeeded[AnyData] | Rejected | Failed:
    """Read a result. Raise `UnreadableRecord` if it is none that this version knows how to read."""
    try:
        return _answer(command, orjson.loads(record.value or b""), _id(record))
    except (ValidationError, orjson.JSONDecodeError) as error:
        raise UnreadableRecord(f"the result cannot be read: {error}", record) from error


def _answer(command: Command[AnyData], raw: Json, ce_id: str) -> Succeeded[AnyData] | Rejected | Failed:
    result = lenient(Result).model_validate(raw)
    told: dict[str, Any] = {
        "command_id": result.command_id,
        "message": result.message,
        "completed_at": result.completed_at,
        "id": ce_id,
        "raw": raw,
    }
    data = raw.get("data", {})
    if result.status == "succeeded" or result.error is None:
        return Succeeded(**told, data=lenient(command.data).model_validate(data))
    ending = Rejected if result.status == "rejected" else Failed
    shape: Any = lenient(_shape(command.type, result.error.code))
    return ending(**told, error=result.error, data=shape.model_validate(data))


def _shape(command_type: str, code: Code) -> type[Outward]:
    return DATA_OF[command_type].refused.get(code, NoData)


def _id(record: Record) -> str:
    return dict(record.headers).get("ce_id", b"").decode(errors="replace")

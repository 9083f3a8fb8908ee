"""The JSON Schemas of everything on the wire, made from the models that read and write it.

`documents()` names each by its file under `schemas/`. What comes in is described strictly;
what goes out leaves room, because results and changes grow by new fields.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, Final, Literal

from pydantic import BaseModel, create_model

from worker.messages.changes.command_delayed import CommandDelayed
from worker.messages.changes.event import EventChange
from worker.messages.changes.snapshot import SnapshotCompleted
from worker.messages.cloud_events import schema_urn
from worker.messages.commands.known import COMMANDS
from worker.messages.outgoing import Outward
from worker.messages.results.availability import AvailabilityData, NoSlotData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.not_visible import NotVisibleData
from worker.messages.results.result import ErrorData, NoData, Result
from worker.messages.results.scheduled import ScheduledData
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.results.synchronised import SynchronisedData

Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DATA_OF: Final[dict[str, tuple[type[Outward], ...]]] = {
    "schedule_meeting": (ScheduledData, NoSlotData, SlotTakenData, NotVisibleData, NoData),
    "check_availability": (AvailabilityData, NotVisibleData, NoData),
    "cancel_meeting": (CancelledData, NoData),
    "sync_calendar": (SynchronisedData, NoData),
}
"""What `data` may hold in the results of each type."""


def documents() -> dict[str, Json]:
    """Return every schema under its path below `schemas/`, without the ending."""
    return dict(_documents())


def _documents() -> Iterator[tuple[str, Json]]:
    for name, command in COMMANDS.items():
        yield f"commands/{name}", _incoming(f"command.{name}", command)
        yield f"results/{name}", _outgoing(f"result.{name}", _result_of(name))
    yield "results/unknown", _outgoing("result.unknown", _unknown_result())
    yield "changes/event", _outgoing("change.event", EventChange)
    yield "changes/snapshot_completed", _outgoing("change.snapshot_completed", SnapshotCompleted)
    yield "changes/command_delayed", _outgoing("change.command_delayed", CommandDelayed)
    yield "error", _outgoing("error", ErrorData)


def _incoming(name: str, model: type[BaseModel]) -> Json:
    schema = model.model_json_schema(mode="validation")
    schema["required"] = ["type", *schema["required"]]  # the model knows its own type, a record has to say it
    return _named(name, schema)


def _outgoing(name: str, model: type[BaseModel]) -> Json:
    return _named(name, model.model_json_schema(mode="serialization"))


def _named(name: str, schema: Json) -> Json:
    return {"$schema": DIALECT, "$id": schema_urn(name), **schema}


def _result_of(name: str) -> type[Result]:
    title = f"{name.title().replace('_', '')}Result"
    kind: Any = Literal[name]
    data: Any = reduce(or_, DATA_OF[name])
    return create_model(title, __base__=Result, type=(kind, ...), data=(data, ...))


def _unknown_result() -> type[Result]:
    """Return the result of a record whose type is not known: always a refusal."""
    return create_model("UnknownResult", __base__=Result, data=(NoData, ...))

"""The JSON Schemas of everything on the wire, made from the models that read and write it.

`documents()` names each by its file under `schemas/`. What comes in is described strictly;
what goes out leaves room, because results and changes grow by new fields.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, Final, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import GenerateJsonSchema

from worker.messages.changes.known import CHANGES
from worker.messages.cloud_events import schema_urn
from worker.messages.commands.known import COMMANDS
from worker.messages.results.known import DATA_OF, Shapes
from worker.messages.results.result import ErrorData, NoData, Result

Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DATA: Final = "What came of it, or what helps to do better; empty where there is nothing to say."


NOT_FOR_CLIENTS: Final = ("type", "time_zone")
"""Fields whose default in the model is none of a client's: it says its type, and the zone is a setting.

Generated clients send defaults along, and would put them over the worker's setting.
"""


class WithoutFieldTitles(GenerateJsonSchema):
    """A title names an object. Of those of fields generators of types make a numbered type for each field."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (whichever it is)
        return False


def documents() -> dict[str, Json]:
    """Return every schema under its path below `schemas/`, without the ending."""
    return dict(_documents())


def _documents() -> Iterator[tuple[str, Json]]:
    for name, command in COMMANDS.items():
        yield f"commands/{name}", _incoming(f"command.{name}", command)
        yield f"results/{name}", _outgoing(f"result.{name}", _result_of(name)) | _by_ending(DATA_OF[name])
    yield "results/unknown", _outgoing("result.unknown", _unknown_result())
    for name, change in CHANGES.items():
        yield f"changes/{name}", _outgoing(f"change.{name}", change)
    yield "error", _outgoing("error", ErrorData)


def _incoming(name: str, model: type[BaseModel]) -> Json:
    schema = model.model_json_schema(mode="validation", schema_generator=WithoutFieldTitles)
    for field in NOT_FOR_CLIENTS:
        schema["properties"].get(field, {}).pop("default", None)
    schema["required"] = ["type", *schema["required"]]  # the model knows its own type, a record has to say it
    return _named(name, schema)


def _outgoing(name: str, model: type[BaseModel]) -> Json:
    return _named(name, model.model_json_schema(mode="serialization", schema_generator=WithoutFieldTitles))


def _named(name: str, schema: Json) -> Json:
    return {"$schema": DIALECT, "$id": schema_urn(name), **schema}


def _result_of(name: str) -> type[Result]:
    shapes = DATA_OF[name]
    data: Any = reduce(or_, (shapes.success, *shapes.refused.values(), NoData))
    title = f"{name.title().replace('_', '')}Result"
    kind: Any = Literal[name]
    return create_model(
        title,
        __base__=Result,
        __doc__=f"The answer to one `{name}`.",
        type=(kind, Field(description="The command's type.")),
        data=(data, Field(description=DATA)),
    )


def _unknown_result() -> type[Result]:
    """Return the result of a record whose type is not known: always a refusal."""
    return create_model(
        "UnknownResult",
        __base__=Result,
        __doc__="The answer to a record whose type is not known.",
        data=(NoData, Field(description=DATA)),
    )


def _by_ending(shapes: Shapes) -> Json:
    """Return what ties the shape of `data` to how the command ended: for validators, not for readers."""
    otherwise: Json = {}
    for code, shape in shapes.refused.items():
        refused_so = {"properties": {"error": {"properties": {"code": {"const": code.value}}}}}
        otherwise = {"if": refused_so, "then": _holding(shape), "else": otherwise}
    return {
        "if": {"properties": {"status": {"const": "succeeded"}}},
        "then": _holding(shapes.success, error={"type": "null"}),
        "else": {"properties": {"error": {"type": "object"}}, **otherwise},
    }


def _holding(data: type[BaseModel], **others: Json) -> Json:
    return {"properties": {"data": {"$ref": f"#/$defs/{data.__name__}"}, **others}}

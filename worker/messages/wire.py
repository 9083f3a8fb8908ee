"""The strict base of everything that is read from the wire.

Nothing is guessed: "30" is not 30, true is not 1, an unknown field is an error that names it.
The one kindness: a field whose value is null counts as absent, because many writers of JSON
spell it so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticOmit, core_schema

MOST_UNKNOWN: Final = 101
"""Unknown fields of an object that are looked at: one more than a result lists."""
ENOUGH_PROBLEMS: Final = 250
"""More than twice what a result lists: pydantic repeats some, and those are left out."""


class Wire(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {name: data[name] for name in data.keys() & cls.model_fields.keys()}
        unknown = islice((name for name in data if name not in cls.model_fields), MOST_UNKNOWN)
        return {name: value for name, value in known.items() if value is not None} | dict.fromkeys(unknown)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """An annotation: the field is validated as `wire`, then `turn` makes the annotated type of it."""

    wire: Any
    turn: Callable[[Any, ValidationInfo], Any]

    def __get_pydantic_core_schema__(
        self, _source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        inner = handler.generate_schema(self.wire)
        as_it_is = core_schema.plain_serializer_function_ser_schema(lambda value: value)
        return core_schema.with_info_after_validator_function(self.turn, inner, serialization=as_it_is)


def _until_enough_is_wrong(value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    context = {} if info.context is None else info.context
    before = context.get("problems", 0)
    if before >= ENOUGH_PROBLEMS:
        raise PydanticOmit
    try:
        return read(value)
    except ValidationError as error:
        context["problems"] = before + error.error_count()  # those of lists within are among them
        raise


Sparing = WrapValidator(_until_enough_is_wrong)
"""An annotation of what a list holds many of: once a command has problems enough, no more are looked for.

To find 80,000 problems in a body of 256 KiB takes a second, in which nothing else goes on.
"""


def command_zone(info: ValidationInfo) -> str:
    """Return the zone of the command that is being read; its reader puts it into the context."""
    context = info.context or {}
    zone = context.get("time_zone", "Europe/Bucharest")
    return str(zone)

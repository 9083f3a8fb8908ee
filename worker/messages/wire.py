"""The strict base of everything that is read from the wire.

Nothing is guessed: "30" is not 30, true is not 1, an unknown field is an error that names it.
The one kindness: a field whose value is null counts as absent, because many writers of JSON
spell it so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationInfo, model_validator
from pydantic_core import core_schema


class Wire(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            name: value for name, value in data.items() if value is not None or name not in cls.model_fields
        }


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


def command_zone(info: ValidationInfo) -> str:
    """Return the zone of the command that is being read; its reader puts it into the context."""
    context = info.context or {}
    zone = context.get("time_zone", "Europe/Bucharest")
    return str(zone)

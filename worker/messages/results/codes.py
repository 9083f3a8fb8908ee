"""What each error code means, for the readers of the schemas."""

from dataclasses import dataclass
from typing import Final

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from worker.codes import Code
from worker.messages.sentences import REFUSALS


@dataclass(frozen=True, slots=True)
class StatusOfEach:
    """An annotation of a code: its schema says beside each what the result's `status` is, and why."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        reference = handler(core_schema)
        handler.resolve_ref_schema(reference)["description"] = meaning_of_codes()
        return reference


_FIRST: Final = "What went wrong, the status that goes with it, and whether a new command makes sense."


def meaning_of_codes() -> str:
    return "\n".join([_FIRST, *map(_line, Code)])


def _line(code: Code) -> str:
    status = "failed" if code.is_failure else "rejected"
    return f"- `{code}` ({status}{', retryable' if code.is_retryable else ''}): {REFUSALS[code]}"

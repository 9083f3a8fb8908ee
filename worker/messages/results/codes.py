"""What each error code means, for the readers of the schemas."""

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from worker.errors import Code
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


def meaning_of_codes() -> str:
    return "\n".join(["What went wrong, and the status that goes with it.", *map(_line, Code)])


def _line(code: Code) -> str:
    return f"- `{code}` ({'failed' if code.is_failure else 'rejected'}): {REFUSALS[code]}"

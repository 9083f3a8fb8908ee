"""The base of everything that the worker writes: fields in fixed order, every field always there.

Equal values give equal bytes, so that a repeat is byte for byte the same. Readers ignore
what they do not know, which is why the schemas leave room for further fields.
"""

from pydantic import BaseModel, ConfigDict


class Outward(BaseModel):
    model_config = ConfigDict(
        frozen=True, use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )

    def encoded(self) -> bytes:
        return self.model_dump_json().encode()

"""The type of a meeting: commands give its name, and carry what it stands for once they are read."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import Field, PlainSerializer, ValidationInfo
from pydantic_core import PydanticCustomError

from worker.domain.meeting_types import BUILT_IN, MeetingType
from worker.messages.defaults import defaults_of
from worker.messages.fields import MEETING_TYPE
from worker.messages.wire import ReadAs

_MINUTE: Final = timedelta(minutes=1)
_NAME: Final = re.compile(MEETING_TYPE)


def _named(name: str, info: ValidationInfo) -> MeetingType:
    defaults = defaults_of(info)
    found = defaults.meeting_type(name) if _NAME.fullmatch(name) else None
    if found is None:
        names = list(defaults.meeting_types)
        raise PydanticCustomError("custom", f"must be one of: {', '.join(names)}", {"choices": names})
    return found


_Name = Annotated[str, Field(examples=list(BUILT_IN), json_schema_extra={"pattern": MEETING_TYPE})]
NamedType = Annotated[
    MeetingType,
    ReadAs(_Name, _named),
    PlainSerializer(lambda meeting_type: meeting_type.name, return_type=str),
]
"""A `MeetingType`, by its name; an installation may have more than the four that are built in."""


def left_open(data: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Return the gaps that the type of a command decides, and the command does not."""
    name = data.get("meeting_type")
    meeting_type = defaults_of(info).meeting_type(name) if isinstance(name, str) else None
    if meeting_type is None:
        return {}
    decided = {
        "gap_before_minutes": meeting_type.gap_before // _MINUTE,
        "gap_after_minutes": meeting_type.gap_after // _MINUTE,
    }
    return {field: value for field, value in decided.items() if data.get(field) is None}

"""When people work and which days are left out, as commands give it.

Working hours are one object, or a list of them for split shifts.
"""

import re
from datetime import date, time
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from worker.messages.fields import TIME_OF_DAY, Entries
from worker.messages.wire import ReadAs, Sparing, Wire

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
"""In the order of `datetime.date.weekday()`."""
_ISO_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _time_of_day(text: str, _info: ValidationInfo) -> time:
    return time.fromisoformat(text)


TimeOfDay = Annotated[time, ReadAs(Annotated[str, Field(pattern=TIME_OF_DAY)], _time_of_day)]


class Shift(Wire):
    """Hours on some days of the week, by the clocks of the zone they are read in."""

    days: Annotated[tuple[Weekday, ...], Entries(least=1, most=7)]
    """Names of weekdays."""
    start: TimeOfDay
    """When work begins, as `09:00`."""
    end: TimeOfDay
    """When work ends, as `17:00`. An end that is not after the start runs over midnight."""


def _form(value: Any) -> str:
    return "@list" if isinstance(value, (list, tuple)) else "@object"


def _as_tuple(given: Shift | tuple[Shift, ...], _info: ValidationInfo) -> tuple[Shift, ...]:
    return (given,) if isinstance(given, Shift) else given


_Shifts = Annotated[tuple[Annotated[Shift, Sparing], ...], Entries(least=1, most=50)]
WorkingHours = Annotated[
    tuple[Shift, ...],
    ReadAs(
        Annotated[Annotated[Shift, Tag("@object")] | Annotated[_Shifts, Tag("@list")], Discriminator(_form)],
        _as_tuple,
    ),
]


def date_of(text: str) -> date:
    """Read a date as `2026-03-30`, and in none of ISO's other forms. Raise `ValueError`."""
    return date.fromisoformat(text if _ISO_DATE.fullmatch(text) else "")


def _excluded(text: str, _info: ValidationInfo) -> date | Weekday:
    for weekday in WEEKDAYS:
        if text == weekday:
            return weekday
    try:
        return date_of(text)
    except ValueError:
        problem = "must be a date, as `2026-03-30`, or the name of a weekday"
        raise PydanticCustomError("custom", problem, {"choices": list(WEEKDAYS)}) from None


_DayText = Annotated[
    str,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "enum": list(WEEKDAYS)}, {"type": "string", "format": "date"}]}
    ),
]
ExcludedDay = Annotated[date | Weekday, ReadAs(_DayText, _excluded)]
ExcludedDays = Annotated[tuple[ExcludedDay, ...], Entries(most=366)]

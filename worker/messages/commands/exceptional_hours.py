"""Days on which somebody's hours are not those of the week, as commands give them.

A date with hours is worked in these hours only, even if it is a public holiday; a date without is a
day off. Several entries of one date are its shifts.
"""

from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from worker.messages.commands.rules import together
from worker.messages.commands.working_hours import TimeOfDay, date_of
from worker.messages.fields import Entries
from worker.messages.problems import path_of
from worker.messages.wire import ReadAs, Sparing, Wire


def _date(text: str, _info: ValidationInfo) -> date:
    try:
        return date_of(text)
    except ValueError:
        raise PydanticCustomError("custom", "must be a date, as `2026-12-24`") from None


_DateText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


class ExceptionalHours(Wire):
    """Other hours than the week's on one date, or, without `start` and `end`, a day off."""

    model_config = ConfigDict(json_schema_extra=together("start", "end"))

    date: Annotated[date, ReadAs(_DateText, _date)]
    """In the person's own zone."""
    start: TimeOfDay | None = None
    """When work begins, as `09:00`."""
    end: Annotated[TimeOfDay | None, Field(validate_default=True)] = None
    """When work ends, as `13:00`. An end that is not after the start runs over midnight."""

    @field_validator("end")
    @classmethod
    def _hours_have_two_ends(cls, end: time | None, info: ValidationInfo) -> time | None:
        if "start" in info.data and (info.data["start"] is None) != (end is None):
            problem = "is missing beside `start`" if end is None else "needs a `start` beside it"
            raise PydanticCustomError("custom", problem)
        return end


def _no_day_off_is_worked(
    entries: tuple[ExceptionalHours, ...], info: ValidationInfo
) -> tuple[ExceptionalHours, ...]:
    first_at: dict[date, int] = {}
    problems: list[InitErrorDetails] = []
    for at, entry in enumerate(entries):
        first = first_at.setdefault(entry.date, at)
        if (entry.start is None) != (entries[first].start is None):
            place = path_of((info.field_name or "", first))
            problem = PydanticCustomError("custom", f"has hours and is a day off: see `{place}`")
            problems.append(InitErrorDetails(type=problem, loc=(at, "date"), input=None))
    if problems:
        raise ValidationError.from_exception_data("Exceptions", problems)
    return entries


Exceptions = Annotated[
    tuple[Annotated[ExceptionalHours, Sparing], ...],
    Entries(most=366),
    AfterValidator(_no_day_off_is_worked),
]

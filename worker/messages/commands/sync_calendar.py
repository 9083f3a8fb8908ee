"""`sync_calendar`: read a calendar now, and tell what changed in it."""

from typing import Final, Literal

from pydantic import ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from worker.messages.commands.command import Command
from worker.messages.commands.rules import Json, given
from worker.messages.commands.spans import Span
from worker.messages.fields import CalendarId

FULL: Final[Json] = {"required": ["full"], "properties": {"full": {"const": True}}}


class SyncRange(Span):
    """Which events to tell anew: those that overlap it."""


class SyncCalendar(Command):
    """Read what is new in a calendar; its changes go to the changes topic, the answer counts them."""

    model_config = ConfigDict(json_schema_extra={"if": given("range"), "then": FULL})

    type: Literal["sync_calendar"] = "sync_calendar"
    """The command's type."""
    calendar_id: CalendarId = "primary"
    """The calendar to read."""
    full: bool = False
    """Also tell the present state of the calendar as snapshots, with an end mark, for a new reader."""
    range: SyncRange | None = None
    """Only with `full`: which events are told anew; all of them where it is left out."""

    @field_validator("range")
    @classmethod
    def _range_is_of_a_full_one(cls, asked: SyncRange | None, info: ValidationInfo) -> SyncRange | None:
        if asked is not None and not info.data.get("full", True):
            raise PydanticCustomError("custom", "goes only with `full` set to true")
        return asked

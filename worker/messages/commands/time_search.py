"""What a command says about the time that it looks for, whoever is asked."""

from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from worker.domain.availability import OnNotVisible
from worker.messages.commands.command import Command
from worker.messages.commands.exceptional_hours import Exceptions
from worker.messages.commands.meeting_type import NamedType, left_open
from worker.messages.commands.rules import at_most_one_of, excludes
from worker.messages.commands.spans import Slot, Window
from worker.messages.commands.working_hours import ExcludedDays, WorkingHours
from worker.messages.fields import Identifier
from worker.messages.times import Instant, ZoneName
from worker.messages.wire import command_zone

MOST_NOTICE_MINUTES: Final = 90 * 24 * 60

Minutes = Annotated[int, Field(ge=0, le=1440)]
DurationMinutes = Annotated[int, Field(ge=5, le=1440)]


class TimeSearch(Command):
    """A search for a time."""

    model_config = ConfigDict(json_schema_extra=at_most_one_of("slot", "window"))

    time_zone: ZoneName = "Europe/Bucharest"
    """The IANA zone of the grid, of the answer's local times, and of whoever is known to have no other.

    By default the worker's `VAI_WORKER__TIME_ZONE`, which is `Europe/Bucharest` unless set otherwise.
    """
    meeting_type: NamedType | None = None
    """Decides what is left open: the length, as 45, 30, 15 and 20 minutes for the four that are built in,
    and whatever else the worker's `VAI_WORKER__MEETING_TYPES` says of the type (also `meetingType`).
    """
    duration_minutes: DurationMinutes | None = None
    """The length, in minutes; by the meeting type, else 30, where none is given (also `duration`)."""
    preferred_time: Instant | None = None
    """Without a `window` the search starts here; within one it only ranks (also `preferredTime`)."""
    window: Window | None = None
    """Where to search, at most 90 days; by default 7 days from `preferred_time` or now. Never beside `slot`.

    What of it has passed is cut off; if nothing is left, there is no slot.
    """
    slot: Slot | None = None
    """This exact time or none. It is held to being free, to notice and gaps, not to working hours.

    Never beside `window`, and as long as `duration_minutes` says where that is given.
    """
    working_hours: WorkingHours | None = None
    """One object or a list, in each participant's own zone; where none are given, those of each person's
    Google calendar, as far as they are known, else Monday to Friday, 09:00 to 17:00.

    What Google's calendars say is read in the background, after a command first asked for it.
    """
    exceptions: Exceptions = ()
    """Dates, in each participant's own zone, on which the hours are others, or none."""
    step_minutes: Annotated[int, Field(ge=5, le=1440)] = 30
    """Starts lie on multiples of this after local midnight in the command's zone."""
    gap_before_minutes: Minutes = 0
    """Minutes without any meeting before this one."""
    gap_after_minutes: Minutes = 0
    """Minutes without any meeting after this one."""
    minimum_notice_minutes: Annotated[int, Field(ge=0, le=MOST_NOTICE_MINUTES)] = 0
    """The meeting starts at least this many minutes from now."""
    excluded_days: ExcludedDays = ()
    """ISO dates or names of weekdays without a meeting."""
    on_not_visible: Annotated[OnNotVisible, Strict(strict=False)] = OnNotVisible.TREAT_FREE
    """Whether a calendar that Google does not show to the user is free, busy, or a no (`not_visible`)."""

    @model_validator(mode="before")
    @classmethod
    def _by_settings(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, dict):
            return data
        zone = command_zone(info) if data.get("time_zone") is None else data["time_zone"]
        return {**data, "time_zone": zone, **left_open(data, info)}

    @field_validator("slot")
    @classmethod
    def _slot_stands_alone(cls, slot: Slot | None, info: ValidationInfo) -> Slot | None:
        if slot is None:
            return slot
        excludes(info, "slot", "window")
        minutes = info.data.get("duration_minutes")
        if minutes is not None and slot.interval.duration != timedelta(minutes=minutes):
            raise PydanticCustomError("custom", "is not as long as `duration_minutes` says")
        return slot


def _stands_alone(hold_id: str, info: ValidationInfo) -> str:
    excludes(info, "hold_id", "slot", "window")
    return hold_id


HoldInstead = Annotated[Identifier, AfterValidator(_stands_alone)]
"""The hold whose slot a search takes; a field behind those of the search."""
WITHOUT_TWO_TIMES: Final = at_most_one_of("slot", "hold_id", "window")

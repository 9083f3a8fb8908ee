"""`reschedule_meeting`: find another time for the people of a meeting, and move it there."""

from typing import Literal

from pydantic import ConfigDict

from worker.domain.calendar_event import SendUpdates
from worker.messages.commands.time_search import WITHOUT_TWO_TIMES, DurationMinutes, HoldInstead, TimeSearch
from worker.messages.fields import CalendarId, EventId, WhomToTell


class RescheduleMeeting(TimeSearch):
    """Move a meeting that the user organises. Its people come from it; its own time counts as free."""

    model_config = ConfigDict(json_schema_extra=WITHOUT_TWO_TIMES)

    type: Literal["reschedule_meeting"] = "reschedule_meeting"
    """The command's type."""
    duration_minutes: DurationMinutes | None = None
    """The new length, in minutes; by the meeting type, else as long as it was (also `duration`)."""
    event_id: EventId
    """The event; the id of an instance means that instance alone (also `eventId`)."""
    hold_id: HoldInstead | None = None
    """Take the slot of this hold, as `hold_slot` answered it; never beside `slot` or `window`."""
    calendar_id: CalendarId | None = None
    """By default where this system made the event, else `primary`."""
    send_updates: WhomToTell = SendUpdates.ALL
    """Whom Google tells about it."""

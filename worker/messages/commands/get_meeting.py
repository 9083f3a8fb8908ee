"""`get_meeting`: one event, as it is now."""

from typing import Literal

from worker.messages.commands.command import Command
from worker.messages.fields import CalendarId, EventId


class GetMeeting(Command):
    """Read one event."""

    type: Literal["get_meeting"] = "get_meeting"
    """The command's type."""
    event_id: EventId
    """The event, or an instance of a series (also `eventId`)."""
    calendar_id: CalendarId | None = None
    """By default where this system made the event, else `primary`."""

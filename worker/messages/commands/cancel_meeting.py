"""`cancel_meeting`: take a meeting out of the calendar, with its reminders and follow-ups."""

from typing import Literal

from worker.domain.calendar_event import SendUpdates
from worker.messages.commands.command import Command
from worker.messages.fields import CalendarId, EventId, Note, WhomToTell


class CancelMeeting(Command):
    """Cancel a meeting that the user organises. Cancelling twice is a success."""

    type: Literal["cancel_meeting"] = "cancel_meeting"
    """The command's type."""
    event_id: EventId
    """The event; the id of an instance means that instance alone (also `eventId`)."""
    reason: Note | None = None
    """Why, for the answer's reader: it stands in the result and nowhere else."""
    calendar_id: CalendarId | None = None
    """By default where this system made the event, else `primary`."""
    send_updates: WhomToTell = SendUpdates.ALL
    """Whom Google tells about it."""

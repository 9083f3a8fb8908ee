"""`update_status`: mark how a meeting went, in its title and its description."""

from typing import Annotated, Literal

from pydantic import Field

from worker.messages.commands.command import Command
from worker.messages.fields import ONE_LINE, CalendarId, EventId, Prose


class UpdateStatus(Command):
    """Put `[STATUS]` before the title, in place of an earlier one, and an entry into the description.

    Google writes to nobody about it.
    """

    type: Literal["update_status"] = "update_status"
    """The command's type."""
    event_id: EventId
    """The event; the id of an instance means that instance alone (also `eventId`)."""
    status: Annotated[str, Field(min_length=1, max_length=32, pattern=ONE_LINE)]
    """The status; the title shows it in capitals."""
    notes: Prose | None = None
    """More about it, as plain text, for the description."""
    calendar_id: CalendarId | None = None
    """By default where this system made the event, else `primary`."""

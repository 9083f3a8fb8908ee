"""`list_upcoming`: what lies ahead in a calendar."""

from typing import Annotated, Literal

from pydantic import Field

from worker.messages.commands.command import Command
from worker.messages.fields import ONE_LINE, WITHOUT_BLANKS, Address, CalendarId


class ListUpcoming(Command):
    """List the meetings from now on, in order of their start, a page at a time."""

    type: Literal["list_upcoming"] = "list_upcoming"
    """The command's type."""
    days: Annotated[int, Field(ge=1, le=90)] = 7
    """How many days ahead, from now."""
    vai_only: bool = True
    """Whether only meetings that this system made are listed."""
    participant: Address | None = None
    """Only meetings with this address among their attendees."""
    text: Annotated[str, Field(min_length=1, max_length=256, pattern=ONE_LINE)] | None = None
    """Only meetings with these words in their title, description, location or attendees."""
    limit: Annotated[int, Field(ge=1, le=250)] = 100
    """How many meetings to answer with, at most."""
    cursor: Annotated[str, Field(min_length=1, max_length=4096, pattern=WITHOUT_BLANKS)] | None = None
    """The `next_cursor` of an earlier answer to the same question; the first page without it."""
    calendar_id: CalendarId = "primary"
    """The calendar to list."""
    max_staleness_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0
    """How old, in seconds, what is answered from may be; at 0 Google is always asked."""

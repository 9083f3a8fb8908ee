"""`create_follow_up`: put something to do into the calendar, after a meeting or on its own."""

from typing import Literal

from worker.messages.commands.command import Command
from worker.messages.commands.reminder import Reminders
from worker.messages.fields import CalendarId, EventId, Label, Priority, Prose, Title
from worker.messages.times import Instant


class CreateFollowUp(Command):
    """Make an event of 30 minutes at the time that something is due. It blocks nobody."""

    type: Literal["create_follow_up"] = "create_follow_up"
    """The command's type."""
    title: Title
    """What is to be done."""
    description: Prose | None = None
    """More about it, as plain text."""
    due: Instant
    """When it is due, and the event begins (also `dueDate`); a past one reminds of nothing."""
    keep_due: bool = False
    """Leave it due at this very instant.

    Otherwise what is due outside your working hours or on a public holiday goes to the next working time.
    """
    priority: Priority = "normal"
    """Decides the reminders where none are given.

    Low: popup 15 minutes before; normal: e-mail 60 too; high: e-mail 1440 too; urgent: popups 5 and 60 too.
    """
    follow_up_type: Label | None = None
    """A label of the agent."""
    event_id: EventId | None = None
    """The meeting that it follows, and is cancelled with (also `eventId`).

    One that the user organises, and no whole series; a cancelled one is `event_not_found`.
    """
    reminders: Reminders | None = None
    """At most 5, instead of those of the priority; none that would lie in the past is set."""
    calendar_id: CalendarId | None = None
    """By default where this system made the meeting, else `primary`."""

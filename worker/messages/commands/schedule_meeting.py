"""`schedule_meeting`: find a time for everybody, reserve it, and book it."""

from typing import Annotated, Literal

from pydantic import ConfigDict

from worker.domain.calendar_event import SendUpdates
from worker.messages.commands.reminder import Reminders
from worker.messages.commands.search import Search
from worker.messages.commands.time_search import WITHOUT_TWO_TIMES, HoldInstead
from worker.messages.fields import CalendarId, Entries, Label, Note, Priority, Prose, Title, WhomToTell
from worker.messages.times import Instant
from worker.messages.wire import Sparing, Wire


class FollowUpAction(Wire):
    """Something to do after the meeting; it becomes an event of 30 minutes that blocks nobody."""

    title: Title
    """What is to be done."""
    description: Prose | None = None
    """More about it, as plain text."""
    due: Instant
    """When it is due (also `dueDate`)."""
    follow_up_type: Label | None = None
    """A label of the agent (also `type`)."""
    keep_due: bool = False
    """Leave it due at this very instant.

    Otherwise what is due outside your working hours or on a public holiday goes to the next working time.
    """
    priority: Priority = "normal"
    """Decides the reminders.

    Low: popup 15 minutes before; normal: e-mail 60 too; high: e-mail 1440 too; urgent: popups 5 and 60 too.
    """


class ScheduleMeeting(Search):
    """Find a time that suits everybody and put the meeting into the calendar."""

    model_config = ConfigDict(json_schema_extra=WITHOUT_TWO_TIMES)

    type: Literal["schedule_meeting"] = "schedule_meeting"
    """The command's type."""
    title: Title
    """What the meeting is called."""
    description: Prose | None = None
    """What it is about, as plain text."""
    hold_id: HoldInstead | None = None
    """Take the slot of this hold, as `hold_slot` answered it; never beside `slot` or `window`."""
    location: Note | None = None
    """Where it takes place."""
    conference: Literal["meet", "none"] = "meet"
    """Whether a Google Meet room is made for it."""
    reminders: Reminders | None = None
    """By default an e-mail one day before and popups 30 and 10 minutes before."""
    follow_up_actions: Annotated[tuple[Annotated[FollowUpAction, Sparing], ...], Entries(most=50)] = ()
    """What is to be done afterwards (also `followUpActions`)."""
    calendar_id: CalendarId = "primary"
    """The calendar that the meeting is written to."""
    send_updates: WhomToTell = SendUpdates.ALL
    """Whom Google sends the invitation to."""

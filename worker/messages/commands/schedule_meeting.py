"""`schedule_meeting`: find a time for everybody, reserve it, and book it."""

from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationInfo, field_validator

from worker.domain.calendar_event import ReminderMethod, SendUpdates
from worker.messages.commands.search import Search, excludes
from worker.messages.fields import (
    CalendarId,
    Entries,
    Identifier,
    Label,
    Note,
    Priority,
    Prose,
    Title,
    WhomToTell,
)
from worker.messages.times import Instant
from worker.messages.wire import Sparing, Wire


class ReminderWish(Wire):
    """A reminder of Google's before the start."""

    method: Annotated[ReminderMethod, Strict(strict=False)]
    """How the person is reminded."""
    minutes: Annotated[int, Field(ge=0, le=40320)]
    """Minutes before the start."""


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
    priority: Priority = "normal"
    """Decides the reminders."""


class ScheduleMeeting(Search):
    """Find a time that suits everybody and put the meeting into the calendar."""

    type: Literal["schedule_meeting"] = "schedule_meeting"
    title: Title
    """What the meeting is called."""
    description: Prose | None = None
    """What it is about, as plain text."""
    hold_id: Identifier | None = None
    """Take the slot of this hold."""
    location: Note | None = None
    """Where it takes place."""
    conference: Literal["meet", "none"] = "meet"
    """Whether a Google Meet room is made for it."""
    reminders: Annotated[tuple[ReminderWish, ...], Entries(most=5)] | None = None
    """By default an e-mail one day before and popups 30 and 10 minutes before."""
    follow_up_actions: Annotated[tuple[Annotated[FollowUpAction, Sparing], ...], Entries(most=50)] = ()
    """What is to be done afterwards (also `followUpActions`)."""
    calendar_id: CalendarId = "primary"
    """The calendar that the meeting is written to."""
    send_updates: WhomToTell = SendUpdates.ALL
    """Whom Google sends the invitation to."""

    @field_validator("hold_id")
    @classmethod
    def _hold_stands_alone(cls, hold_id: str | None, info: ValidationInfo) -> str | None:
        if hold_id is not None:
            excludes(info, "hold_id", "slot", "window")
        return hold_id

"""`vai.calendar.reminder.due`: the moment of a reminder has come.

One for each reminder of an event that this system made. It stands in no sequence, and folding a
calendar's changes leaves it out; its key is the calendar's.
"""

from datetime import datetime
from typing import Final

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.messages.changes.event import CONVERSATION_ID, MEETING_TYPE
from worker.messages.cloud_events import ce_id, encode
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

REMINDER_DUE: Final = "vai.calendar.reminder.due"


class ReminderDue(Outward):
    """An event begins in so many minutes, as one of its reminders says."""

    user_id: str
    """The user whose event it is."""
    calendar_id: str
    """The real address of the calendar, never `primary`."""
    event_id: str
    """Google's id of the event, unique in its calendar."""
    conversation_id: str | None
    """The agent's conversation that the event was made in."""
    meeting_type: str | None
    """The kind of meeting that its command named."""
    method: ReminderMethod
    """How Google reminds the user."""
    minutes: int
    """How long before the start, in minutes."""
    event: EventData
    """The event as it was last seen."""
    as_of: UtcInstant
    """When it was last seen."""


def encode_reminder_due(
    *, account: Account, event: CalendarEvent, reminder: Reminder, as_of: datetime, locale: str, texts: Texts
) -> StoredAnswer:
    """Build the record of one reminder; an event that is moved is told of anew. It has a start."""
    shown = EventData.of(event, texts, locale)
    if shown.start is None:
        raise ValueError("an event without a start has no moment to be reminded at")
    body = ReminderDue(
        user_id=account.user_id,
        calendar_id=event.calendar_id,
        event_id=event.id,
        conversation_id=event.property_named(CONVERSATION_ID),
        meeting_type=event.property_named(MEETING_TYPE),
        method=reminder.method,
        minutes=reminder.minutes,
        event=shown,
        as_of=as_of,
    )
    return encode(
        body,
        ce_id(account.user_id, event.id, reminder.method, reminder.minutes, shown.start.utc),
        ce_type=REMINDER_DUE,
        subject=event.id,
        time=as_of,
        schema="change.reminder_due",
    )

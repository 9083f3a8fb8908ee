"""Ana, her colleague, a stranger, and the meeting that Ana makes and deletes."""

from datetime import UTC, datetime, timedelta

from tests.fakes.calendar import FakeLease
from worker.domain.account import Account
from worker.domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventDraft,
    Reminder,
    ReminderMethod,
    SendUpdates,
)
from worker.domain.interval import Interval
from worker.ports.calendar import Calendar

ANA = Account("ana", "ana@vai.example")
BOB = "bob@vai.example"
BOBS = Account("bob", BOB)
GUEST = "guest@elsewhere.example"
NINE = datetime(2027, 3, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = Interval(NINE - 9 * HOUR, NINE + 15 * HOUR)
DRAFT = EventDraft(
    id="vai0meeting",
    title="Demo",
    when=Interval(NINE, NINE + HOUR),
    time_zone="Europe/Bucharest",
    description="<b>Hello</b>",
    location="Room 1",
    attendees=(Attendee(BOB, "Bob", optional=True),),
    reminders=(Reminder(ReminderMethod.POPUP, 10),),
    private=(("vai_command_id", "c-1"), ("vai_created_by", "ai_agent")),
    meet_request_id="request-1",
)


async def insert(calendar: Calendar, draft: EventDraft = DRAFT) -> CalendarEvent:
    return await calendar.insert(ANA, "primary", draft, SendUpdates.ALL, FakeLease())


async def delete(calendar: Calendar, event: CalendarEvent) -> None:
    await calendar.delete(ANA, event, SendUpdates.NONE, FakeLease())

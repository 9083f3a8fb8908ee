"""The meeting that the examples are about, and what it was and became."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.messages.samples.people import ANA, BUCHAREST, EVENT_ID, MARIA
from worker.domain.account import Account
from worker.domain.calendar_event import Attendee, CalendarEvent, EventDraft, EventStatus, MeetStatus
from worker.domain.interval import Interval

NOW: Final = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
MONDAY: Final = Interval(datetime(2026, 3, 30, 7, tzinfo=UTC), datetime(2026, 3, 30, 7, 45, tzinfo=UTC))
TUESDAY: Final = Interval(MONDAY.start + timedelta(days=1), MONDAY.end + timedelta(days=1))
THURSDAY: Final = Interval(datetime(2026, 4, 2, 6, tzinfo=UTC), datetime(2026, 4, 2, 6, 30, tzinfo=UTC))
ACCOUNT: Final = Account("maria", MARIA)

EVENT: Final = CalendarEvent(
    id=EVENT_ID,
    calendar_id=MARIA,
    etag='"1"',
    status=EventStatus.CONFIRMED,
    updated=NOW,
    title="Demo VAI",
    description="<div>Demo</div>",
    when=MONDAY,
    time_zone=BUCHAREST,
    attendees=(Attendee(MARIA, "Maria", "accepted", organizer=True), Attendee(ANA, "Ana Pop")),
    organizer_email=MARIA,
    organizer_self=True,
    meet_url="https://meet.example/abc-defg-hij",
    meet_status=MeetStatus.READY,
    html_link="https://calendar.example/event?eid=4f2nq7demo",
    private=(("vai_conversation_id", "conv-42"), ("vai_meeting_type", "sales_meeting")),
)
FOLLOW_UP: Final = CalendarEvent(
    id="4f2nq7offer",
    calendar_id=MARIA,
    etag='"1"',
    status=EventStatus.CONFIRMED,
    updated=NOW,
    title="Follow-up: Trimite oferta",
    when=THURSDAY,
    time_zone=BUCHAREST,
    organizer_email=MARIA,
    organizer_self=True,
    html_link="https://calendar.example/event?eid=4f2nq7offer",
    transparent=True,
)
MOVED: Final = replace(EVENT, when=TUESDAY)
RENAMED: Final = replace(EVENT, title="Demo VAI 2")
ANSWERED: Final = replace(
    EVENT, attendees=(EVENT.attendees[0], replace(EVENT.attendees[1], response="accepted"))
)
CANCELLED: Final = replace(EVENT, status=EventStatus.CANCELLED)
TOMBSTONE: Final = CalendarEvent(EVENT_ID, MARIA, '"2"', EventStatus.CANCELLED)
DRAFT: Final = EventDraft(
    EVENT_ID, "Demo VAI", MONDAY, BUCHAREST, attendees=EVENT.attendees, meet_request_id="m"
)

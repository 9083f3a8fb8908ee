"""Small commands, slots and people, for the tests of the store."""

from datetime import UTC, datetime, timedelta

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent, EventKey, EventStatus
from worker.domain.interval import Interval
from worker.ports.commands import (
    Booking,
    Claim,
    Commands,
    Observation,
    OwnEvent,
    ReplyTo,
    Request,
    Settlement,
    StoredAnswer,
)
from worker.ports.reservations import Candidate, Seats

ANA = Account("user-1", "ana@example.com")
DAY = datetime(2099, 3, 2, tzinfo=UTC)
AT_ONCE = timedelta(0)
IN_AGES = timedelta(days=365_000 // 2)
ANSWER = StoredAnswer(b'{"status":"succeeded"}', (("ce_id", b"1"), ("content-type", b"\x00\xff")))
REPLY = ReplyTo(b"key", "replies", 3, (("correlation-id", b"\x00\x01"),))


def request(command_id: str = "c-1", body: bytes = b"{}", user_id: str = ANA.user_id) -> Request:
    return Request(user_id, command_id, "schedule_meeting", body, b"hash of " + body)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def span(start: float, end: float) -> Interval:
    return Interval(at(start), at(end))


def slot(start: float, end: float, progress: bytes = b"reserved") -> Candidate:
    return Candidate(span(start, end), progress)


def key(event_id: str = "e-1") -> EventKey:
    return EventKey(ANA.address, event_id)


def seats(*people: str, event_id: str = "e-1", before: int = 0, after: int = 0) -> Seats:
    """Return seats for `people`, with gaps in minutes."""
    emails = frozenset(f"{person}@example.com" for person in people)
    return Seats(key(event_id), emails, timedelta(minutes=before), timedelta(minutes=after))


def event(event_id: str = "e-1", title: str = "Demo", updated: datetime = DAY) -> CalendarEvent:
    """Return an event as this system makes them."""
    return CalendarEvent(
        id=event_id,
        calendar_id=ANA.address,
        etag=f'"{title}"',
        status=EventStatus.CONFIRMED,
        updated=updated,
        title=title,
        when=span(9, 10),
        time_zone="Europe/Bucharest",
        private=(("vai_created_by", "ai_agent"),),
    )


def seen(one: CalendarEvent) -> Observation:
    return Observation(ANA, one, "c-1", "en")


def ends(booking: Booking = Booking.CONFIRM, *observed: CalendarEvent) -> Settlement:
    return Settlement(
        booking=booking,
        observed=tuple(seen(one) for one in observed),
        made=tuple(OwnEvent(one.key) for one in observed),
    )


async def claimed(commands: Commands, command_id: str = "c-1", user_id: str = ANA.user_id) -> Claim:
    claim = await commands.claim(request(command_id, user_id=user_id))
    assert isinstance(claim, Claim)
    return claim

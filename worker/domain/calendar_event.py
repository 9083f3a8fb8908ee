"""Events: what we ask Google to write, and what Google says there is.

An `EventDraft` is all that a command decides about an event; it is stored before the
first write, so that every repeat sends the same. A `CalendarEvent` is one version of an
event as read from Google. Neither knows the wire of either side.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from worker.domain.interval import Interval


class MeetStatus(StrEnum):
    READY = "ready"
    PENDING = "pending"
    FAILED = "failed"
    NONE = "none"


class EventStatus(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class SendUpdates(StrEnum):
    """Whom Google writes to about a change."""

    ALL = "all"
    EXTERNAL_ONLY = "externalOnly"
    NONE = "none"


class ReminderMethod(StrEnum):
    POPUP = "popup"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Reminder:
    method: ReminderMethod
    minutes: int
    """Before the start, 0 to 40320."""


@dataclass(frozen=True, slots=True)
class Attendee:
    email: str
    name: str | None = None
    response: str = "needsAction"
    """`needsAction`, `accepted`, `declined` or `tentative`, as Google spells them."""
    optional: bool = False
    organizer: bool = False
    comment: str | None = field(default=None, compare=False)
    """What the person said to the answer. This and what follows is nobody's news: it is kept only
    because Google replaces a whole list of guests."""
    additional_guests: int = field(default=0, compare=False)
    """How many more the person brings along."""
    resource: bool = field(default=False, compare=False)
    """Whether it is a room or a thing."""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event to be inserted. Equal drafts give equal requests."""

    id: str
    title: str
    when: Interval
    time_zone: str
    description: str = ""
    """HTML, outside text already escaped."""
    location: str | None = None
    attendees: tuple[Attendee, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    private: tuple[tuple[str, str], ...] = ()
    """Private extended properties, sorted by name."""
    transparent: bool = False
    meet_request_id: str | None = None
    """Asks for a Meet room; the same id never makes a second one."""


@dataclass(frozen=True, slots=True)
class EventPatch:
    """What one write changes of an event that is there. None leaves a field as it is."""

    title: str | None = None
    description: str | None = None
    """HTML, outside text already escaped; an empty one takes it away."""
    location: str | None = None
    """An empty one takes it away."""
    when: Interval | None = None
    time_zone: str | None = None
    """Only beside `when`."""
    attendees: tuple[Attendee, ...] | None = None
    """Everybody who is asked from now on: Google replaces the whole list."""
    private: tuple[tuple[str, str], ...] = ()
    """Private extended properties to set, sorted by name; all others stay."""
    reminders: tuple[Reminder, ...] | None = None
    """All there are from now on, of whoever writes: Google replaces the whole list."""


@dataclass(frozen=True, slots=True)
class EventKey:
    """What names one event everywhere: ids are unique per calendar only."""

    calendar_id: str
    event_id: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One version of an event. Of a deleted one Google guarantees the id alone."""

    id: str
    calendar_id: str
    etag: str
    status: EventStatus
    updated: datetime | None = None
    title: str = ""
    description: str = ""
    location: str | None = None
    when: Interval | None = None
    """None for a bare tombstone, and for an all-day event before its zone is known."""
    all_day: tuple[date, date] | None = None
    """First day, and the day after the last."""
    time_zone: str | None = None
    attendees: tuple[Attendee, ...] = ()
    attendees_omitted: bool = False
    """Whether Google left somebody out of the list: then nobody can write all of it."""
    organizer_email: str | None = None
    organizer_self: bool = False
    """Whether the calendar that was read organises the event."""
    meet_url: str | None = None
    meet_status: MeetStatus = MeetStatus.NONE
    html_link: str | None = None
    private: tuple[tuple[str, str], ...] = ()
    transparent: bool = False
    recurrence: tuple[str, ...] = ()
    recurring_event_id: str | None = None
    original_start: str | None = None
    reminders: tuple[Reminder, ...] | None = field(default=None, compare=False)
    """Those of whoever reads the event, nobody else's news. None: the calendar's own defaults, or unread."""

    @property
    def key(self) -> EventKey:
        return EventKey(self.calendar_id, self.id)

    @property
    def is_cancelled(self) -> bool:
        return self.status is EventStatus.CANCELLED

    def property_named(self, name: str) -> str | None:
        """Return a private extended property's value."""
        return dict(self.private).get(name)

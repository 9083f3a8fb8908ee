"""One event, and its copies on the calendars of those who take part.

The organizer's calendar owns the shared data: all copies look at one `Meeting`. What is
private to a copy (reminders, colour, transparency, private properties) lives in the copy [S17].

A series is a meeting with a `recurrence`. Its instances are made up when they are looked at;
one that differs is kept as an exception, a meeting of its own that knows its series.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from worker.sandbox.local_google.json_types import Json

PRIVATE_FIELDS = frozenset({"reminders", "colorId", "transparency"})
"""Fields that each copy has for itself; private extended properties are kept with them."""
DEFAULT_REMINDERS: Json = {"useDefault": True}


class Gone(StrEnum):
    """Why a copy is a tombstone."""

    DELETED = "deleted"
    """Removed from this calendar by its own people: the details stay readable [D]."""
    WITHDRAWN = "withdrawn"
    """Taken away by the organizer: only the id is guaranteed [D]."""


@dataclass(slots=True)
class Conference:
    """A Meet conference that was asked for."""

    request_id: str
    status: str
    """`pending`, `success` or `failure` [D]."""
    outcome: str
    """What a pending request becomes."""
    code: str
    """Ten letters in three groups, for a successful one."""
    reads_left: int = 0
    ready_at: datetime | None = None


@dataclass(slots=True)
class Meeting:
    """What all copies of an event share."""

    id: str
    ical_uid: str
    organizer: str
    """The id of the calendar on which it was made."""
    creator: str
    created: datetime
    shared: dict[str, Any]
    """Cleaned fields as they came, without the private ones; times with an offset."""
    sequence: int = 0
    conference: Conference | None = None
    copies: dict[str, "Copy"] = field(default_factory=dict)
    """By calendar id."""
    series: "Meeting | None" = None
    """Of an instance: the series it belongs to."""
    original: Json | None = None
    """Of an instance: when its series has it start, as a kept time; it never changes [D]."""
    exceptions: dict[str, "Meeting"] = field(default_factory=dict)
    """Of a series: its instances that differ, by id."""
    dropped: dict[str, "Meeting"] = field(default_factory=dict)
    """Of a series: exceptions of instances that it does not have any more, by id."""
    former: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Of a series: the fields it had before its times changed, and the version that changed them."""

    @property
    def is_series(self) -> bool:
        return bool(self.shared.get("recurrence"))

    @property
    def is_dropped(self) -> bool:
        """Whether this was an exception of a series that knows it no more."""
        return self.series is not None and self.series.exceptions.get(self.id) is not self

    @property
    def is_past_changing(self) -> bool:
        """Whether this was an instance, of a series that is deleted or does not have it any more."""
        return self.series is not None and (self.series.cancelled or (self.is_dropped and bool(self.copies)))

    @property
    def cancelled(self) -> bool:
        return self.shared.get("status") == "cancelled"

    def attendee(self, email: str) -> Json | None:
        """Return the entry of an address, to read or to change."""
        return next((one for one in self.shared.get("attendees", []) if one["email"] == email), None)


@dataclass(slots=True)
class Copy:
    """An event as it appears on one calendar."""

    calendar_id: str
    meeting: Meeting
    ordinal: int
    """Rising in the order of arrival on any calendar: the stable default order of a list."""
    updated: datetime
    version: int
    """Changes with every write; the etag is made of it."""
    private: dict[str, Any] = field(default_factory=dict)
    private_properties: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, Json] = field(default_factory=dict)
    """By address: everybody who opens this calendar has their own [D]."""
    own_shared: dict[str, Any] = field(default_factory=dict)
    """What a guest wrote over shared fields, for this copy alone; None: taken away [S17]."""
    gone: Gone | None = None

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    @property
    def is_organizers(self) -> bool:
        return self.meeting.organizer == self.calendar_id

    @property
    def is_series(self) -> bool:
        return bool(self.shared.get("recurrence"))

    @property
    def is_kept(self) -> bool:
        """Whether this stands on its calendar; an instance that is only looked at does not."""
        return self.meeting.copies.get(self.calendar_id) is self

    @property
    def shared(self) -> dict[str, Any]:
        """The shared fields as this copy shows them."""
        if not self.own_shared:
            return self.meeting.shared
        fields = {**self.meeting.shared, **self.own_shared}
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def tombstone(self) -> Gone | None:
        """Why this is cancelled: by itself, or with its series."""
        series = self.meeting.series
        if self.gone or series is None:
            return self.gone
        if series.cancelled:
            return Gone.DELETED if self.is_organizers else Gone.WITHDRAWN
        master = series.copies.get(self.calendar_id)
        return Gone.DELETED if master and master.gone is Gone.DELETED else None

    @property
    def status(self) -> str:
        if self.tombstone:
            return "cancelled"
        return str(self.shared.get("status", "confirmed"))

    @property
    def own_response(self) -> str | None:
        """How this calendar's person answered; None if they are not an attendee."""
        entry = self.meeting.attendee(self.calendar_id)
        return entry["responseStatus"] if entry else None

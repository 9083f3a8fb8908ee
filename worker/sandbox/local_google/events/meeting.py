"""One event, and its copies on the calendars of those who take part.

The organizer's calendar owns the shared data: all copies look at one `Meeting`. What is
private to a copy (reminders, colour, transparency, private properties) lives in the copy [S17].
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from worker.sandbox.local_google.json_types import Json

PRIVATE_FIELDS = frozenset({"reminders", "colorId", "transparency"})
"""Fields that each copy has for itself; private extended properties are kept with them."""


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
    gone: Gone | None = None

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    @property
    def is_organizers(self) -> bool:
        return self.meeting.organizer == self.calendar_id

    @property
    def status(self) -> str:
        if self.gone:
            return "cancelled"
        return str(self.meeting.shared.get("status", "confirmed"))

    @property
    def own_response(self) -> str | None:
        """How this calendar's person answered; None if they are not an attendee."""
        entry = self.meeting.attendee(self.calendar_id)
        return entry["responseStatus"] if entry else None

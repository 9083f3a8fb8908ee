"""The present state of a calendar, told anew, so that a reader can start in the middle.

A `full` synchronisation sends `vai.calendar.event.snapshot` for each event and then the end
mark, `vai.calendar.snapshot.completed`. They take part in the calendar's `sequence` as changes
do, so what happened meanwhile falls into its place.
"""

from datetime import datetime
from typing import Final

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.changes import Origin
from worker.messages.changes.event import (
    CONVERSATION_ID,
    MEETING_TYPE,
    ChangedEvent,
    EventChange,
    encode_event,
)
from worker.messages.cloud_events import ce_id, encode
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

SNAPSHOT: Final = "snapshot"
SNAPSHOT_COMPLETED: Final = "vai.calendar.snapshot.completed"


class SnapshotCompleted(Outward):
    """Every event that a `full` synchronisation republishes has been told."""

    user_id: str
    """The user whose account the calendar was read with."""
    calendar_id: str
    """The real address of the calendar, never `primary`."""
    sequence: int
    """The calendar's next number, above those of the snapshots that it ends."""
    as_of: UtcInstant
    """When the calendar was read."""


def encode_event_snapshot(
    *, account: Account, event: CalendarEvent, sequence: int, as_of: datetime, locale: str, texts: Texts
) -> StoredAnswer:
    """Build the record of an event that is there; nothing happened to it, and nobody is named for it."""
    body = EventChange(
        user_id=account.user_id,
        calendar_id=event.calendar_id,
        event_id=event.id,
        conversation_id=event.property_named(CONVERSATION_ID),
        meeting_type=event.property_named(MEETING_TYPE),
        origin=Origin.EXTERNAL,
        command_id=None,
        before=None,
        after=ChangedEvent.of(event, texts, locale),
        changed=(),
        sequence=sequence,
        as_of=as_of,
    )
    return encode_event(body, SNAPSHOT, as_of)


def encode_snapshot_completed(
    *, user_id: str, calendar_id: str, sequence: int, as_of: datetime
) -> StoredAnswer:
    """Build the end mark. It has a sequence number of its own."""
    body = SnapshotCompleted(user_id=user_id, calendar_id=calendar_id, sequence=sequence, as_of=as_of)
    return encode(
        body,
        ce_id(user_id, calendar_id, sequence),
        ce_type=SNAPSHOT_COMPLETED,
        subject=calendar_id,
        time=as_of,
        schema="change.snapshot_completed",
    )

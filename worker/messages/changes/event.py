"""`vai.calendar.event.*`: what happened to an event, with what it was before and is now.

Folding a calendar's records by `event_id`, and ignoring a `sequence` that is not above the
last, gives its present state.
"""

from datetime import datetime
from typing import Final

from worker.domain.account import Account
from worker.domain.calendar_event import CalendarEvent
from worker.domain.changes import Change, Origin
from worker.messages.cloud_events import ce_id, encode
from worker.messages.human_time import UtcInstant
from worker.messages.outgoing import Outward
from worker.messages.results.event import EventData, shared_fields
from worker.messages.texts import Texts
from worker.ports.commands import StoredAnswer

CONVERSATION_ID: Final = "vai_conversation_id"
MEETING_TYPE: Final = "vai_meeting_type"
SCHEMA: Final = "change.event"


class ChangedEvent(EventData):
    """A result's event, with what only readers of changes need."""

    description: str
    """HTML, as Google keeps it."""
    location: str | None
    """Where it takes place, as it was typed."""
    all_day: bool
    """Whether it has no time of day; start and end are then midnights, the end exclusive."""
    recurrence: tuple[str, ...]
    """RFC 5545 lines of a series; empty of any other event."""
    recurring_event_id: str | None
    """The series that an instance belongs to; null of any other event."""
    original_start: str | None
    """When an instance would have been, by its series: RFC 3339, or a date of an all-day one; else null."""

    @classmethod
    def of(cls, event: CalendarEvent, texts: Texts, locale: str) -> "ChangedEvent":
        return cls(
            **shared_fields(event, texts, locale),
            description=event.description,
            location=event.location,
            all_day=event.all_day is not None,
            recurrence=event.recurrence,
            recurring_event_id=event.recurring_event_id,
            original_start=event.original_start,
        )


class EventChange(Outward):
    """One change of one event, or in a snapshot its present state; the record's `ce_type` says which."""

    user_id: str
    """The user whose account the calendar was read with."""
    calendar_id: str
    """The real address of the calendar, never `primary`."""
    event_id: str
    """Google's id of the event, unique in its calendar."""
    conversation_id: str | None
    """The agent's conversation that the event was made in; null where none is known."""
    meeting_type: str | None
    """The kind of meeting that its command named; null where none is known."""
    origin: Origin
    """`self`: a command of this system made this very change; `external`: anybody else, and snapshots."""
    command_id: str | None
    """The command that made this very change; null where its origin is `external`."""
    before: ChangedEvent | None
    """The event before; null in `created` and `snapshot`."""
    after: ChangedEvent | None
    """The event now; null in `cancelled`."""
    changed: tuple[str, ...]
    """Names of fields of `after`; `status` alone in `cancelled`, none in `snapshot`."""
    sequence: int
    """Rising per `user_id` and `calendar_id`; there may be gaps."""
    as_of: UtcInstant
    """When the calendar was read."""


def encode_event_change(  # noqa: PLR0913 (one record has this many independent parts)
    *,
    account: Account,
    before: CalendarEvent | None,
    after: CalendarEvent,
    change: Change,
    origin: Origin,
    command_id: str | None,
    sequence: int,
    as_of: datetime,
    locale: str,
    texts: Texts,
) -> StoredAnswer:
    """Build the record of one change; `after` may be a bare tombstone."""
    known = before if after.is_cancelled and before is not None else after
    was_alive = before is not None and not before.is_cancelled
    body = EventChange(
        user_id=account.user_id,
        calendar_id=after.calendar_id,
        event_id=after.id,
        conversation_id=known.property_named(CONVERSATION_ID),
        meeting_type=known.property_named(MEETING_TYPE),
        origin=origin,
        command_id=command_id if origin is Origin.SELF else None,
        before=ChangedEvent.of(before, texts, locale) if before is not None and was_alive else None,
        after=None if after.is_cancelled else ChangedEvent.of(after, texts, locale),
        changed=change.changed,
        sequence=sequence,
        as_of=as_of,
    )
    return encode_event(body, change.kind, as_of)


def encode_event(body: EventChange, kind: str, as_of: datetime) -> StoredAnswer:
    """Build the record of what `kind` tells of an event; its id says which place it has in its calendar."""
    return encode(
        body,
        ce_id(body.user_id, body.calendar_id, body.sequence),
        ce_type=f"vai.calendar.event.{kind}",
        subject=body.event_id,
        time=as_of,
        schema=SCHEMA,
    )

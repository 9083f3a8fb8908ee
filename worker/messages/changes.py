"""What happened to calendars, as it goes to the changes topic.

The record's key is `user_id/calendar_id`, so that one calendar's changes stay in order; a
record without a calendar has the key `user_id`.
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

COMMAND_DELAYED: Final = "vai.calendar.command.delayed"
CONVERSATION_ID: Final = "vai_conversation_id"
MEETING_TYPE: Final = "vai_meeting_type"


class ChangedEvent(EventData):
    """A result's event, with what only readers of changes need."""

    description: str
    """HTML, as Google keeps it."""
    location: str | None
    all_day: bool
    """Whether it has no time of day; start and end are then midnights, the end exclusive."""
    recurrence: tuple[str, ...]
    """RFC 5545 lines of a series."""
    recurring_event_id: str | None
    """The series that an instance belongs to."""
    original_start: str | None
    """When an instance would have been, by its series."""

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
    user_id: str
    calendar_id: str
    """The real address of the calendar, never `primary`."""
    event_id: str
    conversation_id: str | None
    meeting_type: str | None
    origin: Origin
    command_id: str | None
    """The command that made this very change; null where its origin is `external`."""
    before: ChangedEvent | None
    after: ChangedEvent | None
    changed: tuple[str, ...]
    """Names of fields of `after`."""
    sequence: int
    """Rising per `user_id` and `calendar_id`; there may be gaps."""
    as_of: UtcInstant


class CommandDelayed(Outward):
    user_id: str
    command_id: str
    conversation_id: str | None
    reason: str
    """Why the result is withheld, in English."""
    as_of: UtcInstant


def change_key(user_id: str, calendar_id: str | None = None) -> bytes:
    """Return the record key that keeps a calendar's changes in order; without one, the account's."""
    return (user_id if calendar_id is None else f"{user_id}/{calendar_id}").encode()


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
    return encode(
        body,
        ce_id(account.user_id, after.calendar_id, sequence),
        ce_type=f"vai.calendar.event.{change.kind}",
        subject=after.id,
        time=as_of,
        schema="change.event",
    )


def encode_command_delayed(
    *, user_id: str, command_id: str, conversation_id: str | None, reason: str, as_of: datetime
) -> StoredAnswer:
    """Build the record that says that a command's result is withheld; once per command."""
    body = CommandDelayed(
        user_id=user_id,
        command_id=command_id,
        conversation_id=conversation_id,
        reason=reason,
        as_of=as_of,
    )
    return encode(
        body,
        ce_id(user_id, command_id, COMMAND_DELAYED),
        ce_type=COMMAND_DELAYED,
        subject=command_id,
        time=as_of,
        schema="change.command_delayed",
    )

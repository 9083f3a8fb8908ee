"""Folds changes to the present state of calendars.

A `sequence` that is not above the last one of its calendar was folded already, or is a repeat: it is
passed over. So records may come more than once, and a reader that begins anew in the middle asks for
`sync_calendar` with `full`: the snapshots take their places among the changes, and when the end mark
has come the state is complete. Whoever has missed changes has to begin with an empty state: nothing
tells of what has gone meanwhile.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

import orjson

from worker.client.change import EVENT, Change
from worker.client.errors import UnreadableRecord
from worker.client.lenient import lenient
from worker.messages.changes.account import AccountDisconnected
from worker.messages.changes.event import ChangedEvent, EventChange
from worker.messages.changes.snapshot import SNAPSHOT_COMPLETED, SnapshotCompleted


@dataclass(slots=True)
class FoldedCalendar:
    """What is in one calendar by all that was told of it."""

    events: dict[str, ChangedEvent] = field(default_factory=dict)
    """By their ids; only those that the worker publishes."""
    sequence: int = 0
    """The last that was folded."""
    as_of: datetime | None = None
    """When the calendar was last read."""
    is_complete: bool = False
    """Whether a full synchronisation has been told to its end; if of a `range`, complete there."""

    def fold(self, change: EventChange | SnapshotCompleted) -> bool:
        """Take a change in. Return whether it was news."""
        if change.sequence <= self.sequence:
            return False
        self.sequence, self.as_of = change.sequence, change.as_of
        if isinstance(change, SnapshotCompleted):
            self.is_complete = True
        elif change.after is None:
            self.events.pop(change.event_id, None)
        else:
            self.events[change.event_id] = change.after
        return True

    def encoded(self) -> bytes:
        """Return it as JSON, to be kept beside the position that it belongs to."""
        events = {name: event.model_dump(mode="json") for name, event in self.events.items()}
        rest = {"sequence": self.sequence, "as_of": self.as_of, "is_complete": self.is_complete}
        return orjson.dumps({"events": events, **rest})

    @classmethod
    def decoded(cls, value: bytes) -> Self:
        kept = orjson.loads(value)
        read = lenient(ChangedEvent).model_validate
        events = {name: read(event) for name, event in kept["events"].items()}
        as_of = datetime.fromisoformat(kept["as_of"]) if kept["as_of"] else None
        return cls(events, kept["sequence"], as_of, is_complete=kept["is_complete"])


@dataclass(slots=True)
class FoldedCalendars:
    """Every calendar that was told of, by `user_id` and the calendar's real address."""

    calendars: dict[tuple[str, str], FoldedCalendar] = field(default_factory=dict)

    def fold(self, change: Change) -> bool:
        """Take a change in, whatever it is about. Return whether it changed any state.

        Raise `UnreadableRecord` for one that belongs into a state and cannot be read: without it the state
        would be wrong.
        """
        match change.body:
            case EventChange() | SnapshotCompleted() as told:
                return self.calendars.setdefault((told.user_id, told.calendar_id), FoldedCalendar()).fold(
                    told
                )
            case AccountDisconnected() as gone:
                return self._forget(gone)
            case None if change.type.startswith(EVENT) or change.type == SNAPSHOT_COMPLETED:
                raise UnreadableRecord(f"{change.type} cannot be folded", change.record)
        return False

    def of_user(self, user_id: str) -> dict[str, FoldedCalendar]:
        """Return a user's calendars, by their addresses."""
        return {calendar: state for (user, calendar), state in self.calendars.items() if user == user_id}

    def events_of(self, user_id: str) -> list[ChangedEvent]:
        """Return what is in a user's calendars, in the order in which it was first told."""
        return [event for each in self.of_user(user_id).values() for event in each.events.values()]

    def is_complete(self, user_id: str) -> bool:
        """Say whether a full synchronisation of a calendar of the user has been told to its end."""
        return any(each.is_complete for each in self.of_user(user_id).values())

    def _forget(self, gone: AccountDisconnected) -> bool:
        """Drop a user's calendars, which nobody follows any more; not what a new consent brought since."""
        old = [
            (gone.user_id, name)
            for name, state in self.of_user(gone.user_id).items()
            if state.as_of is None or state.as_of <= gone.as_of
        ]
        for each in old:
            del self.calendars[each]
        return bool(old)
